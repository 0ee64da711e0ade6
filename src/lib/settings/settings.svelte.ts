import { LogFileTooBigError, MAX_LOG_FILE_LENGTH } from '#lib/study/index.ts';
import {
	openLabShelf,
	type MyExam,
	type Persistence,
	type Settings,
	type StudyLog,
	erasePrivateFiles,
	eraseExamDesk,
	eraseKmsStore
} from '#lib/storage/index.ts';
import {
	exportFileName,
	sayCount,
	sayImport,
	sayImportError,
	sayMyExam,
	sayStorageError
} from './words.ts';

/** What an action came to, in words, beside the button that began it. */
export interface Outcome {
	about: 'persistence' | 'copy' | 'exam' | 'practice' | 'erase';
	failed: boolean;
	words: string;
}

/** Hands a file to the person: the browser's download. */
export type Save = (file: Blob, name: string) => void;

/** What the Settings page shows of the storage, and what it does with it. */
export class StorageSettings {
	readonly #log: StudyLog;
	readonly #save: Save;
	#examKept: Promise<void> = Promise.resolve();

	#loaded = $state(false);
	#working = $state.raw<Outcome['about']>();
	#persistence = $state.raw<Persistence>();
	#usage = $state.raw<{ used: number; quota: number }>();
	#lastExport = $state.raw<Date>();
	#settings = $state.raw<Settings>();
	#outcome = $state.raw<Outcome>();

	constructor(log: StudyLog, save: Save) {
		this.#log = log;
		this.#save = save;
	}

	/** The first look has been taken, even if it failed. */
	get loaded() {
		return this.#loaded;
	}
	/** The action that is on its way; until it is done, no other begins. */
	get working() {
		return this.#working;
	}
	get persistence() {
		return this.#persistence;
	}
	get usage() {
		return this.#usage;
	}
	get lastExport() {
		return this.#lastExport;
	}
	get settings() {
		return this.#settings;
	}
	get outcome() {
		return this.#outcome;
	}

	/** Looks again at all that the database does not tell by itself. */
	async look(): Promise<void> {
		try {
			this.#usage = await this.#log.usage();
			this.#persistence = await this.#log.persistence();
			this.#lastExport = await this.#log.lastExport();
			this.#settings = await this.#log.settings();
		} catch {
			// The state of the log says why, in the notice of the page.
		} finally {
			this.#loaded = true;
		}
	}

	requestPersistence(): Promise<void> {
		return this.#do('persistence', async () => {
			const { persisted } = await this.#log.requestPersistence();
			return persisted
				? 'The browser said yes.'
				: 'The browser said no. Your progress stays here all the same, without a promise.';
		});
	}

	exportCopy(): Promise<void> {
		return this.#do('copy', async () => {
			const name = exportFileName();
			const entries = await this.#log.all();
			this.#save(await this.#log.exportFile(), name);
			return `Exported ${sayCount(entries.length, 'entry', 'entries')} as ${name}, to where your browser keeps downloads.`;
		});
	}

	importCopy(file: File): Promise<void> {
		return this.#do(
			'copy',
			async () => {
				// Bytes are never fewer than characters: no need to read it to know.
				if (file.size > MAX_LOG_FILE_LENGTH * 3) throw new LogFileTooBigError('Too many bytes');
				return sayImport(await this.#log.importFile(await file.text()));
			},
			sayImportError
		);
	}

	/** Each change waits for the one before it: none of two quick ones is lost. */
	setMyExam(myExam: MyExam | undefined): Promise<void> {
		this.#examKept = this.#examKept.then(() =>
			this.#do('exam', async () => {
				await this.#log.setSettings({ myExam });
				return myExam ? sayMyExam(myExam) : 'No exam is chosen now.';
			})
		);
		return this.#examKept;
	}

	setNewPerDay(newPerDay: number): Promise<void> {
		return this.#do('practice', async () => {
			await this.#log.setSettings({ newPerDay });
			return newPerDay === 0
				? 'No new questions from now on, only those that come back.'
				: `Up to ${sayCount(newPerDay, 'new question', 'new questions')} a day from now on.`;
		});
	}

	/** @param reviewsPerDay without it, all that are due */
	setReviewsPerDay(reviewsPerDay: number | undefined): Promise<void> {
		return this.#do('practice', async () => {
			await this.#log.setSettings({ reviewsPerDay });
			return reviewsPerDay === undefined
				? 'Everything that is due is asked again from now on.'
				: `Up to ${sayCount(reviewsPerDay, 'question', 'questions')} asked again a day from now on.`;
		});
	}

	eraseEverything(): Promise<void> {
		return this.#do('erase', async () => {
			await this.#log.eraseEverything();
			await openLabShelf().erase();
			await eraseExamDesk();
			await eraseKmsStore();
			await erasePrivateFiles();
			return 'Everything is erased. This browser knows nothing of you any more.';
		});
	}

	async #do(
		about: Outcome['about'],
		action: () => Promise<string>,
		sayError: (error: unknown) => string = sayStorageError
	): Promise<void> {
		if (this.#working) return;
		this.#working = about;
		this.#outcome = undefined;
		try {
			this.#outcome = { about, failed: false, words: await action() };
			await this.look();
		} catch (error) {
			this.#outcome = { about, failed: true, words: sayError(error) };
		} finally {
			this.#working = undefined;
		}
	}
}
