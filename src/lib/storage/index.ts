/**
 * Storage: the browser's database. The append-only log, what is derived from it in memory, settings,
 * files in and out, and the keys of the KMS in the page, in a database of their own.
 */
export {
	BadEntryError,
	StorageError,
	StorageFailedError,
	StorageFullError,
	StorageInUseError,
	StorageSupersededError,
	StorageUnavailableError,
	type StorageErrorCode
} from './errors.ts';
export { eraseKmsStore, openKmsStore, type KeptKmsStore } from './kms-store.ts';
export { Live } from './live.ts';
export { LazyStudyLog } from './lazy-study-log.ts';
export { LogReader, type Reading } from './log-reader.ts';
export { type BegunSession, type Settings } from './settings.ts';
export {
	openStudyLog,
	stateSentences,
	StudyLog,
	type ImportResult,
	type NewLogEntry,
	type Persistence,
	type StorageState,
	type StudyLogOptions
} from './study-log.ts';
