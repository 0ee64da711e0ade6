import MiniSearch from 'minisearch';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	findDocuments,
	packIndex,
	searchOptions,
	unpackDocuments,
	unpackIndex,
	type SearchDocument
} from '#lib/content/index.ts';
import { compile } from './compile.ts';
import { searchFile, shortened, type SearchFile } from './search.ts';
import { readTree } from './tree.ts';

const load = ({ index, documents }: SearchFile) =>
	MiniSearch.loadJS<SearchDocument>(unpackIndex(index, documents), searchOptions);

let file: SearchFile;
let index: MiniSearch<SearchDocument>;

beforeAll(() => {
	const { curriculum } = compile(readTree('tests/content/good'), { today: '2026-11-21' });
	// As the browser gets it: through JSON, loaded with the shared options.
	file = JSON.parse(JSON.stringify(searchFile(curriculum))) as SearchFile;
	index = load(file);
});

const ids = (query: string) => index.search(query).map(({ id }) => id as string);

describe('search', () => {
	it('finds an operation by its name and by its parts', () => {
		expect(ids('GenerateDataKey')).toContain('/learn/01-first-steps/why/#two-keys');
		expect(ids('generate')).toContain('/learn/01-first-steps/why/#two-keys');
	});

	it('finds a number with and without its comma', () => {
		expect(ids('4096')).toContain('/learn/01-first-steps/why/');
		expect(ids('4,096 bytes')).toEqual(ids('4096 bytes'));
	});

	it('finds a term by its other names, a lesson by its keywords, and forgives a slip', () => {
		expect(ids('data encryption key')[0]).toBe('term:data-key');
		expect(ids('letter')).toEqual(['/learn/01-first-steps/why/']);
		expect(ids('envelpe')).toContain('lab:envelope');
	});

	it('wants every word but the small ones', () => {
		expect(ids('what is the scan')).toEqual(ids('scan'));
		expect(ids('scan zeppelin')).toEqual([]);
	});

	it('does not give reasons away', () => {
		expect(ids('takes small plaintexts')).toEqual([]);
		expect(file.documents.find(({ id }) => id === 'question:fs-limit')).toEqual({
			id: 'question:fs-limit'
		});
	});

	it('has a document for every result, with where it leads', () => {
		const questions = [{ id: 'fs-limit', module: 'm', title: 'How many bytes?' }];
		const documents = unpackDocuments(file.documents, questions, [{ id: 'm', title: 'First' }]);
		expect(documents.find(({ id }) => id === 'question:fs-limit')).toEqual({
			id: 'question:fs-limit',
			kind: 'question',
			title: 'How many bytes?',
			text: 'First',
			path: '/practice/?question=fs-limit'
		});
		for (const { kind, title, text } of documents)
			if (kind !== 'question') expect([title, text]).not.toContain('');
		const paths = new Map(documents.map(({ id, path }) => [id, path]));
		expect(paths.get('question:fs-limit')).toBe('/practice/?question=fs-limit');
		expect(paths.get('term:kms-key')).toBe('/glossary/#kms-key');
		expect(paths.get('lab:envelope')).toBe('/lab/envelope/');
		expect(new Set(paths.keys()).size).toBe(file.documents.length);
		expect(index.documentCount).toBe(file.documents.length);
	});
});

describe('a packed index', () => {
	it('is the same index when it is unpacked', () => {
		const original = new MiniSearch<SearchDocument>(searchOptions);
		const documents = ['one two two', 'two three', '', 'three three three one'].map((text, i) => ({
			id: `term:${i}`,
			kind: 'term' as const,
			title: i === 2 ? 'Two' : 'Title',
			text,
			path: '/'
		}));
		original.addAll(documents);
		const json = original.toJSON();
		const packed = JSON.parse(JSON.stringify(packIndex(json))) as ReturnType<typeof packIndex>;
		expect(unpackIndex(packed, documents)).toEqual(JSON.parse(JSON.stringify(json)));
	});
});

describe('what comes first', () => {
	let found: (query: string) => SearchDocument[];

	beforeAll(() => {
		const { curriculum } = compile(readTree('content'), { today: '2026-11-21' });
		const whole = searchFile(curriculum);
		const documents = new Map(
			unpackDocuments(
				whole.documents,
				curriculum.questions.map((q) => ({ id: q.id, module: q.module, title: '' })),
				[]
			).map((document) => [document.id, document])
		);
		const loaded = load(JSON.parse(JSON.stringify(whole)) as SearchFile);
		found = (query) => findDocuments(loaded, documents, query);
	});

	it('is what bears the very name', () => {
		expect(found('data key')[0]?.id).toBe('term:data-key');
		expect(found('Data Key ')[0]?.id).toBe('term:data-key');
		expect(found('GenerateDataKey')[0]?.id).toBe('term:generate-data-key');
		expect(found('sealing the envelope')[0]?.kind).toBe('lesson');
		expect(found('one envelope, there and back')[0]?.kind).toBe('lab');
	});

	it('is what explains, before what asks', () => {
		const kinds = found('data key').map(({ kind }) => kind);
		expect(kinds.slice(0, 5)).not.toContain('question');
		expect(found('envelope')[0]?.kind).not.toBe('section');
	});

	it('is the page of the app that was asked for', () => {
		const first = (query: string) => found(query)[0]?.path;
		expect(first('SAA')).toBe('/exams/#SAA-C03');
		expect(first('SCS-C03')).toBe('/exams/#SCS-C03');
		expect(first('settings')).toBe('/settings/');
		expect(first('dark')).toBe('/settings/#look');
		expect(
			found('export')
				.slice(0, 3)
				.map(({ path }) => path)
		).toContain('/settings/#copy');
		expect(first('progress')).toBe('/progress/');
		expect(first('exam simulation')).toBe('/exam/');
		expect(first('glossary')).toBe('/glossary/');
		expect(first('flashcards')).toBe('/practice/cards/');
		expect(first('exercises')).toBe('/about/#class');
		expect(first('privacy')).toBe('/about/#privacy');
	});

	it('is never a page where a thing of that name is taught', () => {
		expect(found('data key')[0]?.kind).toBe('term');
		expect(found('scaled score')[0]?.kind).toBe('term');
		expect(found('bucket key')[0]?.kind).toBe('term');
	});

	it('is where the Lab breaks things, by what somebody in the room would say', () => {
		const labs = (query: string) =>
			found(query)
				.filter(({ kind }) => kind === 'lab')
				.map(({ path }) => path);
		expect(labs('one bit')).toContain('/lab/envelope/');
		expect(labs('flip a bit')).toContain('/lab/envelope/');
		expect(labs('tamper')).toContain('/lab/envelope/');
	});

	it('leaves room for questions', () => {
		expect(found('clinic').map(({ kind }) => kind)).toContain('question');
	});
});

describe('shortened', () => {
	it('cuts at a word', () => {
		expect(shortened('one two three', 9)).toBe('one two…');
		expect(shortened('one', 9)).toBe('one');
	});

	it('has no mark before the three points', () => {
		expect(shortened('one two. three', 10)).toBe('one two…');
		expect(shortened('one two? three', 10)).toBe('one two…');
		expect(shortened('one two, three', 10)).toBe('one two…');
	});
});
