import type { LessonLink, ModuleLink, QuestionIndexEntry } from '#lib/content/index.ts';
import type { LogEntry } from './types.ts';

/** A lesson in its module. */
export interface LessonPlace {
	module: Pick<ModuleLink, 'id' | 'number' | 'title'>;
	lesson: LessonLink;
	/** Its place in the module, from 1. */
	position: number;
}

/** A module as far as finding a lesson in it needs it. */
type Course = readonly Pick<ModuleLink, 'id' | 'number' | 'title' | 'lessons'>[];

/**
 * The lessons that were read to their end, as `module/lesson`, the one read last at the end.
 * @param entries in order of time
 */
export function lessonsRead(entries: Iterable<LogEntry>): Set<string> {
	const read = new Set<string>();
	for (const { kind, lesson } of entries) {
		if (kind !== 'lesson' || lesson === undefined) continue;
		read.delete(lesson);
		read.add(lesson);
	}
	return read;
}

/**
 * Where to read on: the first lesson not read after the one that was read last, or else the first that
 * is not read at all. `undefined` where nothing is left.
 * @param read of `lessonsRead`
 * @param wanted modules to read; without it, all
 */
export function nextLesson(
	modules: Course,
	read: ReadonlySet<string>,
	wanted: (module: string) => boolean = () => true
): LessonPlace | undefined {
	const all = modules.flatMap((module) =>
		module.lessons.map((lesson, i) => ({
			module,
			lesson,
			position: i + 1,
			name: `${module.id}/${lesson.slug}`
		}))
	);
	const last = [...read].at(-1);
	const from = all.findIndex(({ name }) => name === last) + 1;
	const found = [...all.slice(from), ...all].find(
		({ name, module }) => !read.has(name) && wanted(module.id)
	);
	if (!found) return undefined;
	const { module, lesson, position } = found;
	return { module, lesson, position };
}

/** Whether a question belongs to a task of an exam. */
export function isAskedBy(
	{ exam: tasks }: Pick<QuestionIndexEntry, 'exam'>,
	exam: string
): boolean {
	return tasks?.some((task) => task.startsWith(`${exam}/`)) ?? false;
}

/** How many questions of each module, by its id, an exam's tasks have; a module without any is left out. */
export function askedByModule(
	questions: readonly Pick<QuestionIndexEntry, 'module' | 'exam'>[],
	exam: string
): Map<string, number> {
	const asked = new Map<string, number>();
	for (const question of questions)
		if (isAskedBy(question, exam))
			asked.set(question.module, (asked.get(question.module) ?? 0) + 1);
	return asked;
}
