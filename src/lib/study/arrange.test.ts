import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mulberry32, shuffle } from './arrange.ts';
import { arrange } from './index.ts';
import { matching, multiple, ordering, single } from './study.testing.ts';

test('mulberry32 gives the published sequence', () => {
	const random = mulberry32(1);
	expect([random(), random(), random()].map((x) => x * 2 ** 32)).toEqual([
		2693262067, 11749833, 2265367787
	]);
});

test('arranges options, items with distractors, and responses', () => {
	expect(arrange(multiple(0, 1), 7)).toHaveLength(5);
	expect(arrange(ordering(4, 2), 7)).toHaveLength(6);
	expect(arrange(matching([0, 1, 2], 5), 7)).toHaveLength(5);
});

test('is a permutation, the same for the same seed', () => {
	fc.assert(
		fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, count) => {
			const question = single(0, count);
			const order = arrange(question, seed);
			expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
			expect(arrange(question, seed)).toEqual(order);
		})
	);
});

test('keeps its orders for ever: the log refers to them by seed', () => {
	expect([1, 2, 3].map((seed) => arrange(single(0), seed).join(''))).toEqual([
		'3201',
		'1023',
		'0231'
	]);
	expect(['a', 'b', 'c'].map((id) => arrange(single(0, 4, id), 1).join(''))).toEqual([
		'3210',
		'3021',
		'2103'
	]);
});

test('prefers no order: each of 24 is as frequent as the others', () => {
	const random = mulberry32(20261121);
	const counts = new Map<string, number>();
	const rounds = 24_000;
	for (let i = 0; i < rounds; i++) {
		const order = shuffle(4, random).join('');
		counts.set(order, (counts.get(order) ?? 0) + 1);
	}
	expect(counts.size).toBe(24);
	const expected = rounds / 24;
	const chiSquare = [...counts.values()].reduce((s, n) => s + (n - expected) ** 2 / expected, 0);
	// 23 degrees of freedom: 49.7 is exceeded once in a thousand.
	expect(chiSquare).toBeLessThan(49.7);
});

test('seeds next to each other put the first option anywhere', () => {
	const firsts = new Set(Array.from({ length: 40 }, (_, seed) => arrange(single(0), seed)[0]));
	expect([...firsts].sort()).toEqual([0, 1, 2, 3]);
});
