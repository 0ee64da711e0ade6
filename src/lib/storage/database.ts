import { Dexie, type EntityTable } from 'dexie';
import type { LogEntry } from '#lib/study/index.ts';

/** A value of this browser alone: it is not part of the log, and not of its exports. */
export interface MetaRow {
	key: string;
	value: unknown;
}

/**
 * Version of the schema below. Every version that was ever released stays listed in
 * `schema-history.json`; a test opens a database of each and expects all of it to be there.
 *
 * Entries of the log are not migrated: their shape only ever grows, and what reads them passes over
 * what it does not know. So an older build can go on beside a newer one. A version that an older
 * build would damage sets `oldestWriter` in `meta` to the oldest version that may still write.
 */
export const SCHEMA_VERSION = 1;

/** The browser's database. Only `StudyLog` touches it. */
export class KeywrapDatabase extends Dexie {
	declare log: EntityTable<LogEntry, 'id'>;
	declare meta: EntityTable<MetaRow, 'key'>;

	constructor(name: string) {
		super(name, {
			// Flushed to the disk before it counts as written, not just handed to the system.
			chromeTransactionDurability: 'strict',
			// Whoever reads sees what is stored, never what is about to be.
			cache: 'disabled'
		});
		this.version(1).stores({ log: '&id, at, question, kind', meta: '&key' });
	}
}
