/** Messages written by AWS's own implementations. They are not in the project; tests name them when absent. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, it } from 'vitest';
import { asPlaintextDataKey, copyBytes, decodeBase64 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { EncryptionContext, Keyring, SuiteId } from './index.ts';

/** Where they would be: beside the project, or where KEYWRAP_VECTORS says. */
const vectorsFolder =
	process.env.KEYWRAP_VECTORS ?? path.resolve(import.meta.dirname, '../../../../shared/vectors');

const haveVectors = existsSync(path.join(vectorsFolder, 'commitment.json'));

/**
 * Tests of these messages. Where they are absent one skipped test says so: its title begins with
 * `absent: `, the only skip that `src/tools/counts.mjs` does not count as a failure.
 */
export function describeVectors(title: string, define: () => void): void {
	if (haveVectors) describe(title, define);
	else it.skip(`absent: ${title} (${vectorsFolder})`, () => undefined);
}

export interface CommitmentVector {
	comment: string;
	message: Bytes;
	dataKey: Bytes;
	commitment: Bytes;
	messageId: Bytes;
	encryptionContext: EncryptionContext;
	/** The frames of the plaintext, or `undefined` where the message must be refused. */
	plaintext: string | undefined;
}

interface RawCommitmentVector {
	comment: string;
	ciphertext: string;
	'decrypted-dek': string;
	commitment: string;
	'message-id': string;
	'encryption-context': EncryptionContext;
	status: boolean;
	'plaintext-frames'?: string[];
}

/** 46 messages of version 2 by C, Java, Python and JavaScript; five carry a wrong commitment. */
export function commitmentVectors(): CommitmentVector[] {
	const { tests } = readJson('commitment.json') as { tests: RawCommitmentVector[] };
	return tests.map((test) => ({
		comment: test.comment,
		message: decodeBase64(test.ciphertext),
		dataKey: decodeBase64(test['decrypted-dek']),
		commitment: decodeBase64(test.commitment),
		messageId: decodeBase64(test['message-id']),
		encryptionContext: test['encryption-context'],
		plaintext: test.status ? (test['plaintext-frames'] ?? []).join('') : undefined
	}));
}

export interface NetVector {
	name: string;
	suite: SuiteId;
	message: Bytes;
	/** What the reader must give back; the required entries are among them. */
	encryptionContext: EncryptionContext;
	requiresContext: boolean;
	opensWithAes: boolean;
}

interface RawNetVector {
	ciphertext: string;
	cmm: string;
	'encryption-context'?: EncryptionContext;
	'reproduced-encryption-context'?: EncryptionContext;
	'master-keys': { type: string; key: string }[];
}

/** 132 messages of all eleven suites by .NET 4.0.1. */
export function netVectors(): NetVector[] {
	const { tests } = readJson('net-4.0.1/manifest.json') as { tests: Record<string, RawNetVector> };
	return Object.values(tests).map((test) => {
		const file = test.ciphertext.replace('file://', '');
		return {
			name: path.basename(file),
			suite: Number.parseInt(path.basename(file).slice(0, 4), 16) as SuiteId,
			message: copyBytes(readFileSync(path.join(vectorsFolder, 'net-4.0.1', file))),
			encryptionContext: test['reproduced-encryption-context'] ?? test['encryption-context'] ?? {},
			requiresContext: test.cmm === 'RequiredEncryptionContext',
			opensWithAes: test['master-keys'].some(({ key }) => key === 'aes-256')
		};
	});
}

export function netPlaintext(): Bytes {
	return copyBytes(readFileSync(path.join(vectorsFolder, 'net-4.0.1/plaintexts/small')));
}

/** The AES-256 key of the .NET messages. */
export function netAesKey(): Bytes {
	const { keys } = readJson('net-4.0.1/keys.json') as {
		keys: Record<string, { material: string }>;
	};
	return decodeBase64(keys['aes-256']?.material ?? '');
}

/** Opens every message with one known data key. */
export function staticKeyring(dataKey: Bytes): Keyring {
	return {
		onEncrypt: () => Promise.reject(new Error('This keyring only decrypts.')),
		onDecrypt: () => Promise.resolve(asPlaintextDataKey(copyBytes(dataKey)))
	};
}

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(path.join(vectorsFolder, file), 'utf8'));
}
