import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { buildDir } from '../../src/tools/build.mjs';
import { answer, beginToAnswer } from './answering.ts';
import {
	complaintsOf,
	expectToMoveTo,
	filesKeptOf,
	heldBuilds,
	Host,
	isMarked,
	makeSecondBuild,
	mark,
	SECOND_FOOTER,
	temporaryFolder,
	untilInstalled
} from './pwa.ts';
import { test } from './test.ts';

const folder = temporaryFolder();
const second = join(folder.path, 'second');

test.beforeAll(() => {
	makeSecondBuild(buildDir, second);
});
test.afterAll(folder.remove);

// A browser takes its time to look for a new worker: about two seconds when it has nothing else to do.
const patience = { timeout: 20_000 };
const footer = (page: Page) => page.getByText('Not affiliated with AWS.');

function versionServedTo(page: Page): Promise<string> {
	return page.evaluate(async () => {
		const response = await fetch('/_app/version.json');
		return ((await response.json()) as { version: string }).version;
	});
}

/** An old build goes when a page starts after the last page of that build is gone. */
async function expectOneBuild(page: Page) {
	await expect(async () => {
		await page.reload();
		await expect.poll(() => heldBuilds(page), { timeout: 2000 }).toHaveLength(1);
	}).toPass(patience);
}

test('a new version waits for its button; other tabs go on with their own files', async ({
	browser
}) => {
	const host = await new Host().start();
	const context = await browser.newContext();
	const complaints = complaintsOf(context);
	try {
		const tab = await context.newPage();
		const other = await context.newPage();
		await tab.goto(host.url);
		await untilInstalled(tab);
		await other.goto(host.url);
		await expect(footer(other)).not.toContainText(SECOND_FOOTER);
		await mark(other);

		await host.deploy(second);
		await tab.goto(`${host.url}learn/`);
		const button = tab.getByRole('button', { name: 'Update now' });
		await expect(tab.getByText('A new version is ready.')).toBeVisible(patience);
		// A full load is not yet the new version: pages of two versions do not mix unasked.
		await expect(footer(tab)).not.toContainText(SECOND_FOOTER);
		expect(await heldBuilds(tab)).toHaveLength(2);

		await button.click();
		await expect(footer(tab)).toContainText(SECOND_FOOTER, patience);
		await expect(tab).toHaveURL(`${host.url}learn/`);
		await expect(button).toBeHidden();

		// The other tab was left alone, and knows.
		await expect(other.getByText('Update when you finish.')).toBeVisible();
		expect(await isMarked(other)).toBe(true);
		// It still opens pages it never loaded, though the host has none of its files any more, and
		// though the worker that knew it was stopped in between.
		const cdp = await context.newCDPSession(tab);
		await cdp.send('ServiceWorker.enable');
		await cdp.send('ServiceWorker.stopAllWorkers');
		for (const place of ['Lab', 'Practice'] as const) {
			await expectToMoveTo(other, place);
			await expect(footer(other)).not.toContainText(SECOND_FOOTER);
		}
		// What it fetches by a name that both versions have is still what its own version has.
		expect(await versionServedTo(other)).not.toMatch(/-second$/);
		expect(await versionServedTo(tab)).toMatch(/-second$/);
		await tab.reload();
		expect(await heldBuilds(tab)).toHaveLength(2);

		// Once it is closed, its files are of no use.
		await other.close();
		await expectOneBuild(tab);
		await expect(footer(tab)).toContainText(SECOND_FOOTER, patience);
		expect(complaints).toEqual([]);
	} finally {
		await context.close();
		await host.stop();
	}
});

test('a tab of the older version takes the new one when it is asked to', async ({ browser }) => {
	const host = await new Host().start();
	const context = await browser.newContext();
	try {
		const tab = await context.newPage();
		const other = await context.newPage();
		await tab.goto(host.url);
		await untilInstalled(tab);
		await other.goto(`${host.url}lab/`);
		await host.deploy(second);
		await tab.reload();
		await tab.getByRole('button', { name: 'Update now' }).click(patience);
		await expect(footer(tab)).toContainText(SECOND_FOOTER, patience);
		await expect(other.getByText('Update when you finish.')).toBeVisible();
		await other.getByRole('button', { name: 'Update now' }).click();
		await expect(footer(other)).toContainText(SECOND_FOOTER, patience);
		await expect(other).toHaveURL(`${host.url}lab/`);
		await expectOneBuild(tab);
	} finally {
		await context.close();
		await host.stop();
	}
});

test('a new version does not interrupt a question', async ({ browser }) => {
	const host = await new Host().start();
	const context = await browser.newContext();
	try {
		const page = await context.newPage();
		await page.goto(`${host.url}practice/?set=new`);
		await untilInstalled(page);
		const card = page.getByRole('article');
		await beginToAnswer(card);
		await host.deploy(second);
		await page.evaluate(async () => {
			const registration = await navigator.serviceWorker.ready;
			await registration.update();
			while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
		});
		await page.waitForTimeout(500);
		await expect(page.getByText('A new version is ready.')).toBeHidden();
		await answer(card);
		await expect(page.getByText('A new version is ready.')).toBeVisible();
	} finally {
		await context.close();
		await host.stop();
	}
});

test('a link to a page that only the newer version has opens that page', async ({ browser }) => {
	const folder = temporaryFolder();
	const dir = join(folder.path, 'with-page');
	makeSecondBuild(buildDir, dir);
	cpSync(join(dir, 'glossary'), join(dir, 'added'), { recursive: true });
	const host = await new Host().start();
	const context = await browser.newContext();
	try {
		const page = await context.newPage();
		await page.goto(host.url);
		await untilInstalled(page);
		await host.deploy(dir);
		const response = await page.goto(`${host.url}added/`);
		expect(response?.status()).toBe(200);
		await expect(footer(page)).toContainText(SECOND_FOOTER);
		// Its scripts are those of its own version.
		await expectToMoveTo(page, 'Lab');
		await expect(footer(page)).toContainText(SECOND_FOOTER);
	} finally {
		await context.close();
		await host.stop();
		folder.remove();
	}
});

test('files that did not change are not fetched again', async ({ browser }) => {
	const host = await new Host().start();
	const context = await browser.newContext();
	try {
		const page = await context.newPage();
		await page.goto(host.url);
		await untilInstalled(page);
		const fetched: string[] = [];
		context.on('request', (request) => {
			if (request.serviceWorker()) fetched.push(new URL(request.url()).pathname.slice(1));
		});
		await host.deploy(second);
		await page.reload();
		await expect(page.getByRole('button', { name: 'Update now' })).toBeVisible(patience);
		const files = filesKeptOf(second);
		const fetchedFiles = files.filter((file) => fetched.includes(file));
		expect(fetchedFiles).toContain('learn/');
		expect(fetchedFiles).not.toContain('icon.svg');
		expect(fetchedFiles).not.toContain('theme.js');
		expect(fetchedFiles).not.toContain('manifest.webmanifest');
	} finally {
		await context.close();
		await host.stop();
	}
});

for (const [name, breakHost] of [
	[
		'lacks a file',
		(dir: string) => {
			rmSync(join(dir, 'about/index.html'));
		}
	],
	[
		'still has a file of the old version',
		(dir: string) => {
			cpSync(join(buildDir, 'about/index.html'), join(dir, 'about/index.html'));
		}
	]
] as const) {
	test(`a host that ${name} leaves the installed version whole`, async ({ browser }) => {
		const half = temporaryFolder();
		const dir = join(half.path, 'half');
		makeSecondBuild(buildDir, dir);
		breakHost(dir);
		const host = await new Host().start();
		const context = await browser.newContext();
		try {
			const page = await context.newPage();
			await page.goto(host.url);
			await untilInstalled(page);
			const failed = page.evaluate(async () => {
				const registration = await navigator.serviceWorker.ready;
				return new Promise<string>((resolve) => {
					registration.addEventListener('updatefound', () => {
						const { installing } = registration;
						installing?.addEventListener('statechange', () => {
							if (installing.state !== 'installing') resolve(installing.state);
						});
					});
				});
			});
			await host.deploy(dir);
			await page.evaluate(async () => {
				await (await navigator.serviceWorker.ready).update();
			});
			expect(await failed).toBe('redundant');
			await expect(page.getByRole('button', { name: 'Update now' })).toBeHidden();

			await host.stop();
			await page.goto(`${host.url}about/`);
			await expect(footer(page)).not.toContainText(SECOND_FOOTER);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

			// The deployment is finished: what was fetched before serves now.
			await host.deploy(second);
			await page.reload();
			await page.getByRole('button', { name: 'Update now' }).click(patience);
			await expect(footer(page)).toContainText(SECOND_FOOTER, patience);
			await expectOneBuild(page);
		} finally {
			await context.close();
			await host.stop();
			half.remove();
		}
	});
}
