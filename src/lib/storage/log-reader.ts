import { createSubscriber } from 'svelte/reactivity';
import { Deck, type Card, type LogEntry } from '#lib/study/index.ts';
import { onWritten } from './changes.ts';
import { storageError, type StorageError } from './errors.ts';
import { defaultSettings, type Settings } from './settings.ts';

/** A value that grows with the log: `undefined` until it was read once. */
export interface Reading<T> {
	readonly current: T | undefined;
	readonly error: StorageError | undefined;
}

interface Snapshot {
	entries: readonly LogEntry[];
	cards: ReadonlyMap<string, Card>;
}

/**
 * The log for pages that only show what is in it. It reads IndexedDB as it is, without the database
 * library, which is a third of what such a page would otherwise load. It never writes, never makes
 * a database, and holds no connection, so that it cannot stand in the way of a new version.
 */
export class LogReader {
	readonly #name: string;
	#snapshot: Snapshot | undefined;
	#error: StorageError | undefined;
	readonly #subscribe = createSubscriber((update) => {
		let ended = false;
		const refresh = async () => {
			try {
				const entries = await this.#all<LogEntry>('log');
				if (ended) return;
				const deck = new Deck();
				deck.add(entries, new Date());
				entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
				this.#snapshot = { entries, cards: deck.cards };
				this.#error = undefined;
			} catch (cause) {
				this.#error = storageError(cause);
			}
			if (!ended) update();
		};
		void refresh();
		const end = onWritten(this.#name, () => void refresh());
		return () => {
			ended = true;
			end();
		};
	});
	readonly #entries: Reading<readonly LogEntry[]>;
	readonly #cards: Reading<ReadonlyMap<string, Card>>;

	/** @param name of the database */
	constructor(name = 'keywrap') {
		this.#name = name;
		const reading = <T>(pick: (snapshot: Snapshot) => T): Reading<T> => {
			const read = () => {
				this.#subscribe();
				return this.#snapshot && pick(this.#snapshot);
			};
			const error = () => {
				this.#subscribe();
				return this.#error;
			};
			return {
				get current() {
					return read();
				},
				get error() {
					return error();
				}
			};
		};
		this.#entries = reading(({ entries }) => entries);
		this.#cards = reading(({ cards }) => cards);
	}

	/** The whole log, in order of time, as it grows here or in another tab. */
	live(): Reading<readonly LogEntry[]> {
		return this.#entries;
	}

	/** The card of every question that was answered, by question id, as the log grows. */
	cards(): Reading<ReadonlyMap<string, Card>> {
		return this.#cards;
	}

	/** @throws {StorageError} */
	async settings(): Promise<Settings> {
		const rows = await this.#all<{ key: string; value: unknown }>('meta');
		const stored = rows.find(({ key }) => key === 'settings')?.value as Partial<Settings>;
		return { ...defaultSettings, ...stored };
	}

	/** Everything in a table; nothing where there is no database yet. */
	async #all<T>(table: string): Promise<T[]> {
		try {
			const db = await openExisting(this.#name);
			if (!db) return [];
			try {
				if (!db.objectStoreNames.contains(table)) return [];
				return (await settled(db.transaction(table).objectStore(table).getAll())) as T[];
			} finally {
				db.close();
			}
		} catch (cause) {
			throw storageError(cause);
		}
	}
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(request.error ?? new Error('The request failed'));
		};
	});
}

/** Opens a database in the version that it has; one that is missing stays missing. */
async function openExisting(name: string): Promise<IDBDatabase | undefined> {
	const request = indexedDB.open(name);
	const found = { missing: false };
	request.onupgradeneeded = () => {
		found.missing = true;
		request.transaction?.abort();
	};
	try {
		return await settled(request);
	} catch (error) {
		if (found.missing) return undefined;
		throw error;
	}
}
