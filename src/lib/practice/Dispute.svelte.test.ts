import { beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { tick } from 'svelte';
import type { Question } from '#lib/content/index.ts';
import { StorageFullError } from '#lib/storage/index.ts';
import { standingDisputes } from '#lib/study/index.ts';
import { UnreliableLog } from './log.testing.ts';
import QuestionCard from './QuestionCard.svelte';
import { inCase, matching, multiple, ordering, single } from './questions.testing.ts';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';

let log: UnreliableLog;
beforeEach(async () => {
	log = new UnreliableLog();
	vi.restoreAllMocks();
	await page.viewport(900, 900);
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const next = { label: 'Next question', go: vi.fn() };

async function showAnswered(question: Question, props: Record<string, unknown> = {}) {
	const screen = await render(QuestionCard, {
		question,
		log: log.open,
		contentVersion: 'v1',
		seed: 7,
		shortcuts: 'page',
		next,
		...props
	});
	for (const select of page.getByRole('combobox').elements())
		await userEvent.selectOptions(select, '0');
	const find = (selector: string) => document.querySelector<HTMLElement>(selector);
	if (question.type === 'ordering')
		for (const index of [1, 0, 2]) {
			find(`[data-add="${index}"]`)?.click();
			await tick();
		}
	if ('options' in question)
		for (const index of question.type === 'single' ? [1] : [0, 1])
			find(`[data-option="${index}"] input`)?.click();
	await page.getByRole('radio', { name: 'Sure', exact: false }).click();
	await button('Answer').click();
	await expect.element(button('I dispute this')).toBeVisible();
	return screen;
}

async function fill(part = /^A fact/) {
	await button('I dispute this').click();
	await page.getByRole('radio', { name: part }).click();
	await page.getByLabelText('What speaks against it').fill('It moved in June.');
}

describe.each([
	['single', single],
	['multiple', multiple],
	['ordering', ordering],
	['matching', matching],
	['part of a case', inCase]
])('%s', (_, question) => {
	test('is disputed with the answer that was given, shows it, and the dispute is withdrawn', async () => {
		await showAnswered(question);
		await fill();
		await page.getByLabelText(/^Source/).fill('docs.aws.amazon.com');
		await button('Keep the dispute').click();

		const head = page.getByText('You dispute this question: a fact');
		await expect.element(head).toBeVisible();
		await expect.element(page.getByText('disputed', { exact: true })).toBeVisible();
		const [answer, dispute] = log.entries;
		expect(dispute).toMatchObject({
			kind: 'dispute',
			question: question.id,
			contentVersion: 'v1',
			about: 'fact',
			text: 'It moved in June.',
			source: 'docs.aws.amazon.com',
			response: answer?.response,
			seed: 7
		});

		await button('Withdraw').click();
		await expect.element(page.getByText('Dispute withdrawn.')).toBeVisible();
		await expect.element(button('I dispute this')).toHaveFocus();
		expect(page.getByText('disputed', { exact: true }).elements()).toHaveLength(0);
		expect(log.entries.at(-1)).toMatchObject({ kind: 'undo', undoes: dispute?.id });
		expect(standingDisputes(log.entries)).toEqual([]);
		expect(log.entries).toHaveLength(3);
	});
});

test('a question of a template is disputed, answered and flagged by template, version and seed', async () => {
	const generated = { template: single.id, version: 3, seed: 12 };
	await showAnswered(single, { generated });
	await fill();
	await button('Keep the dispute').click();
	await expect.element(page.getByText('You dispute this question: a fact')).toBeVisible();
	await button('Flag').click();
	await expect.element(button('Flagged')).toBeVisible();
	expect(log.entries.map(({ kind, question }) => [kind, question])).toEqual([
		['answer', generated],
		['dispute', generated],
		['flag', generated]
	]);
});

test('what stands from before is shown before the answer, for this question only', async () => {
	const open = await log.open();
	await open.append({
		kind: 'dispute',
		question: single.id,
		contentVersion: 'v0',
		about: 'key',
		text: 'No.'
	});
	const first = await render(QuestionCard, {
		question: single,
		log: log.open,
		contentVersion: 'v1'
	});
	await expect.element(page.getByText('disputed', { exact: true })).toBeVisible();
	await first.unmount();
	await render(QuestionCard, { question: multiple, log: log.open, contentVersion: 'v1' });
	await expect.element(page.getByText('choose two')).toBeVisible();
	expect(page.getByText('disputed', { exact: true }).elements()).toHaveLength(0);
});

test('by keyboard: opens, says what is missing, Escape returns to the button and keeps the draft', async () => {
	await showAnswered(single);
	(button('I dispute this').element() as HTMLElement).focus();
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('radio', { name: /^The right answer/ })).toHaveFocus();
	await userEvent.tab();
	await expect.element(page.getByLabelText('What speaks against it')).toHaveFocus();
	await userEvent.keyboard('undo me');
	await button('Keep the dispute').click();
	await expect.element(page.getByText('Choose what is wrong.')).toBeVisible();
	await expect.element(page.getByRole('radio', { name: /^The right answer/ })).toHaveFocus();
	await userEvent.keyboard(' {ArrowDown}');
	await expect.element(page.getByRole('radio', { name: /^A wrong option/ })).toBeChecked();

	// Keys of the card do nothing meanwhile: neither flag nor take back nor go on.
	await userEvent.keyboard('mu?');
	expect(log.entries).toHaveLength(1);
	expect(next.go).not.toHaveBeenCalled();

	await userEvent.keyboard('{Escape}');
	await expect.element(button('I dispute this')).toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByRole('radio', { name: /^A wrong option/ })).toHaveFocus();
	await expect.element(page.getByLabelText('What speaks against it')).toHaveValue('undo me');

	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByText('You dispute this question: a wrong option')).toBeVisible();
	expect(document.activeElement?.textContent).toContain('You dispute this question');
	expect(log.entries.at(-1)).toMatchObject({ about: 'distractor', text: 'undo me' });
	expect(log.entries.at(-1)).not.toHaveProperty('source');
});

test('a full disk loses nothing that was written, and the next try keeps it', async () => {
	await showAnswered(single);
	await fill();
	log.failure = new StorageFullError('full');
	await button('Keep the dispute').click();
	await expect
		.element(page.getByText(/^The dispute was not saved. .*What you wrote is still here/))
		.toBeVisible();
	await expect
		.element(page.getByLabelText('What speaks against it'))
		.toHaveValue('It moved in June.');
	log.failure = undefined;
	await button('Keep the dispute').click();
	await expect.element(page.getByText('You dispute this question: a fact')).toBeVisible();

	log.failure = new StorageFullError('full');
	await button('Withdraw').click();
	await expect
		.element(page.getByText(/^The withdrawal was not saved. .*The dispute still stands/))
		.toBeVisible();
	await expect.element(page.getByText('You dispute this question: a fact')).toBeVisible();
});

describe('the report', () => {
	test('is saved as a file', async () => {
		const made: Blob[] = [];
		vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
			made.push(blob as Blob);
			return 'blob:test';
		});
		const clicked: string[] = [];
		vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
			this: HTMLAnchorElement
		) {
			clicked.push(this.download);
		});
		await showAnswered(single);
		await fill();
		await button('Keep the dispute').click();
		await button('Save the report').click();
		await expect.element(page.getByText(/^Saved as keywrap-dispute-big-document-/)).toBeVisible();
		expect(clicked).toEqual([
			expect.stringMatching(/^keywrap-dispute-big-document-\d{4}-\d\d-\d\d\.md$/)
		]);
		const text = await made[0]?.text();
		expect(text).toContain('format: "keywrap-dispute"\nversion: 1\n');
		expect(text).toContain('> It moved in June.');
	});

	test('is copied as the text of an issue, and can be copied by hand where that is not allowed', async () => {
		const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
		await showAnswered(single);
		await fill();
		await button('Keep the dispute').click();
		await button('Copy it as an issue').click();
		await expect.element(page.getByText('Copied.')).toBeVisible();
		const text = write.mock.calls[0]?.[0] ?? '';
		expect(text).toMatch(/^# Dispute of big-document: a fact\n\n\*\*Question\*\* `big-document`/);

		write.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
		await button('Copy it as an issue').click();
		await expect.element(page.getByText(/The text is selected/)).toBeVisible();
		const area = page.getByRole('textbox', { name: 'The text of the issue' });
		await expect.element(area).toHaveValue(text);
		const field = area.element() as HTMLTextAreaElement;
		expect([field.selectionStart, field.selectionEnd]).toEqual([0, text.length]);
	});
});
