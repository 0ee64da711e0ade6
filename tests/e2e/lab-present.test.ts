import { expect, type Page } from '@playwright/test';
import { axeLines } from './axe.ts';
import { test } from './test.ts';
import { openWalk } from './walk.ts';

test.use({ serviceWorkers: 'block', viewport: { width: 1920, height: 1080 } });

async function present(page: Page, address = '/lab/envelope/') {
	await openWalk(page, address);
	await page.getByRole('button', { name: 'Present' }).click();
	const screen = page.getByRole('dialog', { name: /^Presenting/ });
	await expect(screen).toBeVisible();
	return screen;
}
const sentence = (page: Page) => page.locator('dialog .sentence');

test('one sentence at a time, by the keys of a clicker', async ({ page }) => {
	await present(page);
	await expect(sentence(page)).toContainText('Step 1');
	const first = await sentence(page).innerText();
	await page.keyboard.press('PageDown');
	await expect(sentence(page)).not.toHaveText(first);
	await expect(sentence(page)).toContainText('Step 1');
	await page.keyboard.press('PageDown');
	await expect(sentence(page)).toContainText('Step 2');
	await page.keyboard.press('Space');
	await page.keyboard.press('ArrowRight');
	await expect(sentence(page)).toContainText('Step 3');
	await page.keyboard.press('PageUp');
	// Back is back by one sentence.
	await expect(sentence(page)).toContainText('Step 2');
	await page.keyboard.press('End');
	await expect(sentence(page)).toContainText('Step 11');
	await page.keyboard.press('Home');
	await expect(sentence(page)).toContainText('Step 1');
});

test('a key blanks the screen, another shows the notes, and single keys can be switched off', async ({
	page
}) => {
	const screen = await present(page);
	const blank = page.getByRole('button', { name: /^The screen is blank/ });
	await page.keyboard.press('b');
	await expect(blank).toBeVisible();
	await page.keyboard.press('.');
	await expect(blank).toBeHidden();
	const notes = page.getByRole('complementary', { name: 'Notes for whoever presents' });
	await page.keyboard.press('n');
	await expect(notes).toContainText('Let the room type the text');
	await page.keyboard.press('n');
	await expect(notes).toBeHidden();

	await screen.getByLabel('Single keys').uncheck();
	await page.keyboard.press('b');
	await page.keyboard.press('n');
	await expect(blank).toBeHidden();
	await expect(notes).toBeHidden();
	await page.keyboard.press('PageDown');
	await page.keyboard.press('PageDown');
	await expect(sentence(page)).toContainText('Step 2');

	// It is remembered, and leaving leads back to the step.
	await page.keyboard.press('Escape');
	await expect(screen).toBeHidden();
	await expect(page).toHaveURL(/#step=ask-data-key$/);
	const again = await present(page, '/lab/direct/');
	await expect(again.getByLabel('Single keys')).not.toBeChecked();
});

test('something is broken before the room, sentence by sentence, by keys alone', async ({
	page
}) => {
	const screen = await present(page, '/lab/envelope/#step=ask-decrypt');
	await expect(sentence(page)).toContainText('Step 8');
	const told = await sentence(page).innerText();
	await page.keyboard.press('x');
	await expect(sentence(page)).toContainText('Broken on purpose: Another encryption context');
	await expect(sentence(page).getByRole('listitem')).toHaveCount(0);
	for (let press = 0; press < 6; press++) {
		if ((await sentence(page).getByRole('listitem').count()) > 0) break;
		await page.keyboard.press('PageDown');
	}
	await page.keyboard.press('2');
	await expect(sentence(page).getByRole('button').nth(1)).toHaveAttribute('aria-pressed', 'true');
	await expect(screen.getByText('InvalidCiphertextException')).toHaveCount(0);
	await page.keyboard.press('PageDown');
	await expect(screen.getByText('refuses').first()).toBeVisible();
	for (let press = 0; press < 6; press++) {
		if (await sentence(page).getByText('It came to this:').isVisible()) break;
		await page.keyboard.press('PageDown');
	}
	await expect(sentence(page)).toContainText('It came to this:');
	await page.keyboard.press('PageDown');
	// Whole again, and on with the walk.
	await expect(sentence(page)).toHaveText(told, { useInnerText: true });
	await expect(screen.getByText('refuses')).toHaveCount(0);

	await page.keyboard.press('?');
	const keys = screen.getByRole('complementary', { name: 'Keys' });
	for (const does of ['Break something on purpose', 'Take a prediction', 'Blank the screen'])
		await expect(keys).toContainText(does);
	expect(await axeLines(page, 'dialog')).toEqual([]);
	await page.keyboard.press('?');
	await expect(keys).toBeHidden();
});

test('every step fits the screen, and nothing of it is small', async ({ page }) => {
	await present(page);
	for (let number = 1; number <= 11; number++) {
		await expect(sentence(page)).toContainText(`Step ${String(number)}`);
		const seen = await page.locator('dialog').evaluate((dialog) => ({
			over: dialog.scrollHeight - dialog.clientHeight,
			aside: dialog.scrollWidth - dialog.clientWidth,
			root: Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
		}));
		expect.soft(seen.over, `pixels below the screen at step ${String(number)}`).toBeLessThan(2);
		expect.soft(seen.aside, `pixels beside the screen at step ${String(number)}`).toBe(0);
		expect.soft(seen.root, `size of type at step ${String(number)}`).toBeGreaterThan(21);
		await page.keyboard.press('PageDown');
		await page.keyboard.press('PageDown');
	}
});

test('what is said can be read while a button is pressed, and a click on the stage goes on', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 720 });
	const screen = await present(page);
	const bar = screen.getByRole('group', { name: 'Presenting' });
	await expect(bar).toHaveCSS('opacity', '0');
	await page.mouse.move(600, 300);
	await page.mouse.move(620, 320);
	await expect(bar).toHaveCSS('opacity', '1');
	const [buttons, words] = await Promise.all([bar.boundingBox(), sentence(page).boundingBox()]);
	expect((buttons?.y ?? 0) + (buttons?.height ?? 0)).toBeLessThan(words?.y ?? 0);
	const first = await sentence(page).innerText();
	await page.mouse.click(620, 320);
	await expect(sentence(page)).not.toHaveText(first, { useInnerText: true });
	await screen.getByRole('button', { name: 'Back' }).click();
	await expect(sentence(page)).toHaveText(first, { useInnerText: true });
});

test('a key shows the QR code of this step, which asks for the address others use', async ({
	page
}) => {
	const screen = await present(page, '/lab/envelope/#step=store');
	await page.keyboard.press('q');
	const handout = screen.getByRole('complementary', { name: 'Step 6 on another device' });
	const address = handout.getByLabel('Where do others reach this app?');
	// What is typed is for the field: no letter of it blanks the screen, no arrow goes on.
	await address.pressSequentially('b.example/x');
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('Enter');
	await expect(handout.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
	await expect(handout.getByText('b.example/x/lab/envelope/#step=store')).toBeVisible();
	const { width = 0 } = (await handout.getByRole('img').boundingBox()) ?? {};
	expect(width).toBeGreaterThan(500);
	expect(await axeLines(page, 'dialog')).toEqual([]);

	// The clicker leads back to the stage, and then on; the code is that of the step on the stage.
	await handout.getByRole('heading').click();
	await page.keyboard.press('PageDown');
	await expect(handout).toBeHidden();
	await expect(sentence(page)).toContainText('Step 6');
	await page.keyboard.press('End');
	await expect(sentence(page)).toContainText('Step 11');
	await page.keyboard.press('q');
	await expect(screen.getByText('b.example/x/lab/envelope/#step=done')).toBeVisible();
});

test('the start button of a clicker does not load the page anew, and no letter does what is off', async ({
	page
}) => {
	const screen = await present(page, '/lab/envelope/#step=store');
	await page.evaluate(() => {
		document.body.setAttribute('data-same', '');
	});
	await page.keyboard.press('F5');
	await expect(sentence(page)).toContainText('Step 6');
	await expect(page.locator('body[data-same]')).toHaveCount(1);
	await page.keyboard.press('?');
	const keys = screen.getByRole('complementary', { name: 'Keys' });
	await expect(keys).toContainText('A QR code');
	await screen.getByLabel('Single keys').uncheck();
	await expect(keys).toContainText('Switched off');
	await expect(keys).not.toContainText('A QR code');
});

test('axe has nothing to say of what is presented', async ({ page }) => {
	await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
	await present(page, '/lab/direct/#step=over-the-limit');
	await page.keyboard.press('n');
	expect(await axeLines(page, 'dialog')).toEqual([]);
});
