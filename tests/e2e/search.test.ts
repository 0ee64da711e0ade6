import { expect } from '@playwright/test';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

test('a term is found, opened and left again by keyboard alone', async ({ page }) => {
	await page.goto('/learn/', { waitUntil: 'networkidle' });
	await page.keyboard.press('ControlOrMeta+k');
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	const field = dialog.getByRole('combobox');
	await expect(field).toBeFocused();
	await page.keyboard.type('data key');
	await expect(dialog.getByRole('option').first()).toContainText('Data key');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/glossary\/#data-key$/);
	await expect(page.locator('#data-key')).toBeInViewport();
	await expect(dialog).toBeHidden();
});

test('what is typed while the search is loaded is not lost, and does nothing on the page', async ({
	page
}) => {
	await page.goto('/practice/?set=new', { waitUntil: 'networkidle' });
	const answer = page.getByRole('article').locator('[data-part="answer"]');
	await expect(answer.locator('input, select, button').first()).toBeVisible();
	const { promise: asked, resolve: tell } = Promise.withResolvers<boolean>();
	const { promise: mayGo, resolve: letGo } = Promise.withResolvers<boolean>();
	await page.route('**/_app/immutable/**', async (route) => {
		tell(true);
		await mayGo;
		await route.continue();
	});
	await page.keyboard.press('ControlOrMeta+k');
	await asked;
	await page.keyboard.type('a dataa');
	await page.keyboard.press('Backspace');
	letGo(true);
	const field = page.getByRole('dialog', { name: /^Search/ }).getByRole('combobox');
	await expect(field).toBeFocused();
	await expect(field).toHaveValue('a data');
	await page.keyboard.type(' key');
	await expect(field).toHaveValue('a data key');
	await page.keyboard.press('Escape');
	await expect(field).toBeHidden();
	await expect(answer.locator('input:checked, [data-grip]')).toHaveCount(0);
});

test('Escape leaves the search, whatever was typed, and the focus goes back', async ({ page }) => {
	await page.goto('/learn/', { waitUntil: 'networkidle' });
	const opener = page.getByRole('button', { name: /^Search/ });
	await opener.press('Enter');
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('zzzz');
	await expect(dialog.getByText(/^Nothing holds/)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(opener).toBeFocused();
});

test('the shortcut is named as the device has it', async ({ page }) => {
	await page.goto('/about/');
	const opener = page.getByRole('button', { name: /^Search/ });
	await expect(opener).toContainText('Ctrl K');
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' });
	});
	await page.reload();
	await expect(opener).toContainText('⌘ K');
});

test('on a phone nothing of the search lies outside it', async ({ page }) => {
	await page.setViewportSize({ width: 320, height: 640 });
	await page.goto('/learn/', { waitUntil: 'networkidle' });
	await page.getByRole('button', { name: /^Search/ }).click();
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('bucket key');
	await expect(dialog.getByRole('option').first()).toContainText('S3 Bucket Key');
	const box = (await dialog.boundingBox()) ?? { x: 0, width: 0 };
	const close = await dialog.getByRole('button', { name: 'Close' }).boundingBox();
	expect((close?.x ?? 0) + (close?.width ?? 999)).toBeLessThanOrEqual(box.x + box.width);
	expect(await dialog.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
});

test('what was searched last is there again, ready to be typed over', async ({ page }) => {
	await page.goto('/learn/', { waitUntil: 'networkidle' });
	await page.keyboard.press('ControlOrMeta+k');
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('bucket key');
	await expect(dialog.getByRole('option').first()).toContainText('S3 Bucket Key');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/glossary\//);
	await page.goBack();
	await page.keyboard.press('ControlOrMeta+k');
	await expect(dialog.getByRole('combobox')).toHaveValue('bucket key');
	await expect(dialog.getByRole('option').first()).toContainText('S3 Bucket Key');
	await page.keyboard.type('grant');
	await expect(dialog.getByRole('combobox')).toHaveValue('grant');
});

test('the pages of the app are found by their names', async ({ page }) => {
	await page.goto('/learn/', { waitUntil: 'networkidle' });
	await page.keyboard.press('ControlOrMeta+k');
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('SAA');
	await expect(dialog.getByRole('option').first()).toContainText('SAA-C03');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/exams\/#SAA-C03$/);
	await expect(page.getByRole('heading', { name: /^SAA-C03/ })).toBeInViewport();
});

test('an address that leads nowhere offers the search', async ({ page }) => {
	await page.goto('/learn/data-keys/');
	await page.getByRole('main').getByRole('link', { name: 'Search' }).click();
	const dialog = page.getByRole('dialog', { name: /^Search/ });
	await expect(dialog.getByRole('combobox')).toBeFocused();
	await page.keyboard.type('data key');
	await expect(dialog.getByRole('option').first()).toContainText('Data key');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/glossary\/#data-key$/);
	await expect(page.locator('#data-key')).toBeInViewport();
});
