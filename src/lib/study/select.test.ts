import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	buildSet,
	deriveCards,
	marksOf,
	matching,
	twinDrill,
	type LogEntry,
	type Recipe
} from './index.ts';
import { answer, indexEntry } from './study.testing.ts';

const at = (day: number) => new Date(Date.UTC(2026, 4, day, 9)).toISOString();
const now = new Date(Date.UTC(2026, 4, 20, 9));
const questions = [
	indexEntry('a', { module: 'm1', exam: ['SCS-C03/5.2'], twins: 't' }),
	indexEntry('b', { module: 'm1', type: 'multiple', difficulty: 3 }),
	indexEntry('c', { module: 'm2', exam: ['MLA-C02/4.3'], twins: 't' }),
	indexEntry('d', { module: 'm2', difficulty: 2 }),
	indexEntry('k-1', { module: 'm2', case: { id: 'k', position: 1 } }),
	indexEntry('k-2', { module: 'm2', case: { id: 'k', position: 2 } })
];
const log: LogEntry[] = [
	answer('1', 'a', at(1), false),
	answer('2', 'a', at(2), true),
	answer('3', 'b', at(3), false),
	answer('4', 'c', at(4), false),
	{ id: '5', device: 'd', at: at(5), kind: 'undo', undoes: '4', contentVersion: '1' },
	{
		id: '6',
		device: 'd',
		at: at(6),
		kind: 'flag',
		question: 'd',
		flagged: true,
		contentVersion: '1'
	},
	{ id: '7', device: 'd', at: at(7), kind: 'dispute', question: 'k-2', contentVersion: '1' }
];
const ids = (recipe: Recipe, entries = log) =>
	matching(recipe, questions, deriveCards(entries), marksOf(entries), now).map(({ id }) => id);

test.each<[string, Recipe, string[]]>([
	['nothing narrows', {}, ['a', 'b', 'c', 'd', 'k-1', 'k-2']],
	[
		'empty parts narrow nothing',
		{ modules: [], picks: [], exam: [] },
		questions.map(({ id }) => id)
	],
	['module and type', { modules: ['m1'], types: ['multiple'] }, ['b']],
	['a task', { exam: ['SCS-C03/5.2'] }, ['a']],
	['a whole exam', { exam: ['MLA-C02'] }, ['c']],
	['difficulty', { difficulty: [2, 3] }, ['b', 'd']],
	['twins', { twins: ['t'] }, ['a', 'c']],
	['due', { picks: ['due'] }, ['a', 'b']],
	['unseen, the answer taken back among them', { picks: ['unseen'] }, ['c', 'd', 'k-1', 'k-2']],
	['missed: what was put right since is not', { picks: ['missed'] }, ['b']],
	['flagged or disputed', { picks: ['flagged', 'disputed'] }, ['d', 'k-2']]
])('%s', (_, recipe, expected) => {
	expect(ids(recipe)).toEqual(expected);
});

test('missed of the last n answers: older misses do not count', () => {
	const later = [...log, answer('8', 'd', at(8), true)];
	expect(ids({ picks: ['missed'], missedOfLast: 1 }, later)).toEqual([]);
	expect(ids({ picks: ['missed'], missedOfLast: 2 }, later)).toEqual(['b']);
});

test('a set holds what needs it most, cases whole and in order, the same for the same seed', () => {
	const cards = deriveCards(log);
	const marks = marksOf(log);
	const set = (recipe: Recipe, seed: number) =>
		buildSet(recipe, questions, cards, marks, { now, seed });
	expect(set({}, 5)).toEqual(set({}, 5));
	const all = set({}, 7);
	expect([...all].sort()).toEqual(questions.map(({ id }) => id));
	expect(all.indexOf('k-2')).toBe(all.indexOf('k-1') + 1);
	// Right and sure eighteen days ago is known better than what is new.
	for (let seed = 0; seed < 20; seed++) expect(set({ count: 3 }, seed)).not.toContain('a');
});

test('any recipe: only what it admits, no more than asked for beyond a case', () => {
	const recipe = fc.record({
		modules: fc.subarray(['m1', 'm2', 'm3']),
		picks: fc.subarray(['due', 'unseen', 'missed', 'flagged', 'disputed'] as const),
		difficulty: fc.subarray([1, 2, 3] as const),
		count: fc.integer({ min: 1, max: 8 })
	});
	fc.assert(
		fc.property(recipe, fc.integer(), (recipe, seed) => {
			const admitted = ids(recipe);
			const set = buildSet(recipe, questions, deriveCards(log), marksOf(log), { now, seed });
			expect(new Set(set).size).toBe(set.length);
			for (const id of set) expect(admitted).toContain(id);
			expect(set.length).toBeLessThanOrEqual(recipe.count + 1);
			expect(set.length).toBeGreaterThanOrEqual(Math.min(recipe.count, admitted.length));
		})
	);
});

test('a drill of look-alikes goes through the sets in turns', () => {
	const bank = ['x1', 'x2', 'x3', 'y1', 'y2'].map((id) => indexEntry(id, { twins: id[0] ?? '' }));
	const drill = twinDrill(['x', 'y'], bank, new Map(), { now, seed: 3, count: 10 });
	expect(drill.map((id) => id[0])).toEqual(['x', 'y', 'x', 'y', 'x']);
	expect(twinDrill(['x', 'y'], bank, new Map(), { now, seed: 3, count: 2 })).toHaveLength(2);
	expect(twinDrill(['z'], bank, new Map(), { now, seed: 3, count: 2 })).toEqual([]);
});

test('templates come where what is generated is picked, in turns until there are enough', () => {
	const templates = ['t1', 't2'].map((id, place) => ({
		id,
		module: 'm1',
		difficulty: 1 as const,
		title: id,
		version: 3,
		types: place === 0 ? (['single'] as const) : (['single', 'multiple'] as const),
		moduleTitle: 'One'
	}));
	const all = [...questions, ...templates];
	const [cards, marks] = [deriveCards(log, { now }), marksOf(log)];
	const idsOf = (recipe: Recipe) => matching(recipe, all, cards, marks, now).map(({ id }) => id);
	expect(idsOf({})).toEqual(questions.map(({ id }) => id));
	expect(idsOf({ picks: ['generated'] })).toEqual(['t1', 't2']);
	expect(idsOf({ picks: ['generated'], types: ['single'] })).toEqual(['t1']);
	expect(idsOf({ picks: ['generated'], modules: ['m2'] })).toEqual([]);
	expect(idsOf({ picks: ['flagged', 'generated'] })).toEqual(
		expect.arrayContaining([...idsOf({ picks: ['flagged'] }), 't1', 't2'])
	);
	const set = (recipe: Recipe) => buildSet(recipe, all, cards, marks, { now, seed: 7 });
	expect(set({ picks: ['generated'] }).toSorted()).toEqual(['t1', 't2']);
	expect(set({ picks: ['generated'], count: 5 }).toSorted()).toEqual([
		't1',
		't1',
		't1',
		't2',
		't2'
	]);
	expect(set({ picks: ['generated'], count: 1 })).toHaveLength(1);
	expect(set({ picks: ['flagged'], count: 5 })).not.toContain('t1');
});
