import { expect, type Page } from '@playwright/test';
import { expectSoundPage } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { test } from './test.ts';
import { atStep, breaking, next, openWalk, region } from './walk.ts';

test.use({ serviceWorkers: 'block' });

const address = '/lab/envelope/';
const steps = 11;
const stepLink = (page: Page, number: number) =>
	page.getByRole('link', { name: new RegExp(`^Step ${String(number)}: `) });

const open = (page: Page, hash = '') => openWalk(page, address + hash);

/** All bytes of a thing in storage, in hex. */
async function stored(page: Page, name: string): Promise<string> {
	const thing = region(page, 'Storage').getByRole('listitem').filter({ hasText: name }).first();
	const all = thing.getByRole('button', { name: /^All / }).first();
	await all.click();
	return thing.locator('code').first().innerText();
}

test('a person walks their own text there and back, and no two walks have a byte in common', async ({
	page
}) => {
	const complaints = complaintsOf(page);

	await open(page);
	await page.getByRole('textbox', { name: 'Document' }).fill('Minutes of 12 May: Elif chairs.');
	for (let number = 2; number <= steps; number++) {
		await next(page).click();
		await atStep(page, number);
		if (number === 6) {
			await expect(region(page, 'Your application')).not.toContainText('Minutes of 12 May');
			await expect(page.getByText('nobody at this moment')).toBeVisible();
		}
	}
	await expect(region(page, 'Your application')).toContainText('Minutes of 12 May: Elif chairs.');
	await expect(region(page, 'Your application')).toContainText('the same as at the start');

	const first = [await stored(page, 'Wrapped data key'), await stored(page, 'Ciphertext')];
	await page.getByRole('button', { name: 'Walk again with fresh keys' }).click();
	await atStep(page, 1);
	await stepLink(page, steps).click();
	await atStep(page, steps);
	const second = [await stored(page, 'Wrapped data key'), await stored(page, 'Ciphertext')];
	for (const bytes of [...first, ...second]) expect(bytes).toMatch(/^([0-9a-f]{2} ?)+$/);
	expect(first[1]).toHaveLength(31 * 3 - 1);
	expect(second[0]).not.toBe(first[0]);
	expect(second[1]).not.toBe(first[1]);
	expect(complaints).toEqual([]);
});

test('the document that came back can be saved', async ({ page }) => {
	await open(page);
	await page.getByLabel('Choose a file').setInputFiles({
		name: 'plan.bin',
		mimeType: 'application/octet-stream',
		buffer: Buffer.from([0, 1, 254, 255])
	});
	await stepLink(page, steps).click();
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save the document' }).click();
	const download = await saving;
	expect(download.suggestedFilename()).toBe('plan.bin');
	const chunks: Buffer[] = [];
	for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
	expect([...Buffer.concat(chunks)]).toEqual([0, 1, 254, 255]);
});

test('another context and flipped bits are refused for real, and the walk goes on', async ({
	page
}) => {
	await open(page, '#step=ask-decrypt');
	await atStep(page, 8);
	await breaking(page).getByLabel('Value of pair 1').fill('travel');
	await page.getByRole('button', { name: 'Send with this context' }).click();
	await expect(page.getByText('Predict first')).toBeVisible();
	await page.getByRole('radio', { name: 'The data key' }).check();
	await page.getByRole('button', { name: 'Send with this context' }).click();
	await expect(
		page.getByRole('heading', { name: 'AWS KMS refuses: InvalidCiphertextException' })
	).toBeVisible();
	await expect(page.getByText('You predicted otherwise')).toBeVisible();
	await page.getByRole('button', { name: 'Put it back' }).click();

	await page.getByText('One bit of the wrapped data key', { exact: true }).click();
	await page.getByLabel(/^Byte of the wrapped data key/).fill('20');
	await page.getByRole('radio', { name: 'IncorrectKeyException' }).check();
	await page.getByRole('button', { name: 'Send with this bit flipped' }).click();
	await expect(
		page.getByRole('heading', { name: 'AWS KMS refuses: IncorrectKeyException' })
	).toBeVisible();
	await expect(page.getByText('As you predicted')).toBeVisible();
	await expect(page.getByText('2 altered on purpose')).toBeVisible();

	await next(page).click();
	await next(page).click();
	await atStep(page, 10);
	await page.getByRole('radio', { name: 'Not sure' }).check();
	await page.getByRole('button', { name: 'Decrypt with this bit flipped' }).click();
	await expect(
		page.getByRole('heading', { name: 'Your application cannot open it: FrameTagError' })
	).toBeVisible();
	await next(page).click();
	await expect(region(page, 'Your application')).toContainText('the same as at the start');
});

test('a call shows in every form, and the message byte by byte, broken ones too', async ({
	page
}) => {
	await open(page, '#step=ask-decrypt');
	await atStep(page, 8);
	await page.getByRole('tab', { name: 'boto3' }).click();
	await expect(page.getByRole('tabpanel')).toContainText('.decrypt(');
	await page.getByRole('tab', { name: 'AWS CLI' }).click();
	await expect(page.getByRole('tabpanel')).toContainText('aws kms decrypt');

	await next(page).click();
	await next(page).click();
	await atStep(page, 10);
	await page.getByText('Byte by byte').click();
	const view = page.getByRole('region', { name: 'The message in storage' });
	await expect(view).toContainText('Message ID');
	await page.getByRole('radio', { name: 'Not sure' }).check();
	await page.getByRole('button', { name: 'Decrypt with this bit flipped' }).click();
	await expect(
		page.getByRole('region', { name: 'The message with one bit flipped' })
	).toBeVisible();
});

test('on a small laptop the whole of an answer is on the screen, and so is who may ask', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 720 });
	await open(page);
	await next(page).click();
	await next(page).click();
	await atStep(page, 3);
	for (const told of [
		page.getByRole('heading', { level: 2 }),
		region(page, 'AWS KMS').getByText('GenerateDataKey and Decrypt'),
		region(page, 'AWS KMS').getByText(/^makes a data key/),
		page.getByRole('group', { name: /^Line [^,]*AWS KMS/ }),
		next(page)
	])
		await expect(told).toBeInViewport({ ratio: 1 });

	await stepLink(page, 8).click();
	await atStep(page, 8);
	await breaking(page).getByText('Another role asks', { exact: true }).click();
	await breaking(page).getByRole('radio', { name: 'AccessDeniedException' }).check();
	await breaking(page).getByRole('button', { name: 'Send as this role' }).click();
	await expect(breaking(page)).toContainText('AWS KMS refuses: AccessDeniedException');
	await expect(breaking(page)).toContainText('report-reader');
	await expect(page.getByText('As you predicted')).toBeVisible();
});

test('a step has an address: links to it work, and so do Back and Forward', async ({ page }) => {
	await open(page, '#step=encrypt');
	await atStep(page, 4);
	await expect(page).toHaveTitle(/ · Lab · Keywrap$/);

	// Buttons replace the address; the list of steps adds to the history.
	await next(page).click();
	await atStep(page, 5);
	await expect(page).toHaveURL(/#step=erase$/);
	await stepLink(page, 9).click();
	await atStep(page, 9);
	await expect(page).toHaveURL(/#step=receive-key$/);
	await page.goBack();
	await atStep(page, 5);
	await page.goForward();
	await atStep(page, 9);
	await page.reload();
	await atStep(page, 9);
	await page.goto(`${address}#step=no-such-step`);
	await page.reload();
	await atStep(page, 1);
});

test('a keyboard is enough', async ({ page }) => {
	await open(page);
	const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
	const tabTo = async (reached: () => Promise<boolean>) => {
		for (let presses = 0; presses < 60; presses++) {
			if (await reached()) return;
			await page.keyboard.press('Tab');
		}
		throw new Error('Tab does not lead there.');
	};
	const isDocument = () => page.evaluate(() => document.activeElement?.id === 'lab-document');
	await tabTo(isDocument);
	await page.keyboard.press('Control+A');
	await page.keyboard.type('typed only');
	await tabTo(async () => (await focused()) === 'Next');
	await page.keyboard.press('Enter');
	await atStep(page, 2);
	await page.keyboard.press('ArrowRight');
	await atStep(page, 3);
	await page.keyboard.press('ArrowLeft');
	await atStep(page, 2);
	await page.keyboard.press('End');
	await atStep(page, steps);
	await expect(region(page, 'Your application')).toContainText('typed only');
	// The last Next is spent but keeps the focus, so that the arrow keys still work.
	expect(await focused()).toBe('Next');
	await page.keyboard.press('Home');
	await atStep(page, 1);
});

test('plays by itself until it is paused', async ({ page }) => {
	await page.clock.install();
	await open(page);
	await page.getByRole('button', { name: 'Play' }).click();
	await atStep(page, 2);
	// However long each step is given, in a minute it goes on.
	const heading = page.getByRole('heading', { level: 2 });
	const second = (await heading.textContent()) ?? '';
	await page.clock.runFor(60_000);
	await expect(heading).not.toHaveText(second);
	await page.getByRole('button', { name: 'Pause' }).click();
	const paused = (await heading.textContent()) ?? '';
	await page.clock.runFor(60_000);
	await expect(heading).toHaveText(paused);
	await expect(page.getByRole('button', { name: 'Play' })).toBeFocused();
});

test('with reduced motion a journey is three stills, and nothing moves', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await open(page);
	await next(page).click();
	await atStep(page, 2);
	expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
	await expect(page.locator('figcaption')).toHaveCount(3);
	await expect(page.locator('figcaption').first()).toBeVisible();

	await page.emulateMedia({ reducedMotion: 'no-preference' });
	await expect(page.locator('figcaption').first()).toBeHidden();
	await next(page).click();
	const moving = () => page.evaluate(() => document.getAnimations().length);
	await expect.poll(moving, { intervals: [50] }).toBeGreaterThan(0);
	await atStep(page, 3);
});

for (const [width, colorScheme] of [
	[320, 'dark'],
	[1280, 'light']
] as const)
	test(`axe has nothing to say of the walk, refusals included, ${colorScheme}, ${String(width)} px`, async ({
		page
	}) => {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await open(page);
		for (const number of [8, 10]) {
			await stepLink(page, number).click();
			await atStep(page, number);
			if (number === 10) await page.getByText('Byte by byte').click();
			if (number === 8)
				await page.getByText('One bit of the wrapped data key', { exact: true }).click();
			await page.getByRole('radio', { name: 'Not sure' }).check();
			await page.getByRole('button', { name: /bit flipped$/ }).click();
			await expect(page.getByRole('button', { name: 'Put it back' })).toBeVisible();
			await expectSoundPage(page, `step ${String(number)}`);
		}
	});

test('a walk that goes on does not hold whoever is leaving it', async ({ page }) => {
	await page.goto('/lab/envelope/', { waitUntil: 'networkidle' });
	await expect(page.locator('article.walk[aria-busy="false"]')).toBeVisible();
	const slow = Promise.withResolvers<undefined>();
	await page.route('**/*', async (route) => {
		await slow.promise;
		await route.continue();
	});
	const asked = page.waitForRequest('**/*');
	await page.getByRole('link', { name: 'The Lab', exact: true }).click();
	await asked;
	await next(page).click();
	await atStep(page, 2);
	// The address would follow the step in the next frames.
	await page.evaluate(
		() =>
			new Promise((resolve) => {
				requestAnimationFrame(() => requestIdleCallback(resolve));
			})
	);
	slow.resolve(undefined);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('The Lab');
	expect(new URL(page.url()).pathname).toBe('/lab/');
});
