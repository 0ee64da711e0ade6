/** A database that one tab writes at a time: the keys of the KMS in the page, an exam that is sat. */
import {
	storageError,
	StorageFailedError,
	StorageInUseError,
	StorageSupersededError,
	StorageUnavailableError,
	type StorageError
} from './errors.ts';
import { completed, databases, settled } from './requests.ts';
import { lockTab } from './tab-lock.ts';

/** What is in such a database, and what is said of it. */
export interface OwnedSchema {
	version: number;
	/** Brings every earlier version up to this one. */
	upgrade: (db: IDBDatabase, from: number) => void;
	/** Every object store. */
	stores: readonly string[];
	/** The store without a key path in which the owner stands, under `owner`. */
	meta: string;
	/** The reasons for which a tab may not have it, or no longer. */
	says: {
		/** Another tab has it open. */
		inUse: string;
		/** Another tab has taken it over. */
		taken: string;
		erased: string;
		/** A later build has taken it over while it was open. */
		overtaken: string;
		/** A later build has written it. */
		written: string;
		closed: string;
	};
}

export interface OwnedOptions {
	/** Open it though another tab has it. */
	takeOver?: boolean;
	/** Called when another tab takes it over, or a later build needs it. */
	onLost?: (reason: StorageError) => void;
}

/**
 * Opens it for this tab alone. A lock decides who is refused; that a write is its owner's is checked in
 * the transaction that writes, which also holds where a browser has no locks.
 * @throws {StorageInUseError} another tab has it
 * @throws {StorageSupersededError} a later build of the app has written it
 * @throws {StorageUnavailableError} the browser gives no access to its database
 */
export async function openOwned(
	name: string,
	schema: OwnedSchema,
	{ takeOver = false, onLost = () => {} }: OwnedOptions = {}
): Promise<OwnedDatabase> {
	let database: OwnedDatabase | undefined;
	const { inUse, taken } = schema.says;
	const release = await lockTab(name, { takeOver, inUse }, () => {
		database?.lose(new StorageInUseError(taken));
	});
	try {
		database = new OwnedDatabase(await openDatabase(name, schema), schema, release, onLost);
		await database.claim();
		return database;
	} catch (error) {
		await database?.close();
		await release();
		throw storageError(error);
	}
}

/** Reads one, whoever owns it. @throws {StorageError} */
export async function readOwned<T>(
	name: string,
	schema: OwnedSchema,
	read: (db: IDBDatabase) => Promise<T>
): Promise<T> {
	try {
		const db = await openDatabase(name, schema);
		try {
			return await read(db);
		} finally {
			db.close();
		}
	} catch (error) {
		throw storageError(error);
	}
}

/** Deletes one, whoever owns it. @throws {StorageError} */
export async function eraseOwned(name: string): Promise<void> {
	try {
		await settled(databases().deleteDatabase(name));
	} catch (error) {
		throw storageError(error);
	}
}

/** The database while it is, or was, this tab's. */
export class OwnedDatabase {
	readonly #db: IDBDatabase;
	readonly #schema: OwnedSchema;
	readonly #release: () => Promise<void>;
	readonly #onLost: (reason: StorageError) => void;
	/** Stands in the database for as long as it is this tab's. */
	readonly #owner = crypto.randomUUID();
	#lost: StorageError | undefined;
	#closed = false;

	constructor(
		db: IDBDatabase,
		schema: OwnedSchema,
		release: () => Promise<void>,
		onLost: (reason: StorageError) => void
	) {
		this.#db = db;
		this.#schema = schema;
		this.#release = release;
		this.#onLost = onLost;
		const { erased, overtaken } = schema.says;
		db.onversionchange = ({ newVersion }) => {
			this.lose(
				newVersion === null ? new StorageInUseError(erased) : new StorageSupersededError(overtaken)
			);
		};
		db.onclose = () => {
			this.lose(new StorageUnavailableError('The browser has closed its database'));
		};
	}

	/** Why nothing is written any more, once that is so. */
	get lost(): StorageError | undefined {
		return this.#lost;
	}

	/** From now on it is this tab's. */
	async claim(): Promise<void> {
		await this.#change((stores) => stores(this.#schema.meta).put(this.#owner, 'owner'));
	}

	lose(reason: StorageError): void {
		if (this.#lost) return;
		this.#lost = reason;
		this.#db.close();
		void this.#release();
		if (!this.#closed) this.#onLost(reason);
	}

	/** Ends it; another tab may open it then. */
	async close(): Promise<void> {
		this.#closed = true;
		this.lose(new StorageFailedError(this.#schema.says.closed));
		await this.#release();
	}

	/** @throws {StorageError} */
	read<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
		return this.#attempt(() => work(this.#db));
	}

	/**
	 * All of the work in one transaction, on the disk before it counts, or nothing of it.
	 * @throws {StorageError}
	 */
	write(work: (stores: (name: string) => IDBObjectStore) => unknown): Promise<void> {
		return this.#attempt(() =>
			this.#change(async (stores) => {
				if ((await settled(stores(this.#schema.meta).get('owner'))) !== this.#owner)
					throw new StorageInUseError(this.#schema.says.taken);
				work(stores);
			})
		);
	}

	async #change(work: (stores: (name: string) => IDBObjectStore) => unknown): Promise<void> {
		const transaction = this.#db.transaction([...this.#schema.stores], 'readwrite', {
			durability: 'strict'
		});
		const done = completed(transaction);
		try {
			await work((name) => transaction.objectStore(name));
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

	/** One that was lost meanwhile fails for that, whatever the database says of it. */
	#reasonOf(error: unknown): StorageError {
		return this.#lost ?? storageError(error);
	}
}

async function openDatabase(
	name: string,
	{ version, upgrade, says }: OwnedSchema
): Promise<IDBDatabase> {
	const request = databases().open(name, version);
	request.onupgradeneeded = ({ oldVersion }) => {
		upgrade(request.result, oldVersion);
	};
	try {
		return await settled(request);
	} catch (cause) {
		if (!(cause instanceof DOMException) || cause.name !== 'VersionError') throw cause;
		throw new StorageSupersededError(says.written, { cause });
	}
}
