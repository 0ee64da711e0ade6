import { expect, type Page } from '@playwright/test';
import { axeLines, expectSoundPage } from './axe.ts';
import { atStep, breaking, next, openWalk, region } from './walk.ts';
import { complaintsOf } from './complaints.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const rows = (page: Page) =>
	region(page, 'Who asked with which context, and how far it got').locator('tbody tr');

const open = (page: Page, hash = '') => openWalk(page, `/lab/context/${hash}`);

test('a record of one’s own is asked for with the right pairs, with others, and under a policy', async ({
	page
}) => {
	const complaints = complaintsOf(page);
	await open(page);
	await page.getByRole('textbox', { name: 'Record', exact: true }).fill('Fall 12: Zoë, größer');
	await page.getByLabel('Value of pair 1').fill('klinik-3');
	for (const number of [2, 3]) {
		await next(page).click();
		await atStep(page, number);
	}
	await expect(region(page, 'Your application')).toContainText('Fall 12: Zoë, größer');
	await expect(region(page, 'Audit trail')).toContainText('tenant = klinik-3');
	await expect(region(page, 'Audit trail')).not.toContainText('Zoë');

	// What is broken is refused for real, and the walk stays whole.
	await breaking(page).getByLabel('Value of pair 1').fill('klinik-4');
	await breaking(page).getByRole('button', { name: 'Send with this context' }).click();
	await expect(breaking(page).getByRole('alert')).toContainText('Predict first');
	await breaking(page).getByRole('radio', { name: 'InvalidCiphertextException' }).check();
	await breaking(page).getByRole('button', { name: 'Send with this context' }).click();
	await expect(breaking(page)).toContainText('AWS KMS refuses: InvalidCiphertextException');
	await expect(breaking(page)).toContainText('tenant = klinik-4');
	await expect(breaking(page)).toContainText('As you predicted');
	await breaking(page).getByText('Two records, swapped', { exact: true }).click();
	await breaking(page).getByLabel('Both were sealed').selectOption('without');
	await breaking(page).getByRole('radio', { name: 'Not sure' }).check();
	await breaking(page).getByRole('button', { name: 'Swap them and decrypt' }).click();
	await expect(breaking(page)).toContainText('Nobody refuses.');
	await expect(breaking(page)).toContainText('Scan 0512: no finding.');
	await expect(rows(page)).toHaveCount(1);

	await page.getByRole('link', { name: /^Step 9: / }).click();
	await atStep(page, 9);
	await expect(region(page, 'AWS KMS')).toContainText(
		'records-reader: Decrypt only if tenant = clinic-8'
	);
	await expect(rows(page).last()).toContainText('not reached');
	await breaking(page).getByLabel('Name of pair 1').fill('TENANT');
	await breaking(page).getByLabel('Value of pair 1').fill('clinic-8');
	await breaking(page).getByRole('radio', { name: 'The cryptography' }).check();
	await breaking(page).getByRole('button', { name: 'Ask with this context' }).click();
	await expect(breaking(page)).toContainText('AWS KMS refuses: InvalidCiphertextException');
	await page.getByRole('link', { name: /^Step 11: / }).click();
	await atStep(page, 11);
	await expect(rows(page)).toHaveCount(7);
	await expect(rows(page).last()).toContainText('records-reader');
	await expect(region(page, 'AWS KMS')).toContainText('InvalidCiphertextException');
	expect(complaints).toEqual([]);
});

test('what cannot be sealed is named at its field, and the walk keeps what it had', async ({
	page
}) => {
	await open(page);
	const record = page.getByRole('textbox', { name: 'Record', exact: true });
	const held = region(page, 'Your application');
	for (const [text, problem] of [
		['', 'Type a record: Encrypt takes at least one byte.'],
		['é'.repeat(2049), 'This record has 4,098 bytes, and Encrypt takes 4,096 bytes.']
	] as const) {
		await record.fill(text);
		await expect(page.getByText(problem)).toBeVisible();
		await expect(held).toContainText('Scan 0481');
	}
	await record.fill('short');
	await page.getByRole('button', { name: 'Remove pair 2' }).click();
	await expect(page.getByText('This walk needs two pairs')).toBeVisible();
	for (let pair = 2; pair <= 8; pair++) {
		await page.getByRole('button', { name: 'Add a pair' }).click();
		await page.getByLabel(`Name of pair ${String(pair)}`).fill(`name-${String(pair)}`);
		await page.getByLabel(`Value of pair ${String(pair)}`).fill('ß'.repeat(40));
	}
	const ninth = page.getByRole('button', { name: 'Add a pair' });
	await ninth.press('Enter');
	await expect(ninth).toBeFocused();
	await expect(page.getByText('at most 8 pairs, a limit of its own')).toBeVisible();
	await expect(page.getByLabel('Name of pair 9')).toHaveCount(0);
	await expect(page.getByText('This walk needs two pairs')).toBeHidden();
	await expect(held).toContainText('name-8');
	await page.getByRole('link', { name: /^Step 11: / }).click();
	await atStep(page, 11);
	await expect(region(page, 'Storage')).toContainText('name-8');
	await page.getByRole('button', { name: /^Undo, back/ }).click();
	await atStep(page, 1);
});

test('keys alone walk it, predict and break it', async ({ page }) => {
	await open(page);
	await next(page).focus();
	await page.keyboard.press('ArrowRight');
	await atStep(page, 2);
	await page.keyboard.press('Enter');
	await atStep(page, 3);
	const ahead = region(page, 'Before you go on');
	await ahead.getByRole('radio').first().focus();
	await page.keyboard.press('ArrowDown');
	await expect(ahead.getByRole('radio', { name: 'The record' })).toBeChecked();
	await breaking(page).getByRole('button', { name: 'Remove pair 2' }).focus();
	await page.keyboard.press('Space');
	await breaking(page)
		.getByRole('radio', { name: /^The record, if/ })
		.focus();
	await page.keyboard.press('Space');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(breaking(page).getByRole('status')).toContainText('You predicted otherwise');
	await breaking(page).getByRole('button', { name: 'Put it back' }).focus();
	await page.keyboard.press('Enter');
	await expect(breaking(page).getByRole('heading', { name: 'Break it on purpose' })).toBeFocused();
	await next(page).focus();
	await page.keyboard.press('End');
	await atStep(page, 11);
});

test('every step fits the screen of a projector, and axe has nothing to say of it', async ({
	page
}) => {
	await page.setViewportSize({ width: 1920, height: 1080 });
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await open(page);
	await page.getByRole('button', { name: 'Present' }).click();
	const screen = page.getByRole('dialog', { name: /^Presenting/ });
	const said = screen.locator('.sentence');
	const shown = async () => Number(/Step\s+(\d+)/.exec(await said.innerText())?.[1]);
	for (let number = 1; number <= 11; number++) {
		await expect(said).toContainText(`Step ${String(number)}`);
		const seen = () =>
			screen.evaluate((dialog) => ({
				over: Math.max(0, dialog.scrollHeight - dialog.clientHeight - 1),
				aside: dialog.scrollWidth - dialog.clientWidth,
				large: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) > 21
			}));
		await expect
			.poll(seen, { message: `step ${String(number)}` })
			.toEqual({ over: 0, aside: 0, large: true });
		if (number === 6 || number === 11) expect(await axeLines(page, 'dialog')).toEqual([]);
		for (let pressed = 0; pressed < 4 && (await shown()) === number; pressed++)
			await page.keyboard.press('PageDown');
	}
	await page.keyboard.press('Escape');
	await expect(screen).toBeHidden();
	await atStep(page, 11);
});

test('axe has nothing to say on a small screen in the dark, and nothing is off to the side', async ({
	page
}) => {
	await page.setViewportSize({ width: 320, height: 740 });
	await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
	for (const [number, hash] of [
		[1, ''],
		[5, '#step=case'],
		[11, '#step=false-claim']
	] as const) {
		await open(page, hash);
		await atStep(page, number);
		if (number > 1) {
			await breaking(page).getByRole('radio', { name: 'Not sure' }).check();
			await breaking(page)
				.getByRole('button', { name: /with this context$/ })
				.click();
			await expect(breaking(page).getByRole('button', { name: 'Put it back' })).toBeVisible();
		}
		await expectSoundPage(page, `step ${String(number)}`);
	}
});
