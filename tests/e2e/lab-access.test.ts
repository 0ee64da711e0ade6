import { expect, type Page } from '@playwright/test';
import { expectSoundPage } from './axe.ts';
import { test } from './test.ts';
import { openWalk } from './walk.ts';

test.use({ serviceWorkers: 'block' });

const standing = (page: Page) => page.locator('#circles-caption');
const callerPolicy = (page: Page) => page.getByLabel(/^Policy of the caller/);
const changed = (page: Page) => page.locator('.changed');

async function open(page: Page, step: string) {
	await openWalk(page, `/lab/access/#step=${step}`);
	await expect(page).toHaveURL(new RegExp(`step=${step}$`));
	await expect(standing(page)).toBeVisible();
}

test('a fault is named by its line, taken back, and nothing is asked meanwhile', async ({
	page
}) => {
	await open(page, 'bucket-only-answer');
	await expect(standing(page)).toContainText('circle of the object only');
	const policy = callerPolicy(page);
	const text = await policy.inputValue();
	await policy.fill(text.replace('"Effect": "Allow",', '"Effect": "Permit",'));
	await expect(page.locator('#policy-identityPolicy-said')).toContainText('Line 6, column');
	const ask = page.getByRole('button', { name: 'Ask again with these policies' });
	await expect(ask).toHaveAttribute('aria-disabled', 'true');
	await ask.click({ force: true });
	await expect(standing(page)).toContainText('circle of the object only');
	await page.getByRole('button', { name: 'Undo the last change' }).click();
	await expect(policy).toHaveValue(text);
	await expect(changed(page)).toHaveCount(0);
});

test('another policy is predicted, asked, marked, and undone', async ({ page }) => {
	await open(page, 'bucket-only-answer');
	const policy = callerPolicy(page);
	await policy.fill(
		JSON.stringify({
			Version: '2012-10-17',
			Statement: [{ Sid: 'Mine', Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' }]
		})
	);
	const ask = page.getByRole('button', { name: 'Ask again with these policies' });
	await ask.click();
	await expect(changed(page).getByRole('alert')).toContainText('Predict first');
	await changed(page).getByText('It goes through').click();
	await ask.click();
	await expect(standing(page)).toHaveText(
		'Role Payroll stands in both circles: the request goes through.'
	);
	await expect(page.getByText('As you predicted.')).toBeVisible();
	await expect(page.locator('#policy-identityPolicy-said')).toContainText(
		'Line 1, statement “Mine”: decided for the key.'
	);
	await page.getByRole('button', { name: /^Undo, back/ }).click();
	await expect(standing(page)).toContainText('circle of the object only');
	await expect(callerPolicy(page)).toHaveValue(/ReadArchive/);
});

test('what is put in place before the answer is what is answered, by keyboard', async ({
	page
}) => {
	await open(page, 'both');
	await page.getByLabel('Begin with').focus();
	await page.getByLabel('Begin with').selectOption('grant');
	await page.getByRole('button', { name: 'Put this in place' }).focus();
	await page.keyboard.press('Enter');
	await expect(changed(page)).toHaveCount(0);
	await page.getByRole('button', { name: 'Next' }).focus();
	await page.keyboard.press('Enter');
	await expect(standing(page)).toContainText('both circles');
	const key = page.getByRole('region', { name: 'Access to the key' });
	await expect(key).toContainText('Grant');
	await expect(key).toContainText('made for this caller');
});

for (const step of ['admin-named', 'deny-answer'])
	test(`axe has nothing to say at ${step}, and nothing is wider than a small screen`, async ({
		page
	}) => {
		await page.setViewportSize({ width: 320, height: 640 });
		await open(page, step);
		await expectSoundPage(page, step);
	});
