import { beforeAll, describe, expect, it } from 'vitest';
import { MessageBench, largest } from './bench.svelte.ts';
import { sealWith } from './bytes.testing.ts';
import { mapBytes, regionOf } from './fields.ts';

/** A message of so many bytes, in frames of 4,096 bytes as they would be numbered. */
let start: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
	const { message } = await sealWith({ suite: 0x0178, frameLength: 4096 });
	start = message.slice(
		0,
		regionOf(mapBytes(message, 'message'), 'frames[0].sequenceNumber')?.offset
	);
});
function messageOf(length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	bytes.set(start);
	const view = new DataView(bytes.buffer);
	for (let frame = 0; start.length + (frame + 1) * 4128 <= length; frame++)
		view.setUint32(start.length + frame * 4128, frame + 1);
	return bytes;
}
const fileOf = (length: number, name = 'large.bin') => new File([messageOf(length)], name);

describe('a file on the bench', () => {
	it('that is longer than the page holds shows as far as it holds it', async () => {
		const bench = new MessageBench();
		await bench.file('first', fileOf(largest + 5_000_000));
		const { first } = bench.slots;
		expect(first?.of).toBe(largest + 5_000_000);
		expect(first?.bytes.length).toBe(largest);
		expect(first?.map.fault?.error?.offset).toBe(largest);
		expect(first?.map.parts.frames).toBe(Math.ceil((largest - start.length) / 4128));
		expect(bench.busy).toBe('');
	});

	it('gives way to one that comes later, and can be stopped', async () => {
		const bench = new MessageBench();
		const [one, other] = [fileOf(40_000_000), fileOf(20_000, 'small.bin')];
		const reading = bench.file('first', one);
		expect(bench.busy).toBe('Reading large.bin…');
		await bench.file('first', other);
		await reading;
		expect(bench.slots.first?.bytes.length).toBe(20_000);

		const again = bench.file('first', one);
		bench.cancel();
		await again;
		expect(bench.slots.first?.bytes.length).toBe(20_000);
		expect(bench.notice).toBe('Stopped. What was here is still here.');
		expect([bench.busy, bench.progress]).toEqual(['', undefined]);
	});

	it('is kept for Back as long as there is room', async () => {
		const bench = new MessageBench();
		const addresses: string[] = [];
		bench.onaddress = (hash) => addresses.push(hash);
		await bench.paste('first', 'AgV4');
		for (let i = 0; i < 3; i++) await bench.file('first', fileOf(largest - i));
		const [small = '', oldest = '', middle = ''] = addresses;
		await bench.open(oldest);
		expect(bench.slots.first).toBeUndefined();
		expect(bench.notice).toContain('others took its room');
		await bench.open(middle);
		expect(bench.slots.first?.bytes.length).toBe(largest - 1);
		await bench.open(small);
		expect(bench.slots.first?.bytes.length).toBe(3);
	});

	it('of much text gives its bytes where it is nothing but base64, and says so where it is not', async () => {
		const bench = new MessageBench();
		const short = btoa('\x02\x05\x78'.repeat(900));
		await bench.file('first', new File([short], 'short.txt'));
		expect(bench.slots.first?.from).toBe('the base64 in short.txt');
		const long = btoa('\x02\x05\x78'.repeat(900_000)).replace(/(.{76})/g, '$1\n');
		await bench.file('first', new File([long], 'long.txt'));
		expect(bench.slots.first?.from).toBe('the base64 in long.txt');
		expect(bench.slots.first?.bytes.length).toBe(2_700_000);
		await bench.file('first', new File([`Dear all, ${long}`], 'letter.txt'));
		expect(bench.slots.first?.from).toContain('its letters taken for bytes');
		const { first } = bench.slots;
		expect(first && regionOf(first.map, 'header.version')?.value).toBe('68');
		expect(await bench.paste('first', `Dear all, ${long}`)).toBe(false);
		expect(bench.notice).toContain('still stands in its field');
	});
});
