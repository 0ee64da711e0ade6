import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLogs, mergeLogs } from './index.ts';
import { answer, logs } from './study.testing.ts';

test('merging is a union: either side first, again, in any grouping', () => {
	fc.assert(
		fc.property(logs, logs, logs, (a, b, c) => {
			expect(mergeLogs(a, b)).toEqual(mergeLogs(b, a));
			expect(mergeLogs(mergeLogs(a, b), b)).toEqual(mergeLogs(a, b));
			expect(mergeLogs(mergeLogs(a, b), c)).toEqual(mergeLogs(a, mergeLogs(b, c)));
			expect(new Set(mergeLogs(a, b).map(({ id }) => id))).toEqual(
				new Set([...a, ...b].map(({ id }) => id))
			);
		})
	);
});

test('an id with two contents: ours stays and the id is reported', () => {
	const ours = answer('1', 'q', '2026-01-01T00:00:00.000Z', true);
	const theirs = answer('1', 'q', '2026-01-01T00:00:00.000Z', false);
	expect(mergeLogs([ours], [theirs])).toEqual([ours]);
	expect(compareLogs([ours], [theirs])).toEqual({ added: [], known: 0, conflicts: ['1'] });
});

test('says what is new and what was known, whatever the order of members', () => {
	const known = answer('1', 'q', '2026-01-01T00:00:00.000Z', true);
	const rewritten = Object.fromEntries(Object.entries(known).reverse()) as unknown as typeof known;
	const fresh = answer('2', 'q', '2026-01-02T00:00:00.000Z', true);
	expect(compareLogs([known], [rewritten, fresh])).toEqual({
		added: [fresh],
		known: 1,
		conflicts: []
	});
});
