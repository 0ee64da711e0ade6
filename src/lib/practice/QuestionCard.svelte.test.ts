import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { Question } from '#lib/content/index.ts';
import { busy } from '#lib/shell/index.ts';
import { StorageFullError } from '#lib/storage/index.ts';
import { UnreliableLog } from './log.testing.ts';
import QuestionCard from './QuestionCard.svelte';
import { inCase, matching, multiple, ordering, single } from './questions.testing.ts';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';

let log: UnreliableLog;
beforeEach(async () => {
	log = new UnreliableLog();
	await page.viewport(900, 900);
});

const show = (question: Question, props: Record<string, unknown> = {}) =>
	render(QuestionCard, { question, log: log.open, contentVersion: 'v1', seed: 7, ...props });

const button = (name: string | RegExp) => page.getByRole('button', { name });
const radio = (name: string | RegExp) => page.getByRole('radio', { name });
const sure = (name: 'Guess' | 'Think so' | 'Sure') =>
	page.getByRole('radio', { name, exact: false });
const answer = () => button('Answer').click();
/** The button tells what is missing; it is dimmed for the eye, and can be pressed. */
const answerTooSoon = () => button('Answer').click({ force: true });
const answers = () => log.entries.filter(({ kind }) => kind === 'answer');
const verdict = (words: string) => expect.element(page.getByText(words)).toBeVisible();

/** Presses Tab until the focus is on what is looked for. */
async function tabTo(find: (element: Element) => boolean) {
	for (let presses = 0; presses < 60; presses++) {
		await userEvent.tab();
		if (document.activeElement && find(document.activeElement)) return;
	}
	throw new Error('Tab never reached it');
}
const named = (name: string) => (element: Element) =>
	(element.getAttribute('aria-label') ?? element.textContent).trim().startsWith(name);

describe('by mouse', () => {
	test('single: choose, say how sure, answer; every option then says why', async () => {
		await show(single);
		await page.getByText(/then encrypt locally/).click();
		await sure('Sure').click();
		await answer();
		await verdict('Right, and you were sure.');
		for (const { why } of single.options) await expect.element(page.getByText(why)).toBeVisible();
		await expect.element(page.getByText('Your answer, right')).toBeVisible();
		expect(page.getByText('Wrong', { exact: true }).elements()).toHaveLength(3);
		expect(answers()).toMatchObject([
			{
				question: single.id,
				contentVersion: 'v1',
				response: { type: 'single', chosen: [0] },
				correct: true,
				confidence: 'sure',
				seed: 7
			}
		]);
		expect(answers()[0]?.ms).toBeGreaterThan(0);
	});

	test('a wrong answer tells the belief behind it, the fact, its source and when it is due again', async () => {
		await show(single);
		await page.getByText(/with the document/).click();
		await sure('Sure').click();
		await answer();
		await verdict('Wrong, and you were sure.');
		await expect.element(page.getByText('KMS encrypts files of any size.')).toBeVisible();
		await expect
			.element(page.getByRole('link', { name: 'AWS KMS API Reference, Encrypt' }))
			.toHaveAttribute('href', single.facts[0]?.source.url ?? '');
		await expect.element(page.getByText('7 August 2026')).toBeVisible();
		await expect.element(page.getByText('“less than 4 KB”, in older notes')).toBeVisible();
		await expect
			.element(page.getByTestId('due'))
			.toHaveTextContent('This card is due again in 10 minutes.');
	});

	test('multiple: only the exact set is right, and the count is asked for', async () => {
		await show(multiple);
		await page.getByText('The ciphertext', { exact: true }).click();
		await sure('Think so').click();
		await answerTooSoon();
		await expect.element(page.getByText('Choose two options; one is chosen.')).toBeVisible();
		expect(log.entries).toHaveLength(0);
		await page.getByText('The wrapped data key', { exact: true }).click();
		await answer();
		await verdict('Right.');
		expect(answers()).toMatchObject([{ response: { type: 'multiple', chosen: [0, 1] } }]);
	});

	test('ordering: add, move, remove; the distractor may stay out', async () => {
		await show(ordering);
		for (const step of ['Erase', 'Call', 'Send', 'Encrypt'])
			await button(new RegExp(`${step}.*Add`)).click();
		await button(/^Remove: Send/).click();
		await button(/^Move down: Erase/).click();
		await button(/^Move down: Erase/).click();
		await sure('Sure').click();
		await answer();
		await verdict('Right, and you were sure.');
		await expect.element(page.getByText('Does not belong; you left it out')).toBeVisible();
		expect(answers()).toMatchObject([{ response: { type: 'ordering', order: [0, 1, 2] } }]);
	});

	test('ordering: a step can be dragged by its number', async () => {
		await show(ordering);
		for (const step of ['Call', 'Encrypt', 'Erase'])
			await button(new RegExp(`${step}.*Add`)).click();
		const grip = (name: string) =>
			page.getByRole('button', { name: new RegExp(`^Step \\d: ${name}`) });
		await userEvent.dragAndDrop(grip('Erase'), grip('Call'), { targetPosition: { x: 8, y: 4 } });
		await expect.element(grip('Erase')).toHaveAccessibleName(/^Step 1/);
		await expect.element(grip('Encrypt')).toHaveAccessibleName(/^Step 3/);
	});

	test('ordering: a dragged step lands where the pointer let go, however few moves were told', async () => {
		await show(ordering);
		for (const step of ['Call', 'Encrypt', 'Erase'])
			await button(new RegExp(`${step}.*Add`)).click();
		const grips = () => [...document.querySelectorAll<HTMLElement>('[data-grip]')];
		const order = () => grips().map((grip) => Number(grip.dataset.grip));
		const row = (place: number) => grips()[place]?.closest('li')?.getBoundingClientRect();
		const [first, third] = [row(0), row(2)];
		if (!first || !third) throw new Error('Three steps should stand in order');
		const tell = (type: string, clientY: number) =>
			grips()[0]?.dispatchEvent(
				// The mouse is pointer 1: the only one that the list may capture without a real press.
				new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: first.left + 8, clientY })
			);
		tell('pointerdown', first.top + 10);
		tell('pointermove', first.top + 20);
		tell('pointerup', third.bottom - 2);
		await expect.poll(order).toEqual([1, 2, 0]);
		await expect.element(page.getByText(/^Step 3 of 3: .*dropped$/)).toBeInTheDocument();
	});

	test('matching: one select a line, used responses are marked', async () => {
		await show(matching);
		await page.getByLabelText('KMS key').selectOptions('HSM');
		await page.getByLabelText('Wrapped data key').selectOptions('Storage');
		await expect
			.element(page.getByLabelText('Ciphertext').getByRole('option', { name: 'Storage (used)' }))
			.toBeInTheDocument();
		await page.getByLabelText('Ciphertext').selectOptions('Nowhere');
		await sure('Guess').click();
		await answer();
		await verdict('Wrong.');
		expect(page.getByText('Right', { exact: true }).elements().length).toBeGreaterThanOrEqual(2);
		expect(answers()).toMatchObject([
			{ response: { type: 'matching', pairs: [0, 1, 2] }, correct: false }
		]);
	});

	const choice = (index: number) =>
		page.elementLocator(found(`[data-response="${String(index)}"]`));
	const taken = (line: number) => page.elementLocator(found(`[data-taken="${String(line)}"]`));
	const found = (selector: string) => {
		const element = document.querySelector(selector);
		if (!element) throw new Error(`There is no ${selector}`);
		return element;
	};
	const values = () =>
		[...document.querySelectorAll<HTMLSelectElement>('.prompts select')].map(({ value }) => value);

	test('matching: a response is dragged to its line, from there to another, and back to the list', async () => {
		await show(matching);
		const line = (name: string) => page.getByText(name, { exact: true });
		await userEvent.dragAndDrop(choice(0), line('KMS key'));
		await expect.poll(values).toEqual(['0', '', '']);
		await expect.element(page.getByTestId('said')).toHaveTextContent('HSM, matched with KMS key');
		await userEvent.dragAndDrop(taken(0), line('Ciphertext'));
		await expect.poll(values).toEqual(['', '', '0']);
		// Two lines may have the same, and a line that is taken changes with the one it comes from.
		await userEvent.dragAndDrop(choice(1), line('KMS key'));
		await userEvent.dragAndDrop(choice(1), line('Wrapped data key'));
		await userEvent.dragAndDrop(taken(2), line('KMS key'));
		await expect.poll(values).toEqual(['0', '1', '1']);
		await userEvent.dragAndDrop(taken(1), page.getByRole('list', { name: 'To choose from' }));
		await expect.poll(values).toEqual(['0', '', '1']);
		await expect.element(page.getByTestId('said')).toHaveTextContent('Storage, taken out');
		await page.getByLabelText('Wrapped data key').selectOptions('Storage (used)');
		await sure('Sure').click();
		await answer();
		await verdict('Right, and you were sure.');
		expect(answers()).toMatchObject([{ response: { type: 'matching', pairs: [0, 1, 1] } }]);
	});

	test('matching: what is let go elsewhere, or taken from the pointer, stays where it was', async () => {
		await show(matching);
		await page.getByLabelText('KMS key').selectOptions('HSM');
		await userEvent.dragAndDrop(taken(0), page.getByRole('button', { name: 'Answer' }));
		await expect.element(page.getByLabelText('KMS key')).toHaveValue('0');
		const from = found('[data-response="2"]').getBoundingClientRect();
		const to = found('.prompts').getBoundingClientRect();
		const tell = (type: string, y: number) =>
			found('[data-response="2"] .grip').dispatchEvent(
				new PointerEvent(type, {
					bubbles: true,
					pointerId: 1,
					pointerType: 'mouse',
					clientX: from.left + 10,
					clientY: y
				})
			);
		tell('pointerdown', from.top + 10);
		tell('pointermove', to.top + 20);
		await expect.poll(() => document.querySelector('.prompts .over')).not.toBeNull();
		tell('pointercancel', 0);
		await expect.poll(() => document.querySelector('.over, .held')).toBeNull();
		expect(values()).toEqual(['0', '', '']);
	});
});

describe('by keyboard alone, with native keys', () => {
	test('single', async () => {
		await show(single, { shortcuts: 'off' });
		await tabTo((element) => element instanceof HTMLInputElement);
		await userEvent.keyboard(' {ArrowDown}');
		const chosen = document.activeElement?.closest('label')?.textContent;
		await tabTo((element) => (element as HTMLInputElement).value === 'guess');
		await userEvent.keyboard(' ');
		await tabTo(named('Answer'));
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByText(/Your answer, /)).toBeVisible();
		expect(chosen).toBeTruthy();
		expect(answers()).toHaveLength(1);
	});

	test('multiple', async () => {
		await show(multiple, { shortcuts: 'off' });
		for (const name of ['The ciphertext', 'The wrapped data key']) {
			page.getByRole('checkbox').elements()[0]?.ownerDocument.body.focus();
			await tabTo(
				(element) =>
					element instanceof HTMLInputElement &&
					element.closest('label')?.textContent.endsWith(name) === true
			);
			await userEvent.keyboard(' ');
		}
		await tabTo((element) => (element as HTMLInputElement).value === 'guess');
		await userEvent.keyboard(' {ArrowRight}{ArrowRight}');
		await tabTo(named('Answer'));
		await userEvent.keyboard('{Enter}');
		await verdict('Right, and you were sure.');
	});

	test('ordering: arrow keys move a step, positions are spoken, the focus stays with the step', async () => {
		await show(ordering, { shortcuts: 'off' });
		const said = page.getByTestId('said');
		for (const step of ['Encrypt', 'Call', 'Erase']) {
			await tabTo((element) => element.textContent.includes(step) && element.matches('[data-add]'));
			await userEvent.keyboard('{Enter}');
		}
		await expect.element(said).toHaveTextContent('Step 3: Erase the plaintext data key, added');
		await tabTo(named('Step 2: Call'));
		await userEvent.keyboard('{ArrowUp}');
		await expect.element(said).toHaveTextContent('Step 1 of 3: Call GenerateDataKey, moved up');
		await expect.element(button(/^Step 1: Call/)).toHaveFocus();
		await userEvent.keyboard('{ArrowUp}');
		await expect.element(said).toHaveTextContent('Call GenerateDataKey is already the first step');
		await tabTo((element) => (element as HTMLInputElement).value === 'guess');
		await userEvent.keyboard(' ');
		await tabTo(named('Answer'));
		await userEvent.keyboard('{Enter}');
		await verdict('Right, by a guess.');
	});

	test('ordering: Delete takes a step out and the focus goes to a neighbour', async () => {
		await show(ordering, { shortcuts: 'off' });
		for (const step of ['Call', 'Encrypt']) await button(new RegExp(`${step}.*Add`)).click();
		await tabTo(named('Step 1: Call'));
		await userEvent.keyboard('{Delete}');
		await expect.element(button(/^Step 1: Encrypt/)).toHaveFocus();
	});

	test('matching', async () => {
		await show(matching, { shortcuts: 'off' });
		for (const [name, response] of [
			['KMS key', 'HSM'],
			['Wrapped data key', 'Storage'],
			['Ciphertext', 'Storage']
		] as const) {
			await tabTo(
				(element) =>
					element instanceof HTMLSelectElement && element.labels[0]?.textContent.trim() === name
			);
			await userEvent.keyboard(response.slice(0, 1));
		}
		await tabTo((element) => (element as HTMLInputElement).value === 'guess');
		await userEvent.keyboard(' ');
		await tabTo(named('Answer'));
		await userEvent.keyboard('{Enter}');
		await verdict('Right, by a guess.');
	});
});

describe('single-key shortcuts', () => {
	test('a letter chooses, a digit says how sure, Enter answers and goes on', async () => {
		let went = 0;
		await show(single, {
			shortcuts: 'page',
			next: { label: 'Next question', go: () => (went += 1) }
		});
		await userEvent.keyboard('b3');
		const letters = page.getByRole('radio', { name: /^[A-D] / }).elements() as HTMLInputElement[];
		expect(letters.map(({ checked }) => checked)).toEqual([false, true, false, false]);
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByText(/Your answer, /)).toBeVisible();
		expect(answers()).toMatchObject([{ confidence: 'sure' }]);
		expect(went).toBe(0);
		await userEvent.keyboard('{Enter}');
		expect(went).toBe(1);
	});

	test('X and a letter strike out; what is struck out is not chosen; choosing lifts the strike', async () => {
		await show(single, { shortcuts: 'page' });
		const strike = button('Strike out option C');
		await userEvent.keyboard('cx');
		await expect.element(page.getByText(/Strike out which one/)).toBeVisible();
		await userEvent.keyboard('c');
		await expect.element(strike).toHaveAttribute('aria-pressed', 'true');
		await expect.element(radio(/^C /)).not.toBeChecked();
		await userEvent.keyboard('c');
		await expect.element(strike).toHaveAttribute('aria-pressed', 'false');
		await expect.element(radio(/^C /)).toBeChecked();
	});

	test('letters add steps of an ordering', async () => {
		await show(ordering, { shortcuts: 'page' });
		await userEvent.keyboard('ba');
		expect(page.getByRole('button', { name: /^Step \d/ }).elements()).toHaveLength(2);
	});

	test('keys stay with what is typed into, and off means off', async () => {
		const field = document.createElement('input');
		document.body.append(field);
		const { rerender } = await show(single, { shortcuts: 'page' });
		field.focus();
		await userEvent.keyboard('b3');
		expect(field.value).toBe('b3');
		expect(document.querySelector('input:checked')).toBeNull();
		field.remove();
		await rerender({ shortcuts: 'off' });
		await userEvent.keyboard('b3');
		expect(document.querySelector('input:checked')).toBeNull();
	});

	test('within: keys work only while the focus is in the card', async () => {
		await show(single, { shortcuts: 'within' });
		await userEvent.keyboard('b');
		expect(document.querySelector('input:checked')).toBeNull();
		await userEvent.tab();
		await userEvent.keyboard('b');
		await expect.element(radio(/^B /)).toBeChecked();
	});
});

describe('nothing shows before it is kept', () => {
	test('while the log writes there is no explanation, and a slow write says so', async () => {
		const release = log.hold();
		await show(single);
		await page.getByText(/then encrypt locally/).click();
		await sure('Sure').click();
		await answer();
		expect(page.getByText('One call a document.').elements()).toHaveLength(0);
		await expect.element(page.getByText('Saving…')).toBeVisible();
		expect(page.getByText('One call a document.').elements()).toHaveLength(0);
		release();
		await expect.element(page.getByText('One call a document.')).toBeVisible();
		expect(log.entries).toHaveLength(1);
	});

	test('a write that fails reveals nothing, keeps the choice, and can be tried again', async () => {
		log.failure = new StorageFullError('full');
		await show(single);
		await page.getByText(/then encrypt locally/).click();
		await sure('Sure').click();
		await answer();
		await expect.element(page.getByRole('alert').getByText(/no room left/)).toBeVisible();
		expect(page.getByText('One call a document.').elements()).toHaveLength(0);
		await expect.element(radio(/then encrypt locally/)).toBeChecked();
		log.failure = undefined;
		await button('Try again').click();
		await expect.element(page.getByText('One call a document.')).toBeVisible();
		expect(log.entries).toHaveLength(1);
	});

	test('pressing Answer twice writes once', async () => {
		const release = log.hold();
		await show(single);
		await page.getByText(/then encrypt locally/).click();
		await sure('Sure').click();
		await answer();
		await answerTooSoon();
		release();
		await expect.element(page.getByText('One call a document.')).toBeVisible();
		expect(log.entries).toHaveLength(1);
	});
});

test('confidence is required, and the missing part gets the focus', async () => {
	await show(single);
	await answerTooSoon();
	await expect.element(page.getByText('Choose an option.')).toBeVisible();
	await page.getByText(/then encrypt locally/).click();
	await answerTooSoon();
	await expect.element(page.getByText('Say how sure you are.')).toBeVisible();
	await expect.element(sure('Guess')).toHaveFocus();
	expect(log.entries).toHaveLength(0);
});

test('a mis-tap is taken back: the log keeps both, and the question is open again', async () => {
	let undone = 0;
	await show(single, { onundone: () => (undone += 1) });
	await page.getByText(/with the document/).click();
	await sure('Guess').click();
	await answer();
	await button('Take this answer back').click();
	await expect.element(button('Answer')).toBeVisible();
	expect(page.getByText('It takes at most 4,096 bytes.').elements()).toHaveLength(0);
	expect(document.querySelector('input:checked')).toBeNull();
	expect(log.entries).toMatchObject([
		{ kind: 'answer', id: 'entry-1' },
		{ kind: 'undo', undoes: 'entry-1', question: single.id }
	]);
	expect(undone).toBe(1);
	await page.getByText(/then encrypt locally/).click();
	await sure('Think so').click();
	await answer();
	await expect.element(page.getByText(/is due again (tomorrow|in \d+ days)/)).toBeVisible();
});

test('hints open one by one and are counted in the log', async () => {
	await show(single);
	await button(/Show a hint/).click();
	await expect.element(page.getByText('How large may the plaintext be?')).toBeVisible();
	expect(page.getByText('Which key does the work?').elements()).toHaveLength(0);
	await button(/Show the next hint/).click();
	await expect.element(page.getByText('Which key does the work?')).toBeVisible();
	await page.getByText(/then encrypt locally/).click();
	await sure('Sure').click();
	await answer();
	await expect.element(page.getByText(/You opened 2 hints\./)).toBeVisible();
	expect(answers()).toMatchObject([{ hints: 2 }]);
});

test('a flag is set and taken away', async () => {
	await show(single);
	await button('Flag').click();
	await expect.element(button('Flagged')).toHaveAttribute('aria-pressed', 'true');
	await button('Flagged').click();
	await expect.element(button('Flag')).toHaveAttribute('aria-pressed', 'false');
	expect(log.entries.map(({ kind, flagged }) => [kind, flagged])).toEqual([
		['flag', true],
		['flag', false]
	]);
});

test('a case shows its scenario and the place in it', async () => {
	await show(inCase);
	await expect.element(page.getByText('A company archives its payroll.')).toBeVisible();
	await expect.element(page.getByText('Question 2 of 3 of this case')).toBeVisible();
	await page
		.getByText(/^Scenario/)
		.first()
		.click();
	await expect.element(page.getByText('A company archives its payroll.')).not.toBeVisible();
});

test('a phone folds the scenario away only where it was just read', async () => {
	await page.viewport(360, 780);
	const scenario = page.getByText('A company archives its payroll.');
	const { unmount } = await show(inCase);
	await expect.element(scenario).toBeVisible();
	await unmount();
	await show(inCase, { scenarioRead: true });
	await expect.element(scenario).not.toBeVisible();
});

test('without a seed the options are arranged by chance, and the log says how', async () => {
	await show(single, { seed: undefined });
	await page.getByText(/then encrypt locally/).click();
	await sure('Sure').click();
	await answer();
	await verdict('Right, and you were sure.');
	const seed = answers()[0]?.seed;
	expect(Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 32).toBe(true);
});

test('the app is busy from the first choice to the answer, and after leaving it is not', async () => {
	expect(busy.active).toBe(false);
	const { unmount } = await show(single);
	expect(busy.active).toBe(false);
	await page.getByText(/then encrypt locally/).click();
	expect(busy.active).toBe(true);
	await sure('Sure').click();
	await answer();
	await verdict('Right, and you were sure.');
	expect(busy.active).toBe(false);
	await button('Take this answer back').click();
	await page.getByText(/then encrypt locally/).click();
	expect(busy.active).toBe(true);
	await unmount();
	expect(busy.active).toBe(false);
});

test.each([single, multiple, ordering, matching, inCase])(
	'$id does not scroll sideways at 320 pixels',
	async (question) => {
		await page.viewport(320, 800);
		await show(question);
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
	}
);
