/** Key derivation and key commitment (specification: framework/transitive-requirements.md). */
import {
	concat,
	createAesGcmCipher,
	deriveBytes,
	encodeUtf8,
	equalBytes,
	erase,
	importHkdfKey
} from '#lib/crypto/index.ts';
import type { AesGcmCipher, Bytes, PlaintextDataKey } from '#lib/crypto/index.ts';
import { CommitmentMismatchError } from './errors.ts';
import type { Suite } from './suites.ts';

export interface DerivedKey {
	/** AES-GCM under the key of this one message. */
	cipher: AesGcmCipher;
	/** 32 bytes, in suites that commit. */
	commitment?: Bytes;
}

const hashLength = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

/** Derives what a message needs of its data key. */
export async function deriveKey(
	suite: Suite,
	dataKey: PlaintextDataKey,
	messageId: Bytes
): Promise<DerivedKey> {
	const { kdf: hash, keyLength, committing } = suite;
	if (!hash) return { cipher: await createAesGcmCipher(dataKey) };
	const key = await importHkdfKey(dataKey);
	const suiteId = new Uint8Array([suite.id >> 8, suite.id & 0xff]);
	if (!committing) {
		const salt = new Uint8Array(hashLength[hash]);
		const info = concat(suiteId, messageId);
		return cipherOf(await deriveBytes(key, { hash, salt, info }, keyLength));
	}
	const salt = messageId;
	const [derived, commitment] = await Promise.all([
		deriveBytes(key, { hash, salt, info: concat(suiteId, encodeUtf8('DERIVEKEY')) }, keyLength),
		deriveBytes(key, { hash, salt, info: encodeUtf8('COMMITKEY') }, 32)
	]);
	return { ...(await cipherOf(derived)), commitment };
}

/**
 * Derives the key of a message that is being read, and checks the commitment before the key is used.
 * @throws {CommitmentMismatchError} when the data key is not the one the message committed to
 */
export async function deriveCommittedKey(
	suite: Suite,
	dataKey: PlaintextDataKey,
	header: { messageId: Bytes; commitment?: Bytes; bodyLength: number }
): Promise<AesGcmCipher> {
	const { cipher, commitment } = await deriveKey(suite, dataKey, header.messageId);
	if (commitment && !(header.commitment && equalBytes(commitment, header.commitment)))
		throw new CommitmentMismatchError(header.bodyLength - 32);
	return cipher;
}

async function cipherOf(derived: Bytes): Promise<DerivedKey> {
	const cipher = await createAesGcmCipher(derived);
	erase(derived);
	return { cipher };
}
