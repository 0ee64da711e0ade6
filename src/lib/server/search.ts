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
	text: 'Paste a message of the AWS Encryption SDK or a ciphertext blob of AWS KMS, in hex or base64 or as a file, and see what every byte is: header, encryption context, wrapped data keys, frames, tags, signature. Compare two messages, break one on purpose, flip a bit, use one IV twice.',
	path: '/lab/message/'
};

/** Pages and parts of pages that are no content: by their address, with the words they are sought by. */
const pages: readonly [path: string, title: string, text: string][] = [
	['', 'Today', 'What is due today, what is new, and what comes back when. Home, start, plan.'],
	['learn/', 'Learn', 'All modules and their lessons. Course, curriculum, contents.'],
	['practice/', 'Practice', 'Questions: today’s set, mistakes, look-alikes, a set of your own.'],
	['practice/cards/', 'Flashcards', 'The terms of the glossary: the meaning, or the word for it.'],
	['practice/drills/', 'Drills', 'Questions made anew each time, with answers that are computed.'],
	['exam/', 'Exam simulation', 'A mock exam in its time, with a report. Test, timer, score.'],
	[
		'exams/',
		'Exams',
		'What is known of each exam: dates, number of questions, time, tasks, sources.'
	],
	[
		'progress/',
		'Progress',
		'How you stand: readiness, statistics, calibration, what is known by module.'
	],
	['glossary/', 'Glossary', 'Every term and what it means. Words, definitions.'],
	[
		'changes/',
		'What changed',
		'What older notes say that no longer holds, with the day and the source.'
	],
	['lab/', 'The Lab', 'Every walk through encryption, to try and to present. Scenarios, demo.'],
	['lab/file/', 'Your own file', 'Lock a file of any size under a key of yours, or open one.'],
	[
		'lab/connect/',
		'A KMS of your own',
		'Connect an AWS sandbox account or an emulator, LocalStack say.'
	],
	[
		'settings/',
		'Settings',
		'Your exam, questions a day, light or dark, copies. Preferences, options.'
	],
	[
		'settings/#exam',
		'Your exam, its day and the minutes a day',
		'Choose or change it in Settings.'
	],
	['settings/#copy', 'Export or import a copy of your progress', 'Backup, another device, sync.'],
	['settings/#look', 'Light or dark', 'The theme of the app. Dark mode, night.'],
	['settings/#anew', 'Begin anew, or start over', 'Reset a module, or erase everything. Delete.'],
	[
		'about/',
		'About Keywrap',
		'What it is, where facts come from, licences, the version of this copy.'
	],
	[
		'about/#privacy',
		'Privacy',
		'What stays on this device: all of it. No account, no analytics, no cookies.'
	],
	[
		'about/#class',
		'For a class',
		'To present a walk, hand it out by link, and exercises. Teaching, instructor, projector, share.'
	]
];

/** A document for each page, and for each exam on the page of exams. */
const pageDocuments = (exams: Curriculum['exams']): SearchDocument[] =>
	[
		...pages,
		...exams.map(({ id, title, tasks }): (typeof pages)[number] => [
			`exams/#${id}`,
			`${id}, ${title.replace(` (${id})`, '')}`,
			join('What is known of this exam, and its tasks:', ...tasks.map((task) => task.title))
		])
	].map(([path, title, text]) => ({
		id: `page:${path}`,
		kind: 'page',
		title,
		text,
		path: `/${path}`
	}));

/** All that can be found, with its full text. */
function searchDocuments({
	modules,
	lessons,
	glossary,
	questions,
	exams,
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
		...lab.map(({ id, title, summary, steps, breaks }): SearchDocument => ({
			id: `lab:${id}`,
			kind: 'lab',
			title,
			text: join(
				summary,
				...[...steps, ...breaks].flatMap((part) => [part.title, plainOf(part.tell)]),
				...(breaks.length > 0 ? ['Break it: change, flip, tamper.'] : [])
			),
			path: `/lab/${id}/`
		})),
		messageTool,
		...pageDocuments(exams)
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
