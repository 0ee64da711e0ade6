import { expect, type Page } from '@playwright/test';
import { answer, answerLesson } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { isMarked, mark, untilInstalled } from './pwa.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const lesson = '/learn/03-envelope-encryption/sealing/';

/** All that the open lesson says, draws and leads to, but for the comments that scripts leave. */
const contentOf = (page: Page) =>
	page.locator('article.lesson').evaluate((article: HTMLElement) => ({
		words: article.innerText,
		passages: [...article.querySelectorAll('.passage')].map(({ innerHTML }) =>
			innerHTML.replace(/<!--.*?-->/gs, '')
		),
		links: [...article.querySelectorAll('a')].map(({ href }) => href)
	}));

/** Goes from lesson to lesson and back, and finds each as it was when its page was `opened`. */
async function expectSameOnTheWay(page: Page, opened: Map<string, unknown>) {
	const addresses = [...opened.keys()];
	await page.goto(addresses[0] ?? '', { waitUntil: 'networkidle' });
	await mark(page);
	for (const address of addresses.slice(1)) {
		await page.getByRole('link', { name: /^Next lesson/ }).click();
		await expect(page).toHaveURL(address);
		await expect(
			page.locator(`[data-lesson="${address.slice('/learn/'.length, -1)}"]`)
		).toBeVisible();
		expect(await contentOf(page), address).toEqual(opened.get(address));
	}
	for (const address of addresses.reverse().slice(1)) {
		await page.goBack();
		await expect(
			page.locator(`[data-lesson="${address.slice('/learn/'.length, -1)}"]`)
		).toBeVisible();
		expect(await contentOf(page), address).toEqual(opened.get(address));
	}
	expect(await isMarked(page)).toBe(true);
}

/** Every lesson of the module, from its first on, as it is when its page is opened. */
async function lessonsOpened(page: Page): Promise<Map<string, unknown>> {
	await page.goto(lesson);
	await page.getByRole('link', { name: /^Before/ }).click();
	const opened = new Map<string, unknown>();
	for (;;) {
		await page.waitForURL((url) => !opened.has(url.pathname));
		const { pathname } = new URL(page.url());
		await page.goto(pathname, { waitUntil: 'networkidle' });
		opened.set(pathname, await contentOf(page));
		const next = page.getByRole('link', { name: /^Next lesson/ });
		if ((await next.count()) === 0) return opened;
		await next.click();
	}
}

test('a lesson is the same whether its page is opened or come to, and its words are sent once', async ({
	page,
	request
}) => {
	const opened = await lessonsOpened(page);
	expect(opened.size).toBeGreaterThan(3);
	await expectSameOnTheWay(page, opened);

	for (const address of opened.keys()) {
		await page.goto(address);
		const html = await (await request.get(address)).text();
		const data = await (await request.get(`${address}__data.json`)).text();
		// Runs of words without a sign that HTML or JSON would write in another way.
		const runs = await page
			.locator('.passage > p')
			.evaluateAll((all) => all.flatMap((p) => /^[\w ,.]{40,}/.exec(p.innerHTML) ?? []));
		expect(runs.length, address).toBeGreaterThan(2);
		for (const run of runs) {
			expect(html.split(run), address).toHaveLength(2);
			expect(data, address).not.toContain(run);
		}
	}
});

test.describe('with the service worker', () => {
	test.use({ serviceWorkers: 'allow' });

	test('a lesson come to without a network is the lesson', async ({ page, context }) => {
		const opened = await lessonsOpened(page);
		await untilInstalled(page);
		await context.setOffline(true);
		await expectSameOnTheWay(page, opened);
	});
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('a lesson is read as it is', async ({ page }) => {
		await page.goto(lesson);
		await expect(page.locator('.passage > p').first()).toBeVisible();
		await expect(page.locator('.passage figure svg').first()).toBeVisible();
		await page.getByRole('link', { name: /^Next lesson/ }).click();
		await expect(page.locator('.passage > p').first()).toBeVisible();
	});
});

test('the focus stays with the questions of a lesson from the first to the last', async ({
	page
}) => {
	await page.goto(lesson, { waitUntil: 'networkidle' });
	const check = page.getByRole('region', { name: 'Check yourself' });
	await check.getByRole('button', { name: /^Answer/ }).press('Enter');
	const stem = check.locator('[data-stem]');
	await expect(stem).toBeFocused();

	const next = check.getByRole('button', { name: 'Next question' });
	const end = check.getByRole('button', { name: 'Back to the lesson' });
	for (;;) {
		await answer(check.getByRole('article'));
		if (await end.isVisible()) break;
		await next.press('Enter');
		await expect(stem).toBeFocused();
		await expect(stem).toBeInViewport();
	}
	await end.press('Enter');
	const done = check.getByText(/^You answered \d+ of \d+ right\. Your answers are kept\.$/);
	await expect(done).toBeFocused();
	await expect(done).toBeInViewport();
	await page.keyboard.press('Tab');
	await expect(check.getByRole('button', { name: 'Answer them again' })).toBeFocused();
});

test('the focus stays with a worked example while its steps fade and come back', async ({
	page
}) => {
	await page.goto(lesson, { waitUntil: 'networkidle' });
	const example = page.getByRole('region', { name: /^Worked example/ });
	const steps = example.getByRole('listitem');
	await example.getByRole('button', { name: 'Hide the last step and try' }).press('Enter');
	const last = steps.last();
	await expect(last).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(last.getByRole('button', { name: /^Say it/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(last).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(
		example.getByRole('button', { name: 'Hide the last 2 steps and try' })
	).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(steps.nth(-2)).toBeFocused();
	await example.getByRole('button', { name: 'Show all steps again' }).press('Enter');
	await expect(steps.first()).toBeFocused();
});

test('what is true only until a day says so a space after the claim', async ({ page }) => {
	await page.goto('/learn/03-envelope-encryption/in-practice/');
	const older = page.getByRole('region', { name: /^What older notes say/ });
	await expect(older.getByText(/\(until August 2021\)/).first()).toBeVisible();
	expect(await older.locator('q').allInnerTexts()).not.toContainEqual(
		expect.stringMatching(/\S\(until/)
	);
});

test('who answers in lessons alone has the browser asked to keep the answers', async ({ page }) => {
	const asked = () =>
		page.evaluate(async () => {
			const opening = indexedDB.open('keywrap');
			await new Promise((resolve) => (opening.onsuccess = resolve));
			const reading = opening.result.transaction('meta').objectStore('meta').get('persistence');
			await new Promise((resolve) => (reading.onsuccess = resolve));
			opening.result.close();
			return reading.result !== undefined;
		});
	await page.goto(lesson);
	await answerLesson(page);
	expect(await asked()).toBe(false);
	await page.getByRole('button', { name: 'Answer them again' }).click();
	const check = page.getByRole('region', { name: 'Check yourself' });
	const end = check.getByRole('button', { name: 'Back to the lesson' });
	for (;;) {
		await answer(check.getByRole('article'));
		if (await end.isVisible()) break;
		await check.getByRole('button', { name: 'Next question' }).click();
	}
	await end.click();
	await expect.poll(asked).toBe(true);
});

test('what was read is remembered: Learn, the module and Today lead on', async ({ page }) => {
	await page.goto('/');
	await page.getByRole('link', { name: 'Read the first lesson' }).click();
	await expect(page).toHaveURL(/\/learn\/01-[^/]*\/[^/]*\/$/);
	const onward = page.getByRole('navigation', { name: 'Lessons before and after' });
	const next = await onward.getByRole('link', { name: /^Next lesson/ }).innerText();
	const second = next.replace(/^Next lesson\s*/, '');
	await onward.scrollIntoViewIfNeeded();
	await page.getByRole('link', { name: 'Learn', exact: true }).click();
	await expect(page.getByRole('link', { name: `Read on: ${second}` })).toBeVisible();
	await expect(page.getByText('1 of 6 read')).toBeVisible();

	await page.goto('/');
	await expect(page.getByText(/^Read on: /)).toContainText(second);
	await page.getByRole('link', { name: second }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(second);
});

test('at the end of the questions of a lesson stands how many were right', async ({ page }) => {
	await page.goto(lesson, { waitUntil: 'networkidle' });
	const check = page.getByRole('region', { name: 'Check yourself' });
	const card = check.getByRole('article');
	const begin = check.getByRole('button', { name: /^Answer \d+ question/ });
	const count = Number(/\d+/.exec(await begin.innerText())?.[0]);
	await begin.click();
	let right = 0;
	for (let place = 1; place <= count; place++) {
		const heading = `Question ${String(place)} of ${String(count)}`;
		await expect(check.getByRole('heading', { name: heading })).toBeVisible();
		await answer(card);
		if (place === 1) {
			// What is taken back does not count.
			await card.getByRole('button', { name: 'Take this answer back' }).click();
			await answer(card);
		}
		const verdict = await card.locator('[id$="-verdict"]').innerText();
		if (verdict.trim().startsWith('Right')) right += 1;
		const on = place === count ? 'Back to the lesson' : 'Next question';
		await check.getByRole('button', { name: on }).click();
	}
	await expect(
		check.getByText(`You answered ${String(right)} of ${String(count)} right.`)
	).toBeVisible();
});

test.describe('with a finger', () => {
	test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 } });

	test('a term is explained where it stands, and its place in the glossary is a tap away', async ({
		page
	}) => {
		await page.goto(lesson, { waitUntil: 'networkidle' });
		const term = page.locator('.lesson a[data-route^="/glossary/#"]').first();
		const id = (await term.getAttribute('data-route'))?.split('#')[1] ?? '';
		await term.tap();
		const more = page.getByRole('link', { name: 'In the glossary' });
		await expect(more).toBeVisible();
		await expect(page).toHaveURL(new RegExp(`${lesson}$`));
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
		await expectNothingForAxe(page, 'a term explained');
		await more.tap();
		await expect(page).toHaveURL(new RegExp(`/glossary/#${id}$`));
		await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
	});
});
