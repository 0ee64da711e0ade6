import { readdirSync } from 'node:fs';

/** A page of each kind, for whatever must hold on all of them. */
export interface PageKind {
	readonly name: string;
	/** Below the address of the app, without a slash at its start. */
	readonly path: string;
	/** What the server answers. */
	readonly status: number;
}

const id = '03-envelope-encryption';
const module = `learn/${id}/`;

/** The first lesson of that module; content names its lessons, not this file. */
function aLesson(): string {
	const folder = new URL(`../../content/modules/${id}/`, import.meta.url);
	const slug = readdirSync(folder)
		.map((file) => /^lesson-1-(.+)\.md$/.exec(file)?.[1])
		.find((name) => name !== undefined);
	if (!slug) throw new Error(`Module ${id} has no first lesson`);
	return `${module}${slug}/`;
}

export const home: PageKind = { name: 'home', path: '', status: 200 };
export const lesson: PageKind = { name: 'a lesson', path: aLesson(), status: 200 };
export const practice: PageKind = { name: 'practice', path: 'practice/?set=new', status: 200 };
export const lab: PageKind = { name: 'the Lab', path: 'lab/', status: 200 };
const missing: PageKind = { name: 'an unknown address', path: 'no/such/page/', status: 404 };

export const pages: readonly PageKind[] = [
	home,
	{ name: 'all modules', path: 'learn/', status: 200 },
	{ name: 'a module', path: module, status: 200 },
	lesson,
	practice,
	{ name: 'practice, the builder', path: 'practice/', status: 200 },
	{ name: 'flashcards', path: 'practice/cards/', status: 200 },
	{ name: 'drills', path: 'practice/drills/', status: 200 },
	lab,
	{ name: 'the message page', path: 'lab/message/', status: 200 },
	{ name: 'a scenario', path: 'lab/envelope/', status: 200 },
	{ name: 'the file tool', path: 'lab/file/', status: 200 },
	{ name: 'connecting a KMS', path: 'lab/connect/', status: 200 },
	{ name: 'setting up a sandbox key', path: 'lab/connect/setup/', status: 200 },
	{ name: 'the glossary', path: 'glossary/', status: 200 },
	{ name: 'exams', path: 'exams/', status: 200 },
	{ name: 'the exam simulation', path: 'exam/', status: 200 },
	{ name: 'an exam that is not begun', path: 'exam/sit/', status: 200 },
	{ name: 'a report that is not there', path: 'exam/report/?attempt=none', status: 200 },
	{ name: 'what changed', path: 'changes/', status: 200 },
	{ name: 'progress', path: 'progress/', status: 200 },
	{ name: 'settings', path: 'settings/', status: 200 },
	{ name: 'about', path: 'about/', status: 200 },
	missing
];
