/**
 * AES-GCM under one key for many calls: the key is prepared once, ciphertext and tag stay together
 * as WebCrypto gives them, and nothing is copied on the way.
 */
import type { Bytes } from './bytes.ts';
import { AuthenticationError, UnsupportedLengthError } from './errors.ts';
import { tagLength } from './aes-gcm.ts';
import { subtle } from './webcrypto.ts';

export interface AesGcmCipher {
	/**
	 * Ciphertext and its tag of 16 bytes, one after the other. `iv`: 12 bytes, never twice. All three
	 * may be used again as soon as the call is made: WebCrypto copies them first.
	 */
	seal(iv: Bytes, plaintext: Bytes, additionalData: Bytes): Promise<ArrayBuffer>;
	/**
	 * The plaintext, once the tag has been verified.
	 * @throws {AuthenticationError} when the parts do not belong together
	 */
	open(iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<ArrayBuffer>;
}

/**
 * Takes a key of 16, 24 or 32 bytes, or an AES-GCM CryptoKey. Chromium's WebCrypto has no AES-192
 * (“192-bit AES keys are not supported”); where it refuses, noble's AES is loaded and used.
 * @throws {UnsupportedLengthError} for any other length
 */
export async function createAesGcmCipher(key: Bytes | CryptoKey): Promise<AesGcmCipher> {
	if (!(key instanceof Uint8Array)) return webCipher(key);
	if (![16, 24, 32].includes(key.length))
		throw new UnsupportedLengthError(`An AES key has 16, 24 or 32 bytes, not ${key.length}.`);
	try {
		return webCipher(
			await subtle().importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])
		);
	} catch (error) {
		if (key.length === 24) return nobleCipher(key);
		throw error;
	}
}

function webCipher(key: CryptoKey): AesGcmCipher {
	const crypto = subtle();
	const parameters = (iv: Bytes, additionalData: Bytes) => ({
		name: 'AES-GCM',
		iv,
		additionalData,
		tagLength: tagLength * 8
	});
	const refused = (cause: unknown) => {
		throw new AuthenticationError('The authentication tag does not fit.', { cause });
	};
	return {
		seal: (iv, plaintext, additionalData) =>
			crypto.encrypt(parameters(iv, additionalData), key, plaintext),
		open: (iv, sealed, additionalData) =>
			// A shorter input is an OperationError to one platform and a length error to another.
			sealed.length < tagLength
				? Promise.reject(new AuthenticationError('There is no whole tag.'))
				: crypto.decrypt(parameters(iv, additionalData), key, sealed).catch(refused)
	};
}

/** Loads noble's AES only now: pages that meet no AES-192 never fetch it. */
async function nobleCipher(key: Bytes): Promise<AesGcmCipher> {
	const { gcm } = await import('@noble/ciphers/aes.js');
	const own = key.slice();
	return {
		seal: (iv, plaintext, additionalData) =>
			Promise.resolve(gcm(own, iv, additionalData).encrypt(plaintext).slice().buffer),
		open: (iv, sealed, additionalData) => {
			try {
				return Promise.resolve(gcm(own, iv, additionalData).decrypt(sealed).slice().buffer);
			} catch (cause) {
				return Promise.reject(
					new AuthenticationError('The authentication tag does not fit.', { cause })
				);
			}
		}
	};
}
