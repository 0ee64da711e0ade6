/** Requests and transactions of IndexedDB, as promises. */
import { StorageUnavailableError } from './errors.ts';

export function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(request.error ?? new Error('The request failed'));
		};
	});
}

/** Resolves once everything in the transaction is stored; rejects when nothing of it is. */
export function completed(transaction: IDBTransaction): Promise<void> {
	return new Promise((resolve, reject) => {
		transaction.oncomplete = () => {
			resolve();
		};
		transaction.onabort = () => {
			reject(transaction.error ?? new Error('The transaction was broken off'));
		};
	});
}

/** The databases of this browser. @throws {StorageUnavailableError} it has none */
export function databases(): IDBFactory {
	// Some browsers have none in private windows, whatever the types say.
	const found = globalThis.indexedDB as IDBFactory | undefined | null;
	if (found) return found;
	throw new StorageUnavailableError('The browser has no database');
}
