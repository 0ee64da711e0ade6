import { encodeHex, flipBit } from '#lib/crypto/index.ts';
import type { Difference } from '../stage/types.ts';
import type { BitValue, Pairs } from './fields.ts';

/** Pairs that are missing, added or changed. No difference in order is one. */
export function contextDifferences(was: Pairs, now: Pairs): Difference[] {
	return [...new Set([...Object.keys(was), ...Object.keys(now)])]
		.filter((name) => was[name] !== now[name])
		.map((name) => ({
			what: 'Encryption context',
			was: pair(name, was[name]),
			now: pair(name, now[name])
		}));
}

function pair(name: string, value: string | undefined): string {
	return value === undefined ? '' : `${name} = ${value}`;
}

/** The byte in which a bit was flipped, before and after. */
export function flippedDifference(
	what: string,
	bytes: Uint8Array,
	{ byte, bit }: BitValue
): Difference {
	const at = (all: Uint8Array) => encodeHex(all.subarray(byte, byte + 1));
	return {
		what: `${what}, byte ${byte}, bit ${bit}`,
		was: at(bytes),
		now: at(flipBit(bytes, byte, bit))
	};
}
