import { existsSync, readdirSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const folder = new URL('../../content/modules/', import.meta.url);
const modules = readdirSync(folder).filter((name) =>
	existsSync(new URL(`${name}/cheat-sheet.md`, folder))
);

test('every module has a cheat sheet', () => {
	expect(modules).toEqual(readdirSync(folder));
});

test('each is one printed page, with its title and nothing of the app around it', async ({
	page
}) => {
	for (const module of modules) {
		await page.goto(`/learn/${module}/`);
		await page.getByRole('link', { name: 'Cheat sheet' }).click();
		await expect(page.getByRole('button', { name: 'Print this page' })).toBeVisible();
		const pdf = await page.pdf({ preferCSSPageSize: true });
		const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
		expect.soft(pages.length, module).toBe(1);
		await page.emulateMedia({ media: 'print' });
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.getByRole('navigation').first()).toBeHidden();
		await expect(page.getByRole('button', { name: 'Print this page' })).toBeHidden();
		await page.emulateMedia({ media: null });
	}
});
