/**
 * Storage: the browser's database. The append-only log, what is derived from it in memory, settings,
 * files in and out, and in databases of their own the exam in progress, the keys of the KMS in the page
 * and what is kept of the Lab.
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
export {
	eraseExamDesk,
	openExamDesk,
	readExamDesk,
	type ExamDesk,
	type ExamDeskOptions
} from './exam-desk.ts';
export { eraseKmsStore, openKmsStore, type KeptKmsStore } from './kms-store.ts';
export { openLabShelf, type LabShelf, type ShelfEntry } from './lab-shelf.ts';
export { Live } from './live.ts';
export { LazyStudyLog } from './lazy-study-log.ts';
export { LogReader, type Reading } from './log-reader.ts';
export { erasePrivateFiles } from './private-files.ts';
export { type BegunSession, type MyExam, type Preset, type Settings } from './settings.ts';
export {
	openStudyLog,
	stateSentences,
	StudyLog,
	type DatedLogEntry,
	type ImportPreview,
	type ImportResult,
	type NewLogEntry,
	type Persistence,
	type StorageState,
	type StudyLogOptions
} from './study-log.ts';
