/** AES key wrap with padding (RFC 5649), which WebCrypto lacks; noble's is loaded when it is needed. */
import type { Bytes } from './bytes.ts';
import { AuthenticationError } from './errors.ts';

/** @throws {AuthenticationError} when the bytes were not wrapped under this key */
export async function unwrapPadded(key: Uint8Array, wrapped: Uint8Array): Promise<Bytes> {
	const { aeskwp } = await import('@noble/ciphers/aes.js');
	try {
		return new Uint8Array(aeskwp(key).decrypt(wrapped));
	} catch (cause) {
		throw new AuthenticationError('This key did not wrap these bytes.', { cause });
	}
}
