/** Requests and transactions of IndexedDB, as promises. */

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
