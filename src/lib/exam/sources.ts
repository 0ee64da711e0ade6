import {
	atDepth,
	type ModuleBank,
	type Question,
	type QuestionIndexEntry
} from '#lib/content/index.ts';
import { loadBank } from '#lib/shell/index.ts';
import { LazyStudyLog } from '#lib/storage/index.ts';
import type { ClockReading } from '#lib/study/index.ts';

const log = new LazyStudyLog();

/** The learner's log. */
export const studyLog = (): Promise<LazyStudyLog> => Promise.resolve(log);

/** Names this life of the page: its steady clock began with it. */
const life = crypto.randomUUID();

/** Both clocks of this device. */
export const readClocks = (): ClockReading => ({
	wall: Date.now(),
	steady: performance.now(),
	life
});

/** How deep the pages lie that show questions of an exam. */
const DEPTH = 2;

/**
 * The questions of these ids, with links that are right in the pages of an exam. Those that the
 * curriculum has no more are left out.
 */
export async function loadQuestions(
	ids: readonly string[],
	index: readonly QuestionIndexEntry[],
	bank: (module: string) => Promise<ModuleBank> = loadBank
): Promise<Map<string, Question>> {
	const wanted = new Set(ids);
	const modules = new Set(index.flatMap(({ id, module }) => (wanted.has(id) ? [module] : [])));
	const banks = await Promise.all([...modules].map(bank));
	const questions = banks
		.flatMap(({ questions }) => questions)
		.filter(({ id }) => wanted.has(id))
		.map((question) => atDepth(question, DEPTH));
	return new Map(questions.map((question) => [question.id, question]));
}
