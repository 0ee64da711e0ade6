import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { ModuleLink } from '#lib/content/index.ts';
import LearnView from './LearnView.svelte';
import ModuleView from './ModuleView.svelte';
import { loadReading, type Reading } from './reading.ts';

const lesson = (slug: string) => ({ slug, title: `On ${slug}`, summary: '', minutes: 6 });
const module = (id: string, number: number, ...slugs: string[]): ModuleLink => ({
	id,
	number,
	title: `Module ${id}`,
	summary: '',
	objectives: [],
	questionCount: 4,
	hasSheet: false,
	lessons: slugs.map(lesson)
});
const modules = [module('m', 1, 'keys', 'locks'), module('n', 2, 'pipes'), module('o', 3, 'bars')];
const questions = [
	{ id: 'a', module: 'm', exam: ['SAA-C03/1.3'] },
	{ id: 'b', module: 'o', exam: ['SAA-C03/1.3'] },
	{ id: 'c', module: 'n' }
].map((entry) => ({ ...entry, type: 'single' as const, difficulty: 1 as const, title: entry.id }));

/** As the pages load it, from a log with these lessons. */
const from = (read: string[], exam?: string) => (all: readonly ModuleLink[]) =>
	loadReading(
		all,
		{
			ofKinds: () =>
				Promise.resolve(
					read.map((name, i) => ({
						id: String(i),
						device: 'd',
						at: `2026-11-21T09:0${i}:00Z`,
						kind: 'lesson',
						lesson: name,
						contentVersion: '1'
					}))
				),
			settings: () =>
				Promise.resolve({
					newPerDay: 10,
					singleKeys: true,
					...(exam === undefined ? {} : { myExam: { exam } })
				})
		},
		() => Promise.resolve({ questions })
	);
const card = (name: string) =>
	page.getByRole('article').filter({ has: page.getByRole('heading', { name }) });

test('a visitor is led to the first lesson', async () => {
	await render(LearnView, { modules, reading: from([]) });
	await expect
		.element(page.getByRole('link', { name: 'Begin: On keys' }))
		.toHaveAttribute('href', expect.stringMatching(/learn\/m\/keys\/$/));
	expect(page.getByText(/read$/).elements()).toHaveLength(0);
});

test('a reader is led on, and sees what was read', async () => {
	await render(LearnView, { modules, reading: from(['m/keys']) });
	await expect.element(page.getByRole('link', { name: 'Read on: On locks' })).toBeVisible();
	await expect.element(card('Module m').getByText('1 of 2 read')).toBeVisible();
	expect(card('Module n').getByText(/read/).elements()).toHaveLength(0);
});

test('with an exam the modules say what they have for it, and reading passes over the others', async () => {
	await render(LearnView, { modules, reading: from(['m/keys', 'm/locks'], 'SAA-C03') });
	await expect.element(page.getByRole('link', { name: 'Read on: On bars' })).toBeVisible();
	await expect
		.element(page.getByText(/2 of these modules have questions for\s+SAA-C03: 6 minutes are left/))
		.toBeVisible();
	await expect.element(card('Module m').getByText('Read', { exact: true })).toBeVisible();
	await expect.element(card('Module m').getByText('1 question for SAA-C03')).toBeVisible();
	await expect.element(card('Module n').getByText('none for SAA-C03')).toBeVisible();
});

test('at the end nothing is left to read', async () => {
	await render(LearnView, { modules, reading: from(['m/keys', 'm/locks', 'o/bars'], 'SAA-C03') });
	await expect
		.element(page.getByText('You have read every module that has questions for SAA-C03.'))
		.toBeVisible();
});

test('where the browser keeps nothing the page is as for a visitor', async () => {
	await render(LearnView, { modules, reading: () => Promise.reject<Reading>(new Error('no')) });
	await expect.element(page.getByRole('link', { name: 'Begin: On keys' })).toBeVisible();
});

test('a module marks the lessons that were read, and leads to the next', async () => {
	const [first] = modules;
	await render(ModuleView, { module: first ?? module('x', 1), reading: from(['m/keys']) });
	await expect
		.element(page.getByRole('link', { name: 'Read on: On locks' }))
		.toHaveAttribute('href', expect.stringMatching(/learn\/m\/locks\/$/));
	const row = (name: string) =>
		page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
	await expect.element(row('On keys').getByText('read', { exact: true })).toBeVisible();
	await expect.element(row('On locks').getByText('6 min')).toBeVisible();
});
