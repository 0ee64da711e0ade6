import { expect, type Page } from '@playwright/test';
import { expectNothingForAxe } from './axe.ts';
import {
	answerByKeyboard,
	bank,
	begin,
	heading,
	kept,
	onScreen,
	seedOfAllTypes,
	tabTo
} from './sitting.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const endByKeyboard = async (page: Page) => {
	await page.keyboard.press('r');
	const end = page.getByRole('button', { name: 'End the exam' });
	await tabTo(page, end);
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('button', { name: 'End it and see the report' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Exam report' })).toBeVisible();
};

test('a whole exam by keyboard alone, and its report', async ({ page, request }) => {
	const questions = await bank(request);
	await page.goto('/exam/');
	await expect(page.getByLabel('Exam', { exact: true })).toHaveValue('SCS-C03');
	await tabTo(page, page.getByRole('radio', { name: /^Whole length/ }));
	await page.keyboard.press('ArrowDown');
	await tabTo(page, page.getByLabel('Questions', { exact: true }));
	await page.keyboard.press('Control+A');
	await page.keyboard.type('16');
	await page.keyboard.press('Tab');
	await page.keyboard.type('30');
	await tabTo(page, page.getByRole('button', { name: 'Begin: 16 questions, 30 min' }));
	await page.keyboard.press('Enter');

	const types = new Set<string>();
	for (let place = 1; place <= 16; place++) {
		await expect(heading(page, place, 16)).toBeVisible();
		const question = await onScreen(page, questions);
		types.add(question.type);
		if (place === 3) {
			await page.keyboard.press('m');
			await expect(page.getByTestId('said')).toHaveText('Flagged');
			await page.keyboard.press('w');
			await page.keyboard.type('Look again');
			await page.keyboard.press('Escape');
		}
		// Two stay open, every third of the rest is wrong.
		if (place !== 5 && place !== 6) await answerByKeyboard(page, question, place % 3 !== 0);
		if (question.type === 'single' && place !== 5 && place !== 6) {
			const input = page.locator('[data-option] input:checked');
			await expect(input).toHaveCount(1);
		}
		if (question.type === 'matching') {
			// A letter is the list's own while it has the focus.
			const onwards = place === 16 ? 'Review' : 'Next';
			await tabTo(page, page.getByRole('button', { name: onwards }));
			await page.keyboard.press('Enter');
		} else await page.keyboard.press('n');
	}
	expect(types.size, 'the exam asks several types').toBeGreaterThan(1);

	// After the last question the review stands, with what is open.
	await expect(page.getByRole('heading', { name: 'All questions' })).toBeFocused();
	await expect(
		page.getByText('2 questions have no finished answer', { exact: true })
	).toBeVisible();
	await tabTo(page, page.getByRole('radio', { name: /^All/ }));
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('listitem').filter({ hasText: 'not answered' })).toHaveCount(2);
	await page.keyboard.press('ArrowRight');
	await tabTo(page, page.getByRole('button', { name: /Question 3/ }));
	await page.keyboard.press('Enter');
	await expect(heading(page, 3, 16)).toBeVisible();
	await expect(page.getByLabel('Note to yourself')).toHaveValue('Look again');
	await page.keyboard.press('t');
	await expect(page.getByTestId('clock')).toBeHidden();
	await page.keyboard.press('t');
	await expect(page.getByTestId('clock')).toHaveText(/^\d\d:\d\d$/);

	await endByKeyboard(page);
	// 3, 9, 12 and 15 are wrong, 5 and 6 have no answer.
	await expect(
		page.getByText('10 of 16 right (63 %) on the encryption tasks of SCS-C03.')
	).toBeVisible();
	await expect(page.getByText(/AWS does not publish how it turns/)).toBeVisible();
	await page.getByText('All', { exact: true }).click();
	const rows = page.locator('.questions > li');
	await expect(rows).toHaveCount(16);
	await rows.nth(2).locator('summary').first().click();
	await expect(rows.nth(2).getByTestId('explained').locator('.why').first()).toBeVisible();
	await expect(rows.nth(2).getByText('Look again')).toBeVisible();
	await expect(rows.nth(2).getByRole('button', { name: /dispute/i })).toBeVisible();

	await page.goto('/exam/');
	const past = page.getByRole('region', { name: 'Exams you sat' }).getByRole('listitem');
	await expect(past).toHaveCount(1);
	await expect(past).toContainText('10 of 16, 63 % of the encryption tasks of SCS-C03');
});

test('the clock: hidden until five minutes, notices, and the end when time is up while the tab is closed', async ({
	page
}) => {
	await page.clock.install({ time: new Date('2026-11-21T09:00:00') });
	await begin(page, { questions: 4, minutes: 31 });
	await page.getByRole('button', { name: 'Hide the clock' }).click();
	await expect(page.getByTestId('clock')).toBeHidden();
	await page.clock.runFor(61_000);
	await expect(page.getByTestId('notice')).toHaveText('30 minutes are left.');
	await expect(page.getByTestId('clock')).toBeHidden();
	await page.clock.runFor(15 * 60_000);
	await expect(page.getByTestId('notice')).toHaveText('15 minutes are left.');
	await page.clock.runFor(10 * 60_000);
	await expect(page.getByTestId('notice')).toHaveText('5 minutes are left.');
	await expect(page.getByTestId('clock')).toHaveText(/^4:\d\d$/);
	await expect(page.getByRole('button', { name: 'Hide the clock' })).toBeHidden();
	await page.keyboard.press('1');
	await kept(page);
	await page.goto('/about/');
	await page.clock.fastForward(20 * 60_000);
	await page.goto('/exam/sit/');
	await expect(page.getByRole('heading', { name: 'Exam report' })).toBeVisible();
	await expect(page.getByText('The time was up.')).toBeVisible();
	await expect(page.getByText(/of 4 right \(\d+ %\)/)).toBeVisible();
});

test('pausing is off unless it is set, and then the clock stands still', async ({ page }) => {
	await page.clock.install({ time: new Date('2026-11-21T09:00:00') });
	await begin(page, { questions: 3, minutes: 20, conditions: ['Let me pause', '30 more minutes'] });
	await page.clock.runFor(60_000);
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(page.locator('[data-question]')).toBeHidden();
	const shown = await page.getByTestId('clock').innerText();
	expect(shown).toMatch(/^4[89]:\d\d$/);
	await page.clock.runFor(10 * 60_000);
	await expect(page.getByTestId('clock')).toHaveText(shown);
	await page.getByRole('button', { name: 'Go on' }).click();
	await expect(page.locator('[data-question]')).toBeVisible();
});

test('a matching of the exam is dragged, and kept as it was left', async ({ page, request }) => {
	const questions = await bank(request);
	const asked = 16;
	// So high that nothing is dragged to an end of the window, where the page would scroll.
	await page.setViewportSize({ width: 1280, height: 2400 });
	await begin(page, { questions: asked, seed: await seedOfAllTypes(request, asked) });
	let question = await onScreen(page, questions);
	for (let place = 2; question.type !== 'matching' && place <= asked; place++) {
		await page.getByRole('button', { name: 'Next' }).click();
		await expect(heading(page, place, asked)).toBeVisible();
		question = await onScreen(page, questions);
	}
	const selects = page.getByRole('combobox');
	const line = page.getByRole('listitem').filter({ has: selects }).nth(1);
	await page.locator('[data-response="0"]').dragTo(line);
	await expect(selects.nth(1)).toHaveValue('0');
	await page
		.locator('[data-taken="1"]')
		.dragTo(page.getByRole('listitem').filter({ has: selects }).nth(0));
	await page.locator('[data-response="1"]').dragTo(line);
	await kept(page);
	await page.reload();
	await expect(selects.nth(0)).toHaveValue('0');
	await expect(selects.nth(1)).toHaveValue('1');
	await expect(selects.nth(2)).toHaveValue('');
});

test('nothing for axe in any state of any type of question, nor in the report', async ({
	page,
	request
}) => {
	const questions = await bank(request);
	const seed = await seedOfAllTypes(request, 30);
	await begin(page, { questions: 30, conditions: ['Ask how sure I am'], seed });
	const check = (state: string) => expectNothingForAxe(page, state);
	const left = new Set(['single', 'multiple', 'ordering', 'matching']);
	for (let place = 1; place <= 30 && left.size > 0; place++) {
		await expect(heading(page, place, 30)).toBeVisible();
		const question = await onScreen(page, questions);
		if (left.delete(question.type)) {
			await check(`${question.type}, open`);
			await answerByKeyboard(page, question, false);
			await page.getByRole('button', { name: 'Flag', exact: true }).click();
			await page.getByRole('button', { name: 'Note', exact: true }).click();
			if ('options' in question) {
				await page.locator('.strike').last().click();
				await page.locator('[data-stem]').focus();
				await page.keyboard.press('s');
			}
			await check(`${question.type}, answered, flagged, noted`);
			await page.keyboard.press('Escape');
		}
		await page.getByRole('button', { name: place === 30 ? 'Review' : 'Next' }).click();
	}
	expect([...left]).toEqual([]);
	await page.getByRole('button', { name: 'All questions' }).click();
	await check('review');
	await page.getByRole('button', { name: 'End the exam' }).click();
	await check('before the end');
	await page.getByRole('button', { name: 'End it and see the report' }).click();
	await expect(page.getByRole('heading', { name: 'Every question' })).toBeVisible();
	await page.locator('.questions summary').first().click();
	await expect(page.getByTestId('explained')).toBeVisible();
	await check('report');
	await begin(page, { questions: 2 });
	await page.getByRole('button', { name: 'All questions' }).click();
	await page.getByRole('button', { name: 'End the exam' }).click();
	await page.getByRole('button', { name: 'End it and see the report' }).click();
	await expect(page.getByText(/^0 of 2 right/)).toBeVisible();
	await page.goto('/exam/');
	await expect(page.getByRole('heading', { name: 'Compare two' })).toBeVisible();
	await check('two exams side by side');
});
