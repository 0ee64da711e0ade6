/** States of the Lab that somebody keeps: inputs and actions under a name, and no key. */
import { storageError } from './errors.ts';
import { completed, databases, settled } from './requests.ts';

const version = 1;
const databaseName = 'keywrap-lab';

/** A state that was kept. */
export interface ShelfEntry {
	/** Of this shelf; grows with each entry. */
	id: number;
	name: string;
	/** Id of the scenario. */
	scenario: string;
	/** ISO 8601, UTC. */
	savedAt: string;
	/** As the Lab gave it; whoever opens it checks it. */
	state: unknown;
}

/** Where states are kept; it opens its database for each call and keeps nothing open. */
export interface LabShelf {
	/** Every state of a scenario, the latest first. @throws {StorageError} */
	list(scenario: string): Promise<readonly ShelfEntry[]>;
	/** Keeps a state, and returns its id. @throws {StorageError} nothing was kept */
	keep(entry: Omit<ShelfEntry, 'id'>): Promise<number>;
	/** @throws {StorageError} */
	rename(id: number, name: string): Promise<void>;
	/** @throws {StorageError} */
	remove(id: number): Promise<void>;
	/** Deletes all of them, of every scenario. @throws {StorageError} */
	erase(): Promise<void>;
}

/** The shelf of this browser. @param name of the database */
export function openLabShelf(name = databaseName): LabShelf {
	return {
		list: (scenario) =>
			using(name, async (db) => {
				const states = db.transaction('states').objectStore('states');
				const found = states.index('scenario').getAll(scenario) as IDBRequest<ShelfEntry[]>;
				return (await settled(found)).reverse();
			}),
		keep: (entry) => changing(name, async (states) => Number(await settled(states.add(entry)))),
		rename: (id, text) =>
			changing(name, async (states) => {
				const entry = (await settled(states.get(id))) as ShelfEntry | undefined;
				if (entry) states.put({ ...entry, name: text });
			}),
		remove: (id) =>
			changing(name, (states) => {
				states.delete(id);
			}),
		async erase() {
			try {
				await settled(databases().deleteDatabase(name));
			} catch (error) {
				throw storageError(error);
			}
		}
	};
}

function changing<T>(name: string, work: (states: IDBObjectStore) => T | Promise<T>): Promise<T> {
	return using(name, async (db) => {
		const transaction = db.transaction('states', 'readwrite', { durability: 'strict' });
		const done = completed(transaction);
		try {
			const result = await work(transaction.objectStore('states'));
			await done;
			return result;
		} catch (error) {
			await done.catch(() => undefined);
			throw error;
		}
	});
}

async function using<T>(name: string, work: (db: IDBDatabase) => Promise<T>): Promise<T> {
	try {
		const request = databases().open(name, version);
		request.onupgradeneeded = () => {
			const options = { keyPath: 'id', autoIncrement: true };
			request.result.createObjectStore('states', options).createIndex('scenario', 'scenario');
		};
		const db = await settled(request);
		try {
			return await work(db);
		} finally {
			db.close();
		}
	} catch (error) {
		throw storageError(error);
	}
}
