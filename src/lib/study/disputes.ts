/** What the log says about questions that a learner disputes. */
import { questionIdOf } from './memory.ts';
import { byTime } from './merge.ts';
import type { GeneratedQuestion, LogEntry } from './types.ts';

const isSame = (a: LogEntry['question'], b: string | GeneratedQuestion): boolean =>
	typeof a === 'object' && typeof b === 'object'
		? a.template === b.template && a.version === b.version && a.seed === b.seed
		: a !== undefined && a === b;

/**
 * The disputes that were not withdrawn (by an `undo` entry), in order of time, whatever the order of
 * `entries`.
 * @param question only those of this question; a generated one by template, version and seed
 */
export function standingDisputes(
	entries: Iterable<LogEntry>,
	question?: string | GeneratedQuestion
): LogEntry[] {
	const disputes: LogEntry[] = [];
	const withdrawn = new Set<string>();
	for (const entry of entries) {
		if (entry.kind === 'undo' && entry.undoes !== undefined) withdrawn.add(entry.undoes);
		else if (entry.kind === 'dispute' && entry.question !== undefined)
			if (question === undefined || isSame(entry.question, question)) disputes.push(entry);
	}
	return disputes.filter(({ id }) => !withdrawn.has(id)).sort(byTime);
}

/** Ids of the questions that are disputed, for a set of them; of a generated one its template. */
export function disputedIn(entries: Iterable<LogEntry>): Set<string> {
	return new Set(standingDisputes(entries).flatMap((entry) => questionIdOf(entry) ?? []));
}
