/**
 * A walk names the fields of a message one after the other and is handed their bytes. One walk
 * serves three readers: the whole message in memory, a stream that waits for more, and the map that
 * shows every byte. So what is mapped is what is read.
 */
import { encodeHex } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { TruncatedError } from './errors.ts';

export type Described = (bytes: Bytes) => { value: string; meaning: string };

export interface Field {
	/** Where it stands: `header.messageId`, `frames[0].tag`. */
	readonly path: string;
	/** Bytes. */
	readonly length: number;
	/** Its decoded value, and what it is for in one sentence. Costs nothing unless called. */
	readonly describe: Described;
	/** It is no field but so many whole frames at once: a map makes their fields when they are asked for. */
	readonly frames?: number;
}

export type Walk<T> = Generator<Field, T, Bytes>;

/**
 * Runs a walk over bytes that are all there. Lengths that a message claims are compared with what is
 * there before anything is done with them.
 * @throws {TruncatedError} when a field is not all there
 */
export function runWalk<T>(walk: Walk<T>, bytes: Bytes): T {
	let at = 0;
	let step = walk.next();
	while (step.done !== true) {
		const { length, path } = step.value;
		if (length > bytes.length - at) throw new TruncatedError(path, bytes.length);
		step = walk.next(bytes.subarray(at, at + length));
		at += length;
	}
	return step.value;
}

/** A big-endian unsigned integer of at most 6 bytes. */
export function uintOf(bytes: Uint8Array): number {
	let value = 0;
	for (const byte of bytes) value = value * 256 + byte;
	return value;
}

/** Hexadecimal of the first bytes, and how many there are. */
export function describeBytes(bytes: Uint8Array): string {
	return bytes.length <= 32
		? encodeHex(bytes)
		: `${encodeHex(bytes.subarray(0, 16))}… (${bytes.length} bytes)`;
}
