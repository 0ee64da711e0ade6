/** AES-GCM (NIST SP 800-38D) through WebCrypto, with the tag apart from the ciphertext. */
import { asCiphertext, concat, copyBytes } from './bytes.ts';
import type { Bytes, Ciphertext } from './bytes.ts';
import { AuthenticationError, UnsupportedLengthError } from './errors.ts';
import { subtle } from './webcrypto.ts';

/** IV length in bytes: 96 bits, the length SP 800-38D section 5.2.1.1 recommends and AWS uses. */
export const ivLength = 12;
/** Tag length in bytes: 128 bits, the longest. */
export const tagLength = 16;

export interface Sealed {
	/** As long as the plaintext. */
	ciphertext: Ciphertext;
	/** 16 bytes. */
	tag: Bytes;
}

interface Parameters {
	/** An AES-GCM CryptoKey, or 16 or 32 raw bytes. */
	key: CryptoKey | Uint8Array;
	/** 12 bytes; never the same twice under one key. */
	iv: Uint8Array;
	/** Authenticated, not encrypted. */
	additionalData?: Uint8Array;
}

/**
 * A CryptoKey for AES-GCM that no one can export. The raw bytes stay the caller's, to erase.
 * @param key 16 or 32 bytes (browsers do not offer AES-192 through WebCrypto)
 * @throws {UnsupportedLengthError} for any other length
 */
export async function importAesGcmKey(key: Uint8Array): Promise<CryptoKey> {
	if (key.length !== 16 && key.length !== 32)
		throw new UnsupportedLengthError(`An AES key has 16 or 32 bytes here, not ${key.length}.`);
	return subtle().importKey('raw', copyBytes(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * Encrypts and authenticates.
 * @throws {UnsupportedLengthError} for a key or IV of the wrong length
 */
export async function encryptAesGcm(
	plaintext: Uint8Array,
	{ key, iv, additionalData }: Parameters
): Promise<Sealed> {
	const cryptoKey = await cryptoKeyOf(key);
	const sealed = new Uint8Array(
		await subtle().encrypt(algorithm(iv, additionalData), cryptoKey, copyBytes(plaintext))
	);
	const end = sealed.length - tagLength;
	return { ciphertext: asCiphertext(sealed.slice(0, end)), tag: sealed.slice(end) };
}

/**
 * Verifies the tag and decrypts; gives no plaintext unless the tag fits.
 * @throws {AuthenticationError} when key, IV, additional data, ciphertext and tag do not belong together
 * @throws {UnsupportedLengthError} for a key, IV or tag of the wrong length
 */
export async function decryptAesGcm(
	{ ciphertext, tag }: { ciphertext: Uint8Array; tag: Uint8Array },
	{ key, iv, additionalData }: Parameters
): Promise<Bytes> {
	if (tag.length !== tagLength)
		throw new UnsupportedLengthError(`A tag has ${tagLength} bytes here, not ${tag.length}.`);
	const cryptoKey = await cryptoKeyOf(key);
	const parameters = algorithm(iv, additionalData);
	try {
		return new Uint8Array(await subtle().decrypt(parameters, cryptoKey, concat(ciphertext, tag)));
	} catch (cause) {
		throw new AuthenticationError('The authentication tag does not fit.', { cause });
	}
}

async function cryptoKeyOf(key: CryptoKey | Uint8Array): Promise<CryptoKey> {
	return key instanceof Uint8Array ? importAesGcmKey(key) : key;
}

function algorithm(iv: Uint8Array, additionalData: Uint8Array | undefined): AesGcmParams {
	if (iv.length !== ivLength)
		throw new UnsupportedLengthError(`An IV has ${ivLength} bytes here, not ${iv.length}.`);
	return {
		name: 'AES-GCM',
		iv: copyBytes(iv),
		tagLength: tagLength * 8,
		...(additionalData ? { additionalData: copyBytes(additionalData) } : {})
	};
}
