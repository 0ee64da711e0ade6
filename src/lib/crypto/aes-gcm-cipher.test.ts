import { createCipheriv } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
	concat,
	createAesGcmCipher,
	encodeUtf8,
	flipBit,
	importAesGcmKey,
	ownBytes,
	systemRandom
} from './index.ts';
import type { Bytes } from './index.ts';

const iv = systemRandom(12);
const plaintext = encodeUtf8('eleven suites, three key lengths');
const additionalData = encodeUtf8('purpose');

/** What OpenSSL makes of the same. */
function openssl(key: Bytes): Bytes {
	const cipher = createCipheriv(`aes-${key.length * 8}-gcm` as 'aes-256-gcm', key, iv);
	cipher.setAAD(additionalData);
	return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

describe.each([16, 24, 32])('AES-GCM with a key of %d bytes', (length) => {
	const key = systemRandom(length);

	it('writes what OpenSSL writes, and reads it', async () => {
		const cipher = await createAesGcmCipher(key);
		expect(new Uint8Array(await cipher.seal(iv, plaintext, additionalData))).toEqual(openssl(key));
		expect(new Uint8Array(await cipher.open(iv, openssl(key), additionalData))).toEqual(plaintext);
	});

	it('has taken what it was given when the call returns', async () => {
		const cipher = await createAesGcmCipher(key);
		const given = [iv.slice(), plaintext.slice(), additionalData.slice()] as const;
		const sealed = cipher.seal(...given);
		for (const bytes of given) bytes.fill(0);
		expect(new Uint8Array(await sealed)).toEqual(openssl(key));
		const parts = [iv.slice(), openssl(key), additionalData.slice()] as const;
		const opened = cipher.open(...parts);
		for (const bytes of parts) bytes.fill(0);
		expect(new Uint8Array(await opened)).toEqual(plaintext);
	});

	it('refuses what was changed', async () => {
		const cipher = await createAesGcmCipher(key);
		const refusal = expect.objectContaining({ code: 'CRYPTO_AUTHENTICATION_FAILED' }) as unknown;
		const sealed = openssl(key);
		await expect(cipher.open(iv, flipBit(sealed, 0), additionalData)).rejects.toEqual(refusal);
		await expect(cipher.open(iv, sealed, flipBit(additionalData, 0))).rejects.toEqual(refusal);
		await expect(cipher.open(flipBit(iv, 0), sealed, additionalData)).rejects.toEqual(refusal);
		await expect(cipher.open(iv, sealed.slice(0, 15), additionalData)).rejects.toEqual(refusal);
	});
});

it('takes a CryptoKey too', async () => {
	const key = systemRandom(32);
	const cipher = await createAesGcmCipher(await importAesGcmKey(key));
	expect(new Uint8Array(await cipher.seal(iv, plaintext, additionalData))).toEqual(openssl(key));
});

it('has no key of another length', async () => {
	await expect(createAesGcmCipher(systemRandom(20))).rejects.toMatchObject({
		code: 'CRYPTO_UNSUPPORTED_LENGTH'
	});
});

describe('where WebCrypto refuses 192-bit keys, as Chromium does', () => {
	afterEach(() => vi.restoreAllMocks());

	it('does the same with another AES', async () => {
		const key = systemRandom(24);
		vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(
			new DOMException('192-bit AES keys are not supported', 'OperationError')
		);
		const cipher = await createAesGcmCipher(key);
		expect(new Uint8Array(await cipher.seal(iv, plaintext, additionalData))).toEqual(openssl(key));
		expect(new Uint8Array(await cipher.open(iv, openssl(key), additionalData))).toEqual(plaintext);
		await expect(cipher.open(iv, flipBit(openssl(key), 3), additionalData)).rejects.toMatchObject({
			code: 'CRYPTO_AUTHENTICATION_FAILED'
		});
		await expect(createAesGcmCipher(systemRandom(32))).rejects.toThrow('not supported');
	});
});

it('copies bytes only where WebCrypto could not take them', () => {
	const plain = systemRandom(4);
	expect(ownBytes(plain)).toBe(plain);
	const shared = new Uint8Array(new SharedArrayBuffer(4)).fill(7);
	expect(ownBytes(shared)).not.toBe(shared);
	expect([...ownBytes(shared)]).toEqual([7, 7, 7, 7]);
	const growing = new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })).fill(7);
	expect(ownBytes(growing)).not.toBe(growing);
});
