/** What stopped the storage. Stable: screens choose their words by it. */
export type StorageErrorCode =
	| 'storage-unavailable'
	| 'storage-full'
	| 'storage-superseded'
	| 'storage-in-use'
	| 'storage-bad-entry'
	| 'storage-failed';

/** Nothing of what was asked for was written: each write is one transaction. */
export abstract class StorageError extends Error {
	abstract readonly code: StorageErrorCode;
}

/** The browser has no IndexedDB or denies it: private windows of some browsers, blocked site data. */
export class StorageUnavailableError extends StorageError {
	override readonly name = 'StorageUnavailableError';
	readonly code = 'storage-unavailable';
}

/** The browser's quota or the disk is used up. */
export class StorageFullError extends StorageError {
	override readonly name = 'StorageFullError';
	readonly code = 'storage-full';
}

/** A later build of the app has taken the database over; this page must be loaded anew to write. */
export class StorageSupersededError extends StorageError {
	override readonly name = 'StorageSupersededError';
	readonly code = 'storage-superseded';
}

/** Another tab has the keys, has taken them over or has erased them; `message` says which. */
export class StorageInUseError extends StorageError {
	override readonly name = 'StorageInUseError';
	readonly code = 'storage-in-use';
}

/** The entry could be written but not exported and read again: a mistake in the calling code. */
export class BadEntryError extends StorageError {
	override readonly name = 'BadEntryError';
	readonly code = 'storage-bad-entry';
}

/** Anything else that the browser's database reports; `cause` has it. */
export class StorageFailedError extends StorageError {
	override readonly name = 'StorageFailedError';
	readonly code = 'storage-failed';
}

/** The names of an error and of what caused it. Dexie keeps causes in `inner`. */
function namesOf(error: unknown): string[] {
	const names: string[] = [];
	let at = error as { name?: string; inner?: unknown; cause?: unknown } | undefined | null;
	for (let depth = 0; at && depth < 8; depth++) {
		if (at.name) names.push(at.name);
		at = (at.inner ?? at.cause) as typeof at;
	}
	return names;
}

/** Puts what Dexie or the browser threw into one of our classes. */
export function storageError(cause: unknown): StorageError {
	if (cause instanceof StorageError) return cause;
	const names = namesOf(cause);
	if (names.includes('QuotaExceededError')) {
		return new StorageFullError('The browser has no room left', { cause });
	}
	const denied = ['MissingAPIError', 'SecurityError', 'InvalidStateError', 'OpenFailedError'];
	if (names.some((name) => denied.includes(name))) {
		return new StorageUnavailableError('The browser does not give access to its database', {
			cause
		});
	}
	return new StorageFailedError('The database reported an error', { cause });
}
