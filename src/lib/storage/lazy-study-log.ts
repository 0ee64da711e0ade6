import type { Card, LogEntry } from '#lib/study/index.ts';
import { asNoted, keepAhead, type Ahead } from './ahead.ts';
import { LogReader } from './log-reader.ts';
import type { BegunSession, Settings } from './settings.ts';
import type { DatedLogEntry, NewLogEntry, Persistence, StudyLog } from './study-log.ts';

/**
 * The log for pages on which most visits begin with reading: it reads at once, without the database
 * library, and loads that with the first write. Then everything goes through the one `StudyLog`.
 */
export class LazyStudyLog {
	readonly #name: string;
	readonly #reader: LogReader;
	#full: Promise<StudyLog> | undefined;

	/** @param name of the database */
	constructor(name = 'keywrap') {
		this.#name = name;
		this.#reader = new LogReader(name);
	}

	/** Loads what writing needs, so that the first write does not wait for it. */
	warm(): void {
		this.#load().catch(() => {
			// The write itself will try again, and tell.
		});
	}

	async append(entry: NewLogEntry): Promise<LogEntry> {
		const noted = asNoted(entry, new Date());
		return this.#keep({ entry: noted }, (log) => log.append(noted));
	}

	async appendAll(entries: readonly (NewLogEntry | DatedLogEntry)[]): Promise<LogEntry[]> {
		return (await this.#load()).appendAll(entries);
	}

	setSettings(change: Partial<Settings>): Promise<void> {
		return this.#keep({ settings: change }, (log) => log.setSettings(change));
	}

	setBegunSession(session: BegunSession | undefined): Promise<void> {
		return this.#keep({ session: session ?? null }, (log) => log.setBegunSession(session));
	}

	async maybeRequestPersistence(): Promise<Persistence | undefined> {
		return (await this.#load()).maybeRequestPersistence();
	}

	async all(): Promise<readonly LogEntry[]> {
		return (await this.#source()).all();
	}

	async ofKinds(...kinds: string[]): Promise<readonly LogEntry[]> {
		return (await this.#source()).ofKinds(...kinds);
	}

	async allCards(): Promise<ReadonlyMap<string, Card>> {
		return (await this.#source()).allCards();
	}

	async settings(): Promise<Settings> {
		return (await this.#source()).settings();
	}

	async begunSession(): Promise<BegunSession | undefined> {
		return (await this.#source()).begunSession();
	}

	/** What is written is noted before what writes it is loaded: the page may be gone by then. */
	#keep<T>(ahead: Ahead, write: (log: StudyLog) => Promise<T>): Promise<T> {
		return keepAhead(this.#name, ahead, async () => write(await this.#load()));
	}

	#source(): Promise<StudyLog> | LogReader {
		return this.#full ?? this.#reader;
	}

	#load(): Promise<StudyLog> {
		this.#full ??= import('./study-log.ts').then(
			({ openStudyLog }) => openStudyLog(this.#name),
			(error: unknown) => {
				this.#full = undefined;
				throw error;
			}
		);
		return this.#full;
	}
}
