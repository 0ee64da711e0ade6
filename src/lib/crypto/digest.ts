import type { Bytes } from './bytes.ts';
import { subtle } from './webcrypto.ts';

/** The hash of bytes (FIPS 180-4). */
export async function digest(
	hash: 'SHA-256' | 'SHA-384' | 'SHA-512',
	bytes: Bytes
): Promise<Bytes> {
	return new Uint8Array(await subtle().digest(hash, bytes));
}
