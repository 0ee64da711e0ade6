/** What the log says about a session and about single questions. */
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import type { BegunSession } from '#lib/storage/index.ts';
import { questionIdOf, type Card, type LogEntry } from '#lib/study/index.ts';
import { askedIn, generatedOf } from './generated.ts';

export const NONE: ReadonlySet<string> = new Set();
export const NO_CARDS: ReadonlyMap<string, Card> = new Map();

export const begunAt = (session: BegunSession): Date => new Date(session.begunAt);

/** Those of the questions that the curriculum still has; what a template makes it can make again. */
export function stillThere(ids: readonly string[], index: readonly QuestionIndexEntry[]): string[] {
	const known = new Set(index.map(({ id }) => id));
	return ids.filter((id) => known.has(id) || generatedOf(id) !== undefined);
}

/** The entries that speak of these questions: no flashcards, nothing that a template made. */
export function ofCurriculum(
	entries: readonly LogEntry[],
	questions: readonly QuestionIndexEntry[]
): LogEntry[] {
	const known = new Set(questions.map(({ id }) => id));
	return entries.filter((entry) => entry.kind === 'undo' || known.has(questionIdOf(entry) ?? ''));
}

/** The questions whose last flag entry sets the flag. */
export function flaggedIn(entries: readonly LogEntry[]): Set<string> {
	const flagged = new Set<string>();
	for (const entry of entries) {
		const id = questionIdOf(entry);
		if (entry.kind !== 'flag' || id === undefined) continue;
		if (entry.flagged) flagged.add(id);
		else flagged.delete(id);
	}
	return flagged;
}

/**
 * The last answer that counts, of each of these questions, given since then.
 * @param entries in order of time
 * @param since ISO 8601, UTC
 */
export function outcomesSince(
	entries: readonly LogEntry[],
	since: string,
	ids: readonly string[]
): Map<string, LogEntry> {
	const wanted = new Set(ids);
	const undone = new Set(entries.map(({ undoes }) => undoes));
	const outcomes = new Map<string, LogEntry>();
	for (const entry of entries) {
		const id = askedIn(entry);
		if (entry.kind !== 'answer' || id === undefined || !wanted.has(id)) continue;
		if (entry.at >= since && !undone.has(entry.id)) outcomes.set(id, entry);
	}
	return outcomes;
}
