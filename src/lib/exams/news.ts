/**
 * Whether an exam can be taken on a day, and what a learner who prepares for it should know. Days are
 * `2026-11-30`, as content has them and date fields give them: they compare as text.
 */
import type { ExamView } from '#lib/content/index.ts';
import { calendarDay, count } from '#lib/ui/index.ts';

/** Days before the last one from which on a learner is told. */
const NEAR = 90;

export type Standing = 'open' | 'ending' | 'ended' | 'coming';

/** A moment as a day of the learner's own calendar. */
export function dayOf(at: Date): string {
	const part = (n: number, length: number) => String(n).padStart(length, '0');
	return `${part(at.getFullYear(), 4)}-${part(at.getMonth() + 1, 2)}-${part(at.getDate(), 2)}`;
}

/** Whole days from one day to another. */
export const daysUntil = (from: string, to: string): number =>
	Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** `ending` is open, with the last day near. */
export function standingOf(exam: ExamView, today: string): Standing {
	if (exam.validTo !== undefined && today > exam.validTo) return 'ended';
	if (exam.validFrom !== undefined && today < exam.validFrom) return 'coming';
	if (exam.validTo !== undefined && daysUntil(today, exam.validTo) <= NEAR) return 'ending';
	return 'open';
}

/** `today`, `tomorrow`, `in 9 days`. */
export function away(days: number): string {
	if (days <= 0) return 'today';
	return days === 1 ? 'tomorrow' : `in ${count(days, 'day')}`;
}

function successorWords(exam: ExamView, exams: readonly ExamView[], today: string): string[] {
	const next = exams.find(({ id }) => id === exam.successor);
	if (!next) return [];
	if (next.validFrom === undefined) return [`${next.id} takes its place.`];
	return today < next.validFrom
		? [`${next.id} takes its place from ${calendarDay(next.validFrom)} on.`]
		: [`${next.id} has taken its place since ${calendarDay(next.validFrom)}.`];
}

function chosenWords(exam: ExamView, today: string, date: string): string[] {
	const day = calendarDay(date);
	if (date < today) return [`The day you chose, ${day}, is over.`];
	if (exam.validTo !== undefined && date > exam.validTo)
		return [
			`On the day you chose, ${day}, ${exam.id} is no longer offered: choose an earlier day, or prepare for ${exam.successor ?? 'another exam'}.`
		];
	if (exam.validFrom !== undefined && date < exam.validFrom)
		return [`On the day you chose, ${day}, ${exam.id} is not offered yet.`];
	return [];
}

/**
 * What a learner who prepares for this exam should know today, in sentences; nothing where there is
 * nothing to know.
 * @param date the day of the learner's exam, where it is known
 */
export function examNews(
	exam: ExamView,
	exams: readonly ExamView[],
	today: string,
	date?: string
): string[] {
	const standing = standingOf(exam, today);
	const words: string[] = [];
	if (exam.validTo !== undefined && standing === 'ended')
		words.push(`The last day of ${exam.id} was ${calendarDay(exam.validTo)}.`);
	if (exam.validTo !== undefined && standing === 'ending')
		words.push(
			`The last day of ${exam.id} is ${calendarDay(exam.validTo)}, ${away(daysUntil(today, exam.validTo))}.`
		);
	if (standing === 'ended' || standing === 'ending')
		words.push(...successorWords(exam, exams, today));
	if (exam.validFrom !== undefined && standing === 'coming') {
		const before = exams.find(({ successor }) => successor === exam.id);
		words.push(`${exam.id} can be taken from ${calendarDay(exam.validFrom)} on.`);
		if (before?.validTo !== undefined && today <= before.validTo)
			words.push(`Until ${calendarDay(before.validTo)} the exam is ${before.id}.`);
	}
	if (words.length > 0 && exam.dates?.note) words.push(exam.dates.note);
	if (date !== undefined && standing !== 'ended') words.push(...chosenWords(exam, today, date));
	return words;
}
