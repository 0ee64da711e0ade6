/** RSA-OAEP (RFC 8017 section 7.1) through WebCrypto; MGF1 uses the same hash. */
import type { Bytes } from './bytes.ts';
import { AuthenticationError, KeyFormatError } from './errors.ts';
import { privateKeyOfPem, publicKeyOfPem } from './pem.ts';
import { subtle } from './webcrypto.ts';

export type OaepHash = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/**
 * A public key for RSA-OAEP from PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`).
 * @throws {KeyFormatError} when the text is no such key
 */
export async function importRsaPublicKey(pem: string, hash: OaepHash): Promise<CryptoKey> {
	return importKey('spki', publicKeyOfPem(pem), hash, 'encrypt');
}

/**
 * A private key for RSA-OAEP from PEM (`PRIVATE KEY`, `RSA PRIVATE KEY`); no one can export it.
 * @throws {KeyFormatError} when the text is no such key
 */
export async function importRsaPrivateKey(pem: string, hash: OaepHash): Promise<CryptoKey> {
	return importKey('pkcs8', privateKeyOfPem(pem), hash, 'decrypt');
}

async function importKey(format: 'spki' | 'pkcs8', key: Bytes, hash: OaepHash, usage: KeyUsage) {
	try {
		return await subtle().importKey(format, key, { name: 'RSA-OAEP', hash }, false, [usage]);
	} catch (cause) {
		throw new KeyFormatError('This is not an RSA key.', { cause });
	}
}

export async function encryptRsaOaep(publicKey: CryptoKey, plaintext: Bytes): Promise<Bytes> {
	return new Uint8Array(await subtle().encrypt('RSA-OAEP', publicKey, plaintext));
}

/** @throws {AuthenticationError} when the ciphertext was not made for this key and hash */
export async function decryptRsaOaep(privateKey: CryptoKey, ciphertext: Bytes): Promise<Bytes> {
	try {
		return new Uint8Array(await subtle().decrypt('RSA-OAEP', privateKey, ciphertext));
	} catch (cause) {
		throw new AuthenticationError('This RSA key does not open the ciphertext.', { cause });
	}
}
