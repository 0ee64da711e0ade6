import { expect } from '@playwright/test';
import { answer, answersKept } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

interface Bank {
	templates: { id: string; title: string }[];
}

test('each template asks a question, explains it, and its link makes the same one again', async ({
	page,
	request
}) => {
	const { templates } = (await (await request.get('/data/drills.json')).json()) as Bank;
	expect(templates).toHaveLength(9);
	const card = page.getByRole('article');
	for (const { id, title } of templates) {
		await page.goto('/practice/drills/');
		await page.getByRole('link', { name: title }).click();
		await expect(card.locator('[data-option]').first()).toBeVisible();
		await expect(page).toHaveURL(new RegExp(`template=${id}&version=\\d+&seed=\\d+$`));
		const text = await card.locator('[data-part="answer"]').innerText();
		await page.reload();
		await expect(card.locator('[data-option]').first()).toBeVisible();
		expect(await card.locator('[data-part="answer"]').innerText()).toBe(text);
		await answer(card);
		for (const why of await card.locator('.why').all()) await expect(why).not.toBeEmpty();
	}
	await expectNothingForAxe(page, 'a drill, explained');
	const url = page.url();
	await page.getByRole('button', { name: 'Another one' }).click();
	await expect(page).not.toHaveURL(url);
	await expect(card).toHaveAttribute('data-phase', 'open');
	const kept = await answersKept(page);
	expect(kept).toHaveLength(9);
	expect(kept.map(({ question }) => question)).toEqual(
		templates.map(({ id }) => ({
			template: id,
			version: expect.any(Number),
			seed: expect.any(Number)
		}))
	);
});

test('a link that makes no question says so', async ({ page }) => {
	const alert = page.getByRole('alert');
	await page.goto('/practice/drills/?template=no-such&version=1&seed=1');
	await expect(alert).toContainText('There is no template “no-such”');
	await page.goto('/practice/drills/?template=drill-size-limit&version=999&seed=1');
	await expect(alert).toContainText('an earlier version of its template');
	await expectNothingForAxe(page, 'a drill of another version');
	await page.getByRole('button', { name: 'Another one of this kind' }).click();
	await expect(page.getByRole('article')).toBeVisible();
	await page.goto('/practice/drills/?template=drill-size-limit&version=1&seed=x');
	await expect(alert).toContainText('both whole numbers');
});

test('the KMS comes only with a drill', async ({ page }) => {
	const scripts = new Set<string>();
	page.on('response', (response) => {
		if (response.url().endsWith('.js')) scripts.add(response.url());
	});
	const bytes = async () =>
		(
			await Promise.all(
				[...scripts].map(async (url) => (await (await page.request.get(url)).text()).length)
			)
		).reduce((sum, length) => sum + length, 0);
	await page.goto('/practice/drills/', { waitUntil: 'networkidle' });
	const before = await bytes();
	await page
		.getByRole('link', { name: /^Drill/ })
		.first()
		.click();
	// The first drill makes RSA keys.
	await expect(page.getByRole('article')).toBeVisible({ timeout: 20_000 });
	expect((await bytes()) - before).toBeGreaterThan(50_000);
});
