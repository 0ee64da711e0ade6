import { expect, test } from 'vitest';
import { deriveCards, planTerms, planToday, termOf, termQuestion } from './index.ts';
import { answer, indexEntry } from './study.testing.ts';

const now = new Date(2026, 10, 21, 12);
const at = (day: number, hour = 9) => new Date(2026, 10, day, hour).toISOString();

test('a term and the question it stands for are told apart from other questions', () => {
	expect(termOf(termQuestion('nonce'))).toBe('nonce');
	expect(termOf('nonce')).toBeUndefined();
	expect(termOf({ template: 'term:x', version: 1, seed: 1 })).toBeUndefined();
});

test('due terms come first, the shakiest ahead, then new ones as many as the day has left', () => {
	const cards = deriveCards([
		answer('1', termQuestion('a'), at(1), true),
		answer('2', termQuestion('b'), at(1), true),
		answer('3', termQuestion('b'), at(2), false),
		answer('4', termQuestion('c'), at(21), true)
	]);
	const terms = ['d', 'c', 'b', 'a', 'e', 'f'];
	const plan = planTerms(terms, cards, { now, newPerDay: 3 });
	expect(plan.due).toEqual(['b', 'a']);
	expect(plan.fresh).toEqual(['d', 'e']);
	expect(plan.met).toBe(3);
	expect(plan.next).toEqual(cards.get('term:c')?.due);
});

test('a plan of questions does not know them', () => {
	const cards = deriveCards([answer('1', termQuestion('a'), at(1), false)]);
	const plan = planToday([indexEntry('a')], cards, {
		now,
		newPerDay: 10,
		doneToday: 0,
		reviewsPerDay: 1
	});
	expect(plan).toEqual({ due: [], fresh: ['a'], putOff: [] });
});
