import type MiniSearch from 'minisearch';
import type { AsPlainObject, Options } from 'minisearch';
import type { ModuleLink, QuestionIndexEntry, SearchDocument } from './types.ts';

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
	page: 1.5,
	section: 1,
	question: 0.4
};

/** The kind of a document by its id, which is all that the index knows of it. */
function kindOf(id: string): SearchDocument['kind'] {
	if (id.startsWith('/')) return id.includes('#') ? 'section' : 'lesson';
	return id.slice(0, id.indexOf(':')) as 'term' | 'question' | 'lab' | 'page';
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

/** A document as it travels: what other files of the offline copy hold too is left out. */
export interface PackedDocument {
	id: string;
	/** A question has its title in the index of questions, and its module's there for a text. */
	title?: string;
	text?: string;
}

const pathOf = (id: string): string => {
	const rest = id.slice(id.indexOf(':') + 1);
	switch (kindOf(id)) {
		case 'term':
			return `/glossary/#${rest}`;
		case 'question':
			return `/practice/?question=${rest}`;
		case 'lab':
			return `/lab/${rest}/`;
		case 'page':
			return `/${rest}`;
		default:
			return id;
	}
};

/** The documents with all that is shown of them. */
export function unpackDocuments(
	documents: readonly PackedDocument[],
	questions: readonly Pick<QuestionIndexEntry, 'id' | 'module' | 'title'>[],
	modules: readonly Pick<ModuleLink, 'id' | 'title'>[]
): SearchDocument[] {
	const known = new Map(questions.map((question) => [`question:${question.id}`, question]));
	const titles = new Map(modules.map(({ id, title }) => [id, title]));
	return documents.map(({ id, title, text }) => {
		const question = known.get(id);
		return {
			id,
			kind: kindOf(id),
			title: title ?? question?.title ?? '',
			text: text ?? titles.get(question?.module ?? '') ?? '',
			path: pathOf(id)
		};
	});
}

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

/**
 * A search index as it travels: a third of MiniSearch's own form after gzip. Documents are known by
 * their place in the list beside it.
 */
export interface PackedIndex {
	/** Of MiniSearch's form; what is written here can only be read by the same. */
	version: number;
	fields: Record<string, number>;
	/** Words in each field, document after document. */
	lengths: number[][];
	averages: number[];
	/**
	 * A line a word: the word, then `|` for each field with the number of the field and the documents,
	 * each as its distance from the one before in base 36, with `.n` where it is there `n` times.
	 */
	words: string;
}

/** @param index of documents that were added in the order of their list */
export function packIndex(index: AsPlainObject): PackedIndex {
	const lines = index.index.map(([word, fields]) => {
		const parts = Object.entries(fields).map(([field, documents]) => {
			let last = 0;
			const places = Object.entries(documents as Record<string, number>).map(([place, times]) => {
				const distance = Number(place) - last;
				last = Number(place);
				return distance.toString(36) + (times > 1 ? `.${times}` : '');
			});
			return `|${field} ${places.join(' ')}`;
		});
		return word + parts.join('');
	});
	return {
		version: index.serializationVersion,
		fields: index.fieldIds,
		lengths: Object.values(index.fieldLength),
		averages: index.averageFieldLength,
		words: lines.join('\n')
	};
}

/** The index as MiniSearch loads it (`loadJS`). */
export function unpackIndex(
	{ version, fields, lengths, averages, words }: PackedIndex,
	documents: readonly Pick<SearchDocument, 'id'>[]
): AsPlainObject {
	const numbered = <T>(values: readonly T[]): Record<string, T> =>
		Object.fromEntries(values.map((value, place) => [place, value]));
	return {
		documentCount: documents.length,
		nextId: documents.length,
		documentIds: numbered(documents.map(({ id }) => id)),
		fieldIds: fields,
		fieldLength: numbered(lengths),
		averageFieldLength: averages,
		storedFields: {},
		dirtCount: 0,
		index: words.split('\n').map((line) => {
			const [word = '', ...parts] = line.split('|');
			return [
				word,
				Object.fromEntries(
					parts.map((part) => {
						const [field = '', ...places] = part.split(' ');
						let last = 0;
						const found = places.map((place) => {
							const [distance = '', times = '1'] = place.split('.');
							last += parseInt(distance, 36);
							return [last, Number(times)];
						});
						return [field, Object.fromEntries(found) as Record<string, number>];
					})
				)
			];
		}),
		serializationVersion: version
	};
}
