import MiniSearch from 'minisearch';
import {
	packIndex,
	searchOptions,
	type Block,
	type Curriculum,
	type Html,
	type Lesson,
	type PackedDocument,
	type PackedIndex,
	type Question,
	type SearchDocument
} from '#lib/content/index.ts';
import { plainOf } from './markdown.ts';

/** What `data/search.json` holds: an index ready to load, and what to show of each result. */
export interface SearchFile {
	index: PackedIndex;
	documents: PackedDocument[];
}

/** Enough of a text to recognise a result by; the index itself holds every word. */
const excerptLength = 110;

/** Words shortened to `length` characters at a space. */
export function shortened(text: string, length: number): string {
	if (text.length <= length) return text;
	const cut = text.slice(0, length);
	const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), length - 20));
	return `${words.replace(/[\s.,;:?!]+$/, '')}…`;
}

const join = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ');
const plain = (...parts: Html[]) => join(...parts.map(plainOf));

/** What a reader finds in a block, apart from its prose. */
function textOf(block: Exclude<Block, { kind: 'prose' }>): string {
	switch (block.kind) {
		case 'figure':
			return plain(block.caption);
		case 'example':
			return join(
				block.example.title,
				plain(block.example.given, ...block.example.steps.flatMap((s) => [s.ask, s.do, s.why]))
			);
		case 'older':
			return join(
				...block.facts.flatMap(({ statement, replaces }) => [replaces?.claim, statement])
			);
		case 'misconceptions':
			return plain(...block.items.flatMap(({ belief, answer }) => [belief, answer]));
		case 'lab':
			return join(block.title, plain(block.text));
		case 'interactive': {
			const { interactive } = block;
			return join(
				interactive.title,
				interactive.kind === 'key'
					? plain(...interactive.steps.map(({ ask }) => ask))
					: join(...interactive.places.map(({ name }) => name))
			);
		}
		case 'check':
			return '';
	}
}

/** One document for the lesson up to its first section, and one for each section. */
function lessonDocuments(lesson: Lesson): SearchDocument[] {
	const path = `/learn/${lesson.module}/${lesson.slug}/`;
	const titles = new Map(lesson.sections.map(({ id, title }) => [id, title]));
	const texts = new Map<string, string[]>([['', [lesson.summary, ...lesson.keywords]]]);
	let section = '';
	for (const block of lesson.blocks) {
		if (block.kind !== 'prose') {
			texts.get(section)?.push(textOf(block));
			continue;
		}
		for (const piece of block.html.split(/(?=<h2 id=")/)) {
			const [heading = '', id] = /^<h2 id="([^"]*)">.*?<\/h2>/s.exec(piece) ?? [];
			if (id !== undefined) section = id;
			const text = plainOf(piece.slice(heading.length));
			texts.set(section, [...(texts.get(section) ?? []), text]);
		}
	}
	return [...texts].map(([id, parts]) => ({
		id: id ? `${path}#${id}` : path,
		kind: id ? 'section' : 'lesson',
		title: id ? `${titles.get(id) ?? id} · ${lesson.title}` : lesson.title,
		text: join(...parts),
		path: id ? `${path}#${id}` : path
	}));
}

/** The words of a question without its answers' reasons: a search must not give those away. */
function questionText(question: Question): string {
	switch (question.type) {
		case 'ordering':
			return plain(...question.items.map(({ text }) => text));
		case 'matching':
			return plain(...question.prompts.map(({ text }) => text), ...question.responses);
		default:
			return plain(...question.options.map(({ text }) => text));
	}
}

/** The page of the Lab that is no scenario. */
const messageTool: SearchDocument = {
	id: 'lab:message',
	kind: 'lab',
	title: 'What is in this message?',
	text: 'Paste a message of the AWS Encryption SDK or a ciphertext blob of AWS KMS, in hex or base64 or as a file, and see what every byte is: header, encryption context, wrapped data keys, frames, tags, signature. Compare two messages, break one on purpose, use one IV twice.',
	path: '/lab/message/'
};

/** All that can be found, with its full text. */
function searchDocuments({
	modules,
	lessons,
	glossary,
	questions,
	lab
}: Curriculum): SearchDocument[] {
	const titles = new Map(modules.map(({ id, title }) => [id, title]));
	return [
		...lessons.flatMap(lessonDocuments),
		...glossary.map(({ id, term, also, meaning }): SearchDocument => ({
			id: `term:${id}`,
			kind: 'term',
			title: term,
			text: join(plain(meaning), ...also),
			path: `/glossary/#${id}`
		})),
		...questions.map((question): SearchDocument => ({
			id: `question:${question.id}`,
			kind: 'question',
			title: shortened(plainOf(question.stem), 120),
			text: join(titles.get(question.module), plainOf(question.stem), questionText(question)),
			path: `/practice/?question=${question.id}`
		})),
		...lab.map(({ id, title, summary, steps }): SearchDocument => ({
			id: `lab:${id}`,
			kind: 'lab',
			title,
			text: join(summary, ...steps.flatMap((step) => [step.title, plainOf(step.tell)])),
			path: `/lab/${id}/`
		})),
		messageTool
	];
}

/** Builds the index over full texts. */
export function searchFile(curriculum: Curriculum): SearchFile {
	const documents = searchDocuments(curriculum);
	const index = new MiniSearch<SearchDocument>(searchOptions);
	index.addAll(documents);
	return {
		index: packIndex(index.toJSON()),
		documents: documents.map(({ id, kind, title, text }) =>
			kind === 'question' ? { id } : { id, title, text: shortened(text, excerptLength) }
		)
	};
}
