/** What to do about each reason that storage gives (`StorageErrorCode`). */
const remedies: Record<string, (here: string) => string> = {
	'storage-full': (here) =>
		`This browser has no room left. ${here}: free some space, then try again.`,
	'storage-unavailable': (here) =>
		`This browser does not let Keywrap keep anything, as in some private windows. ${here}: allow site data for this page, or open it in an ordinary window.`,
	'storage-superseded': () =>
		'A newer Keywrap is open in another tab. Everything up to this question is kept: reload this page, then answer it again.'
};

const codeOf = (error: unknown) => (error as { code?: unknown } | null | undefined)?.code;

/** What is still on screen when an answer was not saved. */
const CHOICE = 'Your choice is still here';

/**
 * Why an answer, or what else `what` names, could not be saved, what was kept and what to do, in
 * plain words.
 * @param here says that what was entered is still there
 */
export function unsaved(error: unknown, what = 'The answer', here = CHOICE): string {
	const code = codeOf(error);
	const remedy = typeof code === 'string' ? remedies[code]?.(here) : undefined;
	return `${what} was not saved. ${remedy ?? `${here}: try again.`}`;
}

/** Why practice cannot begin because the log cannot be read. */
export function unreadable(error: unknown): string {
	switch (codeOf(error)) {
		case 'storage-unavailable':
			return 'This browser does not let Keywrap keep anything, as in some private windows, and practice rests on what you answered. Lessons and the Lab work all the same; to practise, allow site data for this page or open it in an ordinary window.';
		case 'storage-superseded':
			return 'A newer Keywrap is open in another tab. All your answers are kept; reload this page to go on.';
		default:
			return 'Your answers could not be read just now. They are kept; try again, and if it stays so, reload the page.';
	}
}
