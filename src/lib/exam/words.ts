/** What the pages of the exam say, in words. */
import type { Confidence, ExamRecord, Tally } from '#lib/study/index.ts';
import { count } from '#lib/ui/index.ts';

const MINUTE = 60_000;

/** What every number of an exam is about: the bank has no other part of the exam. */
export const aboutOf = (exam: string): string => `the encryption tasks of ${exam}`;

/** `1 h 12 min`, `12 min`, `40 s`. */
export function duration(ms: number): string {
	if (ms < MINUTE) return `${Math.round(ms / 1000)} s`;
	const minutes = Math.round(ms / MINUTE);
	const hours = Math.floor(minutes / 60);
	return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** A duration down to the second, for one question: `1 min 20 s`. */
export function shortDuration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Time that is left, as it is said: `29 minutes`, `40 seconds`. */
export function timeLeftWords(ms: number): string {
	return ms > MINUTE
		? count(Math.round(ms / MINUTE), 'minute')
		: count(Math.ceil(ms / 1000), 'second');
}

/** `76 %`; nothing of nothing has none. */
export const percent = ({ right, of }: Tally): string =>
	of === 0 ? '' : `${Math.round((right / of) * 100)} %`;

const when = new Intl.DateTimeFormat('en-GB', {
	day: 'numeric',
	month: 'long',
	year: 'numeric',
	hour: '2-digit',
	minute: '2-digit'
});

/** `21 November 2026 at 09:30`, by the learner's own clock. */
export const moment = (at: string): string => when.format(new Date(at));

export const confidenceNames: Record<Confidence | 'none', string> = {
	sure: 'Sure',
	'think-so': 'Think so',
	guess: 'Guess',
	none: 'Did not say'
};

/** What kind of paper it was: `whole exam, 65 questions`. */
export const formOf = ({ paper }: Pick<ExamRecord, 'paper'>): string =>
	`${paper.form === 'whole' ? 'whole length' : 'own set'}, ${count(paper.questions.length, 'question')}`;

/** What happened, what was kept and what to do, where an exam could not be saved or opened. */
export function deskProblem(error: unknown): string {
	switch ((error as { code?: unknown } | undefined)?.code) {
		case 'storage-full':
			return 'This browser has no room left, so your last change is not saved. It is still here: free some space, and it is saved by itself.';
		case 'storage-unavailable':
			return 'This browser does not let Keywrap keep anything, as in some private windows. An exam that could not be kept would be lost with the tab: allow site data for this page, or open it in an ordinary window.';
		case 'storage-superseded':
			return 'A newer Keywrap is open in another tab. The exam is kept; reload this page to go on.';
		case 'content-unavailable':
			return 'The questions could not be loaded. The exam is kept. Check the connection once, then try again.';
		default:
			return 'The browser’s database reported an error. The exam is kept as it was last saved; try again, and if it stays so, reload the page.';
	}
}
