import { expect, test } from '@playwright/test';

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
