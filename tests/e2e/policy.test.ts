import { expect } from '@playwright/test';
import { isMarked, mark, pagesOf } from './pwa.ts';
import { test } from './test.ts';

declare global {
	interface Window {
		refusals: string[];
	}
}

test.beforeEach(async ({ page }) => {
	await page.addInitScript(() => {
		window.refusals = [];
		document.addEventListener('securitypolicyviolation', (event) => {
			window.refusals.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
		});
	});
});

test('no page asks for what its policy forbids', async ({ page }) => {
	for (const path of [...pagesOf(), 'no/such/page']) {
		await page.goto(`/${path}`, { waitUntil: 'networkidle' });
		expect(await page.evaluate(() => window.refusals), path).toEqual([]);
	}
});

test('nor does moving from page to page', async ({ page }) => {
	// Until the page has come alive a link is followed as the browser does, with a new page.
	await page.goto('/', { waitUntil: 'networkidle' });
	await mark(page);
	for (const place of ['Learn', 'Practice', 'Lab', 'Settings', 'Glossary', 'About', 'Today']) {
		await page.getByRole('link', { name: place }).first().click();
		await page.waitForLoadState('networkidle');
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	}
	expect(await isMarked(page)).toBe(true);
	expect(await page.evaluate(() => window.refusals)).toEqual([]);
});

test('the policy is there, and bites', async ({ page }) => {
	await page.goto('/');
	// In a task of its own: what the test itself evaluates is exempt from the policy.
	const caught = await page.evaluate(
		() =>
			new Promise<string[]>((resolve) => {
				setTimeout(() => {
					const nameOfError = (work: () => unknown) => {
						try {
							return String(work());
						} catch (error) {
							return (error as Error).name;
						}
					};
					resolve([
						nameOfError(() => (document.createElement('div').innerHTML = '<b>from anywhere</b>')),
						nameOfError(() => (0, eval)('1'))
					]);
				});
			})
	);
	expect(caught).toEqual(['TypeError', 'EvalError']);
	const refused = page.evaluate(() =>
		fetch('https://example.com/').then(
			() => 'sent',
			() => 'refused'
		)
	);
	expect(await refused).toBe('refused');
	expect(await page.evaluate(() => window.refusals)).toEqual(
		expect.arrayContaining([expect.stringContaining('connect-src https://example.com')])
	);
});
