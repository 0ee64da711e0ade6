/** The exam that somebody sits: kept after every change until it ends and goes into the log. */
import type { ExamAttempt } from '#lib/study/index.ts';
import {
	storageError,
	StorageFailedError,
	StorageInUseError,
	StorageSupersededError,
	StorageUnavailableError,
	type StorageError
} from './errors.ts';
import { completed, settled } from './requests.ts';
import { lockTab } from './tab-lock.ts';

/** Version of the schema; `upgrade` brings every earlier one up to it. */
const version = 1;
const databaseName = 'keywrap-exam';
/** There is one desk, with one exam on it. */
const key = 'attempt';

function upgrade(db: IDBDatabase, from: number): void {
	if (from < 1) db.createObjectStore('desk');
}

/** The place where an exam is sat: one tab has it at a time. */
export interface ExamDesk {
	/** Why nothing is written any more, once that is so. */
	readonly lost: StorageError | undefined;
	/** The exam in progress, if there is one. @throws {StorageError} */
	read(): Promise<ExamAttempt | undefined>;
	/**
	 * Puts the exam in place of what was there; resolves once it is on the disk.
	 * @throws {StorageError} what was there before is there still
	 */
	write(attempt: ExamAttempt): Promise<void>;
	/** Clears the desk, at the end of an exam. @throws {StorageError} */
	clear(): Promise<void>;
	/** Leaves the desk; another tab may sit down. */
	close(): Promise<void>;
}

export interface ExamDeskOptions {
	/** Sit down though another tab sits there. */
	takeOver?: boolean;
	/** Called when another tab sits down, or a later build needs the database. */
	onLost?: (reason: StorageError) => void;
}

/**
 * Sits down at the desk. Two tabs with one exam would undo each other's answers, so a lock lets one sit
 * at a time; that a write is its owner's is checked in the transaction that writes, as for the keys of
 * the KMS in the page.
 * @param name of the database
 * @throws {StorageInUseError} another tab sits there
 * @throws {StorageSupersededError} a later build of the app has written it
 * @throws {StorageUnavailableError} the browser gives no access to its database
 */
export async function openExamDesk(
	{ takeOver = false, onLost = () => {} }: ExamDeskOptions = {},
	name = databaseName
): Promise<ExamDesk> {
	let desk: BrowserDesk | undefined;
	const inUse = 'Another tab has this exam open';
	const release = await lockTab(name, { takeOver, inUse }, () => {
		desk?.lose(new StorageInUseError('Another tab has taken this exam over'));
	});
	try {
		desk = new BrowserDesk(await open(name), release, onLost);
		await desk.claim();
		return desk;
	} catch (error) {
		await desk?.close();
		await release();
		throw storageError(error);
	}
}

/** The exam in progress, whoever sits it. @throws {StorageError} */
export async function readExamDesk(name = databaseName): Promise<ExamAttempt | undefined> {
	try {
		const db = await open(name);
		try {
			return await attemptIn(db);
		} finally {
			db.close();
		}
	} catch (error) {
		throw storageError(error);
	}
}

/** Takes the exam in progress away, whoever sits it. @throws {StorageError} */
export async function eraseExamDesk(name = databaseName): Promise<void> {
	try {
		await settled(factory().deleteDatabase(name));
	} catch (error) {
		throw storageError(error);
	}
}

const attemptIn = (db: IDBDatabase): Promise<ExamAttempt | undefined> =>
	settled(
		db.transaction('desk').objectStore('desk').get(key) as IDBRequest<ExamAttempt | undefined>
	);

class BrowserDesk implements ExamDesk {
	readonly #db: IDBDatabase;
	readonly #release: () => Promise<void>;
	readonly #onLost: (reason: StorageError) => void;
	/** Stands in the database for as long as this tab sits there. */
	readonly #owner = crypto.randomUUID();
	#lost: StorageError | undefined;
	#closed = false;

	constructor(
		db: IDBDatabase,
		release: () => Promise<void>,
		onLost: (reason: StorageError) => void
	) {
		this.#db = db;
		this.#release = release;
		this.#onLost = onLost;
		db.onversionchange = ({ newVersion }) => {
			this.lose(
				newVersion === null
					? new StorageInUseError('This exam was erased')
					: new StorageSupersededError('A later build has taken this exam over')
			);
		};
		db.onclose = () => {
			this.lose(new StorageUnavailableError('The browser has closed its database'));
		};
	}

	get lost(): StorageError | undefined {
		return this.#lost;
	}

	async claim(): Promise<void> {
		await this.#change((desk) => desk.put(this.#owner, 'owner'));
	}

	lose(reason: StorageError): void {
		if (this.#lost) return;
		this.#lost = reason;
		this.#db.close();
		void this.#release();
		if (!this.#closed) this.#onLost(reason);
	}

	async close(): Promise<void> {
		this.#closed = true;
		this.lose(new StorageFailedError('This desk was left'));
		await this.#release();
	}

	read(): Promise<ExamAttempt | undefined> {
		return this.#attempt(() => attemptIn(this.#db));
	}

	write(attempt: ExamAttempt): Promise<void> {
		return this.#attempt(() => this.#owned((desk) => desk.put(attempt, key)));
	}

	clear(): Promise<void> {
		return this.#attempt(() => this.#owned((desk) => desk.delete(key)));
	}

	#owned(work: (desk: IDBObjectStore) => unknown): Promise<void> {
		return this.#change(async (desk) => {
			if ((await settled(desk.get('owner'))) !== this.#owner)
				throw new StorageInUseError('Another tab has taken this exam over');
			work(desk);
		});
	}

	async #change(work: (desk: IDBObjectStore) => unknown): Promise<void> {
		const transaction = this.#db.transaction('desk', 'readwrite', { durability: 'strict' });
		const done = completed(transaction);
		try {
			await work(transaction.objectStore('desk'));
		} catch (error) {
			transaction.abort();
			await done.catch(() => undefined);
			throw error;
		}
		await done;
	}

	async #attempt<T>(work: () => Promise<T>): Promise<T> {
		if (this.#lost) throw this.#lost;
		try {
			return await work();
		} catch (error) {
			const failure = this.#reasonOf(error);
			if (failure instanceof StorageInUseError) this.lose(failure);
			throw failure;
		}
	}

	/** A desk that was lost meanwhile fails for that, whatever the database says of it. */
	#reasonOf(error: unknown): StorageError {
		return this.#lost ?? storageError(error);
	}
}

async function open(name: string): Promise<IDBDatabase> {
	const request = factory().open(name, version);
	request.onupgradeneeded = ({ oldVersion }) => {
		upgrade(request.result, oldVersion);
	};
	try {
		return await settled(request);
	} catch (cause) {
		if (!(cause instanceof DOMException) || cause.name !== 'VersionError') throw cause;
		throw new StorageSupersededError('A later build has written this exam', { cause });
	}
}

/** @throws {StorageUnavailableError} */
function factory(): IDBFactory {
	// Some browsers have none in private windows, whatever the types say.
	const found = globalThis.indexedDB as IDBFactory | undefined | null;
	if (found) return found;
	throw new StorageUnavailableError('The browser has no database');
}
