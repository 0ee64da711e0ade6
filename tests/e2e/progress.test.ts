import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { serialiseLog } from '../../src/lib/study/index.ts';
import { makeLog } from '../../src/tools/make-log.ts';
import { questionsOfBuild } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

const ENTRIES = 300;

/** The copy of somebody who has practised single-choice questions on other devices. */
async function copyOf(request: APIRequestContext): Promise<string> {
	const questions = (await questionsOfBuild(request)).flatMap((question) => {
		if (question.type !== 'single') return [];
		const { id, options } = question;
		const places = options.map((_, place) => place);
		const right = places.filter((place) => options[place]?.correct);
		const wrong = places.filter((place) => !options[place]?.correct);
		const responses = [...right, ...wrong].map((place) => ({ type: 'single', chosen: [place] }));
		return [{ id, responses }];
	});
	const until = new Date();
	const log = makeLog({ entries: ENTRIES, questions: questions.slice(0, 120), seed: 7, until });
	return serialiseLog(log, until);
}

async function choose(page: Page, text: string): Promise<void> {
	await page.getByLabel('Copy to import').setInputFiles({
		name: 'copy.json',
		mimeType: 'application/json',
		buffer: Buffer.from(text)
	});
}

test('a copy is looked at before it is added, and a damaged one changes nothing', async ({
	page,
	request
}) => {
	const text = await copyOf(request);
	await page.goto('/settings/', { waitUntil: 'networkidle' });

	await choose(page, text.replace('"confidence":"sure"', '"confidence":"surf"'));
	await expect(page.getByText(/entry \d+/i).first()).toBeVisible();
	await page.goto('/progress/');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Progress');
	await expect(page.getByRole('heading', { name: 'What is known, by module' })).toHaveCount(0);

	await page.goto('/settings/', { waitUntil: 'networkidle' });
	await choose(page, text);
	const preview = page.getByRole('group', { name: 'What is in copy.json' });
	await expect(preview).toContainText(`${ENTRIES} entries are new here`);
	await expect(preview.getByRole('row')).toHaveCount(4);
	await preview.getByRole('button', { name: 'Leave it' }).click();
	await expect(preview).toHaveCount(0);

	await choose(page, text);
	await preview.getByRole('button', { name: `Add ${ENTRIES} entries` }).click();
	await expect(preview).toHaveCount(0);
	await page.goto('/progress/');
	await expect(page.getByRole('heading', { name: 'What is known, by module' })).toBeVisible();
});

test('where a learner stands: charts with their tables, and a module begun anew and taken back', async ({
	page,
	request
}) => {
	await page.goto('/settings/', { waitUntil: 'networkidle' });
	await choose(page, await copyOf(request));
	await page.getByRole('button', { name: `Add ${ENTRIES} entries` }).click();
	await expect(page.getByRole('group', { name: /^What is in/ })).toHaveCount(0);

	await page.goto('/progress/');
	const modules = page.getByRole('heading', { name: 'What is known, by module' });
	await expect(modules).toBeVisible();
	// On paper what is folded shows, too: the tasks of each exam.
	const tasks = page.getByRole('table', { name: 'The encryption tasks of SCS-C03' });
	await expect(tasks).toBeHidden();
	await page.emulateMedia({ media: 'print' });
	await expect(tasks).toBeVisible();
	await page.emulateMedia({ media: 'screen' });
	await expect(tasks).toBeHidden();
	const tables = page.locator('details:has(table)');
	expect(await tables.count()).toBeGreaterThan(3);
	for (const details of await tables.all()) {
		if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
		await expect(details.getByRole('table').first()).toBeVisible();
	}
	await expectNothingForAxe(page, 'progress');

	await page.goto('/settings/', { waitUntil: 'networkidle' });
	await page.getByRole('button', { name: 'Begin anew…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Begin anew', exact: true }).click();
	const taken = page.getByRole('button', { name: 'Take it back' });
	await expect(taken).toBeVisible();
	await page.goto('/progress/');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Progress');
	await expect(modules).toHaveCount(0);

	await page.goto('/settings/', { waitUntil: 'networkidle' });
	await taken.click();
	await expect(taken).toHaveCount(0);
	await page.goto('/progress/');
	await expect(modules).toBeVisible();
});
