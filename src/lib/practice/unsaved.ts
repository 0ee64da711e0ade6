/** What to do about each reason that storage gives (`StorageErrorCode`). */
const remedies: Record<string, string> = {
	'storage-full':
		'This browser has no room left. Your choice is still here: free some space, then try again.',
	'storage-unavailable':
		'This browser does not let Keywrap keep anything, as in some private windows. Your choice is still here: allow site data for this page, or open it in an ordinary window.',
	'storage-superseded':
		'A newer Keywrap is open in another tab. Everything up to this question is kept: reload this page, then answer it again.'
};

/** Why an answer could not be saved, what was kept and what to do, in plain words. */
export function unsaved(error: unknown): string {
	const code = (error as { code?: unknown } | null)?.code;
	const remedy = typeof code === 'string' ? remedies[code] : undefined;
	return `The answer was not saved. ${remedy ?? 'Your choice is still here: try again.'}`;
}
