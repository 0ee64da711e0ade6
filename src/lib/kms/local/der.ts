/** As much of DER (ITU-T X.690) as a ciphertext blob needs: one-byte tags, definite lengths. */
import { concat } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

export const derTag = {
	integer: 0x02,
	octets: 0x04,
	objectId: 0x06,
	sequence: 0x30,
	/** Context-specific [0], primitive: replaces the tag of what it holds. */
	implicit0: 0x80,
	/** Context-specific [0], constructed: wraps what it holds. */
	explicit0: 0xa0
} as const;

type Tag = (typeof derTag)[keyof typeof derTag];

/** One element: tag, length in the fewest bytes (X.690 section 10.1), contents. */
export function writeDer(tag: Tag, ...contents: readonly Uint8Array[]): Bytes {
	const content = concat(...contents);
	return concat(new Uint8Array([tag]), writeLength(content.length), content);
}

function writeLength(length: number): Bytes {
	if (length < 0x80) return new Uint8Array([length]);
	const digits: number[] = [];
	for (let rest = length; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff);
	return new Uint8Array([0x80 | digits.length, ...digits]);
}

/** Takes elements off the front of bytes. Every method gives `undefined` where it does not fit. */
export class DerReader {
	#rest: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#rest = bytes;
	}

	/** The contents of the next element, if it bears this tag and is all there. */
	take(tag: Tag): Uint8Array | undefined {
		const [found, first = 0x80] = this.#rest;
		if (found !== tag || first === 0x80) return undefined;
		const digits = first < 0x80 ? 0 : first & 0x7f;
		// Three digits reach 16 MiB, more than any blob holds.
		if (digits > 3 || this.#rest.length < 2 + digits) return undefined;
		const length =
			digits === 0
				? first
				: this.#rest.subarray(2, 2 + digits).reduce((sum, digit) => sum * 256 + digit, 0);
		const end = 2 + digits + length;
		if (end > this.#rest.length) return undefined;
		const content = this.#rest.subarray(2 + digits, end);
		this.#rest = this.#rest.subarray(end);
		return content;
	}

	/** A reader of the next element's contents; an empty one where it does not fit. */
	enter(tag: Tag): DerReader {
		return new DerReader(this.take(tag) ?? new Uint8Array());
	}
}
