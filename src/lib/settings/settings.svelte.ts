import { LogFileTooBigError, MAX_LOG_FILE_LENGTH, type LogEntry } from '#lib/study/index.ts';
import {
	openLabShelf,
	type MyExam,
	type ImportPreview,
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
	about: 'persistence' | 'copy' | 'reset' | 'exam' | 'practice' | 'erase';
	failed: boolean;
	words: string;
}

/** Hands a file to the person: the browser's download. */
export type Save = (file: Blob, name: string) => void;

/** The person ended it. */
class CancelledError extends Error {
	readonly code = 'cancelled';
}

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
	#preview = $state.raw<ImportPreview & { name: string }>();
	#progress = $state.raw<{ done: number; of: number }>();
	#job: { cancelled: boolean } | undefined;

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
	/** What importing the chosen file would do, until that is decided. */
	get preview() {
		return this.#preview;
	}
	/** How far a long import is. */
	get progress() {
		return this.#progress;
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

	/** Reads a copy and shows what importing it would do; nothing is written. */
	previewCopy(file: File): Promise<void> {
		this.#preview = undefined;
		return this.#do(
			'copy',
			async () => {
				// Bytes are never fewer than characters: no need to read it to know.
				if (file.size > MAX_LOG_FILE_LENGTH * 3) throw new LogFileTooBigError('Too many bytes');
				const text = await file.text();
				const preview = await this.#cancellable((tell) =>
					this.#log.previewFile(text, async (done, of) => {
						tell(done, of);
						await new Promise((resolve) => setTimeout(resolve));
					})
				);
				if (preview.added > 0) {
					this.#preview = { ...preview, name: file.name };
					return '';
				}
				return sayImport(preview);
			},
			sayImportError
		);
	}

	/** Takes in what the preview shows. */
	importCopy(): Promise<void> {
		const preview = this.#preview;
		if (!preview) return Promise.resolve();
		return this.#do(
			'copy',
			async () => {
				const result = await this.#cancellable((tell) =>
					this.#log.importEntries(preview.entries, tell)
				);
				this.#preview = undefined;
				return sayImport(result);
			},
			sayImportError
		);
	}

	/** Leaves the chosen file alone. */
	dropPreview(): void {
		this.#preview = undefined;
		this.#outcome = { about: 'copy', failed: false, words: 'Nothing was imported.' };
	}

	/** Ends what is going on, as if it had never begun. */
	cancel(): void {
		if (this.#job) this.#job.cancelled = true;
	}

	async #cancellable<T>(
		work: (tell: (done: number, of: number) => void) => Promise<T>
	): Promise<T> {
		const job: { cancelled: boolean } = { cancelled: false };
		this.#job = job;
		try {
			return await work((done, of) => {
				if (job.cancelled) throw new CancelledError();
				this.#progress = { done, of };
			});
		} catch (error) {
			if (job.cancelled) throw new CancelledError();
			throw error;
		} finally {
			this.#progress = undefined;
		}
	}

	/**
	 * From now on earlier answers to these questions do not count.
	 * @param module nothing where it is all of them
	 */
	resetMemory(
		module: { id: string; title: string; questions: string[] } | undefined,
		version: string
	) {
		return this.#do('reset', async () => {
			await this.#log.append({
				kind: 'reset',
				contentVersion: version,
				...(module ? { module: module.id, questions: module.questions } : {})
			});
			return module
				? `${module.title} begins anew. It can be taken back below.`
				: 'Every module begins anew. It can be taken back below.';
		});
	}

	/** Takes a reset back: what was answered before it counts again. */
	undoReset(reset: LogEntry) {
		return this.#do('reset', async () => {
			await this.#log.append({
				kind: 'undo',
				undoes: reset.id,
				contentVersion: reset.contentVersion
			});
			return 'Taken back: the answers from before count again.';
		});
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
