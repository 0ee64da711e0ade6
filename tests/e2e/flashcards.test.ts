import { expect } from '@playwright/test';
import { answersKept } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

test('terms are learned by keyboard: what is not known comes again, and a mis-tap is taken back', async ({
	page
}) => {
	await page.goto('/practice/cards/');
	const card = page.getByRole('article');
	const left = page.getByText(/cards? left of 10/);
	await expect(left).toContainText('10 cards left');
	await expectNothingForAxe(page, 'a flashcard');
	const first = await card.getAttribute('data-term');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: /^Sure/ })).toContainText('back in');
	await expectNothingForAxe(page, 'a flashcard, turned up');
	await page.keyboard.press('1');
	await expect(card).not.toHaveAttribute('data-term', first ?? '');
	await expect(left).toContainText('10 cards left');
	await page.keyboard.press('Enter');
	await page.keyboard.press('3');
	await expect(left).toContainText('9 cards left');
	await page.keyboard.press('u');
	await expect(left).toContainText('10 cards left');
	for (let place = 9; place > 0; place--) {
		await expect(card).toHaveAttribute('data-stage', 'front');
		await page.keyboard.press('Enter');
		await page.keyboard.press('3');
		await expect(left).toContainText(`${String(place)} card`);
	}
	await expect(card).toHaveAttribute('data-term', first ?? '');
	await expect(card).toHaveAttribute('data-stage', 'front');
	await page.keyboard.press('Enter');
	await page.keyboard.press('2');
	await expect(page.getByRole('heading', { name: '10 cards done' })).toBeFocused();
	const kept = await answersKept(page);
	expect(kept[0]).toMatchObject({ question: `term:${first ?? ''}`, correct: false });
	expect(kept).toHaveLength(12);

	await page.reload();
	await expect(page.getByText('Nothing is due')).toBeVisible();
	await page.getByRole('button', { name: 'More new terms' }).click();
	await expect(left).toBeVisible();
	// Flashcards take nothing from the day's new questions.
	await page.goto('/practice/');
	await expect(page.getByText(/10 new questions/)).toBeVisible();
});

test('the meaning may be asked first', async ({ page }) => {
	await page.goto('/practice/cards/');
	await page.getByRole('link', { name: 'Meaning first' }).click();
	await expect(page.getByRole('button', { name: /Show the term/ })).toBeVisible();
	await page.getByRole('button', { name: /Show the term/ }).click();
	await expect(page.getByRole('article').getByRole('heading')).toBeVisible();
});

test('the keys stand on a sheet, and one switch turns them off here, in drills and in practice', async ({
	page
}) => {
	await page.goto('/practice/cards/');
	const card = page.getByRole('article');
	await expect(card).toHaveAttribute('data-stage', 'front');
	await page.keyboard.press('?');
	const sheet = page.getByRole('dialog', { name: 'Keys' });
	for (const key of ['Enter', 'Space', '1', '2', '3', 'U', '?'])
		await expect(sheet.getByText(key, { exact: true })).toBeVisible();
	await expectNothingForAxe(page, 'the sheet of keys');
	await sheet.getByRole('checkbox').uncheck();
	await sheet.getByRole('button', { name: 'Back to the cards' }).click();
	await page.keyboard.press('Enter');
	await page.keyboard.press('?');
	await expect(card).toHaveAttribute('data-stage', 'front');
	await expect(sheet).toBeHidden();
	await page.getByRole('button', { name: /^Show the meaning/ }).click();
	await page.keyboard.press('3');
	await expect(card).toHaveAttribute('data-stage', 'back');

	await page.goto('/practice/drills/?template=drill-deletion-date');
	await expect(card).toHaveAttribute('data-phase', 'open');
	const off = page.getByRole('button', { name: 'Single keys are off' });
	await expect(off).toBeVisible();
	await page.keyboard.press('b');
	await expect(card.locator('[data-part="answer"] input:checked')).toHaveCount(0);
	await off.click();
	await sheet.getByRole('checkbox').check();
	await page.keyboard.press('Escape');
	await expect(sheet).toBeHidden();
	await page.keyboard.press('b');
	await expect(card.locator('[data-part="answer"] input:checked')).toHaveCount(1);
	await page.goto('/practice/cards/');
	await expect(card).toHaveAttribute('data-stage', 'front');
	await page.keyboard.press('Enter');
	await expect(card).toHaveAttribute('data-stage', 'back');
});
