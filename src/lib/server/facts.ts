import type { Fact } from '#lib/content/index.ts';

/** A number of a fact's value that prose may not repeat: `4,096` of `4,096 bytes`. */
export interface GuardedNumber {
	fact: string;
	/** As the value has it. */
	written: string;
	digits: string;
	unit: string | undefined;
}

/** Words after which a number counts something else than the fact's own unit. */
const units = new Set(
	(
		'bit byte b kb kib mb mib gb gib tb tib day hour minute second ms millisecond year month week ' +
		'request key grant character attempt call object item message frame word region account policy ' +
		'role user tag token policie time page version option question'
	).split(' ')
);

const numbers = /(?<![\w.,:/-])(\d{1,3}(?:,\d{3})+|\d{3,})(?!\w|[.,]\d)/g;
const following = /^[\s\u00a0-]?([A-Za-z%]+)/;
const isYear = (written: string) => /^(19|20)\d\d$/.test(written);

function unitAfter(text: string): string | undefined {
	const word = following.exec(text)?.[1]?.toLowerCase();
	return word && word.length > 2 ? word.replace(/s$/, '') : word;
}

/** The numbers of three or more digits in the values of facts; years are not guarded. */
export function guardedNumbers(facts: Iterable<Fact>): GuardedNumber[] {
	return [...facts].flatMap(({ id, value = '' }) =>
		[...value.matchAll(numbers)]
			.map((match) => ({
				fact: id,
				written: match[1] ?? '',
				digits: (match[1] ?? '').replaceAll(',', ''),
				unit: unitAfter(value.slice(match.index + match[0].length))
			}))
			.filter(({ written }) => !isYear(written))
	);
}

/**
 * Finds numbers in prose that restate a fact: the same digits, with or without separators, followed
 * by the fact's unit. From 1,000 on the unit may be missing, and only another unit acquits.
 */
export function restatements(
	text: string,
	guarded: readonly GuardedNumber[]
): { number: string; fact: string; offset: number }[] {
	return [...text.matchAll(numbers)].flatMap((match) => {
		const number = match[1] ?? '';
		const digits = number.replaceAll(',', '');
		const unit = unitAfter(text.slice(match.index + match[0].length));
		const same = guarded.filter((guard) => guard.digits === digits && !isYear(number));
		const hit =
			same.find((guard) => guard.unit === unit) ??
			same.find(
				(guard) =>
					digits.length > 3 && !(guard.unit !== undefined && unit !== undefined && units.has(unit))
			);
		return hit ? [{ number, fact: hit.fact, offset: match.index }] : [];
	});
}
