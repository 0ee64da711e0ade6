import type { Page } from '@playwright/test';

/** What the page complains of from now on: errors of its scripts, and in its console. */
export function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return complaints;
}
