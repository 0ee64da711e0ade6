/** The plan of a day for the exam that a learner prepares for. */
import type { Exam, QuestionIndexEntry } from '#lib/content/index.ts';
import type { ExamPlanner } from './exam-plan.ts';
import { cardsOf, planExamDay, type ExamDay } from './plan.ts';
import { termOf } from './terms.ts';
import type { Card, LogEntry } from './types.ts';

/** A question takes this long until the learner's own pace is known: a minute. */
const DEFAULT_MS = 60_000;
/** Answers that the pace is taken from: the latest of them. */
const PACE_OF = 50;
/** Minutes a day, where the learner did not say how many there are. */
export const DEFAULT_MINUTES = 30;

/** What somebody prepares for: an exam, and where they are known its day and the minutes a day. */
export interface ExamAim {
	exam: string;
	/** On the learner's calendar, `2027-01-12`. */
	date?: string | undefined;
	minutesADay?: number | undefined;
}

/**
 * The middle of the times that the latest answers took, in milliseconds. Flashcards do not count:
 * they are quicker.
 * @param entries in order of time
 */
export function paceOf(entries: readonly LogEntry[]): number {
	const times: number[] = [];
	for (let i = entries.length - 1; i >= 0 && times.length < PACE_OF; i--) {
		const { kind, ms, question } = entries[i] as LogEntry;
		if (kind !== 'answer' || ms === undefined || ms <= 0) continue;
		if (termOf(question) === undefined) times.push(ms);
	}
	// A handful of answers is no pace yet.
	if (times.length < 5) return DEFAULT_MS;
	return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? DEFAULT_MS;
}

/**
 * Milliseconds spent on answers on the (local) day of `now`, those taken back among them.
 * @param entries in order of time
 */
export function usedToday(entries: readonly LogEntry[], now: Date): number {
	const from = new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
	let used = 0;
	for (let i = entries.length - 1; i >= 0; i--) {
		const { kind, at, ms } = entries[i] as LogEntry;
		if (at < from) break;
		if (kind === 'answer') used += ms ?? 0;
	}
	return used;
}

/**
 * What each question counts for at an exam: the published share of a domain is spread evenly over those
 * of its tasks that are treated here and have questions, and that of a task over its questions. Without
 * published shares every question of the exam counts the same. Questions of no task are left out.
 */
export function examWeights(
	{ id, tasks, figures }: Pick<Exam, 'id' | 'tasks' | 'figures'>,
	questions: readonly QuestionIndexEntry[]
): Map<string, number> {
	const members = new Map<string, string[]>();
	for (const question of questions)
		for (const task of question.exam ?? []) {
			const [exam, number = ''] = task.split('/');
			if (exam !== id || !tasks.some((one) => one.id === number)) continue;
			members.set(number, [...(members.get(number) ?? []), question.id]);
		}
	const weights = new Map<string, number>();
	const shares = figures.domains?.value;
	const domainOf = (task: string) => Number(task.split('.')[0]);
	for (const [task, ids] of members) {
		const domain = domainOf(task);
		const percent = shares?.find(({ number }) => number === domain)?.percent ?? 0;
		const siblings = [...members.keys()].filter((other) => domainOf(other) === domain).length;
		for (const one of ids)
			weights.set(one, shares ? (weights.get(one) ?? 0) + percent / siblings / ids.length : 1);
	}
	return weights;
}

/** The morning of a day on the learner's calendar; `undefined` where it is no such day. */
function morningOf(date: string): Date | undefined {
	const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)?.map(Number) ?? [];
	if (!year || !month || !day) return undefined;
	const at = new Date(year, month - 1, day, 9);
	return at.getMonth() === month - 1 ? at : undefined;
}

/**
 * Today's plan for the exam of a learner: what `planExamDay` makes of its date, its questions and the
 * pace that the log shows. `undefined` where there is nothing to plan for: no date, a day that is over,
 * an exam that has no questions here.
 * @param entries the log, in order of time
 * @param planner keep it from call to call
 */
export function planMyExam(
	aim: ExamAim | undefined,
	exam: Pick<Exam, 'id' | 'tasks' | 'figures'> | undefined,
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	entries: readonly LogEntry[],
	planner: ExamPlanner,
	now: Date
): ExamDay | undefined {
	if (!aim?.date || exam?.id !== aim.exam) return undefined;
	const at = morningOf(aim.date);
	if (!at || at < new Date(now.getFullYear(), now.getMonth(), now.getDate())) return undefined;
	const weights = examWeights(exam, questions);
	if (weights.size === 0) return undefined;
	const own = new Map(cardsOf(questions, cards).map((card) => [card.question, card]));
	return planExamDay(questions, own, planner, {
		goal: { at, minutesADay: aim.minutesADay ?? DEFAULT_MINUTES },
		now,
		pace: paceOf(entries),
		usedToday: usedToday(entries, now),
		weights
	});
}
