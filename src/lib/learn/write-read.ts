import { loadIndex } from '#lib/shell/index.ts';
import { LazyStudyLog } from '#lib/storage/index.ts';
import { lessonsRead } from '#lib/study/index.ts';

const log = new LazyStudyLog();

/** An entry of the log for a lesson that has none. Rejects where the browser keeps nothing. */
export async function writeRead(lesson: string): Promise<void> {
	if (lessonsRead(await log.ofKinds('lesson')).has(lesson)) return;
	const { version } = await loadIndex();
	await log.append({ kind: 'lesson', lesson, contentVersion: version });
}
