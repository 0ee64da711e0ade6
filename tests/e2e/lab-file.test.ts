import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { expectSoundPage } from './axe.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const text = 'For nobody but me.\n'.repeat(50_000);

const choose = (page: Page, name: string, content: string | Buffer) =>
	page
		.locator('input[type="file"]')
		.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

async function save(page: Page, button: string): Promise<Buffer> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: button }).click()
	]);
	return readFileSync(await download.path());
}

test('a file is locked under an AES key, and opens with that key alone', async ({ page }) => {
	await page.goto('/lab/file/');
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('alert')).toHaveText('Choose a file first.');
	await choose(page, 'diary.txt', text);
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('alert')).toContainText('There is no key yet');

	await page.getByRole('button', { name: 'Make an AES-256 key' }).click();
	const key = await page.getByRole('textbox', { name: /Key, in hex/ }).inputValue();
	expect(key).toMatch(/^[0-9a-f]{64}$/);
	await page.getByText('Encryption context and signature').click();
	await page.getByLabel('Name 1').fill('owner');
	await page.getByLabel('Value 1').fill('me');
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is locked' })).toBeVisible();
	await expect(page.getByText("require('@aws-crypto/client-node')")).toBeVisible();
	expect(await page.locator('pre').innerText()).not.toContain(key);
	const locked = await save(page, 'Save diary.txt.encrypted');
	expect(locked[0]).toBe(2);
	expect(locked.includes('nobody')).toBe(false);

	await page.getByRole('link', { name: 'Open a locked file' }).click();
	await choose(page, 'diary.txt.encrypted', locked);
	await expect(page.getByText('Raw key of “my-keys”')).toBeVisible();
	await expect(page.getByText('owner', { exact: true })).toBeVisible();
	await page.getByRole('textbox', { name: /Key, in hex/ }).fill('00'.repeat(32));
	await page.getByRole('button', { name: 'Open the file' }).click();
	await expect(page.getByRole('heading', { name: 'It did not work' })).toBeVisible();
	await expect(page.getByText('ENVELOPE_NO_KEYRING')).toBeVisible();
	await page.getByRole('textbox', { name: /Key, in hex/ }).fill(key);
	await page.getByRole('button', { name: 'Open the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is open' })).toBeVisible();
	expect((await save(page, 'Save diary.txt')).toString()).toBe(text);

	// What a damaged file gives up is nothing, and nothing of it stays in the browser.
	locked[locked.length - 200] = (locked[locked.length - 200] ?? 0) ^ 1;
	await choose(page, 'diary.txt.encrypted', locked);
	await page.getByRole('button', { name: 'Open the file' }).click();
	await expect(page.getByText('ENVELOPE_FRAME_TAG')).toBeVisible();
	await expect
		.poll(() =>
			page.evaluate(async () => {
				const root = await navigator.storage.getDirectory();
				const folder = await root.getDirectoryHandle('keywrap-files');
				return (await Array.fromAsync(folder.keys())).length;
			})
		)
		.toBe(0);
});

test('a KMS key of this browser outlives the page, and says what would destroy it', async ({
	page
}) => {
	await page.goto('/lab/file/');
	await choose(page, 'diary.txt', text);
	await page.getByRole('radio', { name: 'A KMS key of this browser' }).check();
	await page.getByRole('button', { name: 'Make a KMS key' }).click();
	await expect(page.getByRole('combobox', { name: 'KMS key' })).toHaveValue(/:key\//);
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('alert')).toContainText('what clearing this browser would destroy');
	await page.getByRole('checkbox', { name: /lives in this browser only/ }).check();
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is locked' })).toBeVisible();
	const locked = await save(page, 'Save diary.txt.encrypted');

	await page.goto('/lab/file/#open');
	await page.reload();
	await choose(page, 'diary.txt.encrypted', locked);
	await expect(page.getByText('It opens if this browser has it', { exact: false })).toBeVisible();
	await page.getByRole('button', { name: 'Open the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is open' })).toBeVisible();
	expect((await save(page, 'Save diary.txt')).toString()).toBe(text);
});

test('what is no message is told at once', async ({ page }) => {
	await page.goto('/lab/file/#open');
	await choose(page, 'photo.jpg', 'not a message at all');
	await expect(page.getByRole('alert')).toContainText('not a message of the AWS Encryption SDK');
});

for (const colorScheme of ['light', 'dark'] as const)
	test(`nothing for axe, ${colorScheme}`, async ({ page }) => {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width: 320, height: 800 });
		await page.goto('/lab/file/');
		await choose(page, 'diary.txt', text);
		await page.getByRole('button', { name: 'Make an AES-256 key' }).click();
		await page.getByText('Encryption context and signature').click();
		await page.getByRole('button', { name: 'Lock the file' }).click();
		await expect(page.getByRole('heading', { name: 'The file is locked' })).toBeVisible();
		await expectSoundPage(page, 'a locked file');
	});
