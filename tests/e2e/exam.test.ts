import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import type { Question } from '../../src/lib/content/index.ts';
import { questionsOfBuild } from './answering.ts';

test.use({ serviceWorkers: 'block' });

interface Begun {
	questions: number;
	minutes?: number;
	exam?: string;
	conditions?: string[];
}

/** Begins a timed set; SCS-C03 asks all four types. */
async function begin(
	page: Page,
	{ questions, minutes = 60, exam = 'SCS-C03', conditions = [] }: Begun
) {
	await page.goto('/exam/');
	await page.getByLabel('Exam', { exact: true }).selectOption(exam);
	await page.getByRole('radio', { name: /A timed set of your own/ }).check();
	await page.getByLabel('Questions', { exact: true }).fill(String(questions));
	await page.getByLabel('Minutes', { exact: true }).fill(String(minutes));
	for (const name of conditions) await page.getByRole('checkbox', { name }).check();
	await page.getByRole('button', { name: /^Begin/ }).click();
	await expect(heading(page, 1, questions)).toBeVisible();
}

const heading = (page: Page, place: number, of: number) =>
	page.getByRole('heading', { name: `Question ${String(place)} of ${String(of)}` });

const onScreen = async (page: Page, questions: Map<string, Question>): Promise<Question> => {
	const id = await page.locator('[data-question]').getAttribute('data-question');
	const question = questions.get(id ?? '');
	if (!question) throw new Error(`The build has no question ${String(id)}`);
	return question;
};

const bank = async (request: APIRequestContext) =>
	new Map((await questionsOfBuild(request)).map((question) => [question.id, question]));

/** Waits until the last change is on the disk. */
const kept = (page: Page) => expect(page.locator('[data-saved="true"]')).toBeVisible();

const endByKeyboard = async (page: Page) => {
	await page.keyboard.press('r');
	const end = page.getByRole('button', { name: 'End the exam' });
	await tabTo(page, end);
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('button', { name: 'End it and see the report' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Exam report' })).toBeVisible();
};

async function tabTo(page: Page, target: ReturnType<Page['getByRole']>) {
	for (let i = 0; i < 100; i++) {
		if (await target.evaluate((node) => node === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('Tab does not reach it');
}

/** Answers the question on screen by keys alone, right or wrong. */
async function answerByKeyboard(page: Page, question: Question, right: boolean) {
	if (question.type === 'ordering') {
		const order = question.items.flatMap(({ correct }, index) => (correct ? [index] : []));
		if (!right) order.reverse();
		for (const item of order) {
			const add = page.locator(`[data-add="${String(item)}"]`);
			await page.keyboard.press((await add.locator('.key').innerText()).toLowerCase());
			await expect(page.locator(`[data-grip="${String(item)}"]`)).toBeVisible();
		}
		return;
	}
	if (question.type === 'matching') {
		for (const [place, prompt] of question.prompts.entries()) {
			const select = page.getByRole('combobox').nth(place);
			await tabTo(page, select);
			const wanted = right ? prompt.response : (prompt.response + 1) % question.responses.length;
			for (let i = 0; i < 12 && (await select.inputValue()) !== String(wanted); i++)
				await page.keyboard.press('ArrowDown');
			await expect(select).toHaveValue(String(wanted));
		}
		return;
	}
	for (const index of chosen(question, right)) {
		const letters = page.locator(`[data-option="${String(index)}"] .key`);
		const letter = (await letters.innerText()).trim();
		// By its number, as in the list of keys; letters are tried by the order.
		await page.keyboard.press(String(letter.charCodeAt(0) - 64));
		await expect(page.locator(`[data-option="${String(index)}"] input`)).toBeChecked();
	}
}

function chosen(question: Question, right: boolean): number[] {
	if (!('options' in question)) return [];
	const of = (correct: boolean) =>
		question.options.flatMap((option, index) => (option.correct === correct ? [index] : []));
	return right ? of(true) : [...of(false), ...of(true)].slice(0, of(true).length);
}

test('a whole exam by keyboard alone, and its report', async ({ page, request }) => {
	test.setTimeout(120_000);
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
		await page.locator('[data-stem]').focus();
		await page.keyboard.press('n');
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

test('a whole exam with a crash at every third question', async ({ context, request }) => {
	test.setTimeout(180_000);
	const questions = await bank(request);
	let page = await context.newPage();
	await begin(page, { questions: 30, minutes: 90, conditions: ['Ask how sure I am'] });
	const clock = async () => {
		const parts = (await page.getByTestId('clock').innerText()).split(':').map(Number);
		return parts.reduce((sum, part) => sum * 60 + part, 0);
	};
	let left = await clock();
	const types = new Set<string>();
	for (let place = 1; place <= 30; place++) {
		await expect(heading(page, place, 30)).toBeVisible();
		const question = await onScreen(page, questions);
		types.add(question.type);
		await answerByKeyboard(page, question, place % 2 === 0);
		await page.getByRole('radio', { name: 'Think so' }).check({ force: true });
		const last = place % 3 === 0;
		if (last) {
			await page.getByRole('button', { name: 'Flag', exact: true }).click();
			await page.getByRole('button', { name: 'Note', exact: true }).click();
			await page.getByLabel('Note to yourself').fill(`Note ${String(place)}`);
			await kept(page);
			// Nothing of the page is asked to end well: no handler of it runs.
			await page.close({ runBeforeUnload: false });
			page = await context.newPage();
			await page.goto('/exam/sit/');
			await expect(heading(page, place, 30)).toBeVisible();
			expect((await onScreen(page, questions)).id).toBe(question.id);
			await expect(page.getByLabel('Note to yourself')).toHaveValue(`Note ${String(place)}`);
			await expect(page.getByRole('button', { name: 'Flagged' })).toBeVisible();
			await expect(page.getByRole('radio', { name: 'Think so' })).toBeChecked();
			expect(await clock()).toBeLessThanOrEqual(left);
			left = await clock();
		}
		await page.getByRole('button', { name: place === 30 ? 'Review' : 'Next' }).click();
	}
	expect([...types].sort()).toEqual(['matching', 'multiple', 'ordering', 'single']);
	await expect(page.getByText('Every question has an answer; 10 are flagged.')).toBeVisible();
	await page.getByRole('button', { name: 'End the exam' }).click();
	await page.getByRole('button', { name: 'End it and see the report' }).click();
	await expect(page.getByText(/^15 of 30 right/)).toBeVisible();
	await expect(page.getByRole('table', { name: /how sure you said/ })).toContainText('15 of 30');

	// The button makes the set that this result calls for, and the desk is clear.
	await page.getByRole('link', { name: 'Practise the 15 questions you missed' }).click();
	await expect(page.getByRole('heading', { name: 'Question 1 of 15' })).toBeVisible();
	await page.goto('/exam/sit/');
	await expect(page.getByRole('heading', { name: 'No exam is in progress' })).toBeVisible();
	await page.close();
});

test('two tabs cannot sit one exam, and the second may take it over', async ({ context }) => {
	const first = await context.newPage();
	await begin(first, { questions: 5 });
	await first.keyboard.press('1');
	await kept(first);
	const second = await context.newPage();
	await second.goto('/exam/sit/');
	await expect(
		second.getByRole('heading', { name: 'This exam is open in another tab' })
	).toBeVisible();
	await second.getByRole('button', { name: 'Go on in this tab' }).click();
	await expect(heading(second, 1, 5)).toBeVisible();
	await expect(
		first.getByRole('heading', { name: 'This exam is open in another tab' })
	).toBeVisible();
	await first.getByRole('button', { name: 'Go on in this tab' }).click();
	await expect(heading(first, 1, 5)).toBeVisible();
	await expect(second.getByRole('button', { name: 'Go on in this tab' })).toBeVisible();
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

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('nothing for axe in any state of any type of question, nor in the report', async ({
	page,
	request
}) => {
	test.setTimeout(240_000);
	const questions = await bank(request);
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await page.setViewportSize({ width: 320, height: 800 });
	await begin(page, { questions: 30, conditions: ['Ask how sure I am'] });
	const check = async (state: string) => {
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			const { violations } = await new AxeBuilder({ page })
				.withTags(rules)
				.options({ resultTypes: ['violations'] })
				.analyze();
			const found = violations.map(({ id, nodes }) => ({
				id,
				at: nodes.map(
					({ target, failureSummary }) => `${target.join(' ')}: ${String(failureSummary)}`
				)
			}));
			expect.soft(found, `${state}, ${colorScheme}`).toEqual([]);
		}
		const beyond = await page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			return scrollWidth - clientWidth;
		});
		expect.soft(beyond, `${state}: pixels off to the side`).toBe(0);
	};
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
