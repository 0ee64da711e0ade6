import { expect } from '@playwright/test';
import { axeLines, pixelsAside } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { test } from './test.ts';
import { atStep, next, openWalk, region } from './walk.ts';

test.use({ serviceWorkers: 'block' });

const walks = [
	{ id: 'deletion', steps: 13 },
	{ id: 'rotation', steps: 10 },
	{ id: 'import', steps: 11 }
] as const;

for (const { id, steps } of walks)
	test(`${id} is walked to its end on a phone, and axe has nothing to say`, async ({ page }) => {
		const complaints = complaintsOf(page);
		await page.setViewportSize({ width: 360, height: 780 });
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await openWalk(page, `/lab/${id}/`);
		for (let number = 2; number <= steps; number++) {
			await next(page).click();
			await atStep(page, number);
			expect(await pixelsAside(page)).toBe(0);
			if (number % 3 !== 0 && number !== steps) continue;
			// What is far off the screen is not laid out, so that its places mean nothing yet.
			const end = page.getByText('Simulated in this page');
			await expect(async () => {
				await end.scrollIntoViewIfNeeded();
				await expect(end).toBeInViewport({ timeout: 200 });
			}).toPass();
			expect(await axeLines(page)).toEqual([]);
		}
		expect(complaints).toEqual([]);
	});

test('the clock is moved by keyboard until a KMS key is gone, and taken back', async ({ page }) => {
	await openWalk(page, '/lab/deletion/#step=schedule-again');
	const kms = region(page, 'AWS KMS');
	await expect(kms).toContainText('PendingDeletion');
	const days = page.getByRole('spinbutton', { name: 'Days that go by' });
	await days.focus();
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type('29');
	await page.keyboard.press('Enter');
	await expect(kms).toContainText('KMSInvalidStateException');
	await page.keyboard.press('ControlOrMeta+A');
	await page.keyboard.type('1');
	await page.keyboard.press('Enter');
	await expect(kms).toContainText('No KMS key');
	await expect(kms).toContainText('NotFoundException');
	const table = region(page, 'What opened, and when').getByRole('row');
	await expect(table.last()).toContainText('deleted');
	await expect(table.last()).toContainText('NotFoundException');

	await page.getByRole('button', { name: 'Undo, back to where you were' }).click();
	await expect(kms).toContainText('PendingDeletion');
	await expect(table.last()).toContainText('KMSInvalidStateException');
});

test('what came of a moved clock is said, kept in a link, and done again by whoever opens it', async ({
	page,
	browser
}) => {
	await openWalk(page, '/lab/deletion/#step=schedule');
	const days = page.getByRole('spinbutton', { name: 'Days that go by' });
	await days.fill('0');
	await page.getByRole('button', { name: 'Move the clock and try again' }).click();
	await expect(page.getByText('Days that go by: a whole number from 1 to 400.')).toBeVisible();
	await days.fill('400');
	await page.getByRole('button', { name: 'Move the clock and try again' }).click();
	const came = page.locator('.came');
	await expect(came).toContainText('was refused: KMSInvalidStateException');
	await expect(came).toContainText('stopped an hour before the deletion');

	// The last moment to call it back, and one day too late.
	await page.getByText('Call it back later', { exact: true }).click();
	await page.getByRole('radio', { name: 'Not sure' }).check();
	const result = region(page, 'Break it on purpose').getByRole('status').first();
	for (const [wait, said] of [
		['0', 'there is still time'],
		['1', 'AWS KMS refuses: NotFoundException']
	] as const) {
		await page.getByRole('spinbutton', { name: 'Days to wait first' }).fill(wait);
		await page.getByRole('button', { name: 'Wait, then cancel' }).click();
		await expect(result).toContainText(said);
	}

	await page.getByRole('button', { name: 'Keep and share' }).click();
	const address = page.getByLabel('Where do others reach this app?');
	await address.fill('https://keywrap.example/');
	await page.getByRole('button', { name: 'Make the link' }).click();
	const link = page.getByRole('textbox', { name: 'The link' });
	await expect(link).toHaveValue(/#step=schedule&state=/);
	const { hash } = new URL(await link.inputValue());
	const other = await browser.newContext({ serviceWorkers: 'block' });
	try {
		const theirs = await other.newPage();
		await openWalk(theirs, `${new URL(page.url()).origin}/lab/deletion/${hash}`);
		await expect(theirs.locator('.came')).toHaveText(await came.innerText());
		await atStep(theirs, 7);
		await expect(
			theirs.getByRole('heading', { name: 'AWS KMS refuses: NotFoundException' })
		).toBeVisible();
		const key = await region(theirs, 'AWS KMS')
			.getByText(/^key\//)
			.innerText();
		await expect(region(page, 'AWS KMS')).not.toContainText(key);
	} finally {
		await other.close();
	}
});

test('material that has expired comes back by hand, and a right prediction stays right', async ({
	page
}) => {
	await openWalk(page, '/lab/import/#step=use');
	const kms = region(page, 'AWS KMS');
	await expect(kms).toContainText('Enabled');
	await page.getByRole('spinbutton', { name: 'Days that go by' }).fill('90');
	await page.getByRole('button', { name: 'Move the clock and try' }).click();
	await expect(kms).toContainText('PendingImport');
	await expect(page.locator('.came')).toContainText('is refused: KMSInvalidStateException');
	await page.getByRole('button', { name: 'Import again' }).click();
	await expect(kms).toContainText('Enabled');
	await expect(page.locator('.came')).toContainText('is in the KMS key, and expires on');

	await page.getByRole('link', { name: /^Step 10: / }).click();
	await atStep(page, 10);
	await page.getByRole('radio', { name: 'Yes', exact: true }).last().check();
	await next(page).click();
	await expect(page.getByText('As you predicted')).toBeVisible();
	await page.getByRole('spinbutton', { name: 'Days that go by' }).fill('400');
	await page.getByRole('button', { name: 'Move the clock and try' }).click();
	await expect(kms).toContainText('KMSInvalidStateException');
	await expect(page.getByText('As you predicted')).toBeVisible();
	await expect(page.getByText('You predicted otherwise')).toBeHidden();
});

for (const { id, steps } of walks)
	test(`${id} fits the screen when presented, and nothing of it is small`, async ({ page }) => {
		await page.setViewportSize({ width: 1920, height: 1080 });
		await openWalk(page, `/lab/${id}/`);
		await page.getByRole('button', { name: 'Present' }).click();
		const screen = page.getByRole('dialog', { name: /^Presenting/ });
		for (let number = 1; number <= steps; number++) {
			await expect(async () => {
				if (number > 1) await page.keyboard.press('PageDown');
				const shown = screen.locator('.number');
				await expect(shown).toHaveText(`Step ${String(number)}`, { timeout: 300 });
			}).toPass({ timeout: 20_000 });
			const seen = await screen.evaluate((dialog) => ({
				over: dialog.scrollHeight - dialog.clientHeight,
				aside: dialog.scrollWidth - dialog.clientWidth,
				type: Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
			}));
			expect.soft(seen.over, `pixels below the screen at step ${String(number)}`).toBeLessThan(2);
			expect.soft(seen.aside, `pixels beside the screen at step ${String(number)}`).toBe(0);
			expect.soft(seen.type, `size of type at step ${String(number)}`).toBeGreaterThan(21);
		}
		expect(await axeLines(page, 'dialog')).toEqual([]);
	});

test('a period that the user sets is the one that the key is rotated after', async ({ page }) => {
	await openWalk(page, '/lab/rotation/#step=period-over');
	const material = region(page, 'Which material wrapped what').getByRole('row');
	await expect(material).toHaveCount(3);
	const today = page.locator('.now dd').nth(2);
	const year = await today.innerText();
	await page.getByText('Your own input').click();
	await page.getByRole('spinbutton', { name: 'Rotation period' }).fill('90');
	await expect(today).not.toHaveText(year);
	await atStep(page, 4);
	await expect(material).toHaveCount(3);
});

test('five things on one line touch neither its words nor their names', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await openWalk(page, '/lab/rotation/#step=open-all');
	const line = page.getByRole('group', { name: /^Line [^,]*Storage/ });
	await expect(line.getByRole('listitem')).toHaveCount(5);
	const { said, things, names } = await line.evaluate((lane) => {
		const caption = document.createRange();
		caption.selectNodeContents(lane.querySelector('.op span') ?? lane);
		const places = [...lane.querySelectorAll('.rider .sym')].map((sym) =>
			sym.getBoundingClientRect()
		);
		return {
			said: caption.getBoundingClientRect().right,
			things: [places.at(0)?.left ?? 0, places.at(-1)?.right ?? 0] as const,
			names: lane.querySelector('.cargo')?.getBoundingClientRect().left ?? 0
		};
	});
	expect(things[0]).toBeGreaterThan(said);
	expect(things[1]).toBeLessThan(names);
});
