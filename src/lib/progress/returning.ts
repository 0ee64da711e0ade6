/**
 * Remembers for the next first paint whether somebody has studied here: `first-paint.js` reads it
 * before the database can be asked, so that home does not flash the introduction at a learner.
 */
export function rememberLearner(learner: boolean): void {
	const root = document.documentElement;
	if (learner) root.dataset.returning = '';
	else delete root.dataset.returning;
	try {
		if (learner) localStorage.setItem('keywrap-returning', '1');
		else localStorage.removeItem('keywrap-returning');
	} catch {
		// Not kept: home begins with the introduction for a moment next time.
	}
}
