import { describe, expect, it } from 'vitest';
import { concat, flipBit } from '#lib/crypto/index.ts';
import { everySuite, sealWith, testKeys } from './bytes.testing.ts';
import { changedInSteps } from './changed.ts';
import { compareMaps } from './compare.ts';
import type { ComparedField } from './compare.ts';
import { mapBytes, regionOf, runSteps } from './fields.ts';
import type { ByteMap } from './fields.ts';

const map = (bytes: Uint8Array) => mapBytes(bytes, 'message');
const changedBytes = (before: Uint8Array, after: Uint8Array) =>
	runSteps(changedInSteps(before, after));
/** The comparison with all its fields in a list. */
function compare(...[a, b, knowledge]: Parameters<typeof compareMaps>) {
	const compared = compareMaps(a, b, knowledge);
	return { ...compared, fields: [...compared.fields()] };
}

/** Every field of two maps in a list, as simple as it can be said. */
function compareSimply(
	a: ByteMap,
	b: ByteMap
): Pick<ComparedField, 'path' | 'state' | 'differing'>[] {
	const inA = [...a.regions];
	const fields = inA.map((region) => {
		const partner = regionOf(b, region.path);
		const one = a.bytes.subarray(region.offset, region.offset + region.length);
		const { offset = 0, length = 0 } = partner ?? {};
		const other = b.bytes.subarray(offset, offset + length);
		const longer = one.length > other.length ? one : other;
		const differing = longer.reduce((sum, _, i) => (one[i] === other[i] ? sum : sum + 1), 0);
		const state = !partner ? 'only-a' : differing > 0 ? 'differs' : 'equal';
		return { path: region.path, state, differing, at: partner?.offset ?? -1 };
	});
	for (const { path, offset, length } of b.regions) {
		if (regionOf(a, path)) continue;
		const next = fields.findIndex(({ at }) => at > offset);
		const field = { path, state: 'only-b', differing: length, at: offset };
		fields.splice(next < 0 ? fields.length : next, 0, field);
	}
	return fields.map(({ path, state, differing }) => ({
		path,
		state: state as ComparedField['state'],
		differing
	}));
}

describe('two messages', () => {
	it.each(everySuite)('of one plaintext, suite $name: what must differ does', async ({ suite }) => {
		const keys = await testKeys();
		const a = await sealWith({ suite }, keys);
		const b = await sealWith({ suite }, keys);
		const { fields, verdict } = compare(map(a.message), map(b.message), {
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
			const { fields } = compare(map(a.message), map(b.message));
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
		const found = compare(a, map(flipBit(message, byte, 5)));
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
		const { fields } = compare(map(a.message), map(b.message));
		const states = new Map(fields.map(({ path, state }) => [path, state]));
		expect(states.get('header.aad.count')).toBe('differs');
		expect(states.get('frames[0].sequenceNumber')).toBe('equal');
		expect(states.get('header.aad[2].key')).toBe('only-b');
	});

	it('that are one are equal', async () => {
		const { message } = await sealWith();
		const { verdict, fields } = compare(map(message), map(message));
		expect(verdict).toBe('Equal, byte for byte.');
		expect(fields.every(({ state }) => state === 'equal')).toBe(true);
	});
});

describe('two messages of many frames', () => {
	it('of any number are compared field by field, in order', async () => {
		const sealed = await Promise.all(
			[0, 1, 2, 5, 6, 9, 30].map((frames) =>
				sealWith({ plaintext: new Uint8Array(frames * 3), frameLength: 3, suite: 0x0178 })
			)
		);
		const messages = sealed.map(({ message }) => message);
		const long = messages.at(-1) ?? new Uint8Array();
		const other = await sealWith({ plaintext: new Uint8Array(50), frameLength: 7 });
		messages.push(
			other.message,
			long.subarray(0, long.length - 70),
			flipBit(long, long.length - 200, 1),
			long.subarray(0, 9)
		);
		for (const one of messages)
			for (const another of messages) {
				const [a, b] = [map(one), map(another)];
				const compared = compare(a, b);
				const expected = compareSimply(a, b);
				expect(
					compared.fields.map(({ path, state, differing }) => ({ path, state, differing }))
				).toEqual(expected);
				expect(compared.count).toBe(expected.length);
				const different = expected.filter(({ state }) => state !== 'equal');
				expect(compared.equal).toBe(expected.length - different.length);
				const listed = [...compareMaps(a, b).fields(true)];
				expect(listed.map(({ path }) => path)).toEqual(different.map(({ path }) => path));
				const marks = (changed: Uint8Array) => changed.reduce((sum, mark) => sum + mark, 0);
				const sum = (parts: typeof different) =>
					parts.reduce((total, { differing }) => total + differing, 0);
				if (a.bytes.length === b.bytes.length)
					expect([marks(compared.changedA), marks(compared.changedB)]).toEqual([
						sum(different),
						sum(different)
					]);
			}
	});

	it('are told apart by the first of the fields that differ, and their number', async () => {
		const keys = await testKeys();
		const seal = () => sealWith({ plaintext: new Uint8Array(300), frameLength: 3 }, keys);
		const [a, b] = [await seal(), await seal()];
		const { verdict, count, equal } = compare(map(a.message), map(b.message));
		expect(verdict).toContain(
			`${count - equal} fields differ, the first of them message ID (header), `
		);
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
