import { canonicalJson } from './canonical.ts';
import type { LogEntry } from './types.ts';

/** What a merge would do, for saying it in words. */
export interface MergeReport {
	/** Entries of the other log that are new here. */
	added: LogEntry[];
	/** How many of the other log's entries are here already, with the same content. */
	known: number;
	/** Ids that both logs have with different content. Ours is kept: an entry never changes. */
	conflicts: string[];
}

/** Compares another log with ours, entry by entry, by id. */
export function compareLogs(ours: Iterable<LogEntry>, theirs: Iterable<LogEntry>): MergeReport {
	const known = new Map<string, LogEntry>();
	for (const entry of ours) if (!known.has(entry.id)) known.set(entry.id, entry);
	const report: MergeReport = { added: [], known: 0, conflicts: [] };
	for (const entry of theirs) {
		const mine = known.get(entry.id);
		if (!mine) {
			known.set(entry.id, entry);
			report.added.push(entry);
		} else if (mine === entry || canonicalJson(mine) === canonicalJson(entry)) {
			report.known++;
		} else {
			report.conflicts.push(entry.id);
		}
	}
	return report;
}

/** Order of a log: by time as written, then by id. */
export const byTime = (a: LogEntry, b: LogEntry): number =>
	a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/**
 * The union of two logs by id, in order of time. Where both have an id with different content, the
 * entry of the first log stays (`compareLogs` names such ids). Otherwise it does not matter which
 * log comes first, nor how often or in which grouping logs are merged.
 */
export function mergeLogs(ours: Iterable<LogEntry>, theirs: Iterable<LogEntry>): LogEntry[] {
	const union = new Map<string, LogEntry>();
	for (const log of [ours, theirs]) {
		for (const entry of log) if (!union.has(entry.id)) union.set(entry.id, entry);
	}
	return [...union.values()].sort(byTime);
}
