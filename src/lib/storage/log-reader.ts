import { createSubscriber } from 'svelte/reactivity';
import { byTime, Deck, deriveCards, type Card, type LogEntry } from '#lib/study/index.ts';
import { aheadOf } from './ahead.ts';
import { onWritten } from './changes.ts';
import { storageError, type StorageError } from './errors.ts';
import { settled } from './requests.ts';
import { defaultSettings, type BegunSession, type Settings } from './settings.ts';

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
 * a database, and holds no connection, so that it cannot stand in the way of a new version. Only where
 * a page that is gone left something on its way, the whole `StudyLog` is loaded to finish it.
 */
export class LogReader {
	readonly #name: string;
	#snapshot: Snapshot | undefined;
	#error: StorageError | undefined;
	readonly #subscribe = createSubscriber((update) => {
		let ended = false;
		let begun = 0;
		let shown = 0;
		const refresh = async () => {
			const turn = ++begun;
			let snapshot: Snapshot | undefined;
			let error: StorageError | undefined;
			try {
				const entries = await this.all();
				snapshot = { entries, cards: this.#cardsOf(entries) };
			} catch (cause) {
				error = storageError(cause);
			}
			// Readings may end in another order than they began: what is shown never goes back.
			if (ended || turn < shown) return;
			shown = turn;
			this.#snapshot = snapshot ?? this.#snapshot;
			this.#error = error;
			update();
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

	#deck = new Deck();
	#dealt = new Set<string>();

	/** Computes only the cards of questions that what is new speaks of. */
	#cardsOf(entries: readonly LogEntry[]): ReadonlyMap<string, Card> {
		let fresh = entries.filter(({ id }) => !this.#dealt.has(id));
		if (this.#dealt.size + fresh.length !== entries.length) {
			// Something is gone: everything was erased since.
			this.#deck = new Deck();
			this.#dealt = new Set();
			fresh = [...entries];
		}
		this.#deck.add(fresh, new Date());
		for (const { id } of fresh) this.#dealt.add(id);
		return this.#deck.cards;
	}

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

	/**
	 * The whole log, in order of time.
	 * @throws {StorageError}
	 */
	async all(): Promise<readonly LogEntry[]> {
		const entries = await this.#all<LogEntry>('log');
		return entries.sort(byTime);
	}

	/**
	 * The entries of these kinds, in order of time, without reading the others.
	 * @throws {StorageError}
	 */
	async ofKinds(...kinds: string[]): Promise<readonly LogEntry[]> {
		const found = await this.#read('log', async (log) => {
			const index = log.index('kind');
			const parts = await Promise.all(
				kinds.map((kind) => settled(index.getAll(kind) as IDBRequest<LogEntry[]>))
			);
			return parts.flat();
		});
		return (found ?? []).sort(byTime);
	}

	/** @throws {StorageError} */
	async allCards(): Promise<ReadonlyMap<string, Card>> {
		return deriveCards(await this.all(), { now: new Date() });
	}

	/** @throws {StorageError} */
	async settings(): Promise<Settings> {
		return { ...defaultSettings, ...(await this.#meta<Partial<Settings>>('settings')) };
	}

	/** When the log was last exported from this browser. */
	async lastExport(): Promise<Date | undefined> {
		const at = await this.#meta<string>('lastExport');
		return at === undefined ? undefined : new Date(at);
	}

	/** The practice session that was begun last in this browser and not finished. */
	begunSession(): Promise<BegunSession | undefined> {
		return this.#meta<BegunSession>('session');
	}

	async #meta<T>(key: string): Promise<T | undefined> {
		const rows = await this.#all<{ key: string; value: unknown }>('meta');
		return rows.find((row) => row.key === key)?.value as T | undefined;
	}

	/** Everything in a table; nothing where there is no database yet. */
	async #all<T>(table: string): Promise<T[]> {
		return (await this.#read(table, (store) => settled(store.getAll() as IDBRequest<T[]>))) ?? [];
	}

	/** Reads a table; `undefined` where there is no database yet. */
	async #read<T>(
		table: string,
		read: (store: IDBObjectStore) => Promise<T>
	): Promise<T | undefined> {
		await finishAhead(this.#name);
		try {
			const db = await openExisting(this.#name);
			if (!db) return undefined;
			try {
				if (!db.objectStoreNames.contains(table)) return undefined;
				return await read(db.transaction(table).objectStore(table));
			} finally {
				db.close();
			}
		} catch (cause) {
			throw storageError(cause);
		}
	}
}

/**
 * Finishes what another page left on its way, before anything is read. It costs a look at the notes
 * where there is none. Should it fail, the notes stay, and whatever is done with the log next tells why.
 */
async function finishAhead(name: string): Promise<void> {
	if (aheadOf(name).length === 0) return;
	try {
		const { openStudyLog } = await import('./study-log.ts');
		// Opening is what finishes them.
		await openStudyLog(name).settings();
	} catch (error) {
		console.warn('What another page had begun to write could not be finished yet', error);
	}
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
