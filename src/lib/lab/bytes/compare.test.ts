import { describe, expect, it } from 'vitest';
import { concat, flipBit } from '#lib/crypto/index.ts';
import { everySuite, sealWith, testKeys } from './bytes.testing.ts';
import { changedBytes, compareMaps } from './compare.ts';
import { mapBytes, regionOf } from './fields.ts';

const map = (bytes: Uint8Array) => mapBytes(bytes, 'message');

describe('two messages', () => {
	it.each(everySuite)('of one plaintext, suite $name: what must differ does', async ({ suite }) => {
		const keys = await testKeys();
		const a = await sealWith({ suite }, keys);
		const b = await sealWith({ suite }, keys);
		const { fields, verdict } = compareMaps(map(a.message), map(b.message), {
			samePlaintext: true
		});
		const state = (path: string) => fields.find((field) => field.path === path)?.state;
		for (const path of [
			'header.messageId',
			'header.tag',
			'header.encryptedDataKeys[0].ciphertext',
			'frames[0].ciphertext',
			'frames[0].tag'
		])
			expect(state(path), path).toBe('differs');
		for (const path of ['header.algorithmSuiteId', 'frames[0].iv', 'frames[1].sequenceNumber'])
			expect(state(path), path).toBe('equal');
		expect(verdict).toMatch(/^The same plaintext, and yet /);
		for (const { state: found, why, path } of fields)
			if (found === 'differs') expect(why, path).toMatch(/\.$/);
	});

	it('say the same IV is no danger only where the suite derives a key for each message', async () => {
		const keys = await testKeys();
		const whyOf = async (suite: 0x0078 | 0x0578) => {
			const [a, b] = [await sealWith({ suite }, keys), await sealWith({ suite }, keys)];
			const { fields } = compareMaps(map(a.message), map(b.message));
			return fields.find(({ path }) => path === 'frames[0].iv')?.why;
		};
		expect(await whyOf(0x0578)).toContain('no danger');
		expect(await whyOf(0x0078)).toContain('derives no key');
	});

	it('of which one has a flipped bit: the bit is found, and nothing else is blamed', async () => {
		const { message } = await sealWith();
		const a = map(message);
		const region = regionOf(a, 'frames[1].ciphertext');
		const byte = (region?.offset ?? 0) + 2;
		const found = compareMaps(a, map(flipBit(message, byte, 5)));
		expect(found.flipped).toEqual({ byte, bit: 5 });
		expect(found.fields.filter(({ state }) => state !== 'equal').map(({ path }) => path)).toEqual([
			'frames[1].ciphertext'
		]);
		expect(found.verdict).toContain(`bit 5 of byte ${byte}`);
		expect(found.verdict).toContain('only whoever has the key');
		expect([...found.changedA].reduce((sum, bit) => sum + bit, 0)).toBe(1);

		const broken = compareMaps(a, map(flipBit(message, 0, 6)));
		expect(broken.flipped).toEqual({ byte: 0, bit: 6 });
		expect(broken.verdict).toContain('breaks the form');
	});

	it('with contexts of different length keep their partners', async () => {
		const keys = await testKeys();
		const a = await sealWith({ context: { purpose: 'payroll' } }, keys);
		const b = await sealWith({ context: { purpose: 'payroll', month: '2026-11' } }, keys);
		const { fields } = compareMaps(map(a.message), map(b.message));
		const states = new Map(fields.map(({ path, state }) => [path, state]));
		expect(states.get('header.aad.count')).toBe('differs');
		expect(states.get('frames[0].sequenceNumber')).toBe('equal');
		expect(states.get('header.aad[2].key')).toBe('only-b');
	});

	it('that are one are equal', async () => {
		const { message } = await sealWith();
		const { verdict, fields } = compareMaps(map(message), map(message));
		expect(verdict).toBe('Equal, byte for byte.');
		expect(fields.every(({ state }) => state === 'equal')).toBe(true);
	});
});

describe('bytes that changed', () => {
	const before = new Uint8Array([1, 2, 3, 4, 5]);
	it('are marked in place, or between what stayed', () => {
		expect([...changedBytes(before, new Uint8Array([1, 2, 9, 4, 5]))]).toEqual([0, 0, 1, 0, 0]);
		expect([...changedBytes(before, new Uint8Array([1, 2, 5]))]).toEqual([0, 0, 0]);
		expect([...changedBytes(before, concat(before, new Uint8Array([7, 7])))]).toEqual([
			0, 0, 0, 0, 0, 1, 1
		]);
	});
});
