import { expect, test } from 'vitest';
import { isCorrect, ratingOf } from './index.ts';
import { matching, multiple, ordering, single } from './study.testing.ts';

test('a single choice is right with the one correct option', () => {
	expect(isCorrect(single(2), { type: 'single', chosen: [2] })).toBe(true);
	expect(isCorrect(single(2), { type: 'single', chosen: [1] })).toBe(false);
	expect(isCorrect(single(2), { type: 'single', chosen: [] })).toBe(false);
	expect(isCorrect(single(2), { type: 'single', chosen: [2, 1] })).toBe(false);
	expect(isCorrect(single(2), { type: 'single', chosen: [9] })).toBe(false);
});

test('a multiple response is right with all correct options and no other, in any order', () => {
	const question = multiple(1, 3);
	expect(isCorrect(question, { type: 'multiple', chosen: [3, 1] })).toBe(true);
	expect(isCorrect(question, { type: 'multiple', chosen: [1] })).toBe(false);
	expect(isCorrect(question, { type: 'multiple', chosen: [1, 1] })).toBe(false);
	expect(isCorrect(question, { type: 'multiple', chosen: [1, 3, 4] })).toBe(false);
});

test('an ordering is right with every item in order and no distractor', () => {
	const question = ordering(3, 2);
	expect(isCorrect(question, { type: 'ordering', order: [0, 1, 2] })).toBe(true);
	expect(isCorrect(question, { type: 'ordering', order: [0, 1] })).toBe(false);
	expect(isCorrect(question, { type: 'ordering', order: [1, 0, 2] })).toBe(false);
	expect(isCorrect(question, { type: 'ordering', order: [0, 1, 2, 3] })).toBe(false);
	expect(isCorrect(question, { type: 'ordering', order: [0, 3, 2] })).toBe(false);
	expect(isCorrect(question, { type: 'ordering', order: [0, 1, 1] })).toBe(false);
});

test('a matching is right with every prompt matched; one response may serve twice', () => {
	const question = matching([2, 0, 2], 4);
	expect(isCorrect(question, { type: 'matching', pairs: [2, 0, 2] })).toBe(true);
	expect(isCorrect(question, { type: 'matching', pairs: [2, 0, 1] })).toBe(false);
	expect(isCorrect(question, { type: 'matching', pairs: [2, 0, null] })).toBe(false);
	expect(isCorrect(question, { type: 'matching', pairs: [2, 0] })).toBe(false);
});

test('a response of another type of question is wrong', () => {
	expect(isCorrect(single(0), { type: 'multiple', chosen: [0] })).toBe(false);
	expect(isCorrect(ordering(3, 0), { type: 'matching', pairs: [0, 1, 2] })).toBe(false);
	expect(isCorrect(matching([0, 1, 2], 3), { type: 'ordering', order: [0, 1, 2] })).toBe(false);
});

test('rates what was known, not what was hit', () => {
	expect(ratingOf(true, 'sure')).toBe('Good');
	expect(ratingOf(true)).toBe('Good');
	expect(ratingOf(true, 'think-so')).toBe('Hard');
	expect(ratingOf(true, 'guess')).toBe('Again');
	for (const confidence of ['sure', 'think-so', 'guess'] as const) {
		expect(ratingOf(false, confidence)).toBe('Again');
	}
});
