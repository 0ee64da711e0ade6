/** HKDF (RFC 5869) with SHA-256 through WebCrypto. */
import { copyBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { subtle } from './webcrypto.ts';

interface Parameters {
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
	{ salt, info }: Parameters
): Promise<CryptoKey> {
	return subtle().deriveKey(
		{ name: 'HKDF', hash: 'SHA-256', salt: copyBytes(salt), info: copyBytes(info) },
		key,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}

/** `length` derived bytes, at most 8,160 (255 times the hash, RFC 5869 section 2.3). */
export async function deriveBytes(
	key: CryptoKey,
	{ salt, info }: Parameters,
	length: number
): Promise<Bytes> {
	const bits = await subtle().deriveBits(
		{ name: 'HKDF', hash: 'SHA-256', salt: copyBytes(salt), info: copyBytes(info) },
		key,
		length * 8
	);
	return new Uint8Array(bits);
}
