import { LazyStudyLog, type NewLogEntry } from '#lib/storage/index.ts';
import type { Card, LogEntry, LogKind } from '#lib/study/index.ts';

/** What a question needs of the study log (`StudyLog` of storage). */
export interface AnswerLog {
	/** Resolves only once the entry is on disk (strict durability); rejects if it is not. */
	append(entry: NewLogEntry): Promise<LogEntry>;
	/** The entries of these kinds, in order of time. */
	ofKinds(...kinds: LogKind[]): Promise<readonly LogEntry[]>;
	/** What memory derives from the log, by question id. */
	allCards(): Promise<ReadonlyMap<string, Card>>;
	/** Loads what `append` needs, as soon as somebody begins to answer. */
	warm?(): void;
}

const log = new LazyStudyLog();

/** The learner's log. */
export const studyLog = (): Promise<LazyStudyLog> => Promise.resolve(log);

/**
 * Asks the browser once to keep the log, when there are a few answers worth keeping. For the end of
 * some questions, in the hand of the learner. Not being asked loses nothing: Settings has it, too.
 */
export async function keepAnswers(): Promise<void> {
	try {
		await log.maybeRequestPersistence();
	} catch (error) {
		console.warn('The browser could not be asked to keep the answers', error);
	}
}
