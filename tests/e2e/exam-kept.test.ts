import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { ExamAttempt } from '../../src/lib/study/index.ts';
import { answersKept, choose } from './answering.ts';
import { pixelsAside } from './axe.ts';
import { kill, start, type Started } from './killable.ts';
import { complaintsOf, Host, untilInstalled } from './pwa.ts';
import { atDesk, bank, begin, heading, kept, onScreen, seedOfAllTypes } from './sitting.ts';
import { test } from './test.ts';

/** Seconds left on the clock. */
async function clock(page: Page): Promise<number> {
	const parts = (await page.getByTestId('clock').innerText()).split(':').map(Number);
	return parts.reduce((sum, part) => sum * 60 + part, 0);
}

/** What was done with each question, but for the time that it was on screen. */
const doneWith = (attempt: ExamAttempt | undefined) =>
	Object.entries(attempt?.marks ?? {}).map(([id, { ms, ...mark }]) => {
		expect(ms ?? 0).toBeGreaterThanOrEqual(0);
		return { id, ...mark };
	});

test('a whole exam, and at every tenth question the browser is killed', async ({
	request,
	baseURL
}) => {
	const app = `${baseURL ?? ''}/`;
	const questions = await bank(request);
	const profile = await mkdtemp(join(tmpdir(), 'keywrap-exam-'));
	let browser: Started = await start(profile);
	try {
		let { page } = browser;
		const count = 30;
		const seed = await seedOfAllTypes(request, count);
		await begin(page, { app, questions: count, conditions: ['Ask how sure I am'], seed });
		await page.getByRole('button', { name: 'Hide the clock' }).click();
		const types = new Set<string>();
		let left = Infinity;
		for (let place = 1; place <= count; place++) {
			await expect(heading(page, place, count)).toBeVisible();
			const question = await onScreen(page, questions);
			types.add(question.type);
			await choose(page, question, place % 3 > 0);
			if (place % 10 === 0) {
				await page.locator('[data-part="confidence"] label').filter({ hasText: 'Guess' }).click();
				await page.getByRole('button', { name: 'Flag', exact: true }).click();
				await page.getByRole('button', { name: 'Note', exact: true }).click();
				await page.getByLabel('Note to yourself').fill(`Note ${String(place)}`);
				const others = page.locator('[data-option]').filter({ hasNot: page.locator(':checked') });
				const struck = (await others.count()) > 0;
				if (struck) await others.first().locator('.strike').click();
				await kept(page);
				const before = await atDesk(page);
				const killedAt = Date.now();
				await kill(browser);

				browser = await start(profile);
				({ page } = browser);
				await page.goto(`${app}exam/sit/`);
				await expect(heading(page, place, count)).toBeVisible();
				expect((await onScreen(page, questions)).id).toBe(question.id);
				await expect(page.getByLabel('Note to yourself')).toHaveValue(`Note ${String(place)}`);
				await expect(page.getByRole('button', { name: 'Flagged' })).toBeVisible();
				await expect(page.getByRole('radio', { name: 'Guess' })).toBeChecked();
				if (struck) await expect(page.locator('.strike[aria-pressed="true"]')).toHaveCount(1);
				// Hidden it was, and it went on meanwhile.
				await expect(page.getByTestId('clock')).toBeHidden();
				await page.getByRole('button', { name: 'Show the clock' }).click();
				const now = await clock(page);
				expect(now).toBeLessThanOrEqual(left - Math.floor((Date.now() - killedAt) / 1000));
				left = now;
				await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
				await page.getByRole('button', { name: 'Hide the clock' }).click();
				expect(doneWith(await atDesk(page))).toEqual(doneWith(before));
			}
			await page.getByRole('button', { name: place === count ? 'Review' : 'Next' }).click();
		}
		expect([...types].sort()).toEqual(['matching', 'multiple', 'ordering', 'single']);
		await expect(page.getByText('Every question has an answer; 3 are flagged.')).toBeVisible();
		await page.getByRole('button', { name: 'End the exam' }).click();
		await page.getByRole('button', { name: 'End it and see the report' }).click();
		await expect(page.getByText(/^20 of 30 right/)).toBeVisible();
		expect(await answersKept(page)).toHaveLength(count);

		// The button makes the set that this result calls for, and the desk is clear.
		await page
			.getByRole('link', {
				name: 'Practise the 10 questions you missed and the 2 you guessed right'
			})
			.click();
		await expect(page.getByRole('heading', { name: 'Question 1 of 12' })).toBeVisible();
		await page.goto(`${app}exam/sit/`);
		await expect(page.getByRole('heading', { name: 'No exam is in progress' })).toBeVisible();
	} finally {
		await kill(browser);
		await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
});

test.describe('on a phone', () => {
	test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 } });

	test('an exam that began online is finished without a network, and practised after', async ({
		browser,
		contextOptions,
		request
	}) => {
		const questions = await bank(request);
		const host = await new Host().start();
		const context = await browser.newContext(contextOptions);
		const complaints = complaintsOf(context);
		try {
			let page = await context.newPage();
			await page.goto(host.url);
			await untilInstalled(page);
			await begin(page, { questions: 8, minutes: 20, app: host.url });
			const sit = async (from: number, to: number) => {
				for (let place = from; place <= to; place++) {
					await expect(heading(page, place, 8)).toBeVisible();
					const question = await onScreen(page, questions);
					await choose(page, question, place % 2 === 0, 'tap');
					await page.getByRole('button', { name: place === 8 ? 'Review' : 'Next' }).tap();
				}
			};
			await sit(1, 3);
			await host.stop();
			await sit(4, 4);
			await kept(page);

			// The page is gone, too, and comes back from what the device has.
			await page.close();
			page = await context.newPage();
			await page.goto(host.url);
			await expect(page.getByText(/SCS-C03,\s+question 5 of 8, and its clock/)).toBeVisible();
			await page.getByRole('link', { name: 'Go on with the exam' }).tap();
			await sit(5, 8);
			expect(await pixelsAside(page)).toBe(0);
			await page.getByRole('button', { name: 'End the exam' }).tap();
			await page.getByRole('button', { name: 'End it and see the report' }).tap();
			await expect(page.getByText(/^4 of 8 right/)).toBeVisible();
			await page.locator('.questions summary').first().tap();
			await expect(page.getByTestId('explained').locator('.why').first()).toBeVisible();
			await page.getByRole('link', { name: 'Practise the 4 questions you missed' }).tap();
			await expect(page.getByRole('heading', { name: 'Question 1 of 4' })).toBeVisible();

			const again = await onScreen(page, questions);
			await choose(page, again, true, 'tap');
			await page.locator('[data-part="confidence"] label').filter({ hasText: 'Sure' }).tap();
			await page.getByRole('button', { name: 'Answer', exact: true }).tap();
			await expect(page.locator('[data-phase="answered"]')).toBeVisible();
			expect(await answersKept(page)).toHaveLength(9);
			await page.goto(`${host.url}progress/`);
			await expect(page.getByText(/You have met 8 of \d+ questions in\s+9 answers/)).toBeVisible({
				timeout: 20_000
			});
			expect(complaints).toEqual([]);
		} finally {
			await context.close();
			await host.stop();
		}
	});
});

test('two tabs cannot sit one exam, and the second may take it over', async ({ context }) => {
	const first = await context.newPage();
	await begin(first, { questions: 5 });
	await first.keyboard.press('1');
	await kept(first);
	const second = await context.newPage();
	await second.goto('/exam/sit/');
	const elsewhere = (page: Page) =>
		page.getByRole('heading', { name: 'This exam is open in another tab' });
	await expect(elsewhere(second)).toBeVisible();
	await expect(heading(first, 1, 5)).toBeVisible();
	await second.getByRole('button', { name: 'Go on in this tab' }).click();
	await expect(heading(second, 1, 5)).toBeVisible();
	await expect(elsewhere(first)).toBeVisible();
	// What the first still does changes nothing.
	const before = await atDesk(second);
	await first.keyboard.press('2');
	expect(doneWith(await atDesk(second))).toEqual(doneWith(before));
	await first.getByRole('button', { name: 'Go on in this tab' }).click();
	await expect(heading(first, 1, 5)).toBeVisible();
	await expect(second.getByRole('button', { name: 'Go on in this tab' })).toBeVisible();
});

test('an exam is discarded from its review, from its page, and under another tab', async ({
	context,
	request
}) => {
	const questions = await bank(request);
	const page = await context.newPage();
	const ask = page.getByRole('dialog', { name: 'Discard this exam?' });
	await begin(page, { questions: 5 });
	await choose(page, await onScreen(page, questions), true);
	await page.getByRole('button', { name: 'All questions' }).click();
	await page.getByRole('button', { name: /^Discard it/ }).click();
	await expect(ask).toContainText('your answers to 1 of its 5 questions');
	// Escape keeps it, and so does the first button.
	await page.keyboard.press('Escape');
	await expect(ask).toBeHidden();
	await page.getByRole('button', { name: /^Discard it/ }).click();
	await page.keyboard.press('Enter');
	await expect(ask).toBeHidden();
	expect(await atDesk(page)).toBeDefined();
	await page.getByRole('button', { name: /^Discard it/ }).click();
	await ask.getByRole('button', { name: 'Discard it' }).click();
	await expect(page.getByRole('heading', { name: 'The exam is discarded' })).toBeFocused();
	expect(await atDesk(page)).toBeUndefined();
	expect(await answersKept(page)).toEqual([]);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'No exam is in progress' })).toBeVisible();

	await begin(page, { questions: 3 });
	const home = await context.newPage();
	await home.goto('/exam/');
	await expect(home.getByRole('button', { name: /^Begin/ })).toBeDisabled();
	await choose(page, await onScreen(page, questions), true);
	await kept(page);
	await home.getByRole('button', { name: 'Discard it…' }).click();
	const question = home.getByRole('dialog', { name: 'Discard this exam?' });
	await expect(question).toContainText('your answers to 1 of its 3 questions');
	await question.getByRole('button', { name: 'Discard it' }).click();
	await expect(home.getByText(/^The exam is discarded\./)).toBeFocused();
	await expect(home.getByRole('button', { name: /^Begin/ })).toBeEnabled();
	await expect(home.getByText('None so far.', { exact: false })).toBeVisible();
	expect(await answersKept(home)).toEqual([]);
	await page.getByRole('button', { name: 'Go on in this tab' }).click();
	await expect(page.getByRole('heading', { name: 'No exam is in progress' })).toBeVisible();
});
