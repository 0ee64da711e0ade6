/** Sitting an exam as a person does, and reading what the device kept of it. */
import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import type { ExamView, Question, QuestionIndexEntry } from '../../src/lib/content/index.ts';
import { makePaper, type ExamAttempt } from '../../src/lib/study/index.ts';
import { questionsOfBuild } from './answering.ts';

interface Begun {
	/** Of a timed set; without it the exam has its whole length. */
	questions?: number;
	minutes?: number;
	exam?: string;
	conditions?: string[];
	/** The address of the app, where it is not that of the tests. */
	app?: string;
	/** Decides which questions are asked, where that may not be left to chance. */
	seed?: number;
}

const TYPES = ['single', 'multiple', 'ordering', 'matching'] as const;

/** A seed by which a set of so many questions on SCS-C03 asks every type. */
export async function seedOfAllTypes(request: APIRequestContext, questions: number) {
	const load = async <T>(file: string) =>
		(await (await request.get(`/data/${file}.json`)).json()) as T;
	const { questions: all } = await load<{ questions: QuestionIndexEntry[] }>('index');
	const exam = (await load<ExamView[]>('exams')).find(({ id }) => id === 'SCS-C03');
	if (!exam) throw new Error('The build has no SCS-C03');
	const types = new Map(all.map(({ id, type }) => [id, type]));
	for (let seed = 0; seed < 1000; seed++) {
		const asked = makePaper(exam, all, { seed, questions }).questions.map((id) => types.get(id));
		if (TYPES.every((type) => asked.includes(type))) return seed;
	}
	throw new Error('No such set');
}

/** Begins an exam; SCS-C03 asks all four types. @returns how many questions it has */
export async function begin(
	page: Page,
	{ questions, minutes = 60, exam = 'SCS-C03', conditions = [], app = '/', seed }: Begun
): Promise<number> {
	if (seed !== undefined)
		await page.addInitScript((value) => {
			const random = crypto.getRandomValues.bind(crypto);
			crypto.getRandomValues = ((array: Uint32Array<ArrayBuffer>) =>
				array instanceof Uint32Array && array.length === 1
					? array.fill(value)
					: random(array)) as Crypto['getRandomValues'];
		}, seed);
	await page.goto(`${app}exam/`);
	await page.getByLabel('Exam', { exact: true }).selectOption(exam);
	if (questions !== undefined) {
		await page.getByRole('radio', { name: /A timed set of your own/ }).check();
		await page.getByLabel('Questions', { exact: true }).fill(String(questions));
		await page.getByLabel('Minutes', { exact: true }).fill(String(minutes));
	}
	for (const name of conditions) await page.getByRole('checkbox', { name }).check();
	const button = page.getByRole('button', { name: /^Begin/ });
	const count = Number(/\d+/.exec(await button.innerText())?.[0]);
	await button.click();
	await expect(heading(page, 1, count)).toBeVisible();
	return count;
}

/** The exam in progress, read from the database itself. */
export function atDesk(page: Page): Promise<ExamAttempt | undefined> {
	return page.evaluate(async () => {
		const names = (await indexedDB.databases()).map(({ name }) => name);
		if (!names.includes('keywrap-exam')) return undefined;
		return new Promise<ExamAttempt | undefined>((resolve, reject) => {
			const opening = indexedDB.open('keywrap-exam');
			opening.onerror = () => {
				reject(new Error('The database does not open', { cause: opening.error }));
			};
			opening.onsuccess = () => {
				const database = opening.result;
				const reading = database.transaction('desk').objectStore('desk').get('attempt');
				reading.onsuccess = () => {
					database.close();
					resolve(reading.result as ExamAttempt | undefined);
				};
			};
		});
	});
}

export const heading = (page: Page, place: number, of: number) =>
	page.getByRole('heading', { name: `Question ${String(place)} of ${String(of)}` });

export const onScreen = async (page: Page, questions: Map<string, Question>): Promise<Question> => {
	const id = await page.locator('[data-question]').getAttribute('data-question');
	const question = questions.get(id ?? '');
	if (!question) throw new Error(`The build has no question ${String(id)}`);
	return question;
};

export const bank = async (request: APIRequestContext) =>
	new Map((await questionsOfBuild(request)).map((question) => [question.id, question]));

/** Waits until the last change is on the disk. */
export const kept = (page: Page) => expect(page.locator('[data-saved="true"]')).toBeVisible();

export async function tabTo(page: Page, target: Locator) {
	for (let i = 0; i < 100; i++) {
		if (await target.evaluate((node) => node === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('Tab does not reach it');
}

/** Answers the question on screen by keys alone, right or wrong. */
export async function answerByKeyboard(page: Page, question: Question, right: boolean) {
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
