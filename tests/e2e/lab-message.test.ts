import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { expectSoundPage } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

const address = '/lab/message/';
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const bytesOf = (page: Page, name: string) =>
	page.getByRole('group', { name: `Bytes of ${name}`, exact: true });
const cursor = (page: Page) =>
	page.getByRole('slider', { name: 'Byte of the first message', exact: true });

async function open(page: Page, hash = '') {
	await page.goto(address + hash);
	await expect(page.locator('article[aria-busy="false"]')).toBeVisible();
}

async function make(page: Page) {
	await page.getByRole('button', { name: 'Make a message' }).click();
	await expect(heading(page, 'Byte by byte')).toBeVisible();
}

/** Tells how many seconds the page itself has computed, however busy the machine is. */
async function mainThreadOf(page: Page): Promise<() => Promise<number>> {
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	return async () => {
		const { metrics } = await session.send('Performance.getMetrics');
		return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Infinity;
	};
}

/** The message in the address, as a person would paste it. */
async function base64Of(page: Page): Promise<string> {
	await expect(page).toHaveURL(/#first=/);
	return /#first=([^&]*)/.exec(page.url())?.[1] ?? '';
}

test('a person makes a message, pastes it elsewhere, reads it, breaks it and takes it back', async ({
	page,
	context
}) => {
	const complaints = complaintsOf(page);
	const asked: string[] = [];
	await open(page);
	page.on('request', (request) => {
		const here = new URL(request.url()).origin === new URL(page.url()).origin;
		if (!here || request.method() !== 'GET') asked.push(request.url());
	});
	await page.getByRole('textbox', { name: /^Or make one/ }).fill('Minutes of 12 May: Elif chairs.');
	await make(page);
	await expect(
		page.getByText(/An AWS Encryption SDK message of version 2, \d+ bytes/)
	).toBeVisible();

	// Elsewhere the key is not at hand: it is read all the same.
	const text = await base64Of(page);
	const elsewhere = await context.newPage();
	await open(elsewhere);
	await elsewhere
		.getByRole('textbox', { name: /^Paste it/ })
		.fill(text.replace(/(.{76})/g, '$1\n'));
	await elsewhere.getByRole('button', { name: 'Read it', exact: true }).click();
	await expect(elsewhere.getByText(/Its key is not here, so it is read, not opened/)).toBeVisible();
	await elsewhere.close();

	// Bytes are read with the keyboard, and fields lead to their bytes.
	await cursor(page).focus();
	await page.keyboard.press('ArrowRight');
	await expect(cursor(page)).toHaveAttribute(
		'aria-valuetext',
		'Byte 1, 05: Algorithm suite, header'
	);
	await page.keyboard.press('PageDown');
	await expect(cursor(page)).toHaveAttribute('aria-valuenow', '3');
	const fields = bytesOf(page, 'the first message').getByRole('list', { name: 'Fields' });
	await fields.getByRole('button', { name: /Commitment/ }).click();
	await expect(cursor(page)).toHaveAttribute('aria-valuetext', /Commitment/);
	await expect(page.getByText('only that key, and no other')).toBeVisible();

	// Broken for real, and mended.
	await page.getByLabel('Field to break').selectOption({ label: 'Ciphertext, frame 1' });
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(page.getByText('First say what you think')).toBeVisible();
	await page.getByRole('radio', { name: /the tag of a frame does not fit/ }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(
		heading(page, 'The Encryption SDK in your application refuses: FrameTagError')
	).toBeVisible();
	await expect(page.getByText('As you said:')).toBeVisible();
	await expect(page.getByText('Linutes of 12 May: Elif chairs.')).toBeVisible();
	await expect(bytesOf(page, 'the broken message')).toContainText('differs');
	await page.getByRole('button', { name: /^Undo.*Bit 0 of byte/ }).click();
	await expect(bytesOf(page, 'the broken message')).toHaveCount(0);

	// Another context: AWS KMS is never asked, because the message says what it is for.
	await page.getByLabel('What to do').selectOption({ label: 'Open it with another context' });
	await page.getByRole('radio', { name: /^AWS KMS \(or its keyring\)/ }).check();
	await page.getByRole('button', { name: 'Open it so' }).click();
	await expect(page.getByText('Not as you said.')).toBeVisible();
	await expect(page.getByText('ENVELOPE_CONTEXT_MISMATCH')).toBeVisible();
	expect(complaints).toEqual([]);
	expect(asked).toEqual([]);
});

test('half-typed numbers and names given twice cost nothing', async ({ page }) => {
	await open(page);
	await page.getByText('Context, key, suite and frame length').click();
	for (const number of [2, 3]) {
		await page.getByLabel(`Name of pair ${String(number)}`).fill('office');
		await page.getByLabel(`Value of pair ${String(number)}`).fill(String(number));
	}
	await page.getByRole('button', { name: 'Make a message' }).click();
	await expect(page.getByRole('alert')).toContainText('“office” is there twice');
	await page.getByLabel('Name of pair 3').fill('floor');
	await make(page);
	await expect(page.getByText('floor = 3')).toBeVisible();
	const byte = page.getByLabel(/^Byte, 0 to/);
	await byte.fill('12');
	for (const typed of ['', '1.5', '-3']) await byte.fill(typed);
	await byte.fill('13');
	await expect(cursor(page)).toHaveAttribute('aria-valuenow', '13');
});

test('a file that is dropped beside its field is read all the same', async ({ page }) => {
	await open(page);
	const drop = () =>
		page.evaluate(() => {
			const dataTransfer = new DataTransfer();
			dataTransfer.items.add(new File([new Uint8Array([2, 5, 120])], 'stray.bin'));
			const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
			document.querySelector('h1')?.dispatchEvent(event);
			// Otherwise the browser would show the file in place of the page.
			return event.defaultPrevented;
		});
	expect(await drop()).toBe(true);
	await expect(page.getByText('Cut off: bytes are missing from byte 3 (0x3) on.')).toBeVisible();
	expect(await drop()).toBe(true);
	await expect(page.getByRole('button', { name: 'Clear the second message' })).toBeVisible();
});

test('what AWS KMS refuses bears the name that AWS KMS gives it', async ({ page }) => {
	await open(page);
	await make(page);
	await page
		.getByLabel('Field to break')
		.selectOption({ label: 'Wrapped data key, wrapped data key 1' });
	const byte = page.getByLabel(/^Byte, 0 to/);
	await byte.fill(String(Number(await byte.inputValue()) + 150));
	await page.getByRole('radio', { name: /^AWS KMS \(or its keyring\)/ }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(heading(page, 'AWS KMS refuses: InvalidCiphertextException')).toBeVisible();
});

test('a broken message is explained, and the first wrong byte is named and shown', async ({
	page
}) => {
	await open(page);
	await make(page);
	const text = await base64Of(page);
	await open(page, `#first=${text.slice(0, 400)}`);
	await expect(
		page.getByText('Cut off: bytes are missing from byte 300 (0x12c) on.')
	).toBeVisible();
	await page.getByRole('button', { name: 'Show the place' }).click();
	await expect(cursor(page)).toHaveAttribute('aria-valuenow', '299');

	// Nothing at all: the place of the first stranger is told, and what was there stays.
	await page.getByText('Bring another message instead').click();
	const box = page.getByRole('textbox', { name: /^Paste it/ }).first();
	await box.fill('02 05 78 0g 01 02 03');
	await page.getByRole('button', { name: 'Read it', exact: true }).first().click();
	await expect(page.getByText(/“g” at character 11 is not a hexadecimal digit/)).toBeVisible();
	await page.getByRole('button', { name: /^Show me/ }).click();
	await expect(box).toBeFocused();
	expect(await box.evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(10);
	await expect(page.getByText('Cut off: bytes are missing')).toBeVisible();
});

test('clearing can be undone, and Back brings out what was there before, with its key', async ({
	page
}) => {
	await open(page);
	await make(page);
	const before = page.url();
	await page.getByRole('button', { name: 'Clear the first message' }).click();
	await expect(heading(page, 'Byte by byte')).toHaveCount(0);
	await page.getByRole('button', { name: 'Bring it back' }).click();
	await expect(heading(page, 'Byte by byte')).toBeVisible();
	expect(page.url()).toBe(before);
	await page.goBack();
	await expect(heading(page, 'Byte by byte')).toHaveCount(0);
	await page.goBack();
	await expect(page.getByText('Its key is in this page until you close it.')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Its key is not here, so it is read, not opened')).toBeVisible();
	await open(page, '#first=%%%');
	await expect(page.getByText('This link does not hold a message')).toBeVisible();
});

test('what was done to a message comes along in a link and in a file, with fresh keys', async ({
	page,
	browser,
	context,
	baseURL
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page);
	await page.getByRole('textbox', { name: /^Or make one/ }).fill('Minutes of 12 May: Elif chairs.');
	await make(page);
	await page.getByLabel('Field to break').selectOption({ label: 'Ciphertext, frame 1' });
	await page.getByRole('radio', { name: /the tag of a frame does not fit/ }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	const refusal = 'The Encryption SDK in your application refuses: FrameTagError';
	await expect(heading(page, refusal)).toBeVisible();
	const done = page.getByRole('region', { name: 'What was done' });
	const told = await done.getByRole('listitem').allInnerTexts();

	await done.getByRole('button', { name: 'Lay the broken copy beside the first' }).click();
	await expect(
		page.getByText(/^A single bit differs: bit 0 of byte \d+, in ciphertext/)
	).toBeVisible();
	await expect(done.getByRole('listitem')).toHaveText(told, { useInnerText: true });

	await done.getByRole('button', { name: 'Copy a link that does this again' }).click();
	await expect(done.getByText(/^Copied\. The link holds your text/)).toBeVisible();
	const link = await page.evaluate(() => navigator.clipboard.readText());
	const downloading = page.waitForEvent('download');
	await done.getByRole('button', { name: 'Save it as a file' }).click();
	const file = await (await downloading).path();

	const elsewhere = await browser.newContext({ serviceWorkers: 'block' });
	const other = await elsewhere.newPage();
	await other.goto(new URL(new URL(link).hash, new URL(address, baseURL)).href);
	const check = async () => {
		await expect(heading(other, refusal)).toBeVisible();
		await expect(
			other.getByRole('region', { name: 'What was done' }).getByRole('listitem')
		).toHaveText(told, { useInnerText: true });
		await expect(other.getByText('Linutes of 12 May: Elif chairs.')).toBeVisible();
	};
	await expect(other.getByText(/^Made anew from a link\..*the keys are fresh/)).toBeVisible();
	await check();
	await other.reload();
	await check();
	await open(other);
	await other.getByLabel('Choose a file').setInputFiles({
		name: 'keywrap-message.json',
		mimeType: 'application/json',
		buffer: readFileSync(file)
	});
	await expect(other.getByText(/^Made anew from keywrap-message\.json\./)).toBeVisible();
	await check();
	await open(other, '#again=AAAA');
	await expect(other.getByRole('alert')).toContainText('incomplete or was changed');
	await elsewhere.close();
});

test('wrapped keys of a message that was pasted do not travel, and both ends are told', async ({
	page,
	context,
	browser,
	baseURL
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page);
	await make(page);
	const pasted = await base64Of(page);
	await open(page);
	await make(page);
	const beside = page.getByRole('region', { name: 'Beside a second one' });
	await beside.getByRole('textbox', { name: /^Paste it/ }).fill(pasted);
	await beside.getByRole('button', { name: 'Read it' }).click();
	await expect(page.getByRole('button', { name: 'Clear the second message' })).toBeVisible();
	await page
		.getByLabel('What to do')
		.selectOption({ label: 'Put in the wrapped keys of another message' });
	await page.getByRole('radio', { name: 'Not sure' }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(page.getByText('It came to this:')).toBeVisible();
	const done = page.getByRole('region', { name: 'What was done' });
	await expect(done).toContainText('was not made here, and does not go with it');
	await done.getByRole('button', { name: 'Copy a link that does this again' }).click();
	await expect(done.getByText(/^Copied\. The link holds your text/)).toBeVisible();
	const link = await page.evaluate(() => navigator.clipboard.readText());

	const elsewhere = await browser.newContext({ serviceWorkers: 'block' });
	const other = await elsewhere.newPage();
	await other.goto(new URL(new URL(link).hash, new URL(address, baseURL)).href);
	await expect(other.getByText(/^Made anew from a link\..*stands in for it/)).toBeVisible();
	await expect(other.getByRole('region', { name: 'What was done' })).toContainText(
		'The wrapped data keys of another message put in'
	);
	await elsewhere.close();
});

test('the mouse on a field shows its bytes, and moves nothing else', async ({ page }) => {
	await open(page);
	await make(page);
	const bytes = bytesOf(page, 'the first message');
	const framed = bytes.locator('.rg.sel');
	await expect(framed).toHaveText(['02']);
	const tag = bytes.getByRole('button', { name: /Header tag/ });
	const value = await tag.locator('code').innerText();
	await tag.hover();
	await expect
		.poll(async () => (await framed.allInnerTexts()).join('').replace(/\s/g, ''))
		.toBe(value);
	await expect(bytes.getByRole('heading', { name: /^Version/ })).toBeVisible();
	await expect(cursor(page)).toHaveAttribute('aria-valuenow', '0');
	await heading(page, 'Byte by byte').hover();
	await expect(framed).toHaveText(['02']);
});

test('a blob of AWS KMS is judged by its own form', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await open(page);
	await make(page);
	const bytes = bytesOf(page, 'the first message');
	await bytes.getByRole('button', { name: /Wrapped data key 01/ }).click();
	await bytes.getByRole('button', { name: 'Copy Wrapped data key as base64' }).click();
	await expect(bytes.getByText('Copied as base64')).toBeVisible();
	const blob = await page.evaluate(() => navigator.clipboard.readText());
	await open(page, '?blob');
	await page
		.getByRole('textbox', { name: /^Paste it/ })
		.fill(JSON.stringify({ CiphertextBlob: blob }));
	await page.getByRole('button', { name: 'Read it', exact: true }).click();
	await expect(page.getByText(/^A ciphertext blob of AWS KMS, \d+ bytes$/)).toBeVisible();
	await page.getByLabel('Field to break').selectOption({ label: 'Ciphertext' });
	await page.getByRole('radio', { name: /^The form holds/ }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(page.getByText('As you said:')).toBeVisible();
	await expect(page.getByText('What was changed is found by AWS KMS alone')).toBeVisible();
	await expect(page.getByText(/^Bit 0 of byte \d+ flipped \(Ciphertext\)$/)).toBeVisible();
});

test('the same text sealed twice: what differs, and why', async ({ page }) => {
	await open(page);
	await make(page);
	await page.getByRole('button', { name: 'Seal the first text once more' }).click();
	await expect(
		page.getByText(/^The same plaintext, and yet \d+ of \d+ bytes differ/)
	).toBeVisible();
	const row = page.getByRole('row', { name: /^Message ID/ });
	// One byte in 256 is the same by chance.
	await expect(row).toContainText(/(2[4-9]|3[0-2])\s+of 32 bytes/);
	await expect(row).toContainText('A random number');
	await expect(page.getByRole('row', { name: /^IV/ })).toHaveCount(0);
	await page.getByRole('checkbox', { name: 'Only what differs' }).uncheck();
	await expect(page.getByRole('row', { name: /^IV/ }).first()).toContainText('no danger');
	await page.getByRole('button', { name: 'Header tag', exact: true }).click();
	await expect(page.getByRole('slider', { name: 'Byte of the second' })).toHaveAttribute(
		'aria-valuetext',
		/Header tag, header, differs/
	);
});

test('a file of 5 MB is mapped in a second, and its last frame can be reached', async ({
	page
}) => {
	await open(page);
	await page.getByText('Context, key, suite and frame length').click();
	await make(page);
	const text = await base64Of(page);
	const whole = Buffer.from(text, 'base64url');
	// A header that says frames of 4,096 bytes, and 1,200 of them behind it.
	const header = Buffer.from(whole.subarray(0, whole.indexOf(Buffer.from('00000018', 'hex')) + 52));
	header.writeUInt32BE(4096, header.length - 52);
	const frames = Array.from({ length: 1200 }, (_, i) => {
		const frame = Buffer.alloc(4 + 12 + 4096 + 16, i);
		frame.writeUInt32BE(i + 1, 0);
		return frame;
	});
	const busy = await mainThreadOf(page);
	const before = await busy();
	await page.getByText('Bring another message instead').click();
	await page
		.getByLabel('Choose a file')
		.first()
		.setInputFiles({
			name: 'large.bin',
			mimeType: 'application/octet-stream',
			buffer: Buffer.concat([header, ...frames])
		});
	await expect(page.getByText(/1,200 frames of up to 4,096 bytes/)).toBeVisible();
	// Taking the file over from the test costs most of it.
	expect((await busy()) - before, 'seconds on the main thread').toBeLessThan(4);
	expect(await page.locator('.row').count()).toBeLessThan(400);
	await cursor(page).focus();
	await page.keyboard.press('End');
	await expect(cursor(page)).toHaveAttribute('aria-valuetext', /Tag, frame 1200$/);
	await expect(page).toHaveURL(/#first=~\d+$/);
});

test('a message of half a million frames does not hold up the page, and each of them is at hand', async ({
	page
}) => {
	await open(page);
	await make(page);
	await base64Of(page);
	// Made in the page from the header of a small one: frames of one byte, 16 MiB in all.
	await page.evaluate(() => {
		const text = (/#first=([^&]*)/.exec(location.hash)?.[1] ?? '').replace(/-/g, '+');
		const small = Uint8Array.from(atob(text.replace(/_/g, '/')), (c) => c.charCodeAt(0));
		// The content type, and frames of 24 bytes.
		const mark = [2, 0, 0, 0, 24];
		const at = small.findIndex((_, i) => mark.every((byte, j) => small[i + j] === byte));
		const start = at + mark.length + 48;
		const count = Math.floor((2 ** 24 - start) / 33);
		const bytes = new Uint8Array(start + count * 33);
		bytes.set(small.subarray(0, start));
		bytes[at + 4] = 1;
		const view = new DataView(bytes.buffer);
		for (let i = 0; i < count; i++) view.setUint32(start + i * 33, i + 1);
		addEventListener('message', ({ data }) => {
			bytes[start + 399_999 * 33 + 16] = Number(data);
			const dataTransfer = new DataTransfer();
			dataTransfer.items.add(new File([bytes], 'frames.bin'));
			document
				.querySelector('h1')
				?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
		});
	});
	const drop = (byte: number) =>
		page.evaluate((value) => {
			postMessage(value);
		}, byte);
	const busy = await mainThreadOf(page);
	await page.getByRole('button', { name: 'Clear the first message' }).click();
	const before = await busy();
	await drop(0);
	await expect(page.getByText('508,386 frames of up to 1 byte of plaintext')).toBeVisible();
	expect((await busy()) - before, 'seconds on the main thread').toBeLessThan(1.5);
	expect(await page.locator('.row').count()).toBeLessThan(400);

	const frame = bytesOf(page, 'the first message').getByRole('spinbutton', { name: /go to frame/ });
	await frame.fill('400000');
	await frame.press('Enter');
	await expect(cursor(page)).toHaveAttribute('aria-valuetext', /Sequence number, frame 400000$/);
	await page.getByRole('radio', { name: /^The form breaks/ }).check();
	await page.getByRole('button', { name: 'Break it and open it' }).click();
	await expect(heading(page, 'Any reader refuses: ENVELOPE_SEQUENCE')).toBeVisible();
	await expect(bytesOf(page, 'the broken message')).toContainText('broken');

	await drop(1);
	await expect(
		page.getByText(/^A single bit differs: bit 0 of byte \d+, in ciphertext of frame 400000\./)
	).toBeVisible();
});

test('one IV for two texts shows the XOR of the texts', async ({ page }) => {
	await open(page);
	await page.getByRole('textbox', { name: 'First text', exact: true }).fill('meet at nine');
	await page.getByRole('textbox', { name: 'Second text', exact: true }).fill('meet at four');
	await page.getByLabel(/^You are an eavesdropper/).fill('meet at nine');
	await expect(page.getByText('The last two lines are the same.')).toBeVisible();
	await expect(page.locator('output')).toHaveText('meet at four');
	await page.getByRole('radio', { name: 'An IV of its own for each' }).check();
	await expect(page.getByText('The last two lines have nothing in common.')).toBeVisible();
	await expect(page.locator('output')).not.toHaveText('meet at four');
});

for (const [width, colorScheme] of [
	[320, 'dark'],
	[320, 'light'],
	[1280, 'dark'],
	[1280, 'light']
] as const)
	test(`axe has nothing to say of a message, beside another and broken, ${colorScheme}, ${String(width)} px`, async ({
		page
	}) => {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await open(page);
		await make(page);
		await page.getByRole('button', { name: 'Seal the first text once more' }).click();
		await expect(page.getByText(/^The same plaintext, and yet/)).toBeVisible();
		await page.getByLabel('Field to break').selectOption({ label: 'Header tag, header' });
		await page.getByRole('radio', { name: /nobody notices/ }).check();
		await page.getByRole('button', { name: 'Break it and open it' }).click();
		await expect(page.getByText('Not as you said.')).toBeVisible();
		await expectSoundPage(page, 'broken');
	});
