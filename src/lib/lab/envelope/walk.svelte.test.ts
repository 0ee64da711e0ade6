import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sample } from './input.ts';
import { EnvelopeWalk } from './walk.svelte.ts';

let walk: EnvelopeWalk;
beforeEach(async () => {
	walk = new EnvelopeWalk();
	await walk.prepare();
});

const held = (actor: 'application' | 'storage' = 'application') =>
	walk.snapshot?.holds[actor].map(({ name }) => name) ?? [];
const ciphertext = () =>
	walk.snapshot?.holds.storage.find(({ kind }) => kind === 'ciphertext')?.parts[0]?.bytes;

describe('the walk', () => {
	it('shows the first step before anything is ready', () => {
		const unready = new EnvelopeWalk();
		expect(unready.status).toBe('preparing');
		expect(unready.snapshot?.holds.application[0]?.text).toBe(sample.text);
	});

	it('goes forward and back, and back shows the very bytes of then', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		await walk.goTo('done');
		await walk.goTo('store');
		expect(walk.step).toBe('store');
		expect(ciphertext()).toBe(bytes);
		await walk.back();
		expect(walk.step).toBe('erase');
		expect(held()).toContain('No data key');
		await walk.back();
		expect(held()).toContain('Data key');
	});

	it('counts every press of a hurried reader', async () => {
		await Promise.all([walk.next(), walk.next(), walk.next()]);
		expect(walk.step).toBe('encrypt');
	});

	it('stops at both ends', async () => {
		await walk.back();
		expect(walk.isFirst).toBe(true);
		await walk.goTo(99);
		expect(walk.isLast).toBe(true);
		await walk.next();
		expect(walk.step).toBe('done');
	});

	it('starts again when the input changes, and undo brings everything back', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		walk.setText('H');
		walk.setText('Hello');
		expect(walk.step).toBe('start');
		expect(walk.canUndo).toBe(true);
		expect(walk.snapshot?.holds.application[0]?.text).toBe('Hello');
		walk.undo();
		expect(walk.step).toBe('store');
		expect(walk.draft.text).toBe(sample.text);
		expect(ciphertext()).toBe(bytes);
		expect(walk.canUndo).toBe(false);
	});

	it('has nothing to undo while no step was taken', () => {
		walk.setText('Hello');
		expect(walk.canUndo).toBe(false);
	});

	it('keeps the last good context while a pair is unfinished', async () => {
		walk.setPairs([{ id: 0, key: '', value: 'payroll' }]);
		expect(walk.problem).toContain('no name');
		walk.setPairs([
			{ id: 0, key: 'a', value: '1' },
			{ id: 1, key: 'a', value: '2' }
		]);
		expect(walk.problem).toContain('twice');
		walk.setPairs([{ id: 0, key: 'team', value: 'blue' }]);
		expect(walk.problem).toBe('');
		await walk.goTo('ask-data-key');
		expect(walk.snapshot?.exchange?.request).toMatchObject({ EncryptionContext: { team: 'blue' } });
	});

	it('takes a small file and refuses a large one, keeping what it had', async () => {
		await walk.setFile(new File([new Uint8Array(1_000_001)], 'film.mp4'));
		expect(walk.problem).toContain('up to 1 MB');
		expect(walk.isFile).toBe(false);
		await walk.setFile(new File([new Uint8Array([1, 2, 255])], 'scan.bin'));
		await walk.goTo('done');
		expect(held()).toContain('scan.bin');
		expect(walk.document).toEqual({ name: 'scan.bin', bytes: new Uint8Array([1, 2, 255]) });
	});

	it('walks again with the same document and fresh bytes', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		walk.again();
		expect(walk.step).toBe('start');
		await walk.goTo('store');
		expect(ciphertext()).not.toEqual(bytes);
	});

	it('breaks on purpose without leaving the path', async () => {
		await walk.goTo('ask-decrypt');
		await walk.tryDecrypt({ context: { purpose: 'travel' } });
		expect(walk.outcome).toMatchObject({ refused: true, name: 'InvalidCiphertextException' });
		expect(walk.tries).toBe(1);
		walk.putBack();
		expect(walk.outcome).toBeUndefined();
		await walk.tryDecrypt({ context: {} });
		await walk.next();
		expect(walk.step).toBe('receive-key');
		expect(walk.outcome).toBeUndefined();
	});

	it('plays by itself to the end, and stops when told', async () => {
		walk.play(() => 1);
		await vi.waitFor(() => {
			expect(walk.step).toBe('done');
		});
		expect(walk.playing).toBe(false);
		walk.play(() => 60_000);
		await vi.waitFor(() => {
			expect(walk.step).toBe('start');
		});
		walk.pause();
		expect(walk.playing).toBe(false);
	});
});

it('says so where there is no WebCrypto', async () => {
	const subtle = vi.spyOn(globalThis, 'crypto', 'get').mockReturnValue({} as Crypto);
	const unavailable = new EnvelopeWalk();
	await unavailable.prepare();
	expect(unavailable.status).toBe('unavailable');
	subtle.mockRestore();
});
