import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	AuthenticationError,
	compareBytes,
	concat,
	decodeBase64,
	decodeHex,
	decodeUtf8,
	decryptAesGcm,
	deriveAesGcmKey,
	deriveBytes,
	encodeBase64,
	encodeHex,
	encodeUtf8,
	EncodingError,
	encryptAesGcm,
	equalBytes,
	erase,
	flipBit,
	importAesGcmKey,
	importHkdfKey,
	systemRandom,
	UnsupportedLengthError
} from './index.ts';
import type { Bytes, PlaintextDataKey, WrappedDataKey } from './index.ts';

/** Test cases of McGrew and Viega, “The Galois/Counter Mode of Operation (GCM)”, appendix B. */
const message =
	'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39';
const feffe = 'feffe9928665731c6d6a8f9467308308';
const vectors = [
	{
		number: 1,
		key: '00'.repeat(16),
		iv: '00'.repeat(12),
		plaintext: '',
		ciphertext: '',
		tag: '58e2fccefa7e3061367f1d57a4e7455a'
	},
	{
		number: 2,
		key: '00'.repeat(16),
		iv: '00'.repeat(12),
		plaintext: '00'.repeat(16),
		ciphertext: '0388dace60b6a392f328c2b971b2fe78',
		tag: 'ab6e47d42cec13bdf53a67b21257bddf'
	},
	{
		number: 4,
		key: feffe,
		iv: 'cafebabefacedbaddecaf888',
		additionalData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
		plaintext: message,
		ciphertext:
			'42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091',
		tag: '5bc94fbc3221a5db94fae95ae7121a47'
	},
	{
		number: 13,
		key: '00'.repeat(32),
		iv: '00'.repeat(12),
		plaintext: '',
		ciphertext: '',
		tag: '530f8afbc74536b9a963b4f1c4cb738b'
	},
	{
		number: 14,
		key: '00'.repeat(32),
		iv: '00'.repeat(12),
		plaintext: '00'.repeat(16),
		ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
		tag: 'd0d1c8a799996bf0265b98b5d48ab919'
	},
	{
		number: 16,
		key: feffe + feffe,
		iv: 'cafebabefacedbaddecaf888',
		additionalData: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
		plaintext: message,
		ciphertext:
			'522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
		tag: '76fc6ece0f4e1768cddf8853bb2d551b'
	}
];

describe('AES-GCM', () => {
	it.each(vectors)('agrees with test case $number of the GCM paper', async (vector) => {
		const parameters = {
			key: decodeHex(vector.key),
			iv: decodeHex(vector.iv),
			...(vector.additionalData ? { additionalData: decodeHex(vector.additionalData) } : {})
		};
		const sealed = await encryptAesGcm(decodeHex(vector.plaintext), parameters);
		expect(encodeHex(sealed.ciphertext)).toBe(vector.ciphertext);
		expect(encodeHex(sealed.tag)).toBe(vector.tag);
		expect(encodeHex(await decryptAesGcm(sealed, parameters))).toBe(vector.plaintext);
	});

	it('refuses every single flipped bit of ciphertext, tag, IV and additional data', async () => {
		const key = await importAesGcmKey(systemRandom(32));
		const iv = systemRandom(12);
		const additionalData = encodeUtf8('purpose=test');
		const sealed = await encryptAesGcm(encodeUtf8('Invoice 1'), { key, iv, additionalData });
		const refused = async (
			change: Partial<typeof sealed & { iv: Bytes; additionalData: Bytes }>
		) => {
			const all = { ...sealed, iv, additionalData, ...change };
			await expect(decryptAesGcm(all, { key, ...all })).rejects.toBeInstanceOf(AuthenticationError);
		};
		for (let bit = 0; bit < 8; bit++) {
			for (let at = 0; at < sealed.ciphertext.length; at++)
				await refused({
					ciphertext: flipBit(sealed.ciphertext, at, bit) as typeof sealed.ciphertext
				});
			for (let at = 0; at < 16; at++) await refused({ tag: flipBit(sealed.tag, at, bit) });
			for (let at = 0; at < 12; at++) await refused({ iv: flipBit(iv, at, bit) });
			await refused({ additionalData: flipBit(additionalData, 0, bit) });
		}
	});

	it('tells a refusal by its code and keeps the cause', async () => {
		const key = systemRandom(32);
		const sealed = await encryptAesGcm(encodeUtf8('x'), { key, iv: new Uint8Array(12) });
		await expect(
			decryptAesGcm(sealed, { key: systemRandom(32), iv: new Uint8Array(12) })
		).rejects.toMatchObject({
			code: 'CRYPTO_AUTHENTICATION_FAILED',
			cause: { name: 'OperationError' }
		});
	});

	it.each([0, 8, 24, 31, 33])('does not take a key of %i bytes', async (length) => {
		await expect(importAesGcmKey(new Uint8Array(length))).rejects.toBeInstanceOf(
			UnsupportedLengthError
		);
	});

	it('does not take another IV or tag length', async () => {
		const key = systemRandom(32);
		await expect(
			encryptAesGcm(new Uint8Array(1), { key, iv: new Uint8Array(16) })
		).rejects.toBeInstanceOf(UnsupportedLengthError);
		await expect(
			decryptAesGcm(
				{ ciphertext: new Uint8Array(1), tag: new Uint8Array(12) },
				{ key, iv: new Uint8Array(12) }
			)
		).rejects.toBeInstanceOf(UnsupportedLengthError);
	});

	it('makes keys that cannot be exported', async () => {
		const key = await importAesGcmKey(systemRandom(32));
		await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
	});

	it('gives back what it was given', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ maxLength: 300 }),
				fc.uint8Array({ minLength: 32, maxLength: 32 }),
				fc.uint8Array({ maxLength: 40 }),
				async (plaintext, key, additionalData) => {
					const iv = systemRandom(12);
					const sealed = await encryptAesGcm(plaintext, { key, iv, additionalData });
					expect(sealed.ciphertext).toHaveLength(plaintext.length);
					expect(await decryptAesGcm(sealed, { key, iv, additionalData })).toEqual(
						new Uint8Array(plaintext)
					);
				}
			),
			{ numRuns: 50 }
		);
	});
});

describe('HKDF', () => {
	// RFC 5869, appendix A.1.
	const material = decodeHex('0b'.repeat(22));
	const salt = decodeHex('000102030405060708090a0b0c');
	const info = decodeHex('f0f1f2f3f4f5f6f7f8f9');
	const okm =
		'3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';

	it('agrees with test case 1 of RFC 5869', async () => {
		const key = await importHkdfKey(material);
		expect(encodeHex(await deriveBytes(key, { salt, info }, 42))).toBe(okm);
	});

	it('derives an AES key of the same first 32 bytes', async () => {
		const derived = await deriveAesGcmKey(await importHkdfKey(material), { salt, info });
		const iv = new Uint8Array(12);
		const sealed = await encryptAesGcm(encodeUtf8('same key'), { key: derived, iv });
		const opened = await decryptAesGcm(sealed, { key: decodeHex(okm).slice(0, 32), iv });
		expect(decodeUtf8(opened)).toBe('same key');
	});
});

describe('encodings', () => {
	// RFC 4648, section 10.
	it.each([
		['', ''],
		['f', 'Zg=='],
		['fo', 'Zm8='],
		['foo', 'Zm9v'],
		['foob', 'Zm9vYg=='],
		['fooba', 'Zm9vYmE='],
		['foobar', 'Zm9vYmFy']
	])('writes %j as %j in base64', (text, base64) => {
		expect(encodeBase64(encodeUtf8(text))).toBe(base64);
		expect(decodeUtf8(decodeBase64(base64))).toBe(text);
	});

	it.each(['Zg', 'Zg=', 'Zh==', 'Zm9=', 'Z', '====', 'Zm9v!', 'Zm9v-_'])(
		'does not read %j as base64',
		(text) => {
			expect(() => decodeBase64(text)).toThrow(EncodingError);
		}
	);

	it.each(['0', 'zz', '0x12', '12 3'])('does not read %j as hex', (text) => {
		expect(() => decodeHex(text)).toThrow(EncodingError);
	});

	it('reads hex with spaces and capitals, and writes it with a separator', () => {
		expect(decodeHex('DE ad\nBE ef')).toEqual(new Uint8Array([0xde, 0xad, 0xbe, 0xef]));
		expect(encodeHex(new Uint8Array([0, 10, 255]), ' ')).toBe('00 0a ff');
	});

	it('does not take bytes for UTF-8 that are not', () => {
		expect(() => decodeUtf8(new Uint8Array([0xc3, 0x28]))).toThrow(EncodingError);
		expect(decodeUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x41]))).toBe('\uFEFFA');
	});

	it('reads back what it wrote', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
				expect(decodeHex(encodeHex(bytes))).toEqual(new Uint8Array(bytes));
				expect(decodeBase64(encodeBase64(bytes))).toEqual(new Uint8Array(bytes));
			}),
			{ numRuns: 50 }
		);
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(decodeUtf8(encodeUtf8(text))).toBe(text);
			})
		);
	});
});

describe('bytes', () => {
	it('keeps kinds of bytes apart', () => {
		expectTypeOf<PlaintextDataKey>().not.toExtend<WrappedDataKey>();
		expectTypeOf<WrappedDataKey>().not.toExtend<PlaintextDataKey>();
		const bytes = new Uint8Array([1, 2]);
		expect(asPlaintextDataKey(bytes)).toBe(bytes);
		expect(asWrappedDataKey(bytes)).toBe(bytes);
	});

	it('erases where the bytes stand', () => {
		const key = systemRandom(32);
		const view = key.subarray(4);
		erase(key);
		expect(view).toEqual(new Uint8Array(28));
	});

	it('flips one bit and leaves the original', () => {
		const bytes = new Uint8Array([0b1000_0000, 0]);
		expect(flipBit(bytes, 0, 7)).toEqual(new Uint8Array([0, 0]));
		expect(flipBit(bytes, 1, 0)).toEqual(new Uint8Array([0b1000_0000, 1]));
		expect(bytes).toEqual(new Uint8Array([0b1000_0000, 0]));
		expect(() => flipBit(bytes, 2)).toThrow(RangeError);
		expect(() => flipBit(bytes, 0, 8)).toThrow(RangeError);
	});

	it('compares and joins', () => {
		expect(concat(new Uint8Array([1]), new Uint8Array(), new Uint8Array([2, 3]))).toEqual(
			new Uint8Array([1, 2, 3])
		);
		expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 2]))).toBe(true);
		expect(equalBytes(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toBe(false);
		expect(equalBytes(new Uint8Array([1]), new Uint8Array([1, 0]))).toBe(false);
		const sorted = ['b', 'ab', 'a', 'é', 'Z'].sort((a, b) =>
			compareBytes(encodeUtf8(a), encodeUtf8(b))
		);
		expect(sorted).toEqual(['Z', 'a', 'ab', 'b', 'é']);
	});

	it('draws more bytes than one call of the platform gives', () => {
		const bytes = systemRandom(70_000);
		expect(bytes).toHaveLength(70_000);
		expect(bytes.subarray(65_536).some((byte) => byte !== 0)).toBe(true);
		expect(systemRandom(32)).not.toEqual(systemRandom(32));
	});
});
