import { createSubscriber } from 'svelte/reactivity';
import {
	byTime,
	compareLogs,
	Deck,
	parseLogFile,
	problemOf,
	serialiseLog,
	type Card,
	type LogEntry,
	type Pause
} from '#lib/study/index.ts';
import { KeywrapDatabase, SCHEMA_VERSION } from './database.ts';
import { BadEntryError, storageError, StorageSupersededError } from './errors.ts';
import {
	aheadOf,
	asNoted,
	forgetAhead,
	forgetAllAhead,
	keepAhead,
	readAhead,
	type Ahead,
	type NotedEntry
} from './ahead.ts';
import { announce } from './changes.ts';
import { Live } from './live.ts';
import { defaultSettings, type BegunSession, type Settings } from './settings.ts';

/** An entry as features hand it in; the log adds who wrote it, when, and a name for it. */
export type NewLogEntry = Omit<LogEntry, 'id' | 'device' | 'at'>;

/** An entry of something that happened before it is written: an answer of an exam that has ended. */
export type DatedLogEntry = Omit<LogEntry, 'id' | 'device'>;

/**
 * `open`: in order, or not used yet. `blocked`: waiting for another tab to let go of the database.
 * `superseded`: a later build has taken over; this page reads and writes no more. `unavailable`: the
 * browser gives no access to its database.
 */
export type StorageState = 'open' | 'superseded' | 'blocked' | 'unavailable';

/** What a state means for the person in front of it. */
export const stateSentences: Record<StorageState, string> = {
	open: 'Your answers are kept in this browser.',
	blocked:
		'Another tab with an older Keywrap holds your answers. Close or reload that tab, and this one goes on by itself.',
	superseded:
		'A newer Keywrap is open in another tab. All your answers up to here are kept; reload this page to go on.',
	unavailable:
		'This browser does not let Keywrap keep anything, as in some private windows. You can read and try everything, but answers are not kept.'
};

/** What the browser said about keeping our data when it runs out of room. */
export interface Persistence {
	/** Whether the browser can promise anything at all. */
	supported: boolean;
	/** Whether it has promised not to clear our data by itself. */
	persisted: boolean;
	/** When it was last asked, and what it said then. */
	asked?: { at: string; granted: boolean };
}

export interface ImportResult {
	/** Entries that are new here. */
	added: number;
	/** Entries that were here already. */
	known: number;
	/** Entries that are here with another content; ours stayed. */
	conflicts: number;
}

/** Entries of one device in a file. */
export interface ImportDevice {
	device: string;
	/** It is this browser. */
	here: boolean;
	entries: number;
	/** When the first and the last of them were written: ISO 8601, UTC. */
	from: string;
	to: string;
}

/** What importing a file would do. */
export interface ImportPreview extends ImportResult {
	/** All that the file has, checked. */
	entries: readonly LogEntry[];
	/** ISO 8601, UTC; empty where the file does not say. */
	exportedAt: string;
	devices: ImportDevice[];
}

/** Entries that an import writes between two reports. */
const IMPORTED_AT_ONCE = 2000;

/** The part of `navigator.storage` that is used. */
type Manager = Partial<Pick<StorageManager, 'persist' | 'persisted' | 'estimate'>>;

export interface StudyLogOptions {
	/** The clock of the entries. */
	now?: () => Date;
	/** In place of `navigator.storage`. */
	manager?: Manager;
}

/** Answers after which there is something worth asking the browser to keep. */
const ANSWERS_BEFORE_ASKING = 5;

/**
 * The log of this browser, in IndexedDB. It only grows: there is no way to change or remove an
 * entry but `eraseEverything`. What is derived from the log is computed in memory as it grows, and
 * could be stored beside it later; it is never the truth.
 *
 * Every method that reads or writes rejects with a `StorageError`.
 */
export class StudyLog {
	readonly #db: KeywrapDatabase;
	readonly #now: () => Date;
	readonly #manager: Manager | undefined;

	#state: StorageState = 'open';
	readonly #observers = new Set<() => void>();
	readonly #observe = createSubscriber((update) => {
		this.#observers.add(update);
		return () => this.#observers.delete(update);
	});
	readonly #onVersionChange = new Set<() => void>();

	// A mirror of the log, brought up to date from the database by whatever is new there.
	#epoch: unknown;
	#known = new Set<string>();
	#entries: readonly LogEntry[] = [];
	#deck = new Deck();
	#undealt: LogEntry[] = [];
	/** Ids written here since the mirror was last brought up to date: nearly always all that is new. */
	readonly #written = new Set<string>();

	readonly #liveEntries = new Live(
		() => this.#refresh(),
		() => this.#open()
	);
	readonly #liveCards = new Live(
		() => this.#refreshCards(),
		() => this.#open()
	);

	/** @param name of the database; two logs of one name share their entries, like two tabs */
	constructor(name: string, options: StudyLogOptions = {}) {
		this.#now = options.now ?? (() => new Date());
		this.#manager =
			options.manager ?? (typeof navigator === 'undefined' ? undefined : navigator.storage);
		this.#db = new KeywrapDatabase(name);
		this.#db.on('blocked', () => {
			this.#enter('blocked');
		});
		this.#db.on('versionchange', (event) => {
			// Without a new version the database is being deleted; it is made anew when next used.
			if (event.newVersion !== null) this.#supersede();
			else this.#db.close({ disableAutoOpen: false });
			return false;
		});
	}

	/** How the storage is doing; reading it in an effect or template keeps that up to date. */
	get state(): StorageState {
		this.#observe();
		return this.#state;
	}

	/**
	 * Calls back once a later build in another tab has taken the database over.
	 * @returns a function that ends it
	 */
	onVersionChange(callback: () => void): () => void {
		this.#onVersionChange.add(callback);
		return () => this.#onVersionChange.delete(callback);
	}

	/**
	 * Adds an entry. Resolves with the entry as written, only when the transaction is complete and
	 * flushed to the disk: what is shown after that survives the end of the browser. If it rejects,
	 * nothing was kept. Where the page goes before that, whoever opens the log next finishes it.
	 * @param entry one that has its id is added once, however often it is handed in
	 * @throws {BadEntryError} it could not be exported and read again
	 */
	async append(entry: NewLogEntry & Partial<NotedEntry>): Promise<LogEntry> {
		const noted = asNoted(entry, this.#now());
		return keepAhead(this.#db.name, { entry: noted }, async () => {
			const appended = await this.#write(async () => this.#add(noted));
			this.#written.add(appended.id);
			return appended;
		});
	}

	/**
	 * Adds entries, all of them or none, as `append` adds one. One that says when it happened keeps that.
	 * @throws {BadEntryError} one could not be exported and read again
	 */
	async appendAll(entries: readonly (NewLogEntry | DatedLogEntry)[]): Promise<LogEntry[]> {
		// As JSON, because that is what an export holds; and state of Svelte cannot be stored as it is.
		const contents = JSON.parse(JSON.stringify(entries)) as typeof entries;
		const appended = await this.#write(async () => {
			const device = await this.#device();
			const at = this.#now().toISOString();
			const written = contents.map((content): LogEntry => ({
				id: crypto.randomUUID(),
				device,
				at,
				...content
			}));
			for (const entry of written) refuseBad(entry);
			await this.#db.log.bulkAdd(written);
			return written;
		});
		for (const { id } of appended) this.#written.add(id);
		return appended;
	}

	/** The whole log, in order of time. */
	async all(): Promise<readonly LogEntry[]> {
		return this.#read(() => this.#refresh());
	}

	/** The entries of these kinds, in order of time, without reading the others. */
	async ofKinds(...kinds: string[]): Promise<readonly LogEntry[]> {
		const entries = await this.#read(() => this.#db.log.where('kind').anyOf(kinds).toArray());
		return entries.sort(byTime);
	}

	/** The whole log, in order of time, as it grows. */
	live(): Live<readonly LogEntry[]> {
		return this.#liveEntries;
	}

	/** The card of every question that was answered, by question id. */
	async allCards(): Promise<ReadonlyMap<string, Card>> {
		return this.#read(() => this.#refreshCards());
	}

	/** The card of every question that was answered, by question id, as the log grows. */
	cards(): Live<ReadonlyMap<string, Card>> {
		return this.#liveCards;
	}

	/** The log as a file that `importFile` reads, here or in another browser; notes the date. */
	async exportFile(): Promise<Blob> {
		const at = this.#now();
		const text = await serialiseLog(await this.all(), at);
		await this.#setMeta('lastExport', at.toISOString());
		return new Blob([text], { type: 'application/json' });
	}

	/** When the log was last exported from this browser. */
	async lastExport(): Promise<Date | undefined> {
		const at = await this.#getMeta<string>('lastExport');
		return at === undefined ? undefined : new Date(at);
	}

	/**
	 * What importing a file would do. Nothing is written.
	 * @param pause while the file is read: to show how far it is, and to give up by rejecting
	 * @throws {LogFileError} the file cannot be used
	 */
	async previewFile(text: string, pause?: Pause): Promise<ImportPreview> {
		const { entries, exportedAt } = await parseLogFile(text, pause);
		const own = await this.#getMeta<string>('device');
		const { added, known, conflicts } = compareLogs(await this.all(), entries);
		const devices = new Map<string, ImportDevice>();
		for (const { device, at } of entries) {
			const one = devices.get(device);
			if (!one) devices.set(device, { device, here: device === own, entries: 1, from: at, to: at });
			else {
				one.entries++;
				if (at < one.from) one.from = at;
				if (at > one.to) one.to = at;
			}
		}
		return {
			entries,
			exportedAt,
			added: added.length,
			known,
			conflicts: conflicts.length,
			devices: [...devices.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
		};
	}

	/**
	 * Takes in what an exported file has and this log has not. All of the file or nothing.
	 * @throws {LogFileError} the file cannot be used
	 */
	async importFile(text: string): Promise<ImportResult> {
		const { entries } = await parseLogFile(text);
		return this.importEntries(entries);
	}

	/**
	 * Takes in what this log has not, of entries that `previewFile` has read. All of them or nothing.
	 * @param progress is told how many are written, and of how many; what it throws undoes all of it
	 */
	importEntries(
		entries: readonly LogEntry[],
		progress?: (done: number, of: number) => void
	): Promise<ImportResult> {
		return this.#write(async () => {
			await this.#device();
			const { log } = this.#db;
			const ids = new Set(await log.toCollection().primaryKeys());
			const shared = entries.map(({ id }) => id).filter((id) => ids.has(id));
			// One by one is slow for many: reading all at once is quicker then.
			const here = shared.length > 1000 ? await log.toArray() : await log.bulkGet(shared);
			const { added, known, conflicts } = compareLogs(
				here.filter((entry) => entry !== undefined),
				entries
			);
			for (let done = 0; done < added.length; done += IMPORTED_AT_ONCE) {
				progress?.(done, added.length);
				await log.bulkAdd(added.slice(done, done + IMPORTED_AT_ONCE));
			}
			progress?.(added.length, added.length);
			return { added: added.length, known, conflicts: conflicts.length };
		});
	}

	/** Removes the log and the settings of this browser, for good. Other tabs notice. */
	async eraseEverything(): Promise<void> {
		await this.#write(async () => {
			await this.#db.log.clear();
			await this.#db.meta.where('key').notEqual('oldestWriter').delete();
		});
		forgetAllAhead(this.#db.name);
	}

	async settings(): Promise<Settings> {
		return { ...defaultSettings, ...(await this.#getMeta<Partial<Settings>>('settings')) };
	}

	setSettings(change: Partial<Settings>): Promise<void> {
		return keepAhead(this.#db.name, { settings: change }, () =>
			this.#write(async () => this.#set(change))
		);
	}

	/** The practice session that was begun last in this browser and not finished. */
	begunSession(): Promise<BegunSession | undefined> {
		return this.#getMeta<BegunSession | undefined>('session');
	}

	/** Notes the session that is going on, or that none is. */
	setBegunSession(session: BegunSession | undefined): Promise<void> {
		return keepAhead(this.#db.name, { session: session ?? null }, () =>
			this.#setMeta('session', session)
		);
	}

	/** What the browser has promised about keeping our data. */
	async persistence(): Promise<Persistence> {
		const asked = await this.#getMeta<Persistence['asked']>('persistence');
		return {
			supported: this.#manager?.persist !== undefined,
			persisted: (await this.#manager?.persisted?.()) ?? false,
			...(asked ? { asked } : {})
		};
	}

	/** Asks the browser not to clear our data by itself, and keeps what it said. */
	async requestPersistence(): Promise<Persistence> {
		const granted = (await this.#manager?.persist?.()) ?? false;
		await this.#setMeta('persistence', { at: this.#now().toISOString(), granted });
		return this.persistence();
	}

	/**
	 * Asks the browser once, as soon as there are a few answers worth keeping. For the end of a
	 * practice session, in the hand of the learner: some browsers show a question.
	 * @returns what is known afterwards; `undefined` when it was not the time to ask
	 */
	async maybeRequestPersistence(): Promise<Persistence | undefined> {
		const { supported, persisted, asked } = await this.persistence();
		if (!supported || persisted || asked) return undefined;
		const answers = await this.#read(() => this.#db.log.where('kind').equals('answer').count());
		return answers < ANSWERS_BEFORE_ASKING ? undefined : this.requestPersistence();
	}

	/** Bytes that the app uses and may use in this browser, where the browser tells. */
	async usage(): Promise<{ used: number; quota: number } | undefined> {
		const estimate = await this.#manager?.estimate?.();
		if (estimate?.usage === undefined || estimate.quota === undefined) return undefined;
		return { used: estimate.usage, quota: estimate.quota };
	}

	/** Lets go of the database once what was begun is done. It opens again when used. */
	close(): void {
		this.#db.close({ disableAutoOpen: false });
	}

	#enter(state: StorageState) {
		// What was taken over stays taken over until the page is loaded anew.
		if (this.#state === state || this.#state === 'superseded') return;
		this.#state = state;
		for (const update of this.#observers) update();
	}

	#supersede() {
		if (this.#state === 'superseded') return;
		this.#enter('superseded');
		// IndexedDB closes when the transactions that have begun are complete: none is cut off.
		this.#db.close();
		for (const callback of this.#onVersionChange) callback();
	}

	#superseded(cause?: unknown) {
		return new StorageSupersededError('A later build has taken the database over', { cause });
	}

	async #open(): Promise<void> {
		if (this.#state === 'superseded') {
			throw this.#superseded();
		}
		if (this.#db.isOpen()) return;
		try {
			await this.#db.open();
			const oldestWriter = await this.#metaValue<number>('oldestWriter');
			if (oldestWriter !== undefined && oldestWriter > SCHEMA_VERSION) {
				this.#supersede();
				throw new StorageSupersededError('Only a later build may write this database');
			}
		} catch (cause) {
			const error = storageError(cause);
			if (error.code === 'storage-unavailable') this.#enter('unavailable');
			throw error;
		}
		await this.#finishAhead();
		this.#enter('open');
	}

	/** Writes what a page that is gone had begun to write. Should it fail, the notes of it stay. */
	async #finishAhead(): Promise<void> {
		const keys = aheadOf(this.#db.name);
		if (keys.length === 0) return;
		const { log, meta } = this.#db;
		try {
			await this.#db.transaction('rw', log, meta, async () => {
				for (const ahead of keys.map(readAhead)) if (ahead) await this.#finish(ahead);
			});
		} catch (error) {
			console.warn('What another page had begun to write could not be finished yet', error);
			return;
		}
		forgetAhead(keys);
		announce(this.#db.name);
	}

	/** Inside a transaction. */
	async #finish(ahead: Ahead): Promise<void> {
		if ('settings' in ahead) await this.#set(ahead.settings);
		else if ('session' in ahead)
			await this.#db.meta.put({ key: 'session', value: ahead.session ?? undefined });
		else if (problemOf({ ...ahead.entry, device: '-' }) === undefined) await this.#add(ahead.entry);
	}

	/** Adds an entry unless it is here. Inside a transaction. */
	async #add(noted: NotedEntry): Promise<LogEntry> {
		const here = await this.#db.log.get(noted.id);
		if (here) return here;
		const entry: LogEntry = { ...noted, device: await this.#device() };
		refuseBad(entry);
		await this.#db.log.add(entry);
		return entry;
	}

	/** Inside a transaction. */
	async #set(change: Partial<Settings>): Promise<void> {
		const value = { ...(await this.#metaValue<Partial<Settings>>('settings')), ...change };
		await this.#db.meta.put({ key: 'settings', value });
	}

	async #read<T>(query: () => PromiseLike<T>): Promise<T> {
		await this.#open();
		try {
			return await query();
		} catch (cause) {
			if (this.#state === 'superseded') throw this.#superseded(cause);
			throw storageError(cause);
		}
	}

	/** Runs `change` in one strict transaction. */
	async #write<T>(change: () => Promise<T>): Promise<T> {
		const { log, meta } = this.#db;
		const result = await this.#read(() => this.#db.transaction('rw', log, meta, change));
		announce(this.#db.name);
		return result;
	}

	/** The name of this browser in the log, made when it first writes. Inside a transaction. */
	async #device(): Promise<string> {
		const known = await this.#metaValue<string>('device');
		if (known !== undefined) return known;
		const device = crypto.randomUUID();
		await this.#db.meta.add({ key: 'device', value: device });
		return device;
	}

	async #metaValue<T>(key: string): Promise<T | undefined> {
		return (await this.#db.meta.get(key))?.value as T | undefined;
	}

	#getMeta<T>(key: string): Promise<T | undefined> {
		return this.#read(() => this.#metaValue<T>(key));
	}

	#setMeta(key: string, value: unknown): Promise<void> {
		return this.#write(async () => {
			await this.#db.meta.put({ key, value });
		});
	}

	/**
	 * Brings the mirror up to date: from the number of entries it sees whether any is missing, and
	 * reads only those. The device's name changes with `eraseEverything`, here or in another tab, and
	 * so tells when to begin anew.
	 */
	async #refresh(): Promise<readonly LogEntry[]> {
		const { log, meta } = this.#db;
		const known = this.#known;
		const { epoch, count, missing } = await this.#db.transaction('r', log, meta, async () => {
			const epoch = await this.#metaValue<string>('device');
			const count = await log.count();
			const have = epoch === this.#epoch ? known : new Set<string>();
			if (count <= have.size) return { epoch, count, missing: [] };
			if (have.size === 0) return { epoch, count, missing: await log.toArray() };
			const written = await log.bulkGet([...this.#written].filter((id) => !have.has(id)));
			const missing = written.filter((entry) => entry !== undefined);
			if (have.size + missing.length < count) {
				const here = new Set(missing.map(({ id }) => id));
				const ids = await log.toCollection().primaryKeys();
				const others = await log.bulkGet(ids.filter((id) => !have.has(id) && !here.has(id)));
				for (const entry of others) if (entry) missing.push(entry);
			}
			return { epoch, count, missing };
		});
		if (epoch !== this.#epoch) {
			this.#epoch = epoch;
			this.#known = new Set();
			this.#entries = [];
			this.#deck = new Deck();
			this.#undealt = [];
		}
		if (count > 0 && missing.length > 0) this.#take(missing);
		return this.#entries;
	}

	#take(entries: LogEntry[]) {
		// Two readers may have found the same entries missing.
		const fresh = entries.filter(({ id }) => !this.#known.has(id));
		if (fresh.length === 0) return;
		for (const { id } of fresh) {
			this.#known.add(id);
			this.#written.delete(id);
		}
		fresh.sort(byTime);
		const last = this.#entries.at(-1);
		const inOrder = !last || byTime(last, fresh[0] as LogEntry) < 0;
		this.#entries = [...this.#entries, ...fresh];
		if (!inOrder) this.#entries = this.#entries.toSorted(byTime);
		this.#undealt.push(...fresh);
	}

	async #refreshCards(): Promise<ReadonlyMap<string, Card>> {
		await this.#refresh();
		this.#deck.add(this.#undealt, this.#now());
		this.#undealt = [];
		return this.#deck.cards;
	}
}

/** @throws {BadEntryError} */
function refuseBad(entry: LogEntry): void {
	const problem = problemOf(entry);
	if (problem) throw new BadEntryError(problem);
}

const logs = new Map<string, StudyLog>();

/** The log of this browser, one object for all that ask. Nothing is opened before it is used. */
export function openStudyLog(name = 'keywrap'): StudyLog {
	let log = logs.get(name);
	if (!log) {
		log = new StudyLog(name);
		logs.set(name, log);
	}
	return log;
}
