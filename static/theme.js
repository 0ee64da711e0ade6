// Sets the chosen theme before the first paint; without a choice the system's stands.
try {
	const theme = localStorage.getItem('keywrap-theme');
	if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
	// Storage is closed to us (private mode, blocked cookies): the system's theme stands.
}
