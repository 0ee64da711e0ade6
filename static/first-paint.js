// Runs before the first paint: the chosen theme (without a choice the system's stands), and
// whether this learner has been here before, so that home does not flash the introduction.
try {
	const root = document.documentElement;
	const theme = localStorage.getItem('keywrap-theme');
	if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
	if (localStorage.getItem('keywrap-returning')) root.dataset.returning = '';
} catch {
	// Storage is closed to us (private mode, blocked cookies): the system's theme stands.
}
