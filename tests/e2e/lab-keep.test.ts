import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { axeLines } from './axe.ts';
import { test } from './test.ts';
import { atRest, atStep, breaking, next, openWalk } from './walk.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page, address = '/lab/direct/') => openWalk(page, address);

async function openKeep(page: Page) {
	await page.getByRole('button', { name: 'Keep and share' }).click();
	return page.getByRole('dialog', { name: 'Keep and share' });
}

const typeSecret = async (page: Page, text: string) => {
	await page.getByRole('textbox', { name: 'Secret' }).fill(text);
	await page.getByRole('link', { name: /^Step 5: / }).click();
	await atStep(page, 5);
};

test('a link opens the same step with the same input and fresh keys, and says so', async ({
	page
}) => {
	await open(page);
	await typeSecret(page, 'the code is 4711');
	let dialog = await openKeep(page);
	await expect(dialog.getByText('an address of this device')).toBeVisible();
	await dialog.getByLabel('Where do others reach this app?').fill('http://localhost/');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	await expect(dialog.getByRole('alert')).toContainText('Others cannot open that');
	await dialog.getByLabel('Where do others reach this app?').fill('keywrap.example');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	const field = dialog.getByRole('textbox', { name: 'The link' });
	await expect(field).toHaveValue(
		/^https:\/\/keywrap\.example\/lab\/direct\/#step=ask-decrypt&state=[\w-]+$/
	);
	await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
	const link = await field.inputValue();
	await dialog.getByRole('button', { name: 'Close' }).click();

	await page.goto('about:blank');
	await open(page, link.replace('https://keywrap.example', ''));
	await atStep(page, 5);
	await expect(page.getByText('Opened from a link.')).toContainText('the keys are fresh');
	await expect(page).toHaveURL(/&state=/);
	await next(page).click();
	await atStep(page, 6);
	await expect(page.getByRole('region', { name: 'Your application' })).toContainText(
		'the code is 4711'
	);
	// The address asked for once is remembered.
	dialog = await openKeep(page);
	await expect(dialog.getByLabel('Where do others reach this app?')).toHaveValue(
		'https://keywrap.example/'
	);
	await dialog.getByRole('button', { name: 'Close' }).click();
	// What is changed is no longer what the link says.
	await page.getByRole('button', { name: /^Undo/ }).click();
	await expect(page).not.toHaveURL(/state=/);
	await expect(page.getByRole('region', { name: 'Your application' })).not.toContainText('4711');
});

test('a link with acts and breaks opens in another browser at the same step, in the same state', async ({
	page,
	browser,
	baseURL
}) => {
	/** What a reader compares; times of day and the ids of keys are those of a fresh walk. */
	const stateOf = async (of: Page) => {
		await expect(of.locator('.result')).not.toBeEmpty();
		await expect(of.getByText(/altered on purpose/).first()).toBeVisible();
		const texts = await of.locator('.now dl, section:has(> #ledger), .result').allTextContents();
		return texts.map((text) =>
			text.replace(/key\/[0-9a-f-]+/g, 'key').replace(/\d\d:\d\d/g, 'time')
		);
	};
	await open(page, '/lab/deletion/#step=wait');
	const clock = page.getByRole('form', { name: 'Move the clock' });
	await clock.getByLabel('Days that go by').fill('3');
	await clock.getByRole('button').click();
	await expect(page.getByRole('button', { name: /^Undo/ })).toBeVisible();
	await breaking(page).getByRole('radio', { name: 'Not sure' }).check();
	await breaking(page).getByRole('button', { name: 'Send this call' }).click();
	await expect(page.getByText(/altered on purpose/).first()).toBeVisible();
	const toStep = page.locator('a[href="#step=enable-again"]');
	await toStep.click();
	await expect(toStep).toHaveAttribute('aria-current', 'step');
	await atRest(page);
	await breaking(page).getByRole('radio', { name: 'Not sure' }).check();
	await breaking(page).getByRole('button', { name: 'Schedule it with this period' }).click();
	const told = await page.locator('.told').innerText();
	const state = await stateOf(page);
	const dialog = await openKeep(page);
	await dialog.getByLabel('Where do others reach this app?').fill('keywrap.example');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	const link = await dialog.getByRole('textbox', { name: 'The link' }).inputValue();
	await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toBeVisible();

	const elsewhere = await browser.newContext({ serviceWorkers: 'block' });
	const other = await elsewhere.newPage();
	await other.goto(link.replace('https://keywrap.example', baseURL ?? ''));
	await expect(other.getByText('Opened from a link.')).toBeVisible();
	await expect(other.locator('.told')).toHaveText(told, { useInnerText: true });
	expect(await stateOf(other)).toEqual(state);

	// What was done elsewhere is told here, and each of it can be undone.
	await other.getByText('All you did: 4').click();
	await expect(other.getByRole('listitem').filter({ hasText: 'Back to before' })).toHaveText([
		/Opened another state/,
		/Moved the clock by 3 days/,
		/Broken: .* at “/,
		/Broken: .* at “/
	]);
	await other.getByRole('button', { name: /^Back to before\s“Moved the clock/ }).click();
	await expect(other.getByText(/altered on purpose/)).toHaveCount(0);
	await expect(other.locator('a[aria-current="step"]')).toHaveAttribute('href', '#step=wait');
	await elsewhere.close();
});

for (const host of ['127.0.0.1', 'keywrap.localhost'])
	test(`opened from ${host}, the app asks under which address others reach it`, async ({
		page,
		baseURL
	}) => {
		const here = new URL(baseURL ?? '');
		here.hostname = host;
		await open(page, new URL('/lab/direct/#step=store', here).href);
		const dialog = await openKeep(page);
		await expect(dialog.getByLabel('Where do others reach this app?')).toBeVisible();
		await expect(dialog.getByRole('textbox', { name: 'The link' })).toHaveCount(0);
		await expect(dialog.getByRole('img', { name: 'QR code of the link' })).toHaveCount(0);
		await dialog.getByLabel('Where do others reach this app?').fill('http://192.168.1.20:8080');
		await dialog.getByRole('button', { name: 'Make the link' }).click();
		await expect(dialog.getByRole('textbox', { name: 'The link' })).toHaveValue(
			'http://192.168.1.20:8080/lab/direct/#step=store'
		);
		// A browser gives a page its cryptography over https alone, or on the same device.
		await expect(dialog.getByText('needs an address with https')).toBeVisible();
	});

test('a broken link says so, and the walk begins with the sample', async ({ page }) => {
	await open(page, '/lab/direct/#step=store&state=AAAA');
	await expect(page.getByRole('alert')).toContainText('incomplete or was changed');
	await atStep(page, 1);
	await expect(page.getByRole('region', { name: 'Your application' })).toContainText('db-password');
});

test('a state is kept under a name, survives a reload, and is renamed and removed', async ({
	page
}) => {
	await open(page);
	await typeSecret(page, 'kept for Monday');
	let dialog = await openKeep(page);
	await dialog.getByLabel('Name').fill('Monday');
	await dialog.getByRole('button', { name: 'Keep it' }).click();
	await expect(dialog.getByText('“Monday” is kept in this browser.')).toBeVisible();

	await open(page, '/lab/direct/?again');
	dialog = await openKeep(page);
	await dialog.getByRole('button', { name: 'Rename Monday' }).click();
	await dialog.getByLabel('New name of Monday').fill('Tuesday');
	await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
	await dialog.getByRole('button', { name: 'Open Tuesday' }).click();
	await expect(dialog).toBeHidden();
	await atStep(page, 5);
	await next(page).click();
	await expect(page.getByRole('region', { name: 'Your application' })).toContainText(
		'kept for Monday'
	);
	dialog = await openKeep(page);
	await dialog.getByRole('button', { name: 'Remove Tuesday' }).click();
	await expect(dialog.getByText('Nothing of this scenario is kept yet.')).toBeVisible();
});

test('a file goes out and comes back, and a foreign one harms nothing', async ({ page }) => {
	await open(page);
	await typeSecret(page, 'in a file');
	let dialog = await openKeep(page);
	const saving = page.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Save as a file' }).click();
	const file = await (await saving).path();
	expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
		keywrap: 'lab',
		scenario: 'direct',
		step: 'ask-decrypt'
	});
	const choose = (name: string, text: string) =>
		dialog
			.getByLabel('Open a file')
			.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
	await choose('cat.json', '{"a": 1}');
	await expect(dialog.getByRole('status')).toContainText('What was on the stage is still there');
	await dialog.getByRole('button', { name: 'Close' }).click();

	await open(page, '/lab/direct/?again');
	dialog = await openKeep(page);
	await choose('mine.json', readFileSync(file, 'utf8'));
	await expect(dialog).toBeHidden();
	await atStep(page, 5);
	await expect(page.getByText('Opened from “mine.json”.')).toBeVisible();
});

test('everything done can be undone, one by one or at once', async ({ page }) => {
	await open(page);
	await page.getByRole('textbox', { name: 'Secret' }).fill('one');
	await page.getByLabel('KMS key').selectOption('RSA_2048');
	await typeSecret(page, 'two');
	await page.getByText('All you did: 3').click();
	await page.getByRole('button', { name: 'Undo, back to where you were' }).click();
	await expect(page.locator('#lab-secret')).toHaveValue('one');
	await page.getByRole('button', { name: 'Back to before “Changed: Secret”' }).click();
	await expect(page.locator('#lab-secret')).toHaveValue(/^db-password/);
	await expect(page.getByText('All you did')).toHaveCount(0);
});

test('axe has nothing to say of what is kept and shared', async ({ page }) => {
	await open(page, '/lab/direct/#step=store');
	const dialog = await openKeep(page);
	await dialog.getByLabel('Where do others reach this app?').fill('keywrap.example');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	await dialog.getByRole('button', { name: 'Keep it' }).click();
	await expect(dialog.getByRole('img')).toBeVisible();
	expect(await axeLines(page, 'dialog')).toEqual([]);
});
