import type { NewLogEntry, StudyLog } from '#lib/storage/index.ts';
import type { Card, LogEntry } from '#lib/study/index.ts';

/** What a question needs of the study log (`StudyLog` of storage). */
export interface AnswerLog {
	/** Resolves only once the entry is on disk (strict durability); rejects if it is not. */
	append(entry: NewLogEntry): Promise<LogEntry>;
	/** What memory derives from the log, by question id. */
	allCards(): Promise<ReadonlyMap<string, Card>>;
}

/**
 * The learner's log. The database is loaded with the first call, so that a page with a question on it
 * costs nothing until somebody answers.
 */
export async function studyLog(): Promise<StudyLog> {
	const { openStudyLog } = await import('#lib/storage/index.ts');
	return openStudyLog();
}
