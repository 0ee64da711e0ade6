import { afterEach, beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { Html } from '#lib/content/index.ts';
import TermNote from './TermNote.svelte';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';

const html = (text: string) => text as Html;
const terms = [
	{ id: 'data-key', term: 'Data key', also: [], meaning: html('<p>It encrypts the document.</p>') },
	{ id: 'grant', term: 'Grant', also: [], meaning: html('<p>It lets somebody use a key.</p>') }
];

let lesson: HTMLElement;
beforeEach(async () => {
	await page.viewport(900, 900);
	lesson = document.createElement('article');
	lesson.className = 'lesson';
	const text = document.createElement('p');
	text.append('Here is a ');
	for (const [id, words] of [
		['data-key', 'data key'],
		['grant', 'grant']
	] as const) {
		const link = document.createElement('a');
		link.href = `#${id}`;
		link.dataset.route = `/glossary/#${id}`;
		link.textContent = words;
		text.append(link, ' and ');
	}
	lesson.append(text);
	document.body.append(lesson);
});
afterEach(() => {
	lesson.remove();
});

const show = (load = () => Promise.resolve({ terms })) =>
	render(TermNote, { props: { load }, target: lesson });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const meaning = page.getByText('It encrypts the document.');
const tap = (element: Element) => {
	const click = new PointerEvent('click', {
		bubbles: true,
		cancelable: true,
		pointerType: 'touch'
	});
	element.dispatchEvent(click);
	return click;
};

test('under the mouse a term says what it means, and goes when the mouse goes', async () => {
	await show();
	await link('data key').hover();
	await expect.element(meaning).toBeVisible();
	// The note itself can be reached.
	await link('In the glossary').hover();
	await expect
		.element(link('In the glossary'))
		.toHaveAttribute('href', expect.stringMatching(/glossary\/#data-key$/));
	await userEvent.hover(document.documentElement);
	await expect.element(meaning).not.toBeInTheDocument();
});

test('with the focus too, until Escape', async () => {
	await show();
	(link('data key').element() as HTMLElement).focus();
	await expect.element(meaning).toBeVisible();
	await userEvent.tab();
	await expect.element(page.getByText('It lets somebody use a key.')).toBeVisible();
	await expect.element(meaning).not.toBeInTheDocument();
	await userEvent.keyboard('{Escape}');
	await expect.element(page.getByText('It lets somebody use a key.')).not.toBeInTheDocument();
});

test('a tap shows it in place, and one elsewhere closes it', async () => {
	await show();
	expect(tap(link('data key').element()).defaultPrevented).toBe(true);
	await expect.element(meaning).toBeVisible();
	const note = meaning.element().closest('.note')?.getBoundingClientRect();
	const text = link('data key').element().getBoundingClientRect();
	expect(note?.top).toBeCloseTo(text.bottom, 0);
	expect(tap(lesson).defaultPrevented).toBe(false);
	await expect.element(meaning).not.toBeInTheDocument();
});

test('without the glossary a term that is tapped still leads there', async () => {
	await show(() => Promise.reject(new Error('offline')));
	tap(link('grant').element());
	await expect.poll(() => location.hash).toBe('#grant');
	history.replaceState(null, '', location.pathname + location.search);
});
