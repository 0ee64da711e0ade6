/** Keys that survive a restart, and what lies in the folder meanwhile. */
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLocalKms } from '../../lib/kms/index.ts';
import { SetupError } from '../setup.mjs';
import { openFolder } from './folder.ts';
import { clockAhead } from './main.ts';
import { clientOf, sandbox, send } from './sandbox.testing.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(() => {
	folder = path.join(mkdtempSync(path.join(tmpdir(), 'keywrap-folder-')), 'keys');
});
afterEach(() => {
	rmSync(path.dirname(folder), { recursive: true });
});

const state = () => path.join(folder, 'state.json');

/** A sandbox on the folder, and the way to stop it. */
async function started(passphrase?: string, days = 0) {
	const store = await openFolder(folder, passphrase);
	const server = await sandbox({ kms: createLocalKms({ store, clock: clockAhead(days) }) });
	return {
		client: clientOf(server),
		stop: async () => {
			await server.close();
			await store.close();
		}
	};
}

it.each([undefined, 'correct horse'])(
	'keeps every kind of key (passphrase: %s)',
	async (passphrase) => {
		const first = await started(passphrase);
		const key = async (input = {}) =>
			(await send(first.client, 'CreateKey', input)).KeyMetadata?.Arn ?? '';
		const KeyId = await key({ Description: '$date' });
		const rsa = await key({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
		const ecc = await key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
		const hmac = await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
		const external = await key({ Origin: 'EXTERNAL' });
		const importing = await send(first.client, 'GetParametersForImport', {
			KeyId: external,
			WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
			WrappingKeySpec: 'RSA_2048'
		});
		await send(first.client, 'CreateAlias', { AliasName: 'alias/kept', TargetKeyId: KeyId });
		await send(first.client, 'CreateGrant', {
			KeyId,
			GranteePrincipal: 'arn:aws:iam::111122223333:role/App',
			Operations: ['Decrypt'],
			Constraints: {
				EncryptionContextEquals: { $date: 'not one', $key: 'nor this', ['__proto__']: 'x' }
			}
		});
		const Plaintext = new TextEncoder().encode('kept');
		const sealed = await send(first.client, 'Encrypt', { KeyId, Plaintext });
		await send(first.client, 'RotateKeyOnDemand', { KeyId });
		const sealedRsa = await send(first.client, 'Encrypt', {
			KeyId: rsa,
			Plaintext,
			EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
		});
		const signing = { KeyId: ecc, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
		const { Signature } = await send(first.client, 'Sign', signing);
		const coding = { KeyId: hmac, Message: Plaintext, MacAlgorithm: 'HMAC_SHA_256' } as const;
		const { Mac } = await send(first.client, 'GenerateMac', coding);
		const grants = await send(first.client, 'ListGrants', { KeyId });
		const described = await send(first.client, 'DescribeKey', { KeyId });
		await first.stop();

		const second = await started(passphrase);
		const { client } = second;
		expect(await send(client, 'Decrypt', { CiphertextBlob: sealed.CiphertextBlob })).toMatchObject({
			Plaintext
		});
		expect(
			await send(client, 'Decrypt', {
				CiphertextBlob: sealedRsa.CiphertextBlob,
				KeyId: rsa,
				EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
			})
		).toMatchObject({ Plaintext });
		expect(await send(client, 'Verify', { ...signing, Signature })).toMatchObject({
			SignatureValid: true
		});
		expect(await send(client, 'GenerateMac', coding)).toMatchObject({ Mac });
		expect(await send(client, 'ListGrants', { KeyId })).toEqual(grants);
		expect(await send(client, 'DescribeKey', { KeyId: 'alias/kept' })).toEqual(described);
		// The wrapping key behind the token came along too: material wrapped before opens now.
		const { publicEncrypt, constants } = await import('node:crypto');
		const EncryptedKeyMaterial = new Uint8Array(
			publicEncrypt(
				{
					key: `-----BEGIN PUBLIC KEY-----\n${Buffer.from(importing.PublicKey ?? []).toString('base64')}\n-----END PUBLIC KEY-----`,
					padding: constants.RSA_PKCS1_OAEP_PADDING,
					oaepHash: 'sha256'
				},
				Buffer.alloc(32, 7)
			)
		);
		await send(client, 'ImportKeyMaterial', {
			KeyId: external,
			ImportToken: importing.ImportToken,
			EncryptedKeyMaterial,
			ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE'
		});
		await second.stop();

		expect(statSync(state()).mode & 0o077).toBe(0);
		const text = readFileSync(state(), 'utf8');
		const readme = readFileSync(path.join(folder, 'README.txt'), 'utf8');
		expect(readdirSync(folder).sort()).toEqual(['README.txt', 'state.json']);
		if (passphrase) {
			for (const readable of [KeyId, 'alias/kept', '$key', 'bytes'])
				expect(text).not.toContain(readable);
			expect(readme).toContain('sealed');
		} else {
			expect(text).toContain('$key');
			expect(readme).toContain('KEY MATERIAL IN THE CLEAR');
		}
	}
);

it('forgets the material of a deleted key', async () => {
	const first = await started();
	const KeyId = (await send(first.client, 'CreateKey', {})).KeyMetadata?.KeyId ?? '';
	await send(first.client, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
	await first.stop();
	expect(readFileSync(state(), 'utf8')).toContain(KeyId);
	const later = await started(undefined, 8);
	expect(await send(later.client, 'ListKeys', {})).toMatchObject({ Keys: [] });
	await later.stop();
	expect(readFileSync(state(), 'utf8')).not.toContain(KeyId);
});

it('is opened by its passphrase alone, and never written over by mistake', async () => {
	const sealed = await started('one');
	await send(sealed.client, 'CreateKey', {});
	await sealed.stop();
	const before = readFileSync(state(), 'utf8');
	await expect(openFolder(folder, 'two')).rejects.toThrow('does not open with this passphrase');
	await expect(openFolder(folder)).rejects.toThrow('set KEYWRAP_SANDBOX_PASSPHRASE');
	writeFileSync(state(), before.slice(0, -20));
	await expect(openFolder(folder, 'one')).rejects.toThrow('is damaged');
	writeFileSync(state(), '{"format":"keywrap-sandbox-1","records":[{"kind":"other"}]}');
	await expect(openFolder(folder)).rejects.toThrow('is damaged');
	await expect(openFolder(folder, 'one')).rejects.toThrow('made without a passphrase');
	expect(readFileSync(state(), 'utf8')).toContain('other');
	writeFileSync(state(), before);
	await (await openFolder(folder, 'one')).close();
});

it('writes through no link that somebody laid into the folder', async () => {
	await (await openFolder(folder)).close();
	const elsewhere = path.join(path.dirname(folder), 'elsewhere');
	writeFileSync(elsewhere, 'mine');
	symlinkSync(elsewhere, `${state()}.new`);
	const { client, stop } = await started();
	await send(client, 'CreateKey', {});
	await stop();
	expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
	expect(statSync(state()).mode & 0o777).toBe(0o600);
});

it('belongs to one sandbox at a time, and to the next when that one died', async () => {
	const store = await openFolder(folder);
	await expect(openFolder(folder)).rejects.toThrow(SetupError);
	await expect(openFolder(folder)).rejects.toThrow(`process ${process.pid}`);
	await store.close();
	// No process has this number: Linux counts to 2 ** 22.
	writeFileSync(path.join(folder, 'lock'), String(2 ** 22 + 1));
	await (await openFolder(folder)).close();
	writeFileSync(path.join(folder, 'lock'), '');
	await (await openFolder(folder)).close();
	const file = path.join(path.dirname(folder), 'file');
	writeFileSync(file, '');
	await expect(openFolder(file)).rejects.toThrow('no folder that can be written to');
});
