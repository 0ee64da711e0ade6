/** Where the service keeps its records between calls, and from one visit to the next. */
import type { KmsRecord } from './records.ts';

/**
 * A map of records by ARN. IndexedDB can be one: records are plain data, dates, bytes and CryptoKeys
 * that cannot be exported, which it takes as they are. One world at a time writes to a store.
 */
export interface KmsStore {
	/** Everything there is, once, when the first call arrives. */
	all(): Promise<readonly KmsRecord[]>;
	/** Adds or replaces records, and removes those of these ARNs, all of it or nothing. */
	write(records: readonly KmsRecord[], removed: readonly string[]): Promise<void>;
}

/** A store that is gone with the program; it copies what it takes and gives, as IndexedDB does. */
export function createMemoryStore(): KmsStore {
	const records = new Map<string, KmsRecord>();
	return {
		all: () => Promise.resolve([...records.values()].map((record) => structuredClone(record))),
		write(changed, removed) {
			for (const arn of removed) records.delete(arn);
			for (const record of changed) records.set(record.arn, structuredClone(record));
			return Promise.resolve();
		}
	};
}
