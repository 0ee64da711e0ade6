/** Broken messages, made of whole ones. The same seed makes the same ones. */
import { concat, copyBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

/** A generator of numbers below `limit` (mulberry32). */
function numbers(seed: number): (limit: number) => number {
	let state = seed >>> 0;
	return (limit) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % limit;
	};
}

const interesting = [0x00, 0x01, 0x02, 0x7f, 0x80, 0xff];

type Mutation = (message: Bytes, random: (limit: number) => number) => Bytes;

const kinds: readonly Mutation[] = [
	// One bit turned.
	(message, random) => {
		const at = random(message.length);
		message[at] = (message[at] ?? 0) ^ (1 << random(8));
		return message;
	},
	// One byte of those that lengths and marks are made of.
	(message, random) => {
		message[random(message.length)] = interesting[random(interesting.length)] ?? 0;
		return message;
	},
	// Four bytes at once: lengths and sequence numbers.
	(message, random) => {
		const at = random(message.length);
		const value = random(2) === 0 ? 0xffff_ffff : random(2 ** 31);
		for (let i = 0; i < 4 && at + i < message.length; i++)
			message[at + i] = (value >>> (8 * (3 - i))) & 0xff;
		return message;
	},
	// Cut short.
	(message, random) => message.slice(0, random(message.length)),
	// Bytes lost in the middle.
	(message, random) => {
		const at = random(message.length);
		return concat(message.subarray(0, at), message.subarray(at + 1 + random(40)));
	},
	// Bytes put in.
	(message, random) => {
		const at = random(message.length + 1);
		const more = new Uint8Array(1 + random(40)).map(() => random(256));
		return concat(message.subarray(0, at), more, message.subarray(at));
	},
	// A part repeated.
	(message, random) => {
		const at = random(message.length);
		const end = Math.min(message.length, at + 1 + random(60));
		return concat(message.subarray(0, end), message.subarray(at));
	},
	// Two parts exchanged.
	(message, random) => {
		const length = 1 + random(Math.min(40, Math.floor(message.length / 2)));
		const one = random(message.length - length + 1);
		const two = random(message.length - length + 1);
		const part = message.slice(one, one + length);
		message.copyWithin(one, two, two + length);
		message.set(part, two);
		return message;
	},
	// Noise from some byte on.
	(message, random) => {
		for (let i = random(message.length); i < message.length; i++) message[i] = random(256);
		return message;
	}
];

/** `count` mutations of a message, of one to three steps each. Some may be the message itself. */
export function* mutations(message: Uint8Array, count: number, seed: number): Generator<Bytes> {
	const random = numbers(seed);
	for (let i = 0; i < count; i++) {
		let mutated = copyBytes(message);
		for (let step = random(3); step >= 0; step--) {
			const kind = kinds[random(kinds.length)];
			if (kind && mutated.length > 0) mutated = kind(mutated, random);
		}
		yield mutated;
	}
}
