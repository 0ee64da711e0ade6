/** Answering questions as a person does, whatever their type, and reading what the device kept. */
import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { unpackBank, type PackedBank, type Question } from '../../src/lib/content/index.ts';

/** Begins an answer without giving it: from here on the learner must not be interrupted. */
export async function beginToAnswer(card: Locator): Promise<void> {
	await card.locator('[data-part="confidence"]').getByText('Think so').click();
}

/** Gives some answer to the question in `card` and waits until the explanation shows. */
export async function answer(card: Locator): Promise<void> {
	await expect(card).toHaveAttribute('data-phase', 'open');
	const part = card.locator('[data-part="answer"]');
	await expect(part.locator('input, select, button').first()).toBeVisible();
	await beginToAnswer(card);

	const selects = part.locator('select');
	for (const select of await selects.all()) await select.selectOption({ index: 1 });
	const adds = part.locator('[data-add]');
	while ((await adds.count()) > 0 && (await lacks(card))) await adds.first().click();
	for (const box of await part.locator('input').all()) {
		if (await lacks(card)) await box.check();
	}
	await card.getByRole('button', { name: 'Answer' }).click();
	await expect(card).toHaveAttribute('data-phase', 'answered');
	await expect(card.locator('[id$="-verdict"]')).toBeVisible();
}

async function lacks(card: Locator): Promise<boolean> {
	const button = card.getByRole('button', { name: 'Answer' });
	return (await button.getAttribute('aria-disabled')) === 'true';
}

export interface KeptAnswer {
	id: string;
	question: string;
	response: unknown;
	correct: boolean;
}

/** The answers in the log, read from the database itself. */
export function answersKept(page: Page): Promise<KeptAnswer[]> {
	return page.evaluate(async () => {
		// To open what nobody has written yet would make it, and not as the app does.
		const names = (await indexedDB.databases()).map(({ name }) => name);
		if (!names.includes('keywrap')) return [];
		return new Promise<KeptAnswer[]>((resolve, reject) => {
			const opening = indexedDB.open('keywrap');
			opening.onerror = () => {
				reject(new Error('The database does not open', { cause: opening.error }));
			};
			opening.onsuccess = () => {
				const database = opening.result;
				const reading = database.transaction('log').objectStore('log').getAll();
				reading.onsuccess = () => {
					const entries = reading.result as (KeptAnswer & { kind: string; at: string })[];
					database.close();
					resolve(
						entries
							.filter(({ kind }) => kind === 'answer')
							.sort((a, b) => (a.at < b.at ? -1 : 1))
							.map(({ id, question, response, correct }) => ({ id, question, response, correct }))
					);
				};
			};
		});
	});
}

/** Opens the questions inside a lesson and answers all of them. */
export async function answerLesson(page: Page): Promise<void> {
	const check = page.getByRole('region', { name: 'Check yourself' });
	await check.getByRole('button', { name: /^Answer/ }).click();
	const next = check.getByRole('button', { name: 'Next question' });
	const end = check.getByRole('button', { name: 'Back to the lesson' });
	for (;;) {
		await answer(check.getByRole('article'));
		if (await end.isVisible()) break;
		await next.click();
	}
	await end.click();
	await expect(check.getByText('Your answers are kept.')).toBeVisible();
}

/** Answers questions on the page of practice, one after the other. */
export async function answerInPractice(page: Page, count: number): Promise<void> {
	for (let i = 0; i < count; i++) {
		await answer(page.getByRole('article'));
		if (i + 1 < count) await page.getByRole('button', { name: 'Next question' }).click();
	}
}

/** The questions that the built app asks, with what is right. */
export async function questionsOfBuild(request: APIRequestContext): Promise<Question[]> {
	const load = async (path: string): Promise<unknown> => {
		const response = await request.get(`/data/${path}`);
		expect(response.ok(), path).toBe(true);
		return response.json();
	};
	const { modules } = (await load('index.json')) as { modules: { id: string }[] };
	const banks = modules.map(({ id }) => load(`modules/${id}.json`) as Promise<PackedBank>);
	return (await Promise.all(banks)).flatMap((bank) => unpackBank(bank).questions);
}

/** Chooses the right answer, or a wrong one, with the mouse or a finger. */
export async function choose(
	page: Page,
	question: Question,
	right: boolean,
	by: 'click' | 'tap' = 'click'
): Promise<void> {
	const card = page.getByRole('article');
	switch (question.type) {
		case 'single':
		case 'multiple':
			// A wrong answer chooses as many of the others, and right ones where those run out.
			for (const option of optionsFor(question, right))
				await card.locator(`[data-option="${String(option)}"] label`)[by]();
			return;
		case 'ordering': {
			const order = question.items.flatMap(({ correct }, index) => (correct ? [index] : []));
			if (!right) order.reverse();
			for (const item of order) await card.locator(`[data-add="${String(item)}"]`)[by]();
			return;
		}
		case 'matching':
			for (const [place, prompt] of question.prompts.entries()) {
				const other = (prompt.response + 1) % question.responses.length;
				await card
					.getByRole('combobox')
					.nth(place)
					.selectOption(String(right ? prompt.response : other));
			}
	}
}

function optionsFor(question: Extract<Question, { options: unknown }>, right: boolean): number[] {
	const of = (correct: boolean) =>
		question.options.flatMap((option, index) => (option.correct === correct ? [index] : []));
	const wanted = of(true);
	return right ? wanted : [...of(false), ...wanted].slice(0, wanted.length);
}

/** Answers the question on screen and waits until it is explained. */
export async function answerAs(
	page: Page,
	question: Question,
	{ right, sure }: { right: boolean; sure: 'Guess' | 'Think so' | 'Sure' }
): Promise<void> {
	await choose(page, question, right);
	// The label, because what is forced may land on the bar at the foot of a phone.
	await page.locator('[data-part="confidence"] label').filter({ hasText: sure }).click();
	await page.getByRole('button', { name: 'Answer', exact: true }).click();
	await expect(page.getByText(right ? /^Right/ : /^Wrong/).first()).toBeVisible();
	await expect(page.locator('[data-phase="answered"]')).toBeVisible();
}
