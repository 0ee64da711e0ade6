export type Theme = 'system' | 'light' | 'dark';

const KEY = 'keywrap-theme';

/** The theme of the app; `static/first-paint.js` applies the stored choice before the first paint. */
class ThemeChoice {
	#current = $state<Theme>(stored());

	get current(): Theme {
		return this.#current;
	}

	set current(theme: Theme) {
		this.#current = theme;
		if (theme === 'system') delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = theme;
		try {
			if (theme === 'system') localStorage.removeItem(KEY);
			else localStorage.setItem(KEY, theme);
		} catch {
			// Not kept: the choice holds for this page only.
		}
	}
}

function stored(): Theme {
	try {
		const theme = localStorage.getItem(KEY);
		return theme === 'light' || theme === 'dark' ? theme : 'system';
	} catch {
		// Refused by the browser, or absent while the page is prerendered.
		return 'system';
	}
}

export const theme = new ThemeChoice();
