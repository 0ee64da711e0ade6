/** Bytes that own their memory: what WebCrypto takes and gives. */
export type Bytes = Uint8Array<ArrayBuffer>;

declare const kind: unique symbol;

/** A data key in the clear. Whoever holds it opens what it encrypted. */
export type PlaintextDataKey = Bytes & { readonly [kind]: 'plaintext data key' };
/** A data key encrypted under a KMS key; the API calls it `CiphertextBlob`. */
export type WrappedDataKey = Bytes & { readonly [kind]: 'wrapped data key' };
/** What AES-GCM made of a plaintext, without its tag. */
export type Ciphertext = Bytes & { readonly [kind]: 'ciphertext' };

/** Names bytes for what they are. The bytes stay the same object, so erasing either erases both. */
export function asPlaintextDataKey(bytes: Bytes): PlaintextDataKey {
	return bytes as PlaintextDataKey;
}

/** Names bytes for what they are. */
export function asWrappedDataKey(bytes: Bytes): WrappedDataKey {
	return bytes as WrappedDataKey;
}

/** Names bytes for what they are. */
export function asCiphertext(bytes: Bytes): Ciphertext {
	return bytes as Ciphertext;
}

/** A copy in memory of its own: a caller that changes or erases the original changes nothing here. */
export function copyBytes(bytes: Uint8Array): Bytes {
	return new Uint8Array(bytes);
}

/**
 * The same bytes as WebCrypto takes them: the object itself where it can, a copy where the memory is
 * shared between threads or can change its size.
 */
export function ownBytes(bytes: Uint8Array): Bytes {
	const { buffer } = bytes;
	return buffer instanceof ArrayBuffer && !buffer.resizable
		? (bytes as Bytes)
		: new Uint8Array(bytes);
}

/** The parts, one after the other, in new memory. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
	const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

/**
 * Whether both hold the same bytes. The time depends on the length alone, not on where they
 * differ, so it may compare secrets and tags.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	let difference = 0;
	for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
	return difference === 0;
}

/** Order by unsigned byte value, the shorter first where one begins the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
	const shared = Math.min(a.length, b.length);
	for (let i = 0; i < shared; i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}

/** Fills the bytes with zeros where they stand. Copies made before are not reached. */
export function erase(bytes: Uint8Array): void {
	bytes.fill(0);
}

/**
 * A copy with one bit turned over. `byte` counts from 0, `bit` from 0 (least significant) to 7.
 * @throws {RangeError} when there is no such bit
 */
export function flipBit(bytes: Uint8Array, byte: number, bit = 0): Bytes {
	if (!Number.isInteger(byte) || byte < 0 || byte >= bytes.length)
		throw new RangeError(`There is no byte ${byte} in ${bytes.length} bytes.`);
	if (!Number.isInteger(bit) || bit < 0 || bit > 7)
		throw new RangeError(`A byte has bits 0 to 7, not ${bit}.`);
	const copy = copyBytes(bytes);
	copy[byte] = (copy[byte] ?? 0) ^ (1 << bit);
	return copy;
}
