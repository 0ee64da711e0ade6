import { expect } from '@playwright/test';
import { pages } from './routes.ts';
import { test } from './test.ts';

for (const { name, path, status } of pages) {
	test(`${name} loads without an error and keeps the security policy`, async ({ page }) => {
		const errors: string[] = [];
		page.on('pageerror', (error) => errors.push(error.message));
		page.on('console', (message) => {
			// The browser itself reports the answer 404 that was asked for.
			const expected = status === 404 && message.location().url === page.url();
			if (message.type() === 'error' && !expected) errors.push(message.text());
		});
		await page.addInitScript(() => {
			addEventListener('securitypolicyviolation', (event) => {
				console.error(`Refused by ${event.violatedDirective}: ${event.blockedURI}`);
			});
		});
		const response = await page.goto(`/${path}`, { waitUntil: 'networkidle' });
		expect(response?.status()).toBe(status);
		expect(response?.headers()['content-security-policy']).toBe("frame-ancestors 'none'");
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page).toHaveTitle(/Keywrap/);
		expect(errors).toEqual([]);
	});
}

test('asks nobody but its own server', async ({ page, baseURL }) => {
	const strangers: string[] = [];
	page.on('request', (request) => {
		if (baseURL && !request.url().startsWith(baseURL)) strangers.push(request.url());
	});
	for (const { path } of pages) {
		const response = await page.goto(`/${path}`, { waitUntil: 'networkidle' });
		expect(response).not.toBeNull();
	}
	expect(strangers).toEqual([]);
});
