/** What to do about each reason that storage gives (`StorageErrorCode`). */
const remedies: Record<string, string> = {
	'storage-full':
		'This browser has no room left. Your choice is still here: free some space, then try again.',
	'storage-unavailable':
		'This browser does not let Keywrap keep anything, as in some private windows. Your choice is still here: allow site data for this page, or open it in an ordinary window.',
	'storage-superseded':
		'A newer Keywrap is open in another tab. Everything up to this question is kept: reload this page, then answer it again.'
};

const codeOf = (error: unknown) => (error as { code?: unknown } | null | undefined)?.code;

/** Why an answer could not be saved, what was kept and what to do, in plain words. */
export function unsaved(error: unknown): string {
	const code = codeOf(error);
	const remedy = typeof code === 'string' ? remedies[code] : undefined;
	return `The answer was not saved. ${remedy ?? 'Your choice is still here: try again.'}`;
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
