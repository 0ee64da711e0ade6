import { expect, test as base, type Page } from '@playwright/test';

/** A page of the app answers: its shortcuts are heard, and its controls do what they say. */
const untilItAnswers = (page: Page) =>
	expect(page.locator('header kbd.unheard'), 'the page has come to life').toHaveCount(0);

/** From now on the page is given to the story when it answers: what is pressed before is lost. */
function awaitAnswers(page: Page): void {
	const goto = page.goto.bind(page);
	const reload = page.reload.bind(page);
	page.goto = async (...address) => {
		const response = await goto(...address);
		await untilItAnswers(page);
		return response;
	};
	page.reload = async (...options) => {
		const response = await reload(...options);
		await untilItAnswers(page);
		return response;
	};
}

/** Playwright's `test`, with pages that have come to life when a story goes on. */
export const test = base.extend({
	context: async ({ context, javaScriptEnabled }, use) => {
		if (javaScriptEnabled) context.on('page', awaitAnswers);
		await use(context);
	}
});
