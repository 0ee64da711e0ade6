import { expect } from '@playwright/test';
import { complaintsOf, expectToMoveTo, Host, pagesOf, untilInstalled } from './pwa.ts';
import { test } from './test.ts';

test('the same build works in a sub-folder, with the host and without', async ({ browser }) => {
	const host = await new Host({ prefix: '/team/demo' }).start();
	const context = await browser.newContext();
	const complaints = complaintsOf(context);
	const page = await context.newPage();
	try {
		await page.goto(host.url);
		await expectToMoveTo(page, 'Learn');
		await expect(page).toHaveURL(`${host.url}learn/`);
		await untilInstalled(page);

		await host.stop();
		for (const path of pagesOf()) {
			const response = await page.goto(host.url + path);
			expect(response?.status(), path).toBe(200);
			await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
		}
		await page.goto(`${host.url}lab`);
		await expect(page).toHaveURL(`${host.url}lab/`);
		await expectToMoveTo(page, 'Practice');
		expect(complaints).toEqual([]);
	} finally {
		await context.close();
		await host.stop();
	}
});

test('an unknown address in a sub-folder leads back into it', async ({ browser }) => {
	const host = await new Host({ prefix: '/team/demo' }).start();
	const context = await browser.newContext();
	const page = await context.newPage();
	const expectHelp = async () => {
		const response = await page.goto(`${host.url}learn/no/such/lesson`);
		expect(response?.status()).toBe(404);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(
			'There is no page at this address'
		);
		for (const [name, path] of [
			['Keywrap', ''],
			['Today', ''],
			['Learn', 'learn/'],
			['Practice', 'practice/'],
			['Lab', 'lab/']
		] as const) {
			await expect(page.getByRole('link', { name })).toHaveAttribute('href', `/team/demo/${path}`);
		}
	};
	try {
		await expectHelp();
		await page.goto(host.url);
		await untilInstalled(page);
		await expectHelp();
		await host.stop();
		await expectHelp();
		await page.getByRole('link', { name: 'Lab' }).click();
		await expect(page).toHaveURL(`${host.url}lab/`);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	} finally {
		await context.close();
		await host.stop();
	}
});

test('two copies on one origin do not touch each other', async ({ browser }) => {
	const first = await new Host({ prefix: '/team/one' }).start();
	const context = await browser.newContext();
	const page = await context.newPage();
	try {
		await page.goto(first.url);
		await untilInstalled(page);
		const [mine] = await page.evaluate(() => caches.keys());
		// Another copy's cache, as its own worker would name it, and a cache of some other app.
		await page.evaluate(async () => {
			await caches.open('keywrap /team/two/ 0.0.1 0123456789abcdef');
			await caches.open('somebody-else');
		});
		await page.reload();
		await untilInstalled(page);
		await expect
			.poll(() => page.evaluate(() => caches.keys()))
			.toEqual(
				expect.arrayContaining([mine, 'keywrap /team/two/ 0.0.1 0123456789abcdef', 'somebody-else'])
			);
	} finally {
		await context.close();
		await first.stop();
	}
});
