import type { Options } from 'minisearch';
import type { SearchDocument } from './types.ts';

const common = new Set(
	'a an and are as at be by do does for from how if in is it of on or that the this to what when which who why with'.split(
		' '
	)
);

/** Words of a text; `4,096` is one word, as a person types 4096 or 4,096. */
const words = (text: string) =>
	text
		.replace(/(\d),(?=\d{3})/g, '$1')
		.split(/[^\p{L}\p{N}_]+/u)
		.filter(Boolean);

const plain = (word: string) => (common.has(word.toLowerCase()) ? null : word.toLowerCase());

/** `GenerateDataKey` is found by its parts too: generate, data, key. */
function withParts(word: string): string[] | null {
	const whole = plain(word);
	if (whole === null) return null;
	const parts = word.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/);
	return parts.length > 1 ? [whole, ...parts.flatMap((part) => plain(part) ?? [])] : [whole];
}

/**
 * How the search index is built, by the compiler, and searched, in the browser: an index can only
 * be read with the options it was made with. Every word of a query must be found.
 */
export const searchOptions: Options<SearchDocument> = {
	fields: ['title', 'text'],
	tokenize: words,
	processTerm: withParts,
	searchOptions: {
		tokenize: words,
		processTerm: plain,
		boost: { title: 3 },
		combineWith: 'AND',
		prefix: true,
		fuzzy: (term) => (term.length > 4 ? 0.2 : false)
	}
};
