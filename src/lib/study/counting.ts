import { questionIdOf } from './memory.ts';
import { byTime } from './merge.ts';
import { covers, latestOf, precedes, resetOf, timeOf, type Reset } from './reset.ts';
import type { LogEntry } from './types.ts';

/** An answer that counts. */
export type CountingAnswer = LogEntry & { correct: boolean };

/** The resets that were not taken back, in order of time. */
export function standingResets(entries: Iterable<LogEntry>): LogEntry[] {
	const resets: LogEntry[] = [];
	const undone = new Set<string>();
	for (const entry of entries) {
		if (entry.kind === 'undo' && entry.undoes !== undefined) undone.add(entry.undoes);
		else if (resetOf(entry)) resets.push(entry);
	}
	return resets.filter(({ id }) => !undone.has(id)).sort(byTime);
}

/**
 * The answers that count, in order of time: not taken back, and not from before a reset of their
 * question. The result does not depend on the order of `entries`.
 */
export function countingAnswers(entries: Iterable<LogEntry>): CountingAnswer[] {
	const answers: CountingAnswer[] = [];
	const undone = new Set<string>();
	const found: Reset[] = [];
	let last: LogEntry | undefined;
	let sorted = true;
	for (const entry of entries) {
		if (entry.kind === 'undo' && entry.undoes !== undefined) undone.add(entry.undoes);
		const reset = resetOf(entry);
		if (reset) found.push(reset);
		if (entry.kind !== 'answer' || entry.correct === undefined) continue;
		if (last && byTime(last, entry) > 0) sorted = false;
		answers.push(entry as CountingAnswer);
		last = entry;
	}
	const resets = found.filter(({ id }) => !undone.has(id));
	const since = new Map<string, Reset | undefined>();
	const counting = answers.filter((entry) => {
		const question = questionIdOf(entry);
		if (question === undefined || undone.has(entry.id)) return false;
		if (resets.length === 0) return true;
		if (!since.has(question))
			since.set(question, latestOf(resets.filter((reset) => covers(reset, question))));
		const reset = since.get(question);
		return !reset || precedes(reset, { at: timeOf(entry), id: entry.id }) < 0;
	});
	return sorted ? counting : counting.sort(byTime);
}
