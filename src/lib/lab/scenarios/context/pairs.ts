/** What is done to an encryption context on this walk. */
import type { Pairs } from '../../engine/fields.ts';

/** The pair that the key policy looks at: the first. */
export function firstPair(context: Pairs): { name: string; value: string } {
	const [name = '', value = ''] = Object.entries(context)[0] ?? [];
	return { name, value };
}

/** The same pairs the other way round. */
export function turnedRound(context: Pairs): Pairs {
	return Object.fromEntries(Object.entries(context).reverse());
}

/** The same pairs, one letter of a value written in the other case; `undefined` where none has two cases. */
export function otherCase(context: Pairs): Pairs | undefined {
	for (const [name, value] of Object.entries(context)) {
		const letters = Array.from(value);
		const at = letters.findIndex((letter) => inOtherCase(letter) !== letter);
		const letter = letters[at];
		if (letter === undefined) continue;
		letters[at] = inOtherCase(letter);
		return { ...context, [name]: letters.join('') };
	}
	return undefined;
}

function inOtherCase(letter: string): string {
	const upper = letter.toUpperCase();
	return upper === letter ? letter.toLowerCase() : upper;
}
