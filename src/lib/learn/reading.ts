import type { ModuleLink, QuestionIndexEntry } from '#lib/content/index.ts';
import { loadIndex } from '#lib/shell/index.ts';
import { LogReader } from '#lib/storage/index.ts';
import { askedByModule, lessonsRead, nextLesson, type LessonPlace } from '#lib/study/index.ts';
import { whenKept } from './keep-read.ts';

/** What the pages of modules show of a reader. */
export interface Reading {
	/** `module/lesson` of what was read to its end. */
	read: ReadonlySet<string>;
	/** Where to read on; nothing once all is read that the reader's exam asks for. */
	next: LessonPlace | undefined;
	/** The exam that the reader prepares for. */
	exam: string | undefined;
	/** With an exam: how many of its questions each module has here, by the module's id. */
	asked: ReadonlyMap<string, number> | undefined;
}

/** What is known of whoever reads here. Rejects where the browser keeps nothing: the pages do without. */
export async function loadReading(
	modules: readonly ModuleLink[],
	log: Pick<LogReader, 'ofKinds' | 'settings'> = new LogReader(),
	index: () => Promise<{ questions: readonly QuestionIndexEntry[] }> = loadIndex
): Promise<Reading> {
	await whenKept();
	const [entries, { myExam }] = await Promise.all([log.ofKinds('lesson'), log.settings()]);
	const read = lessonsRead(entries);
	const asked = myExam && askedByModule((await index()).questions, myExam.exam);
	return {
		read,
		next: nextLesson(modules, read, asked && ((module) => asked.has(module))),
		exam: myExam?.exam,
		asked
	};
}
