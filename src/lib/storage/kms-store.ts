import type { KmsRecord, KmsStore } from '#lib/kms/index.ts';
import type { StorageError } from './errors.ts';
import { eraseOwned, openOwned, type OwnedSchema } from './owned-database.ts';
import { settled } from './requests.ts';

const schema: OwnedSchema = {
	version: 1,
	upgrade: (db, from) => {
		if (from < 1) {
			db.createObjectStore('records', { keyPath: 'arn' });
			db.createObjectStore('meta');
		}
	},
	stores: ['records', 'meta'],
	meta: 'meta',
	says: {
		inUse: 'Another tab has these keys open',
		taken: 'Another tab has taken these keys over',
		erased: 'These keys were erased',
		overtaken: 'A later build has taken these keys over',
		written: 'A later build has written these keys',
		closed: 'The store is closed'
	}
};

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
	const owned = await openOwned(name, schema, { takeOver });
	return {
		get lost() {
			return owned.lost;
		},
		all: () =>
			owned.read((db) => {
				const records = db.transaction('records').objectStore('records');
				return settled(records.getAll() as IDBRequest<KmsRecord[]>);
			}),
		write: (changed, removed) =>
			owned.write((stores) => {
				const records = stores('records');
				for (const arn of removed) records.delete(arn);
				for (const record of changed) records.put(record);
			}),
		close: () => owned.close(),
		erase: async () => {
			await owned.close();
			await eraseKmsStore(name);
		}
	};
}

/**
 * Deletes the keys that a store of this name holds, whoever has it open.
 * @throws {StorageError}
 */
export const eraseKmsStore = (name = 'keywrap-kms'): Promise<void> => eraseOwned(name);
