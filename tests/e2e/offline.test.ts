import { expect } from '@playwright/test';
import { answerInPractice, answerLesson, answersKept } from './answering.ts';
import {
	complaintsOf,
	filesKeptOf,
	Host,
	lessonWithQuestions,
	openBrowser,
	pagesOf,
	temporaryFolder,
	untilInstalled
} from './pwa.ts';
import { test } from './test.ts';

test('works from a cold start with the host gone, on every page, and keeps every answer', async ({
	launchOptions
}) => {
	const host = await new Host().start();
	const profile = temporaryFolder();
	try {
		let browser = await openBrowser(profile.path, launchOptions);
		let page = browser.pages()[0] ?? (await browser.newPage());
		await page.goto(host.url);
		await expect(page.getByText('Ready to work offline.')).toBeVisible({ timeout: 20_000 });
		await untilInstalled(page);
		await browser.close();
		await host.stop();

		browser = await openBrowser(profile.path, launchOptions);
		const complaints = complaintsOf(browser);
		page = browser.pages()[0] ?? (await browser.newPage());
		const pages = pagesOf();
		expect(pages.length).toBeGreaterThan(6);
		for (const path of pages) {
			const response = await page.goto(host.url + path);
			expect(response?.status(), path).toBe(200);
			expect(response?.fromServiceWorker(), path).toBe(true);
			await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
		}
		// Said when it became true, and not again.
		await expect(page.getByText('Ready to work offline.')).toBeHidden();

		const missing = await page.evaluate(async (files) => {
			const statuses = await Promise.all(
				files.map(async (file) => ({ file, ok: (await fetch(`/${file}`)).ok }))
			);
			return statuses.filter(({ ok }) => !ok);
		}, filesKeptOf());
		expect(missing).toEqual([]);

		await page.goto(host.url + lessonWithQuestions());
		await answerLesson(page);
		const inLesson = (await answersKept(page)).length;
		expect(inLesson).toBeGreaterThan(0);
		await page.goto(`${host.url}practice/?set=new`);
		await answerInPractice(page, 5);
		const kept = await answersKept(page);
		expect(kept).toHaveLength(inLesson + 5);
		expect(complaints).toEqual([]);
		await browser.close();

		browser = await openBrowser(profile.path, launchOptions);
		page = browser.pages()[0] ?? (await browser.newPage());
		await page.goto(host.url);
		expect(await answersKept(page)).toEqual(kept);
		await browser.close();
	} finally {
		await host.stop();
		profile.remove();
	}
});

test('sends a folder without its slash to the page, and says so when there is no page', async ({
	context,
	page
}) => {
	await page.goto('/');
	await untilInstalled(page);
	await context.setOffline(true);

	await page.goto('/learn?from=bookmark#top');
	await expect(page).toHaveURL(/\/learn\/\?from=bookmark#top$/);
	await page.goto('/lab/index.html');
	await expect(page).toHaveURL(/\/lab\/$/);

	const response = await page.goto('/learn/no-such-thing/at-all');
	expect(response?.status()).toBe(404);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(
		'There is no page at this address'
	);
	await expect(page.getByText('/learn/no-such-thing/at-all')).toBeVisible();
	await page.getByRole('link', { name: 'Lab' }).click();
	await expect(page).toHaveURL(/\/lab\/$/);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('says that there is no page while the host is there, too', async ({ page }) => {
	for (const visit of ['without a worker', 'with a worker']) {
		const response = await page.goto('/no/such/page');
		expect(response?.status(), visit).toBe(404);
		await expect(page.getByRole('link', { name: 'Keywrap' })).toHaveAttribute('href', '/');
		await expect(page.getByRole('link', { name: 'Learn' })).toHaveAttribute('href', '/learn/');
		await page.goto('/');
		await untilInstalled(page);
	}
});

test('says what to do when a page does not arrive, before the app is complete', async ({
	browser
}) => {
	const host = await new Host().start();
	const context = await browser.newContext({ serviceWorkers: 'block' });
	try {
		const page = await context.newPage();
		await page.goto(host.url);
		await page.waitForLoadState('networkidle');
		await host.stop();
		await page.getByRole('link', { name: 'Learn' }).first().click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(
			'This page could not be loaded'
		);
		await host.start();
		await page.getByRole('button', { name: 'Load the page again' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Learn');
	} finally {
		await context.close();
		await host.stop();
	}
});

test('puts back what the browser threw away', async ({ page }) => {
	await page.goto('/');
	await untilInstalled(page);
	await page.evaluate(async () => {
		for (const name of await caches.keys()) await caches.delete(name);
	});
	await page.reload();
	await expect
		.poll(
			() =>
				page.evaluate(async () => {
					const names = (await caches.keys()).filter((name) => name.startsWith('keywrap '));
					const caught = names.map(async (name) => (await (await caches.open(name)).keys()).length);
					return Math.max(0, ...(await Promise.all(caught)));
				}),
			// Hundreds of files come back one after the other: on a busy machine that takes its time.
			{ timeout: 60_000 }
		)
		.toBeGreaterThan(filesKeptOf().length);
});

test('keeps nothing that was not part of the build', async ({ page }) => {
	await page.goto('/');
	await untilInstalled(page);
	const stored = () =>
		page.evaluate(async () => {
			const urls = [];
			for (const name of await caches.keys()) {
				for (const { url } of await (await caches.open(name)).keys())
					urls.push(new URL(url).pathname);
			}
			return urls.filter((path) => !path.startsWith('/.client/'));
		});
	const before = await stored();
	const answers = await page.evaluate(async () => {
		const missing = await fetch('/data/no-such-file.json');
		const posted = await fetch('/robots.txt', { method: 'POST' });
		const left = await fetch('/robots.txt');
		return [missing.status, posted.status, left.status];
	});
	expect(answers).toEqual([404, 405, 200]);
	expect(await stored()).toEqual(before);
});
