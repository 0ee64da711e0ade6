import { expect, test } from '@playwright/test';
import { answer, answerLesson } from './answering.ts';

test.use({ serviceWorkers: 'block' });

const lesson = '/learn/03-envelope-encryption/sealing/';

test('the focus stays with the questions of a lesson from the first to the last', async ({
	page
}) => {
	await page.goto(lesson, { waitUntil: 'networkidle' });
	const check = page.getByRole('region', { name: 'Check yourself' });
	await check.getByRole('button', { name: /^Answer/ }).press('Enter');
	const stem = check.locator('[data-stem]');
	await expect(stem).toBeFocused();

	const next = check.getByRole('button', { name: 'Next question' });
	const end = check.getByRole('button', { name: 'Back to the lesson' });
	for (;;) {
		await answer(check.getByRole('article'));
		if (await end.isVisible()) break;
		await next.press('Enter');
		await expect(stem).toBeFocused();
		await expect(stem).toBeInViewport();
	}
	await end.press('Enter');
	const done = check.getByText('Done. Your answers are kept.');
	await expect(done).toBeFocused();
	await expect(done).toBeInViewport();
	await page.keyboard.press('Tab');
	await expect(check.getByRole('button', { name: 'Answer them again' })).toBeFocused();
});

test('the focus stays with a worked example while its steps fade and come back', async ({
	page
}) => {
	await page.goto(lesson, { waitUntil: 'networkidle' });
	const example = page.getByRole('region', { name: /^Worked example/ });
	const steps = example.getByRole('listitem');
	await example.getByRole('button', { name: 'Hide the last step and try' }).press('Enter');
	const last = steps.last();
	await expect(last).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(last.getByRole('button', { name: /^Say it/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(last).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(
		example.getByRole('button', { name: 'Hide the last 2 steps and try' })
	).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(steps.nth(-2)).toBeFocused();
	await example.getByRole('button', { name: 'Show all steps again' }).press('Enter');
	await expect(steps.first()).toBeFocused();
});

test('what is true only until a day says so a space after the claim', async ({ page }) => {
	await page.goto('/learn/03-envelope-encryption/in-practice/');
	const older = page.getByRole('region', { name: /^What older notes say/ });
	await expect(older.getByText(/\(until August 2021\)/).first()).toBeVisible();
	expect(await older.locator('q').allInnerTexts()).not.toContainEqual(
		expect.stringMatching(/\S\(until/)
	);
});

test('who answers in lessons alone has the browser asked to keep the answers', async ({ page }) => {
	const asked = () =>
		page.evaluate(async () => {
			const opening = indexedDB.open('keywrap');
			await new Promise((resolve) => (opening.onsuccess = resolve));
			const reading = opening.result.transaction('meta').objectStore('meta').get('persistence');
			await new Promise((resolve) => (reading.onsuccess = resolve));
			opening.result.close();
			return reading.result !== undefined;
		});
	await page.goto(lesson);
	await answerLesson(page);
	expect(await asked()).toBe(false);
	await page.getByRole('button', { name: 'Answer them again' }).click();
	const check = page.getByRole('region', { name: 'Check yourself' });
	const end = check.getByRole('button', { name: 'Back to the lesson' });
	for (;;) {
		await answer(check.getByRole('article'));
		if (await end.isVisible()) break;
		await check.getByRole('button', { name: 'Next question' }).click();
	}
	await end.click();
	await expect.poll(asked).toBe(true);
});
