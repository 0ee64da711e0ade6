import { expect, type Locator, type Page } from '@playwright/test';
import { axeLines, pixelsAside } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { test } from './test.ts';
import { atStep, breaking, next, openWalk, region } from './walk.ts';

// Scenarios that count calls to AWS KMS: data key caching, ReEncrypt, S3.
test.use({ serviceWorkers: 'block' });

const form = (page: Page, name: string) => page.getByRole('form', { name, exact: true });
const figure = (page: Page, label: string) =>
	page.locator('.now dl > div').filter({ hasText: label }).locator('dd');

/** Presses Tab until a control has the focus. */
async function tabTo(page: Page, control: Locator) {
	for (let presses = 0; presses < 80; presses++) {
		if (await control.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error('Tab does not lead there.');
}

test('limits of one’s own decide what a cache saves and exposes', async ({ page }) => {
	await openWalk(page, '/lab/caching/');
	await page
		.getByRole('textbox', { name: 'Message', exact: true })
		.fill('Valve 3 is shut, naïvely');
	await page.getByRole('spinbutton', { name: 'Maximum messages' }).fill('2');
	await page.getByRole('link', { name: /^Step 3: / }).click();
	await atStep(page, 3);
	await expect(figure(page, 'Calls to AWS KMS')).toHaveText('4');
	await page.getByRole('radio', { name: 'None', exact: true }).check();
	await next(page).click();
	await atStep(page, 4);
	// A limit of two messages lets one more through, and then a new data key is needed.
	await expect(figure(page, 'Calls to AWS KMS')).toHaveText('5');
	await expect(page.getByText('You predicted otherwise')).toBeVisible();
	const rows = region(page, 'Each data key, and what it opens').getByRole('row');
	await expect(rows.nth(4)).toContainText('2 messages');

	await form(page, 'Let time go by').getByLabel('Minutes').fill('10');
	await form(page, 'Let time go by').getByRole('button').click();
	await expect(page.getByText('too old to seal with.')).toBeVisible();
	await form(page, 'Open a message through the cache').getByLabel('Number').fill('99');
	await form(page, 'Open a message through the cache').getByRole('button').click();
	await expect(region(page, 'Storage')).toContainText('NoSuchKey');
	await page.getByRole('button', { name: /^Undo, back/ }).click();
	await page.getByRole('button', { name: /^Undo, back/ }).click();
	await expect(region(page, 'Storage')).not.toContainText('NoSuchKey');

	await page.getByRole('link', { name: /^Step 9: / }).click();
	await atStep(page, 9);
	await breaking(page).getByText('The copied data key', { exact: true }).click();
	await breaking(page).getByLabel('Number of the message').fill('4');
	await breaking(page).getByRole('radio', { name: 'Yes', exact: true }).check();
	await breaking(page).getByRole('button', { name: 'Open it with the copy' }).click();
	await expect(breaking(page)).toContainText('Valve 3 is shut, naïvely');
	await expect(page.getByText('As you predicted')).toBeVisible();
});

test('a data key is moved by keyboard, and the mover is refused what it lacks', async ({
	page
}) => {
	await openWalk(page, '/lab/reencrypt/');
	await tabTo(page, next(page));
	for (const number of [2, 3, 4]) {
		await page.keyboard.press('Enter');
		await atStep(page, number);
	}
	await expect(figure(page, 'Calls to AWS KMS')).toContainText('3, the last one on its way');
	await tabTo(page, breaking(page).getByRole('combobox', { name: 'What the mover may do' }));
	await page.keyboard.press('Tab');
	await page.keyboard.press('ArrowDown');
	await expect(
		breaking(page).getByRole('radio', { name: /a permission is missing/ })
	).toBeChecked();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(
		page.getByRole('heading', { name: 'AWS KMS refuses: AccessDeniedException' })
	).toBeVisible();
	await expect(breaking(page)).toContainText('kms:ReEncryptFrom on the old key');
	await expect(breaking(page)).toContainText('As you predicted');
	await page.getByRole('link', { name: /^Step 5: / }).focus();
	await page.keyboard.press('Enter');
	await atStep(page, 5);
	await expect(region(page, 'Key mover')).toContainText('Wrapped again');
	await expect(figure(page, 'Data key sent out in the clear')).toHaveText('once');
	await expect(page.getByRole('tabpanel')).not.toContainText('"Plaintext"');
	await page.getByRole('link', { name: /^Step 10: / }).focus();
	await page.keyboard.press('Enter');
	await atStep(page, 10);
	await expect(region(page, 'Storage')).toContainText('Context in the backup');
});

test('objects of one’s own go into the bucket and come out by whoever may', async ({ page }) => {
	await openWalk(page, '/lab/s3/#step=own-key');
	await atStep(page, 12);
	await form(page, 'Put an object of your own').getByLabel('Content').fill('Größe 41');
	await form(page, 'Put an object of your own')
		.getByLabel('Encryption')
		.selectOption('client-side');
	await form(page, 'Put an object of your own').getByRole('button').click();
	await expect(page.getByText('Object 10 lies in the bucket under client-side.')).toBeVisible();
	const get = form(page, 'Get an object');
	await get.getByLabel('Number of the object').fill('10');
	await get.getByLabel('Reader').selectOption('contractor');
	await get.getByRole('button').click();
	await expect(region(page, 'AWS KMS')).toContainText('AccessDeniedException');
	await get.getByLabel('Reader').selectOption('auditor');
	await get.getByRole('button').click();
	await expect(region(page, 'Other readers')).toContainText('Größe 41');
	await get.getByLabel('Number of the object').fill('0');
	await get.getByRole('button').click();
	await expect(get.getByRole('alert')).toContainText('a whole number from 1 to 999');
	await expect(region(page, 'Other readers')).toContainText('Größe 41');

	// The projection follows what is typed, and the step stays.
	await page.getByText('Your own input').click();
	await page.getByRole('spinbutton', { name: 'Objects to project to' }).fill('30000');
	await atStep(page, 12);
	const row = region(page, 'Calls to AWS KMS, counted and projected').getByRole('row', {
		name: /^SSE-KMS, Bucket Key/
	});
	// 30,000 objects at 500 a minute take an hour; a key that lives 5 minutes is asked for 12 times.
	await expect(row.getByRole('cell').last()).toHaveText('12');
	await expect(region(page, 'In the bucket').getByRole('row')).toHaveCount(11);
});

test('what was done in the bucket comes along in a link', async ({ page, browser }) => {
	await openWalk(page, '/lab/s3/#step=kms-stores');
	await atStep(page, 4);
	await form(page, 'Put an object of your own').getByLabel('Content').fill('sent by link');
	await form(page, 'Put an object of your own').getByRole('button').click();
	await expect(page.getByText('Object 3 lies in the bucket')).toBeVisible();
	await page.getByRole('button', { name: 'Keep and share' }).click();
	const dialog = page.getByRole('dialog', { name: 'Keep and share' });
	await dialog.getByLabel('Where do others reach this app?').fill('keywrap.example');
	await dialog.getByRole('button', { name: 'Make the link' }).click();
	const link = await dialog.getByRole('textbox', { name: 'The link' }).inputValue();
	const elsewhere = await browser.newContext({ serviceWorkers: 'block' });
	const other = await elsewhere.newPage();
	await openWalk(other, new URL(new URL(link).hash, page.url()).href);
	await atStep(other, 4);
	await expect(region(other, 'In the bucket').getByRole('row')).toHaveCount(4);
	await expect(other.getByText('Opened from a link.')).toBeVisible();
	await elsewhere.close();
});

for (const { id, steps, look } of [
	{ id: 'caching', steps: 10, look: [1, 5, 8, 10] },
	{ id: 'reencrypt', steps: 10, look: [1, 6, 10] },
	{ id: 's3', steps: 14, look: [1, 7, 14] }
])
	test(`${id} is walked on a phone, and axe has nothing to say`, async ({ page }) => {
		const complaints = complaintsOf(page);
		await page.setViewportSize({ width: 320, height: 780 });
		await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
		await openWalk(page, `/lab/${id}/`);
		for (let number = 1; number <= steps; number++) {
			if (number > 1) await next(page).click();
			await atStep(page, number);
			expect(await pixelsAside(page)).toBe(0);
			// A line of the stage is drawn where it leads to, and one with nothing on it is not drawn.
			await expect(page.locator('.stage .idle').first()).toBeHidden();
			if (look.includes(number)) expect(await axeLines(page)).toEqual([]);
		}
		expect(complaints).toEqual([]);
	});

for (const { id, steps, figures } of [
	{ id: 'caching', steps: 10, figures: '2,000 calls; a key opens 5' },
	{ id: 'reencrypt', steps: 10, figures: '' },
	{ id: 's3', steps: 14, figures: '10,000 calls; 4 with a Bucket Key' }
])
	test(`${id} fits a small projector, sentence by sentence`, async ({ page }) => {
		await page.setViewportSize({ width: 1280, height: 720 });
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await openWalk(page, `/lab/${id}/`);
		await page.getByRole('button', { name: 'Present' }).click();
		const sentence = page.locator('dialog .sentence');
		for (let number = 1; number <= steps; number++) {
			await expect(sentence).toContainText(`Step ${String(number)}`);
			for (;;) {
				await expect(sentence).toBeInViewport({ ratio: 1 });
				const cut = await page.locator('dialog').evaluate((dialog) => ({
					below: dialog.scrollHeight - dialog.clientHeight,
					aside: dialog.scrollWidth - dialog.clientWidth,
					// Things on a line stay between the two whom it joins.
					beside: Math.max(
						0,
						...[...dialog.querySelectorAll('.rider')].map((rider) => {
							const [mine, line] = [rider, rider.closest('.lane') ?? rider].map((one) =>
								one.getBoundingClientRect()
							);
							return Math.max(
								(mine?.right ?? 0) - (line?.right ?? 0),
								(line?.left ?? 0) - (mine?.left ?? 0)
							);
						})
					)
				}));
				expect.soft(cut.below, `pixels below the screen at step ${String(number)}`).toBeLessThan(2);
				expect.soft(cut.aside, `pixels beside the screen at step ${String(number)}`).toBe(0);
				expect.soft(cut.beside, `pixels beside the line at step ${String(number)}`).toBeLessThan(9);
				const before = await sentence.innerText();
				await page.keyboard.press('PageDown');
				if (number === steps) break;
				await expect(sentence).not.toHaveText(before);
				const here = new RegExp(`^Step\\s+${String(number)}\\b`);
				if (!here.test((await sentence.innerText()).trim())) break;
			}
		}
		// Where nothing happens on the stage, the figures that the sentence speaks of are there.
		if (figures) await expect(page.locator('dialog .figures')).toContainText(figures);
		await page.keyboard.press('n');
		expect(await axeLines(page, 'dialog')).toEqual([]);
	});
