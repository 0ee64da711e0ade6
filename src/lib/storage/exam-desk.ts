/** The exam that somebody sits: kept after every change until it ends and goes into the log. */
import type { ExamAttempt } from '#lib/study/index.ts';
import type { StorageError } from './errors.ts';
import {
	eraseOwned,
	openOwned,
	readOwned,
	type OwnedOptions,
	type OwnedSchema
} from './owned-database.ts';
import { settled } from './requests.ts';

const databaseName = 'keywrap-exam';
const store = 'desk';
/** There is one desk, with one exam on it. */
const key = 'attempt';

const schema: OwnedSchema = {
	version: 1,
	upgrade: (db, from) => {
		if (from < 1) db.createObjectStore(store);
	},
	stores: [store],
	meta: store,
	says: {
		inUse: 'Another tab has this exam open',
		taken: 'Another tab has taken this exam over',
		erased: 'This exam was erased',
		overtaken: 'A later build has taken this exam over',
		written: 'A later build has written this exam',
		closed: 'This desk was left'
	}
};

export type ExamDeskOptions = OwnedOptions;

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

/**
 * Sits down at the desk. Two tabs with one exam would undo each other's answers, so one sits at a time.
 * @param options `takeOver`: sit down though another tab sits there; `onLost`: called when another tab
 * sits down, or a later build needs the database
 * @param name of the database
 * @throws {StorageInUseError} another tab sits there
 * @throws {StorageSupersededError} a later build of the app has written it
 * @throws {StorageUnavailableError} the browser gives no access to its database
 */
export async function openExamDesk(
	options: ExamDeskOptions = {},
	name = databaseName
): Promise<ExamDesk> {
	const owned = await openOwned(name, schema, options);
	return {
		get lost() {
			return owned.lost;
		},
		read: () => owned.read(attemptIn),
		write: (attempt) => owned.write((stores) => stores(store).put(attempt, key)),
		clear: () => owned.write((stores) => stores(store).delete(key)),
		close: () => owned.close()
	};
}

/** The exam in progress, whoever sits it. @throws {StorageError} */
export const readExamDesk = (name = databaseName): Promise<ExamAttempt | undefined> =>
	readOwned(name, schema, attemptIn);

/** Takes the exam in progress away, whoever sits it. @throws {StorageError} */
export const eraseExamDesk = (name = databaseName): Promise<void> => eraseOwned(name);

const attemptIn = (db: IDBDatabase): Promise<ExamAttempt | undefined> =>
	settled(db.transaction(store).objectStore(store).get(key) as IDBRequest<ExamAttempt | undefined>);
