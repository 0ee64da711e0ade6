import { Dexie } from 'dexie';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { StudyLog } from '#lib/storage/index.ts';
import { ProgressPage } from './index.ts';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';

let now: Date;
let log: StudyLog;
let name: string;

beforeEach(() => {
	now = new Date(2026, 10, 1, 9);
	name = `progress-${crypto.randomUUID()}`;
	log = new StudyLog(name, { now: () => now });
});
afterEach(async () => {
	log.close();
	await Dexie.delete(name);
});

const ids = ['a', 'b', 'c', 'd'];
const index = () =>
	Promise.resolve({
		version: 'v1',
		modules: [
			{
				id: 'm',
				number: 1,
				title: 'Envelope encryption',
				summary: '',
				objectives: [],
				lessons: [],
				questionCount: 4,
				hasSheet: false
			}
		],
		questions: ids.map((id) => ({
			id,
			module: 'm',
			type: 'single' as const,
			difficulty: 1 as const,
			exam: ['SCS-C03/5.2'],
			title: `Question about ${id}`
		}))
	});
const misconceptions = () =>
	Promise.resolve({
		misconceptions: [
			{ id: 'one-key', belief: 'One key does it all.', answer: 'Each object has its own data key.' }
		],
		options: { a: [-1, 0], b: [0, -1] }
	});
const exams = () =>
	Promise.resolve([
		{
			id: 'SCS-C03',
			title: 'AWS Certified Security - Specialty (SCS-C03)',
			source: { title: 'The guide', url: 'https://docs.aws.amazon.com/guide' },
			checked: '2026-09-04',
			confidence: 'documented' as const,
			figures: {},
			tasks: [{ id: '5.2', title: 'Data at rest' }]
		}
	]);

const show = () =>
	render(ProgressPage, {
		log: () => Promise.resolve(log),
		index,
		misconceptions,
		exams,
		now: () => now
	});

const answer = (question: string, chosen: number, confidence: 'sure' | 'guess' = 'sure') =>
	log.append({
		kind: 'answer',
		question,
		contentVersion: 'v1',
		response: { type: 'single', chosen: [chosen] },
		correct: chosen === 0,
		confidence
	});

test('before the first answer it says what will be here, and where to begin', async () => {
	await show();
	await expect.element(page.getByText(/There is nothing to show yet/)).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Answer a question' }))
		.toHaveAttribute('href', expect.stringMatching(/practice\/\?set=new$/));
	expect(page.getByRole('table').elements()).toHaveLength(0);
});

test('every chart says in words what it shows, and has its numbers in a table', async () => {
	for (let day = 1; day <= 12; day++) {
		now = new Date(2026, 10, day, 9);
		for (const id of ids) await answer(id, (day + ids.indexOf(id)) % 6 === 0 ? 1 : 0);
	}
	await show();
	await expect
		.element(page.getByText(/You have met 4 of 4 questions in\s+48 answers/))
		.toBeVisible();
	await expect
		.element(page.getByRole('img', { name: /^Asked now, you would recall about \d+ % of/ }))
		.toBeVisible();
	await expect
		.element(page.getByRole('img', { name: /^48 answers on 12 days of the last four weeks/ }))
		.toBeVisible();
	await expect
		.element(page.getByRole('img', { name: /^When you said “sure”, you were right \d+ %/ }))
		.toBeVisible();
	await expect
		.element(page.getByRole('img', { name: /^Of \d+ questions asked again on a later day/ }))
		.toBeVisible();
	const closed = page.getByText('The numbers, as a table');
	expect(closed.elements()).toHaveLength(4);
	await closed.nth(2).click();
	const table = page.getByRole('table', { name: 'How sure, and how right' });
	await expect.element(table.getByRole('row', { name: /^Sure 48 40 83 %/ })).toBeVisible();
	await expect.element(table.getByRole('row', { name: /^Guess 0 0 too few/ })).toBeVisible();
	await expect
		.element(
			page
				.getByRole('table', { name: 'What is known, by module' })
				.getByRole('row', { name: /^Envelope encryption \d 4 4$/ })
		)
		.toBeVisible();
	await expect.element(page.getByText(/not the exam: how much of them is known/)).toBeVisible();
	await expect
		.element(page.getByRole('table', { name: 'The encryption tasks of SCS-C03' }))
		.toBeVisible();
});

test('of too few answers it says that they are too few', async () => {
	for (const id of ids) await answer(id, 0);
	await show();
	await expect
		.element(
			page.getByText(/It takes 10 answers of one kind to say anything; of “sure” there are 4/)
		)
		.toBeVisible();
	await expect.element(page.getByText(/there are 0 so far/)).toBeVisible();
	await expect.element(page.getByText('4 answers, too few to say')).toBeInTheDocument();
});

test('a misconception is listed until its question is answered right, live', async () => {
	await answer('a', 1);
	await show();
	await expect.element(page.getByText('One key does it all.')).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: /^Ask me again.*Question about a$/ }))
		.toHaveAttribute('href', expect.stringMatching(/practice\/\?question=a$/));
	now = new Date(2026, 10, 2, 9);
	await answer('a', 0);
	await expect
		.element(page.getByText(/every question that showed one was answered right since/))
		.toBeVisible();
	await expect.element(page.getByText('1 misconception put right')).toBeVisible();
});

test('what cannot be read says so, and can be tried again', async () => {
	let open = false;
	await answer('a', 0);
	await render(ProgressPage, {
		log: () => (open ? Promise.resolve(log) : Promise.reject(new Error('closed'))),
		index,
		misconceptions,
		exams,
		now: () => now
	});
	await expect.element(page.getByText(/Nothing of it is lost/)).toBeVisible();
	open = true;
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect.element(page.getByText(/You have met 1 of 4 questions/)).toBeVisible();
});
