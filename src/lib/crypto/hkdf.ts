/** HKDF (RFC 5869) through WebCrypto. */
import { copyBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { subtle } from './webcrypto.ts';

/** Hash functions that HKDF runs on here. */
export type HkdfHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

interface Parameters {
	/** SHA-256 unless told otherwise. */
	hash?: HkdfHash;
	salt: Uint8Array;
	/** Binds the derived key to its use. */
	info: Uint8Array;
}

/** Input keying material as a CryptoKey that no one can export. The raw bytes stay the caller's. */
export async function importHkdfKey(material: Uint8Array): Promise<CryptoKey> {
	return subtle().importKey('raw', copyBytes(material), 'HKDF', false, ['deriveKey', 'deriveBits']);
}

/** An AES-256-GCM key, derived; its bytes never leave WebCrypto. */
export async function deriveAesGcmKey(
	key: CryptoKey,
	{ hash = 'SHA-256', salt, info }: Parameters
): Promise<CryptoKey> {
	return subtle().deriveKey(
		{ name: 'HKDF', hash, salt: copyBytes(salt), info: copyBytes(info) },
		key,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}

/** `length` derived bytes, at most 255 times the hash (RFC 5869 section 2.3). */
export async function deriveBytes(
	key: CryptoKey,
	{ hash = 'SHA-256', salt, info }: Parameters,
	length: number
): Promise<Bytes> {
	const bits = await subtle().deriveBits(
		{ name: 'HKDF', hash, salt: copyBytes(salt), info: copyBytes(info) },
		key,
		length * 8
	);
	return new Uint8Array(bits);
}
