import { expect, type Page } from '@playwright/test';

/** Nothing on the page waits for anything: its parts are those of the step that shows. */
export const atRest = (page: Page) => expect(page.locator('[aria-busy="true"]')).toHaveCount(0);

/** Opens a walk of the Lab, or another page that makes itself ready, and waits until it is. */
export async function openWalk(page: Page, address: string) {
	await page.goto(address);
	await atRest(page);
}

/**
 * A step shows, with every part of the page that follows it: what is below the stage comes later than
 * the heading. The number of the step is what counts, its words are content.
 */
export async function atStep(page: Page, number: number) {
	await expect(page.getByRole('heading', { level: 2, name: /^Step/ })).toHaveText(
		new RegExp(`^Step\\s+${String(number)}:`)
	);
	await atRest(page);
}

/** A part of the stage, or of what is around it, by its name. */
export const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** What is broken on purpose, apart from the fields of the walk itself. */
export const breaking = (page: Page) => region(page, 'Break it on purpose');

/** The button that leads to the next step. */
export const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });
