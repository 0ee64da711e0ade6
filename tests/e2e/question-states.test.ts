/** Every state in which a question can be looked at, and what an answer leads to. */
import { expect, type Page } from '@playwright/test';
import type { Question } from '../../src/lib/content/index.ts';
import { serialiseLog, type LogEntry } from '../../src/lib/study/index.ts';
import { answer, answerAs, answersKept, choose, questionsOfBuild } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

const kinds: Record<string, (question: Question) => boolean> = {
	'one answer': ({ type, case: member }) => type === 'single' && !member,
	'several answers': ({ type, case: member }) => type === 'multiple' && !member,
	'an order': ({ type }) => type === 'ordering',
	'a matching': ({ type }) => type === 'matching',
	'part of a case': ({ case: member }) => member !== undefined
};

for (const [kind, is] of Object.entries(kinds))
	test(`${kind}: nothing for axe when it is fresh, chosen, wrong, taken back and right`, async ({
		page,
		request
	}) => {
		const question = (await questionsOfBuild(request)).find(is);
		if (!question) throw new Error(`The build has no question of the kind: ${kind}`);
		const card = page.getByRole('article');
		await page.goto(`/practice/?question=${question.id}`);
		await expect(card.locator('.arranged')).toBeVisible();
		await expectNothingForAxe(page, `${kind}, fresh`);
		await choose(page, question, false);
		await expectNothingForAxe(page, `${kind}, chosen`);
		await page.reload();
		await answerAs(page, question, { right: false, sure: 'Sure' });
		await expect(page.getByTestId('due')).toBeVisible();
		await expectNothingForAxe(page, `${kind}, wrong`);
		await page.getByRole('button', { name: 'Take this answer back' }).click();
		await expect(card).toHaveAttribute('data-phase', 'open');
		await expectNothingForAxe(page, `${kind}, taken back`);
		await answerAs(page, question, { right: true, sure: 'Think so' });
		await expect(page.getByTestId('due')).toBeVisible();
		await expectNothingForAxe(page, `${kind}, right`);
		// The mis-tap stays in the log, and what takes it back beside it.
		const kept = await answersKept(page);
		expect(kept.map(({ correct }) => correct)).toEqual([false, true]);
	});

for (const type of ['single', 'multiple'])
	test(`why not first, ${type}: nothing for axe before a reason, with one and after the answer`, async ({
		page
	}) => {
		await page.goto('/practice/');
		await page.getByRole('checkbox', { name: /Why not first/ }).check();
		await page.goto(`/practice/?set=built&type=${type}&count=1`);
		const reasons = page.getByRole('combobox', { name: /^Why not option/ });
		await expect(reasons.first()).toBeVisible();
		await expectNothingForAxe(page, `why not first, ${type}, fresh`);
		const wanted = await reasons.count();
		await reasons.first().selectOption({ index: 1 });
		await expectNothingForAxe(page, `why not first, ${type}, one rejected`);
		const card = page.getByRole('article');
		const left = type === 'single' ? 1 : /two/.test(await card.innerText()) ? 2 : 3;
		for (let place = 1; place < wanted - left; place++)
			await reasons.nth(place).selectOption({ index: 1 });
		for (let place = wanted - left; place < wanted; place++)
			await card.locator('[data-option]').nth(place).locator('label').click();
		await card.locator('[data-part="confidence"] label').filter({ hasText: 'Guess' }).click();
		await card.getByRole('button', { name: 'Answer', exact: true }).click();
		await expect(card).toHaveAttribute('data-phase', 'answered');
		await expectNothingForAxe(page, `why not first, ${type}, answered`);
	});

async function bring(page: Page, entries: LogEntry[]): Promise<void> {
	await page.goto('/settings/', { waitUntil: 'networkidle' });
	await page.getByLabel('Copy to import').setInputFiles({
		name: 'copy.json',
		mimeType: 'application/json',
		buffer: Buffer.from(await serialiseLog(entries, new Date()))
	});
	const preview = page.getByRole('group', { name: 'What is in copy.json' });
	await preview.getByRole('button', { name: /^Add / }).click();
	await expect(preview).toHaveCount(0);
}

test('one that slipped five times sends to its lesson, and an answer leads to the scenario that shows it', async ({
	page,
	request
}) => {
	const questions = await questionsOfBuild(request);
	const question = questions.find(({ lesson, lab, case: member }) => lesson && lab && !member);
	if (!question?.lab) throw new Error('No question of the build has a lesson and a scenario');
	// Learned, and forgotten when it came back, five times.
	const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
	const slips = Array.from({ length: 12 }, (_, i): LogEntry => ({
		id: `slip-${String(i)}`,
		device: 'another',
		at: day(120 - i * 10),
		kind: 'answer',
		question: question.id,
		contentVersion: 'v',
		correct: i % 2 === 0,
		confidence: 'sure'
	}));
	await bring(page, slips.slice(0, 10));
	await page.goto(`/practice/?question=${question.id}`);
	await answerAs(page, question, { right: true, sure: 'Sure' });
	const leech = page.getByText(/This one has slipped 5 times/);
	await expect(leech).toBeVisible();
	await expect(leech.getByRole('link', { name: /^read .+ again$/ })).toHaveAttribute(
		'href',
		`/learn/${question.module}/${question.lesson ?? ''}/`
	);
	await expectNothingForAxe(page, 'a leech');
	await page.getByRole('link', { name: `See it happen in the Lab: ${question.lab.title}` }).click();
	await expect(page).toHaveURL(new RegExp(`/lab/${question.lab.id}/$`));
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(question.lab.title);
});

test('with the day of an exam set, one tap on Today starts what gains most there', async ({
	page
}) => {
	await page.goto('/settings/#exam', { waitUntil: 'networkidle' });
	await page.getByLabel('The exam you prepare for').selectOption('SCS-C03');
	const date = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel('Its day, if you know it').fill(date);
	await page.getByLabel('Its day, if you know it').press('Tab');
	const index = (await (await page.request.get('/data/index.json')).json()) as {
		questions: { id: string; exam?: string[] }[];
	};
	await page.goto(`/practice/?question=${index.questions[0]?.id ?? ''}`);
	await answer(page.getByRole('article'));
	await page.goto('/');
	const start = page.getByRole('link', { name: /^Start \d+/ });
	const size = /\d+/.exec(await start.innerText())?.[0] ?? '';
	await start.click();
	await expect(page.getByText(`Question 1 of ${size}`)).toBeVisible();
	const id = (await page.getByRole('article').getAttribute('data-question')) ?? '';
	const exam = index.questions.find((question) => question.id === id)?.exam ?? [];
	expect(exam.some((task) => task.startsWith('SCS-C03/'))).toBe(true);
});
