import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
	decryptRsaOaep,
	encryptRsaOaep,
	flipBit,
	importRsaPrivateKey,
	importRsaPublicKey,
	systemRandom
} from './index.ts';
import type { OaepHash } from './index.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const dataKey = systemRandom(32);
const padding = constants.RSA_PKCS1_OAEP_PADDING;

const publicPems = {
	'PUBLIC KEY': pair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
	'RSA PUBLIC KEY': pair.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString()
};
const privatePems = {
	'PRIVATE KEY': pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
	'RSA PRIVATE KEY': pair.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()
};

describe.each<OaepHash>(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])('RSA-OAEP with %s', (hash) => {
	const oaepHash = hash.replace('-', '').toLowerCase();

	it.each(Object.entries(publicPems))('encrypts with a %s for OpenSSL', async (_, pem) => {
		const ciphertext = await encryptRsaOaep(await importRsaPublicKey(pem, hash), dataKey);
		const opened = privateDecrypt({ key: pair.privateKey, padding, oaepHash }, ciphertext);
		expect(new Uint8Array(opened)).toEqual(dataKey);
	});

	it.each(Object.entries(privatePems))('decrypts with a %s from OpenSSL', async (_, pem) => {
		const theirs = publicEncrypt({ key: pair.publicKey, padding, oaepHash }, dataKey);
		const ciphertext = new Uint8Array(theirs);
		const key = await importRsaPrivateKey(pem, hash);
		expect(await decryptRsaOaep(key, ciphertext)).toEqual(dataKey);
		await expect(decryptRsaOaep(key, flipBit(ciphertext, 9))).rejects.toMatchObject({
			code: 'CRYPTO_AUTHENTICATION_FAILED'
		});
	});
});

const encrypted = pair.privateKey
	.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
	.toString();
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });

it.each([
	['no PEM', 'hello', 'no BEGIN'],
	['lines that do not match', '-----BEGIN A-----\nAAAA\n-----END B-----', 'no BEGIN'],
	['no base64', '-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----', 'not base64'],
	['a password', encrypted, 'password'],
	['a public key', publicPems['PUBLIC KEY'], 'A private key was expected'],
	[
		'a key of another kind',
		elliptic.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
		'not an RSA key'
	]
])('a private key with %s is refused', async (_, pem, words) => {
	const refusal = await importRsaPrivateKey(pem, 'SHA-256').catch((error: unknown) => error);
	expect(refusal).toMatchObject({ code: 'CRYPTO_MALFORMED_KEY' });
	expect((refusal as Error).message).toContain(words);
});

it('a public key that is a private one is refused', async () => {
	await expect(importRsaPublicKey(privatePems['PRIVATE KEY'], 'SHA-1')).rejects.toMatchObject({
		code: 'CRYPTO_MALFORMED_KEY'
	});
});
