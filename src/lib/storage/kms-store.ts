import type { KmsRecord, KmsStore } from '#lib/kms/index.ts';
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

function upgrade(db: IDBDatabase, from: number): void {
	if (from < 1) {
		db.createObjectStore('records', { keyPath: 'arn' });
		db.createObjectStore('meta');
	}
}

/** Where a KMS keeps its keys in this browser. */
export interface KeptKmsStore extends KmsStore {
	/** Why nothing is written any more, once that is so. */
	readonly lost: StorageError | undefined;
	/** Ends it; another tab may open the keys then. */
	close(): Promise<void>;
	/** Deletes every key, here and for every other tab, and closes. @throws {StorageError} */
	erase(): Promise<void>;
}

/**
 * Opens the store for `createLocalKms({ store })`. Keys are kept as CryptoKeys that cannot be
 * exported; each write is one transaction, on the disk before it counts.
 *
 * A KMS reads its store once and goes on from there, so that two on one store would undo each other's
 * work. Therefore one tab has the keys at a time: a second is refused, or takes them over. The tab
 * that lost them goes on reading what it knows, and each of its writes is refused. A lock decides who
 * is refused; that a write is its owner's is checked in the transaction that writes.
 *
 * @param name of the database
 * @param options `takeOver`: open the keys though another tab has them
 * @throws {StorageInUseError} when another tab has the keys
 * @throws {StorageSupersededError} when a later build of the app has written them
 * @throws {StorageUnavailableError} when the browser gives no access to its database
 */
export async function openKmsStore(
	name = 'keywrap-kms',
	{ takeOver = false }: { takeOver?: boolean } = {}
): Promise<KeptKmsStore> {
	let store: BrowserStore | undefined;
	const inUse = 'Another tab has these keys open';
	const release = await lockTab(name, { takeOver, inUse }, () => {
		store?.lose(new StorageInUseError('Another tab has taken these keys over'));
	});
	try {
		const db = await open(name);
		store = new BrowserStore(db, release);
		await store.claim();
		return store;
	} catch (error) {
		await store?.close();
		await release();
		throw storageError(error);
	}
}

/**
 * Deletes the keys that a store of this name holds, whoever has it open.
 * @throws {StorageError}
 */
export async function eraseKmsStore(name = 'keywrap-kms'): Promise<void> {
	try {
		await settled(database().deleteDatabase(name));
	} catch (error) {
		throw storageError(error);
	}
}

class BrowserStore implements KeptKmsStore {
	readonly #db: IDBDatabase;
	readonly #release: () => Promise<void>;
	/** Stands in the database for as long as the keys are this store's. */
	readonly #owner = crypto.randomUUID();
	#lost: StorageError | undefined;

	constructor(db: IDBDatabase, release: () => Promise<void>) {
		this.#db = db;
		this.#release = release;
		db.onversionchange = ({ newVersion }) => {
			this.lose(
				newVersion === null
					? new StorageInUseError('These keys were erased')
					: new StorageSupersededError('A later build has taken these keys over')
			);
		};
		db.onclose = () => {
			this.lose(new StorageUnavailableError('The browser has closed its database'));
		};
	}

	get lost(): StorageError | undefined {
		return this.#lost;
	}

	/** From now on the keys are this store's. */
	async claim(): Promise<void> {
		await this.#change((_, meta) => {
			meta.put(this.#owner, 'owner');
		});
	}

	lose(reason: StorageError): void {
		this.#lost ??= reason;
		this.#db.close();
		void this.#release();
	}

	async close(): Promise<void> {
		this.lose(new StorageFailedError('The store is closed'));
		await this.#release();
	}

	async all(): Promise<readonly KmsRecord[]> {
		return this.#attempt(async () => {
			const records = this.#db.transaction('records').objectStore('records');
			return settled(records.getAll() as IDBRequest<KmsRecord[]>);
		});
	}

	async write(changed: readonly KmsRecord[], removed: readonly string[]): Promise<void> {
		await this.#attempt(() =>
			this.#change(async (records, meta) => {
				if ((await settled(meta.get('owner'))) !== this.#owner)
					throw new StorageInUseError('Another tab has taken these keys over');
				for (const arn of removed) records.delete(arn);
				for (const record of changed) records.put(record);
			})
		);
	}

	async erase(): Promise<void> {
		const name = this.#db.name;
		await this.close();
		await eraseKmsStore(name);
	}

	/** All of the work in one transaction, or nothing of it. */
	async #change(
		work: (records: IDBObjectStore, meta: IDBObjectStore) => void | Promise<void>
	): Promise<void> {
		const transaction = this.#db.transaction(['records', 'meta'], 'readwrite', {
			durability: 'strict'
		});
		const done = completed(transaction);
		try {
			await work(transaction.objectStore('records'), transaction.objectStore('meta'));
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

	/** A store that was lost meanwhile fails for that, whatever the database says of it. */
	#reasonOf(error: unknown): StorageError {
		return this.#lost ?? storageError(error);
	}
}

/** @throws {StorageUnavailableError} */
function database(): IDBFactory {
	// Some browsers have none in private windows, whatever the types say.
	const factory = globalThis.indexedDB as IDBFactory | undefined | null;
	if (factory) return factory;
	throw new StorageUnavailableError('The browser has no database');
}

async function open(name: string): Promise<IDBDatabase> {
	const request = database().open(name, version);
	request.onupgradeneeded = ({ oldVersion }) => {
		upgrade(request.result, oldVersion);
	};
	try {
		return await settled(request);
	} catch (cause) {
		if (!(cause instanceof DOMException) || cause.name !== 'VersionError') throw cause;
		throw new StorageSupersededError('A later build has written these keys', { cause });
	}
}
