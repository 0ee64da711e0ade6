import { expect } from '@playwright/test';
import type { Question } from '../../src/lib/content/index.ts';
import { answer, answerAs, choose, answersKept, questionsOfBuild } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { middle, slide } from './fingers.ts';
import { test } from './test.ts';

/** One question of each of the five types; the parts of a case are questions of the other types. */
function oneOfEach(questions: Question[]): Question[] {
	const plain = questions.filter((question) => !question.case);
	const kinds = ['single', 'multiple', 'ordering', 'matching'] as const;
	const found = kinds.map((kind) => plain.find(({ type }) => type === kind));
	found.push(questions.find((question) => question.case));
	const all = found.filter((question) => question !== undefined);
	expect(all, 'the build has questions of all five types').toHaveLength(5);
	return all;
}

/** How many parts the explanation must give a reason for. */
const partsOf = (question: Question) =>
	question.type === 'ordering'
		? question.items.length
		: question.type === 'matching'
			? question.prompts.length
			: question.options.length;

test('a student answers questions of all five types, sees why for each option, and finds in Today when each comes back', async ({
	page,
	request
}) => {
	const questions = oneOfEach(await questionsOfBuild(request));
	for (const [place, question] of questions.entries()) {
		const right = place % 2 === 0;
		await page.goto(`/practice/?question=${question.id}`);
		if (question.case) await expect(page.getByText('Scenario')).toBeVisible();
		await expect(page.locator('.why')).toHaveCount(0);
		await answerAs(page, question, { right, sure: right ? 'Think so' : 'Sure' });
		const reasons = page.locator('.why');
		await expect(reasons).toHaveCount(partsOf(question));
		for (const reason of await reasons.all()) await expect(reason).not.toBeEmpty();
		for (const { source } of question.facts)
			await expect(
				page.locator('.facts').getByRole('link', { name: source.title }).first()
			).toHaveAttribute('href', source.url);
		await expect(page.getByText(/This card is due again/)).toBeVisible();
	}

	await page.reload();
	await page.goto('/');
	await expect(page.getByText(/The next card comes back|due/).first()).toBeVisible();
	const last = page.getByRole('heading', { name: 'Answered last' }).locator('..');
	await expect(last.getByRole('listitem')).toHaveCount(5);
	await expect(last.getByText(/comes back (in \d+ minutes|tomorrow|in \d+ days)/)).toHaveCount(5);
	const sure = page.getByRole('heading', { name: 'Wrong, and you were sure' }).locator('..');
	await expect(sure.getByRole('listitem')).toHaveCount(2);

	const kept = await answersKept(page);
	expect(kept.map(({ question, correct }) => [question, correct])).toEqual(
		expect.arrayContaining(questions.map(({ id }, place) => [id, place % 2 === 0]))
	);
	expect(kept).toHaveLength(5);
});

test('a session goes on after a reload, says how it went, and ends in Today', async ({
	page,
	request
}) => {
	const all = new Map((await questionsOfBuild(request)).map((question) => [question.id, question]));
	await page.goto('/practice/?set=new');
	const heading = page.getByRole('heading', { level: 2 });
	await expect(heading).toHaveText(/^Question 1 of \d+$/);
	const total = Number(/\d+$/.exec((await heading.textContent()) ?? '')?.[0]);

	for (let place = 1; place <= total; place++) {
		await expect(heading).toHaveText(`Question ${String(place)} of ${String(total)}`);
		const id = (await page.getByRole('article').getAttribute('data-question')) ?? '';
		const question = all.get(id);
		if (!question) throw new Error(`The build has no question ${id}`);
		if (place === 3) {
			// Leaving in the middle loses nothing but the choice that was not sent.
			await choose(page, question, true);
			await page.reload();
			await expect(heading).toHaveText(`Question 3 of ${String(total)}`);
		}
		await answerAs(page, question, { right: place !== 2, sure: 'Sure' });
		await page.getByRole('button', { name: place === total ? 'See how it went' : 'Next' }).click();
	}

	await expect(
		page.getByRole('heading', { name: `${String(total - 1)} of ${String(total)} right` })
	).toBeFocused();
	await expect(page.getByText('Wrong, and you were sure')).toBeVisible();
	await page.getByRole('button', { name: 'Finish' }).click();
	await expect(page).toHaveURL(/\/$/);
	await expect(
		page.getByText(`${String(total)} of ${String(all.size)} questions met`)
	).toBeVisible();
});

test('what does not exist, and what has nothing in it, says so', async ({ page }) => {
	await page.goto('/practice/?set=module:no-such');
	await expect(page.getByText('There is no module no-such')).toBeVisible();
	await page.goto('/practice/?question=no-such');
	await expect(page.getByText('There is no question no-such')).toBeVisible();
	await page.goto('/practice/?set=due');
	await expect(page.getByText('Nothing is due.')).toBeVisible();
	await page.getByRole('link', { name: /Start today/ }).click();
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(/^Question 1 of/);
});

test('nothing for axe in Today after an answer', async ({ page }) => {
	await page.goto('/practice/?set=today');
	await answer(page.getByRole('article'));
	await page.goto('/');
	await expect(page.getByText('Answered last')).toBeVisible();
	await expectNothingForAxe(page, 'Today');
});

test.describe('with a finger', () => {
	test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 } });

	test('every type is answered by tapping', async ({ page, request }) => {
		for (const question of oneOfEach(await questionsOfBuild(request))) {
			await page.goto(`/practice/?question=${question.id}`);
			await choose(page, question, true, 'tap');
			await page.getByRole('radio', { name: 'Sure' }).locator('..').tap();
			await page.getByRole('button', { name: 'Answer' }).tap();
			await expect(page.getByText('Right, and you were sure.')).toBeVisible();
		}
	});

	test('a step is dragged to its place, and the page does not scroll under it', async ({
		page,
		request
	}) => {
		const question = (await questionsOfBuild(request)).find(({ type }) => type === 'ordering');
		if (question?.type !== 'ordering') throw new Error('No ordering in the build');
		await page.goto(`/practice/?question=${question.id}`);
		await choose(page, question, true, 'tap');
		const grips = page.locator('[data-grip]');
		// A tap becomes a click later, and the step it adds takes the focus and scrolls the page.
		await expect(grips).toHaveCount(question.items.filter(({ correct }) => correct).length);
		const order = () => grips.evaluateAll((all) => all.map((grip) => grip.dataset.grip));
		const before = await order();
		await grips.first().scrollIntoViewIfNeeded();
		const rows = page.getByRole('listitem').filter({ has: grips });
		const [from, to] = [await grips.nth(0).boundingBox(), await rows.nth(2).boundingBox()];
		if (!from || !to) throw new Error('The steps are not on screen');
		const scrolled = await page.evaluate(() => scrollY);
		const top = from.y + 10;
		await slide(page, { x: from.x + 10, y: top }, { x: from.x + 10, y: to.y + to.height - 10 });
		await expect.poll(order).toEqual([before[1], before[2], before[0], ...before.slice(3)]);
		expect(await page.evaluate(() => scrollY)).toBe(scrolled);
	});

	test('a response is dragged to a line that is out of sight, and back to the list', async ({
		page,
		request
	}) => {
		const question = (await questionsOfBuild(request)).find(
			({ type, case: member }) => type === 'matching' && !member
		);
		await page.goto(`/practice/?question=${question?.id ?? ''}`);
		const select = page.getByRole('combobox').last();
		await expect(select).toHaveValue('');
		const list = page.getByRole('list', { name: 'To choose from' });
		const line = page
			.getByRole('listitem')
			.filter({ has: page.getByRole('combobox') })
			.last();
		const bar = await page.getByRole('navigation', { name: 'Main' }).boundingBox();
		if (!bar) throw new Error('The bar at the foot is not on screen');
		const top = await page.evaluate(() => scrollY);
		await slide(
			page,
			await middle(list.locator('[data-response="0"] .grip')),
			// Held at the foot of the window, it brings on what lies below.
			{ x: 60, y: bar.y - 20 },
			async () => {
				await expect.poll(async () => (await middle(line)).y).toBeLessThan(bar.y - 100);
				return middle(line);
			},
			() => middle(line)
		);
		await expect(select).toHaveValue('0');
		await slide(
			page,
			await middle(line.locator('[data-taken]')),
			{ x: 60, y: 30 },
			async () => {
				await expect.poll(() => page.evaluate(() => scrollY)).toBeLessThanOrEqual(top);
				return middle(list);
			},
			() => middle(list)
		);
		await expect(select).toHaveValue('');
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
	});
});

test('the matching of a case is answered by dragging with the mouse', async ({ page, request }) => {
	const question = (await questionsOfBuild(request)).find(
		({ type, case: member }) => type === 'matching' && member
	);
	if (question?.type !== 'matching') throw new Error('No case of the build has a matching');
	// So high that nothing is dragged to an end of the window, where the page would scroll.
	await page.setViewportSize({ width: 1280, height: 2400 });
	await page.goto(`/practice/?question=${question.id}`);
	const selects = page.getByRole('combobox');
	await expect(selects).toHaveCount(question.prompts.length);
	const lines = page.getByRole('listitem').filter({ has: selects });
	// All go to the wrong line first, and from there to their own.
	const count = question.prompts.length;
	for (const [place, { response }] of question.prompts.entries()) {
		const wrong = (place + 1) % count;
		await page.locator(`[data-response="${String(response)}"]`).dragTo(lines.nth(wrong));
		await expect(selects.nth(wrong)).toHaveValue(String(response));
	}
	await expectNothingForAxe(page, 'a matching, dragged');
	for (const place of question.prompts.keys()) {
		const wanted = String(question.prompts[place]?.response);
		const values = await selects.evaluateAll((all) =>
			all.map((select) => (select as HTMLSelectElement).value)
		);
		const at = values.indexOf(wanted, place);
		if (at !== place) await page.locator(`[data-taken="${String(at)}"]`).dragTo(lines.nth(place));
		await expect(selects.nth(place)).toHaveValue(wanted);
	}
	await page.locator('[data-part="confidence"] label').filter({ hasText: 'Sure' }).click();
	await page.getByRole('button', { name: 'Answer', exact: true }).click();
	await expect(page.getByText('Right, and you were sure.')).toBeVisible();
});

test('one question leads on to Today, and a session that was paused is still there', async ({
	page,
	request
}) => {
	await page.goto('/practice/?set=today');
	const card = page.getByRole('article');
	await answer(card);
	await page.getByRole('button', { name: 'Next question' }).click();
	const [question] = oneOfEach(await questionsOfBuild(request));
	await page.goto(`/practice/?question=${question?.id ?? ''}`);
	await answer(card);
	await page.getByRole('button', { name: 'Go to Today' }).click();
	await expect(page.getByRole('heading', { name: 'Answered last' })).toBeVisible();
	await expect(page).toHaveURL(/\/$/);
	await page.goto('/practice/?set=today');
	await expect(page.getByText(/^Question 2 of/)).toBeVisible();
});
