import type { Curriculum } from '#lib/content/index.ts';
import { compile, type Compiled } from './compile.ts';
import { studyNotes } from './coverage.ts';
import { ContentError } from './defects.ts';
import { contentDir, readTree, stampOf } from './tree.ts';

/** The day of the build in UTC, `2026-11-21`. */
const today = () => new Date().toISOString().slice(0, 10);

/** Which study notes the content of `dir` has to treat: our own all of them, any other none. */
const notesOf = (dir: string) => (dir === contentDir ? { notes: studyNotes } : {});

/** Compiles without colouring code, for checks and exports: no defect depends on colours. */
export function checkContent(dir: string = contentDir): Compiled {
	return compile(readTree(dir), { today: today(), ...notesOf(dir) });
}

let last: { dir: string; stamp: string; compiled: Promise<Curriculum> } | undefined;

/**
 * The compiled curriculum of `dir`; compiled again only when a file below it has changed.
 * @throws {ContentError} with a line for every defect
 */
export function loadCurriculum(dir: string = contentDir): Promise<Curriculum> {
	const stamp = stampOf(dir);
	if (last?.dir !== dir || last.stamp !== stamp) last = { dir, stamp, compiled: load(dir) };
	return last.compiled;
}

async function load(dir: string): Promise<Curriculum> {
	const tree = readTree(dir);
	const hasCode = [...tree].some(
		([file, text]) => file.endsWith('.md') && /^\s*(```|~~~)/m.test(text)
	);
	const highlight = hasCode ? await (await import('./highlight.ts')).createHighlight() : undefined;
	const { curriculum, defects } = compile(tree, { today: today(), highlight, ...notesOf(dir) });
	if (defects.length > 0) throw new ContentError(defects);
	return curriculum;
}
