import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

test.use({ serviceWorkers: 'block' });

const actor = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function open(page: Page, address: string) {
	await page.goto(address);
	await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

for (const { id, steps } of [
	{ id: 'deletion', steps: 13 },
	{ id: 'rotation', steps: 10 },
	{ id: 'import', steps: 11 }
])
	test(`${id} is walked to its end on a phone, and axe has nothing to say`, async ({ page }) => {
		test.slow();
		const complaints: string[] = [];
		page.on('console', (message) => {
			if (message.type() === 'error') complaints.push(message.text());
		});
		page.on('pageerror', (error) => complaints.push(error.message));
		await page.setViewportSize({ width: 360, height: 780 });
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await open(page, `/lab/${id}/`);
		for (let number = 2; number <= steps; number++) {
			await page.getByRole('button', { name: 'Next', exact: true }).click();
			await expect(page.getByRole('heading', { level: 2 })).toHaveText(
				new RegExp(`^Step\\s+${String(number)}:`)
			);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
			if (number % 3 !== 0 && number !== steps) continue;
			// What is far off the screen is not laid out, so that its places mean nothing yet.
			const end = page.getByText('Simulated in this page');
			await expect(async () => {
				await end.scrollIntoViewIfNeeded();
				await expect(end).toBeInViewport({ timeout: 200 });
			}).toPass();
			const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
			expect(violations).toEqual([]);
		}
		expect(complaints).toEqual([]);
	});

test('the clock is moved by keyboard until a KMS key is gone, and taken back', async ({ page }) => {
	await open(page, '/lab/deletion/#step=schedule-again');
	const kms = actor(page, 'AWS KMS');
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
	const table = actor(page, 'What opened, and when').getByRole('row');
	await expect(table.last()).toContainText('deleted');
	await expect(table.last()).toContainText('NotFoundException');

	await page.getByRole('button', { name: 'Undo, back to where you were' }).click();
	await expect(kms).toContainText('PendingDeletion');
	await expect(table.last()).toContainText('KMSInvalidStateException');
});

test('a period that the user sets is the one that the key is rotated after', async ({ page }) => {
	await open(page, '/lab/rotation/#step=period-over');
	const material = actor(page, 'Which material wrapped what').getByRole('row');
	await expect(material).toHaveCount(3);
	const today = page.locator('.now dd').nth(2);
	const year = await today.innerText();
	await page.getByText('Your own input').click();
	await page.getByRole('spinbutton', { name: 'Rotation period' }).fill('90');
	await expect(today).not.toHaveText(year);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(/^Step\s+4:/);
	await expect(material).toHaveCount(3);
});
