import { compareBytes, concat, encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

export type EncryptionContext = Record<string, string>;

/**
 * The one byte string that stands for a context: pairs sorted by the UTF-8 bytes of their keys,
 * each key and value behind its length in four bytes, big-endian. Order of pairs does not matter,
 * every character does, and no two contexts share a string. A missing context is the empty one.
 *
 * The rule that the match is exact and free of order is AWS's; this serialisation is ours.
 */
export function canonicalContext(context: EncryptionContext | undefined): Bytes {
	const pairs = Object.entries(context ?? {})
		.map(([key, value]) => [encodeUtf8(key), encodeUtf8(value)] as const)
		.sort(([a], [b]) => compareBytes(a, b));
	return concat(...pairs.flat().flatMap((part) => [uint32(part.length), part]));
}

function uint32(value: number): Bytes {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value);
	return bytes;
}
