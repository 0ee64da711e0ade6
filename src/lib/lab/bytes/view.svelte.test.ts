import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { flipBit } from '#lib/crypto/index.ts';
import BreakBytes from './BreakBytes.svelte';
import ByteView from './ByteView.svelte';
import { sealWith, testKeys } from './bytes.testing.ts';
import CompareBytes from './CompareBytes.svelte';
import { mapBytes, regionOf } from './fields.ts';

const cursor = page.getByRole('slider');

describe('the view of bytes', () => {
	it('tells the field of a byte, and the bytes of a field, by keyboard alone', async () => {
		const { message } = await sealWith();
		await render(ByteView, { bytes: message, kind: 'message' });
		await expect.element(cursor).toHaveAttribute('aria-valuetext', 'Byte 0, 02: Version, header');
		(cursor.element() as HTMLElement).focus();
		await userEvent.keyboard('{ArrowRight}{ArrowRight}');
		await expect
			.element(cursor)
			.toHaveAttribute('aria-valuetext', 'Byte 2, 78: Algorithm suite, header');
		await userEvent.keyboard('{End}');
		await expect.element(cursor).toHaveAttribute('aria-valuenow', String(message.length - 1));
		await expect.element(page.getByText('header.version')).not.toBeInTheDocument();
		await page.getByRole('button', { name: /Frame length/ }).click();
		await expect
			.element(cursor)
			.toHaveAttribute('aria-valuetext', expect.stringMatching(/Frame length/));
	});

	it('opens the blob of AWS KMS inside a message', async () => {
		const { message } = await sealWith({ wrapper: 'kms' }, await testKeys());
		await render(ByteView, { bytes: message, kind: 'message' });
		await page.getByRole('button', { name: /Wrapped data key 01/ }).click();
		await page.getByRole('button', { name: 'Look inside this blob of AWS KMS' }).click();
		await expect
			.element(page.getByRole('button', { name: /Mark of the simulation/ }))
			.toBeVisible();
	});

	it('says where a broken message is wrong, and goes there', async () => {
		const { message } = await sealWith();
		const cut = message.subarray(0, 100);
		await render(ByteView, { bytes: cut, kind: 'message' });
		await page.getByRole('button', { name: /^Go to the end/ }).click();
		await expect.element(cursor).toHaveAttribute('aria-valuenow', '99');
		await expect.element(page.getByText('Cut off at byte 100 (0x64).')).toBeVisible();
	});

	it('holds a message of any length in few elements, and unfolds what is asked for', async () => {
		const { message } = await sealWith({
			plaintext: new Uint8Array(300_000),
			frameLength: 4096,
			suite: 0x0478
		});
		const { container } = await render(ByteView, { bytes: message, kind: 'message', at: 150_000 });
		expect(container.querySelectorAll('*').length).toBeLessThan(3000);
		(cursor.element() as HTMLElement).focus();
		await userEvent.keyboard('{ArrowDown}');
		await expect
			.element(cursor)
			.toHaveAttribute('aria-valuetext', expect.stringMatching(/Ciphertext, frame \d+$/));
		expect(container.querySelector('.here')).not.toBeNull();
	});
});

describe('two messages beside each other', () => {
	it('name the flipped bit and show it in both', async () => {
		const { message } = await sealWith();
		const other = flipBit(message, message.length - 20, 3);
		await render(CompareBytes, {
			a: mapBytes(message, 'message'),
			b: mapBytes(other, 'message')
		});
		await expect
			.element(page.getByText(`bit 3 of byte ${message.length - 20}`, { exact: false }))
			.toBeVisible();
		expect(document.querySelectorAll('.chg')).toHaveLength(2);
	});
});

describe('breaking bytes', () => {
	it('asks first, then tells what came, and takes each break back on its own', async () => {
		const sealed = await sealWith({ suite: 0x0478 });
		await render(BreakBytes, { whole: mapBytes(sealed.message, 'message'), sealed });
		const doIt = page.getByRole('button', { name: 'Break it and open it' });
		const first = page.getByRole('combobox', { name: /What to do/ });
		await first.selectOptions('append');
		await doIt.click();
		await expect.element(page.getByText('First say what you think will happen.')).toBeVisible();
		await page.getByRole('radio', { name: /^Reading stops/ }).click();
		await doIt.click();
		await expect.element(page.getByText('As you said:')).toBeVisible();
		await expect.element(page.getByText('ENVELOPE_TRAILING_BYTES')).toBeVisible();

		await first.selectOptions('flip');
		await page.getByRole('radio', { name: /nobody notices/ }).click();
		await doIt.click();
		await expect.element(page.getByText('Not as you said.')).toBeVisible();
		await page.getByRole('button', { name: /^Undo.*Bit 0 of byte 0/ }).click();
		await expect.element(page.getByText('ENVELOPE_TRAILING_BYTES')).toBeVisible();
		await page.getByRole('button', { name: /^Undo/ }).click();
		await expect.element(page.getByText('ENVELOPE_TRAILING_BYTES')).not.toBeInTheDocument();
	});

	it('takes “not sure” for an answer, and says what it came to', async () => {
		const sealed = await sealWith({ suite: 0x0478 });
		await render(BreakBytes, { whole: mapBytes(sealed.message, 'message'), sealed });
		await page.getByRole('combobox', { name: /What to do/ }).selectOptions('append');
		await page.getByRole('radio', { name: 'Not sure' }).click();
		await page.getByRole('button', { name: 'Break it and open it' }).click();
		await expect
			.element(page.getByText('It came to this: Reading stops: the form no longer holds.'))
			.toBeVisible();
		await expect.element(page.getByText('Not as you said.')).not.toBeInTheDocument();
		await expect.element(page.getByRole('radio', { name: 'Not sure' })).not.toBeChecked();
	});

	it('names the field of the byte that is chosen, and offers the signature behind many frames', async () => {
		const { message } = await sealWith({ plaintext: new Uint8Array(400), frameLength: 4 });
		const whole = mapBytes(message, 'message');
		const offset = (path: string) => regionOf(whole, path)?.offset ?? -1;
		const { rerender } = await render(BreakBytes, { whole, at: offset('frames[40].iv') });
		const field = page.getByRole('combobox', { name: /Field to break/ });
		await expect.element(field).toHaveValue(String(offset('frames[40].iv')));
		await rerender({ at: offset('header.aad.length') });
		await expect.element(field).toHaveValue(String(offset('header.aad.length')));
		await field.selectOptions('Signature, footer');
		await expect
			.element(page.getByRole('spinbutton', { name: /^Byte, 0 to/ }))
			.toHaveValue(offset('footer.signature'));
	});

	it('judges the form alone where the key is not at hand', async () => {
		const { message } = await sealWith();
		await render(BreakBytes, { whole: mapBytes(message, 'message') });
		await page.getByRole('radio', { name: /^The form breaks/ }).click();
		await page.getByRole('button', { name: 'Break it and open it' }).click();
		await expect.element(page.getByText('As you said:')).toBeVisible();
		await expect.element(page.getByText(/^Any reader refuses/)).toBeVisible();
	});
});
