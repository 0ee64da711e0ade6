import { expect, type Page } from '@playwright/test';
import { axeLines, expectSoundPage } from './axe.ts';
import { test } from './test.ts';
import { atStep, breaking, next, openWalk, region } from './walk.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page, hash = '') => openWalk(page, `/lab/rsa/${hash}`);

test('a partner without AWS writes, and is answered by a half that stays inside', async ({
	page
}) => {
	await open(page);
	await page.getByRole('textbox', { name: 'The partner’s message' }).fill('Größe: 47 für Ω');
	await page.getByLabel('Key spec').selectOption('RSA_3072');
	await expect(page.getByText('318 bytes')).toBeVisible();
	for (let number = 2; number <= 4; number++) {
		await next(page).click();
		await atStep(page, number);
	}
	const partner = region(page, 'Partner');
	const application = region(page, 'Your application');
	await expect(application).toContainText('384 bytes, opens with the private key only');
	await expect(application).not.toContainText('Größe');
	await expect(page.getByText('2, the last one on its way')).toBeVisible();

	await breaking(page)
		.getByLabel(/^Byte of the ciphertext, 0 to 383/)
		.fill('383');
	await page.getByRole('radio', { name: 'InvalidCiphertextException' }).check();
	await page.getByRole('button', { name: 'Send with this bit flipped' }).click();
	await expect(
		page.getByRole('heading', { name: 'AWS KMS refuses: InvalidCiphertextException' })
	).toBeVisible();
	await expect(page.getByText('As you predicted')).toBeVisible();

	await next(page).click();
	await expect(application).toContainText('Größe: 47 für Ω');
	await page.getByRole('radio', { name: 'KMS, when it is asked to decrypt' }).check();
	await next(page).click();
	await atStep(page, 6);
	await expect(partner).toContainText('cannot encrypt it: OperationError');
	await expect(partner).toContainText('319 bytes');
	await expect(page.getByText('You predicted otherwise')).toBeVisible();

	await next(page).click();
	await atStep(page, 7);
	await expect(region(page, 'AWS KMS')).toContainText('DisabledException');
	await expect(application).not.toContainText('Größe');
	for (let number = 8; number <= 12; number++) {
		await next(page).click();
		await atStep(page, number);
		if (number === 8) await expect(partner).not.toContainText('Nothing yet');
		if (number === 10) await expect(partner).toContainText('verified: it fits');
	}
	await expect(region(page, 'AWS KMS')).toContainText('KMSInvalidSignatureException');
	await expect(partner).toContainText('one bit of it flipped');
});

test('the limit is found to the byte, and one bit of document or signature is told apart', async ({
	page
}) => {
	await open(page, '#step=encrypt-outside');
	const size = breaking(page).getByLabel('How many bytes');
	const result = breaking(page).getByRole('status').first();
	await page.getByRole('radio', { name: 'Not sure' }).check();
	for (const [bytes, said] of [
		['190', '190 bytes became a ciphertext of 256 bytes'],
		['191', 'Partner cannot encrypt it: OperationError'],
		['0', '0 bytes became a ciphertext of 256 bytes'],
		['4097', 'Partner cannot encrypt it: OperationError']
	] as const) {
		await size.fill(bytes);
		await page.getByRole('button', { name: 'Encrypt that many bytes' }).click();
		await expect(result).toContainText(said);
	}
	await size.fill('10001');
	await page.getByRole('button', { name: 'Encrypt that many bytes' }).click();
	await expect(page.getByText('a whole number from 0 to 10,000')).toBeVisible();
	await expect(result).toContainText('Partner cannot encrypt it');

	await page.getByRole('link', { name: /^Step 10: / }).click();
	await atStep(page, 10);
	// The forms follow the step a moment later.
	const send = page.getByRole('button', { name: 'Verify with this bit flipped' });
	await expect(send).toBeVisible();
	await page.getByRole('radio', { name: 'Not sure' }).first().check();
	await breaking(page).getByLabel('Who verifies').selectOption('partner');
	await send.click();
	await expect(result).toContainText('WebCrypto answered false, without an error');
	await breaking(page).getByLabel('Flip one bit of').selectOption('signature');
	await breaking(page)
		.getByLabel(/^Byte of the signature, 0 to 255/)
		.fill('255');
	await breaking(page).getByLabel('Who verifies').selectOption('kms');
	await send.click();
	await expect(result).toContainText('AWS KMS refuses: KMSInvalidSignatureException');
	// Byte 255 is none of the document.
	await breaking(page).getByLabel('Flip one bit of').selectOption('document');
	await send.click();
	await expect(page.getByText('they are counted from 0 to 52')).toBeVisible();
});

test('a message that does not fit is kept in its field, and the walk goes on with the last', async ({
	page
}) => {
	await open(page);
	const message = page.getByRole('textbox', { name: 'The partner’s message' });
	await message.fill('x'.repeat(191));
	await expect(page.getByText('This message has 191 bytes')).toBeVisible();
	await expect(message).toHaveAttribute('aria-describedby', /problem/);
	await next(page).click();
	await atStep(page, 2);
	await expect(region(page, 'Partner')).toContainText('Passengers');
	await page.getByText('Your own input').click();
	await expect(message).toHaveValue('x'.repeat(191));
	// SHA-1 leaves more room, and the message goes in.
	await page.getByLabel('Encryption algorithm').selectOption('RSAES_OAEP_SHA_1');
	await expect(region(page, 'Partner')).toContainText('191 bytes, in the clear');
	await expect(page.getByText('This message has 191 bytes')).toBeHidden();
});

test('by keyboard alone, through a refusal and back', async ({ page }) => {
	await open(page, '#step=sign');
	await atStep(page, 8);
	const tabTo = async (name: string) => {
		for (let presses = 0; presses < 90; presses++) {
			const here = await page.evaluate(() => {
				const at = document.activeElement;
				const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : '';
				return `${label ?? ''} ${at?.textContent ?? ''}`.trim().replace(/\s+/g, ' ');
			});
			if (here === name) return;
			await page.keyboard.press('Tab');
		}
		throw new Error(`Tab does not lead to “${name}”.`);
	};
	await expect(breaking(page)).toBeVisible();
	await tabTo('Something longer to sign');
	await page.keyboard.press('ArrowRight');
	await tabTo('Yes, both are RSA keys of the same spec');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await tabTo('Sign with the key that decrypts');
	await page.keyboard.press('Enter');
	await expect(
		page.getByRole('heading', { name: 'AWS KMS refuses: InvalidKeyUsageException' })
	).toBeVisible();
	await expect(page.getByText('As you predicted')).toBeVisible();
	await page.getByRole('button', { name: 'Put it back' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Break it on purpose' })).toBeFocused();
	await next(page).focus();
	await page.keyboard.press('End');
	await atStep(page, 12);
	await page.keyboard.press('ArrowLeft');
	await atStep(page, 11);
});

for (const [width, colorScheme] of [
	[320, 'dark'],
	[1280, 'light']
] as const)
	test(`axe has nothing to say, ${colorScheme}, ${String(width)} px`, async ({ page }) => {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await open(page);
		await expectSoundPage(page, 'first');
		for (const [number, button] of [
			[4, 'Send with this bit flipped'],
			[11, 'Verify with this bit flipped'],
			[12, '']
		] as const) {
			await page.getByRole('link', { name: new RegExp(`^Step ${String(number)}: `) }).click();
			await atStep(page, number);
			if (button !== '') {
				const send = page.getByRole('button', { name: button });
				await expect(send).toBeVisible();
				await page.getByRole('radio', { name: 'Not sure' }).first().check();
				await send.click();
				await expect(page.getByRole('button', { name: 'Put it back' })).toBeVisible();
			}
			await expectSoundPage(page, `step ${String(number)}`);
		}
	});

test('presented, every step fits the screen and every line has room for what travels', async ({
	page
}) => {
	await page.setViewportSize({ width: 1920, height: 1080 });
	await open(page);
	await page.getByRole('button', { name: 'Present' }).click();
	const screen = page.getByRole('dialog', { name: /^Presenting/ });
	for (let number = 1; number <= 12; number++) {
		await expect(async () => {
			if (number > 1) await page.keyboard.press('PageDown');
			await expect(screen.locator('.number')).toHaveText(`Step ${String(number)}`, {
				timeout: 300
			});
		}).toPass({ timeout: 20_000 });
		const seen = await screen.evaluate((dialog) => ({
			over: dialog.scrollHeight - dialog.clientHeight,
			lines: [...dialog.querySelectorAll('.lane')].map((line) => line.clientWidth),
			type: Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
		}));
		expect.soft(seen.over, `pixels below the screen at step ${String(number)}`).toBeLessThan(2);
		expect.soft(Math.min(...seen.lines), `a line at step ${String(number)}`).toBeGreaterThan(180);
		expect.soft(seen.type, `size of type at step ${String(number)}`).toBeGreaterThan(21);
	}
	expect(await axeLines(page, 'dialog')).toEqual([]);
});
