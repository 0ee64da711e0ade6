import process from 'node:process';
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

/** What chance decides in the stories: 1 unless `KEYWRAP_CHANCE` says otherwise. */
const chance = Number(process.env.KEYWRAP_CHANCE ?? 1);

/**
 * Draws seeds in a page, other ones each time a tab is loaded; what draws bytes, as every key does, is
 * left to the platform.
 */
function loadTheDice(start: number): void {
	const draw = crypto.getRandomValues.bind(crypto);
	crypto.getRandomValues = ((array: Uint32Array<ArrayBuffer>) => {
		if (!(array instanceof Uint32Array) || array.length !== 1) return draw(array);
		const seed = (Math.imul(Number(window.name) || start, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
		window.name = String(seed);
		return array.fill(seed);
	}) as Crypto['getRandomValues'];
}

/**
 * Playwright's `test`, with pages that have come to life when a story goes on, and in which chance
 * decides the same in every run: which questions are asked, and in which order their options stand.
 */
export const test = base.extend({
	context: async ({ context, javaScriptEnabled }, use) => {
		await context.addInitScript(loadTheDice, chance);
		if (javaScriptEnabled) context.on('page', awaitAnswers);
		await use(context);
	}
});
