import { expect, type Page } from '@playwright/test';
import type { Question } from '../../src/lib/content/index.ts';
import { answer, answerAs, answersKept, questionsOfBuild } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

const open = (page: Page, part: string) =>
	page.locator('summary').filter({ hasText: part }).click();
const matches = (page: Page) => page.getByTestId('matches');

test('a set is chosen, counted, kept in the address and asked, and Back returns to what was chosen', async ({
	page,
	request
}) => {
	const questions = await questionsOfBuild(request);
	const [first] = questions;
	if (!first) throw new Error('The build has no questions');
	const ofModule = questions.filter(({ module }) => module === first.module);
	const wanted = ofModule.filter(({ type }) => type === 'multiple' || type === 'single');

	await page.goto('/practice/');
	const all = String(questions.length);
	await expect(matches(page)).toContainText(`${all} questions match`);
	await expect(page.getByRole('link', { name: 'Start 20 questions' })).toBeVisible();
	await page.getByRole('checkbox', { name: `All ${all}` }).check();
	await expect(page.getByRole('link', { name: `Start ${all} questions` })).toBeVisible();
	await expect(page).toHaveURL(/\?count=all$/);
	await page.getByRole('checkbox', { name: `All ${all}` }).uncheck();
	await expect(page.getByRole('link', { name: 'Start 20 questions' })).toBeVisible();
	await open(page, 'Modules');
	await page.getByRole('group', { name: 'Modules' }).getByRole('checkbox').first().check();
	await expect(matches(page)).toContainText(`${String(ofModule.length)} questions match`);
	await open(page, 'Type');
	await page.getByRole('checkbox', { name: 'One answer' }).check();
	await page.getByRole('checkbox', { name: 'Several answers' }).check();
	await expect(matches(page)).toContainText(`${String(wanted.length)} questions match`);
	await page.getByRole('spinbutton', { name: 'questions' }).fill('3');
	await page.getByRole('spinbutton', { name: 'questions' }).press('Tab');
	await expect(matches(page)).toContainText('The set asks 3');
	await expect(page).toHaveURL(new RegExp(`module=${first.module}&type=multiple,single&count=3`));
	await expectNothingForAxe(page, 'the builder');

	await page.getByRole('link', { name: 'Start 3 questions' }).click();
	await expect(page.getByText(/^Question 1 of [34]$/)).toBeVisible();
	await answer(page.getByRole('article'));
	await page.goBack();
	await expect(matches(page)).toContainText(`${String(wanted.length)} questions match`);
	await page.goForward();
	await expect(page.getByText(/^Question 2 of [34]$/)).toBeVisible();
});

test('a set that holds nothing says why, and what would help', async ({ page }) => {
	await page.goto('/practice/?set=built&only=flagged');
	await expect(matches(page)).toContainText('You have flagged no question.');
	await page.goto('/practice/?only=flagged&type=ordering');
	await expect(matches(page)).toContainText('No question is all of this at once.');
	await page.getByRole('button', { name: 'Leave out the state of questions' }).click();
	await expect(matches(page)).toContainText(/[1-9]\d* questions match/);
	await expect(page).toHaveURL(/\?type=ordering$/);
});

test('an address of nonsense is told of, and the rest of it stands', async ({ page }) => {
	await page.goto('/practice/?set=built&module=%3Cimg%3E,no-such&type=essay,single&count=-1');
	const alert = page.getByRole('alert');
	await expect(alert).toContainText('There is no “essay”');
	await expect(alert).toContainText('“count” has to be a number');
	await expect(alert).toContainText('There is no module “no-such”');
	await expect(page.getByRole('link', { name: /^Start \d+ questions/ })).toBeVisible();
	await expect(page.locator('img[src]')).toHaveCount(0);
});

test('a set is kept under a name, renamed, deleted and brought back', async ({ page }) => {
	await page.goto('/practice/?type=single&count=5');
	await page.getByLabel('Keep the set above').fill('Five quick ones');
	await page.getByRole('button', { name: 'Keep it' }).click();
	const kept = page.getByRole('heading', { name: 'Five quick ones' });
	await expect(kept).toBeVisible();
	await page.goto('/practice/');
	await page.getByRole('button', { name: 'Rename Five quick ones' }).click();
	await page.getByLabel('New name of').fill('For the train');
	await page.getByRole('button', { name: 'Rename', exact: true }).click();
	const renamed = page.getByRole('heading', { name: 'For the train' });
	await expect(renamed).toBeVisible();
	await page.getByRole('button', { name: 'Delete For the train' }).click();
	await expect(renamed).toBeHidden();
	await expect(page.getByRole('button', { name: 'Bring it back' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(renamed).toBeVisible();
	await page.reload();
	await page.getByRole('link', { name: 'Start For the train' }).click();
	await expect(page.getByText(/^Question 1 of 5$/)).toBeVisible();
});

test('what was missed and what was wrong and sure are sets of their own, until they are put right', async ({
	page,
	request
}) => {
	const question = (await questionsOfBuild(request)).find(
		({ type, case: member }) => type === 'single' && !member
	) as Question;
	await page.goto('/practice/?set=mistakes');
	await expect(page.getByText('You have answered nothing yet.')).toBeVisible();
	await page.goto(`/practice/?question=${question.id}`);
	await answerAs(page, question, { right: false, sure: 'Sure' });
	for (const set of ['mistakes', 'sure']) {
		await page.goto(`/practice/?set=${set}`);
		await expect(page.locator(`[data-question="${question.id}"]`)).toBeVisible();
	}
	await answerAs(page, question, { right: true, sure: 'Sure' });
	await page.goto('/practice/?set=mistakes');
	await expect(page.getByText('No mistake is left.')).toBeVisible();
});

test('why not first: nothing counts until each wrong option is rejected, and the reasons stand beside the true ones', async ({
	page,
	request
}) => {
	const question = (await questionsOfBuild(request)).find(
		({ type, case: member }) => type === 'single' && !member
	);
	if (question?.type !== 'single') throw new Error('No single in the build');
	await page.goto('/practice/');
	await page.getByRole('checkbox', { name: /Why not first/ }).check();
	await page.goto(`/practice/?set=built&type=single&module=${question.module}`);
	const card = page.getByRole('article');
	const id = (await card.getAttribute('data-question')) ?? '';
	const asked = (await questionsOfBuild(request)).find((one) => one.id === id);
	if (asked?.type !== 'single') throw new Error('No such question');
	await card.locator('[data-option="0"] label').click();
	await page.getByRole('radio', { name: 'Sure' }).check({ force: true });
	await expect(page.getByTestId('preview')).toContainText('It is due again');
	await page.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
	await expect(card.getByText(/Say first why not: /)).toBeVisible();
	await expect(page.locator('.why')).toHaveCount(0);
	// A reason is one of the beliefs that the options rest on, or one that fits any question.
	for (const [index, { misconception }] of asked.options.entries())
		if (index > 0)
			await card
				.locator(`[data-option="${String(index)}"] select`)
				.selectOption(
					misconception ? `misconception:${misconception.id}` : 'it solves another problem'
				);
	await expectNothingForAxe(page, 'why not first');
	await page.getByRole('button', { name: 'Answer' }).click();
	const tagged = asked.options.slice(1).filter(({ misconception }) => misconception).length;
	await expect(page.getByText('That is the belief behind it.')).toHaveCount(tagged);
	await expect(page.getByText('You said against it')).toHaveCount(asked.options.length - 1);
	await expectNothingForAxe(page, 'why not first, answered');
});

test('look-alikes are drilled, and the drill ends with the words that decide', async ({
	page,
	request
}) => {
	const sets = new Map<string, number>();
	for (const { twins, case: member } of await questionsOfBuild(request))
		if (twins && !member) sets.set(twins, (sets.get(twins) ?? 0) + 1);
	const set = [...sets].find(([, members]) => members === 3)?.[0] ?? '';
	await page.goto(`/practice/?set=twins&twins=${set}`);
	for (let place = 1; place <= 3; place++) {
		await expect(page.getByText(`Question ${String(place)} of 3`)).toBeVisible();
		await answer(page.getByRole('article'));
		await page.getByRole('button', { name: place === 3 ? 'See how' : 'Next question' }).click();
	}
	await expect(page.getByRole('heading', { name: 'Which word decided it?' })).toBeFocused();
	const words = page.getByRole('toolbar').first();
	await words.getByRole('button').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Space');
	const word = (await words.locator('[aria-pressed="true"]').textContent()) ?? '';
	await expectNothingForAxe(page, 'marking words');
	await page.getByRole('button', { name: 'Compare them' }).click();
	await expect(page.getByText('You marked', { exact: false }).first()).toContainText(
		word.replace(/[.,;:?!]$/, '')
	);
	await expect(page.locator('.why').first()).not.toBeEmpty();
	await expectNothingForAxe(page, 'look-alikes side by side');
	await page.getByRole('button', { name: 'See how it went' }).click();
	await expect(page.getByRole('button', { name: 'Finish' })).toBeVisible();
});

test.describe('a phone in a tunnel', () => {
	test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 } });

	test('a set is built and asked offline, and the answers are kept', async ({ page, context }) => {
		await page.goto('/practice/');
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await expect(page.getByText('Ready to work offline.')).toBeVisible({ timeout: 30_000 });
		await context.setOffline(true);
		await page.goto('/practice/?only=unseen&count=2&type=single');
		await page.getByRole('link', { name: 'Start 2 questions' }).tap();
		await answer(page.getByRole('article'));
		await page.getByRole('button', { name: 'Next question' }).tap();
		await answer(page.getByRole('article'));
		await page.getByRole('button', { name: 'See how it went' }).tap();
		await expect(page.getByRole('button', { name: 'Finish' })).toBeVisible();
		await page.goto('/practice/cards/');
		await expect(page.getByText(/cards left of/)).toBeVisible();
	});
});

test('questions made anew are a part of the builder, of addresses and of sets that are kept', async ({
	page
}) => {
	await page.goto('/practice/');
	await page.getByRole('checkbox', { name: 'Made anew' }).check();
	await expect(matches(page)).toContainText('9 kinds are made anew');
	await open(page, 'Modules');
	await page.getByRole('group', { name: 'Modules' }).getByRole('checkbox').nth(4).check();
	await expect(matches(page)).toContainText(/[1-8] kinds? (is|are) made anew/);
	await page.getByRole('spinbutton', { name: 'questions' }).fill('3');
	await page.getByRole('spinbutton', { name: 'questions' }).press('Tab');
	await page.getByLabel('Keep the set above').fill('Three anew');
	await page.getByRole('button', { name: 'Keep it' }).click();
	await expect(page).toHaveURL(/only=generated&count=3$/);
	await page.getByRole('link', { name: 'Start Three anew' }).click();
	const card = page.getByRole('article');
	const texts = new Set<string>();
	for (let place = 1; place <= 3; place++) {
		await expect(page.getByText(`Question ${String(place)} of 3`)).toBeVisible({ timeout: 20_000 });
		await expect(card.locator('[data-option]').first()).toBeVisible();
		const text = await card.locator('[data-part="answer"]').innerText();
		texts.add((await card.locator('[data-stem]').innerText()) + text);
		if (place === 2) {
			// Loaded anew it is the same question.
			await page.reload();
			await expect(page.getByText('Question 2 of 3')).toBeVisible({ timeout: 20_000 });
			await expect(card.locator('[data-part="answer"]')).toHaveText(/./);
			expect(await card.locator('[data-part="answer"]').innerText()).toBe(text);
		}
		await answer(card);
		await page.getByRole('button', { name: place === 3 ? 'See how' : 'Next question' }).click();
	}
	expect(texts.size).toBe(3);
	await expect(page.getByRole('button', { name: 'Finish' })).toBeVisible();
	expect((await answersKept(page)).map(({ question }) => question)).toEqual(
		Array.from({ length: 3 }, () => ({
			template: expect.any(String),
			version: expect.any(Number),
			seed: expect.any(Number)
		}))
	);
});
