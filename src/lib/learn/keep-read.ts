/** The entry that is on its way to the disk; settles, and never rejects. */
let writing: Promise<unknown> = Promise.resolve();

/** Whoever reads the log right after a lesson waits for this, so that its last entry is there. */
export const whenKept = (): Promise<unknown> => writing;

/**
 * Writes down that a lesson was read to its end, once. What that takes is loaded now, as most of a
 * lesson is read before. Where the browser keeps nothing a lesson that was read is no loss: the questions
 * tell.
 * @param lesson `module/lesson`
 */
export function keepRead(lesson: string): void {
	writing = writing
		.then(async () => (await import('./write-read.ts')).writeRead(lesson))
		.catch(() => undefined);
}
