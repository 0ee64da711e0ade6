import type MiniSearch from 'minisearch';
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

/** Who searches wants to read; a question, whose title is a whole sentence, comes after what explains. */
const weights: Record<SearchDocument['kind'], number> = {
	lesson: 2,
	term: 2,
	lab: 1.5,
	section: 1,
	question: 0.4
};

/** The kind of a document by its id, which is all that the index knows of it. */
function kindOf(id: string): SearchDocument['kind'] {
	if (id.startsWith('/')) return id.includes('#') ? 'section' : 'lesson';
	return id.slice(0, id.indexOf(':')) as 'term' | 'question' | 'lab';
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
		boostDocument: (id: string) => weights[kindOf(id)],
		combineWith: 'AND',
		prefix: true,
		fuzzy: (term) => (term.length > 4 ? 0.2 : false)
	}
};

/**
 * What a query finds, best first: what bears the very name that was typed, then what the words fit.
 * @param documents by their ids
 * @param limit how many at most
 */
export function findDocuments(
	index: MiniSearch<SearchDocument>,
	documents: ReadonlyMap<string, SearchDocument>,
	query: string,
	limit = 12
): SearchDocument[] {
	const name = query.trim().toLowerCase();
	const found = index.search(query).flatMap(({ id }) => documents.get(id as string) ?? []);
	const bearsIt = ({ title }: SearchDocument) => Number(title.toLowerCase() === name);
	return found.sort((a, b) => bearsIt(b) - bearsIt(a)).slice(0, limit);
}
