/** The few named entities that the content compiler's HTML holds; all else is numeric. */
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The words of compiled content without its markup, for places that take text alone: options of a
 * `select`, names of buttons, spoken positions.
 */
export function plain(html: string): string {
	return decoded(html.replace(/<[^>]*>/g, ''))
		.replace(/\s+/g, ' ')
		.trim();
}

/** Text of HTML with its entities as the signs they stand for. */
export function decoded(text: string): string {
	return text.replace(
		/&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi,
		(all: string, decimal?: string, hex?: string, name?: string) => {
			if (decimal) return String.fromCodePoint(Number(decimal));
			if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
			return entities[name?.toLowerCase() ?? ''] ?? all;
		}
	);
}

/** The letter of the option that is shown at this place, counted from 0. */
export const letter = (place: number): string => String.fromCharCode(65 + place);

const NUMBERS = [
	'no',
	'one',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten'
];

/** Small numbers in words, as a sentence wants them. */
export const inWords = (n: number): string => NUMBERS[n] ?? String(n);
