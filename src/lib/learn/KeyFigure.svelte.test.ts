import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Html, KeyView } from '#lib/content/index.ts';
import KeyFigure from './KeyFigure.svelte';

const html = (text: string) => text as Html;
const figure: KeyView = {
	id: 'door',
	kind: 'key',
	title: 'Which door?',
	lead: html('Ask.'),
	steps: [
		{
			id: 'first',
			ask: html('Where to?'),
			choices: [
				{ text: html('On'), to: 'second' },
				{ text: html('Out'), to: 'out' }
			]
		},
		{
			id: 'second',
			ask: html('Left or right?'),
			choices: [
				{ text: html('Left'), to: 'left' },
				{ text: html('Right'), to: 'out' }
			]
		}
	],
	ends: [
		{ id: 'left', title: 'The garden', tell: html('Roses.'), facts: [] },
		{ id: 'out', title: 'The street', tell: html('Cars.'), facts: [] }
	]
};

test('each answer leads on, with the focus; an answer can be changed', async () => {
	await render(KeyFigure, { figure });
	await page.getByRole('button', { name: 'On' }).click();
	await page.getByRole('button', { name: 'Left' }).click();
	await expect.element(page.getByText('Roses.').first()).toBeVisible();
	expect(document.activeElement?.textContent).toContain('The garden');

	await page.getByRole('button', { name: 'Change answer 2' }).click();
	expect(document.activeElement?.textContent).toContain('Left or right?');
	await page.getByRole('button', { name: 'Right' }).click();
	expect(document.activeElement?.textContent).toContain('The street');

	await page.getByRole('button', { name: 'Start again' }).click();
	await expect.element(page.getByRole('button', { name: 'Out' })).toBeVisible();
	expect(document.querySelector('ol.way')).toBeNull();
});

test('the list below it has every question with the number it leads to', async () => {
	await render(KeyFigure, { figure });
	await page.getByText('All questions and ends as a list').click();
	await expect.element(page.getByText('Right: go to 4')).toBeVisible();
});
