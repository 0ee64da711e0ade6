/** HMAC (FIPS 198-1) through WebCrypto. */
import { copyBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { subtle } from './webcrypto.ts';

export type HmacHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** A CryptoKey that no one can export, for this hash alone. The raw bytes stay the caller's. */
export async function importHmacKey(material: Uint8Array, hash: HmacHash): Promise<CryptoKey> {
	return subtle().importKey('raw', copyBytes(material), { name: 'HMAC', hash }, false, [
		'sign',
		'verify'
	]);
}

export async function createMac(key: CryptoKey, message: Uint8Array): Promise<Bytes> {
	return new Uint8Array(await subtle().sign('HMAC', key, copyBytes(message)));
}

/** Whether the code is the key's over the message. */
export async function verifyMac(
	key: CryptoKey,
	mac: Uint8Array,
	message: Uint8Array
): Promise<boolean> {
	return subtle().verify('HMAC', key, copyBytes(mac), copyBytes(message));
}
