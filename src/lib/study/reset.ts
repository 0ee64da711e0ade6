/** Beginning anew: a `reset` entry after which earlier answers do not count, though they stay in the log. */
import type { LogEntry } from './types.ts';

/** A `reset` entry, ready to be asked. */
export interface Reset {
	id: string;
	/** Milliseconds since 1970. */
	at: number;
	/** The questions it speaks of; without it every question. */
	questions?: ReadonlySet<string>;
}

/** Time of an entry in milliseconds; NaN where it is no date between 1970 and 9999. */
export function timeOf(entry: Pick<LogEntry, 'at'>): number {
	const at = Date.parse(entry.at);
	return at >= 0 && at < 253_402_300_800_000 ? at : NaN;
}

/** The order in which entries count: by time, then by id. Negative where `a` comes first. */
export const precedes = (a: { at: number; id: string }, b: { at: number; id: string }): number =>
	a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The reset that an entry is, if it is one with a usable time. */
export function resetOf(entry: LogEntry): Reset | undefined {
	if (entry.kind !== 'reset') return undefined;
	const at = timeOf(entry);
	if (Number.isNaN(at)) return undefined;
	return {
		id: entry.id,
		at,
		...(entry.questions ? { questions: new Set(entry.questions) } : {})
	};
}

export const covers = ({ questions }: Reset, question: string): boolean =>
	questions === undefined || questions.has(question);

/** The one that comes last; of none, none. */
export const latestOf = (resets: readonly Reset[]): Reset | undefined =>
	resets.reduce<Reset | undefined>(
		(last, one) => (last && precedes(last, one) > 0 ? last : one),
		undefined
	);
