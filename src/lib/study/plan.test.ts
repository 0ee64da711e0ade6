import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { deriveCards, introducedToday, planToday, type LogEntry } from './index.ts';
import { answer, indexEntry } from './study.testing.ts';

// Built and compared in local time, because "today" is the learner's.
const local = (day: number, hour: number, minute = 0) => new Date(2026, 4, day, hour, minute);
const at = (day: number, hour: number, minute = 0) => local(day, hour, minute).toISOString();
const options = (now: Date, more = {}) => ({ now, newPerDay: 10, doneToday: 0, ...more });
const plan = (questions: QuestionIndexEntry[], log: LogEntry[], now: Date, more = {}) =>
	planToday(questions, deriveCards(log), options(now, more));

test('nothing answered: new questions in the order of the curriculum, up to the limit', () => {
	const questions = ['a', 'b', 'c', 'd'].map((id) => indexEntry(id));
	expect(plan(questions, [], local(4, 9), { newPerDay: 3 })).toEqual({
		due: [],
		fresh: ['a', 'b', 'c']
	});
	expect(plan(questions, [], local(4, 9), { newPerDay: 3, doneToday: 2 }).fresh).toEqual(['a']);
	expect(plan(questions, [], local(4, 9), { newPerDay: 3, doneToday: 5 }).fresh).toEqual([]);
	expect(plan([], [], local(4, 9))).toEqual({ due: [], fresh: [] });
});

test('a card is due from its moment on; until then it is announced', () => {
	const questions = [indexEntry('a'), indexEntry('b'), indexEntry('c')];
	const log = [
		answer('1', 'a', at(4, 9), false),
		answer('2', 'b', at(4, 9), true, 'sure'),
		answer('3', 'c', at(4, 10), true, 'sure')
	];
	expect(plan(questions, log, local(4, 9, 9))).toEqual({
		due: [],
		fresh: [],
		next: { at: local(4, 9, 10), count: 1 }
	});
	expect(plan(questions, log, local(4, 9, 10))).toEqual({
		due: ['a'],
		fresh: [],
		next: { at: local(6, 9), count: 2 }
	});
});

test('sure and wrong first, then what is most likely forgotten', () => {
	const questions = ['fresher', 'older', 'surprise', 'missed'].map((id) => indexEntry(id));
	const log = [
		answer('1', 'fresher', at(4, 9), true, 'sure'),
		answer('2', 'older', at(2, 9), true, 'sure'),
		answer('3', 'surprise', at(10, 8), false, 'sure'),
		answer('4', 'missed', at(10, 8), false, 'guess')
	];
	expect(plan(questions, log, local(10, 9)).due).toEqual([
		'surprise',
		'older',
		'fresher',
		'missed'
	]);
});

test('cards of questions that the curriculum lost are passed over', () => {
	const log = [answer('1', 'gone', at(4, 9), false), answer('2', 'gone-too', at(4, 9), true)];
	expect(plan([indexEntry('a')], log, local(5, 9))).toEqual({ due: [], fresh: ['a'] });
});

test('counts what was first answered on the day, not what was repeated', () => {
	const cards = deriveCards([
		answer('1', 'a', at(3, 23, 59), true),
		answer('2', 'a', at(4, 9), true),
		answer('3', 'b', at(4, 0), true),
		answer('4', 'c', at(4, 23, 59), false)
	]);
	expect(introducedToday(cards.values(), local(4, 12))).toBe(2);
});

const ofCase = (id: string, position: number, twins?: string) =>
	indexEntry(`${id}-${position}`, { case: { id, position }, ...(twins ? { twins } : {}) });

test('the questions of a case stay together and in order', () => {
	const questions = [
		ofCase('k', 1),
		ofCase('k', 2),
		ofCase('k', 3),
		indexEntry('a'),
		indexEntry('b')
	];
	const log = [
		answer('1', 'k-3', at(4, 9), false, 'sure'),
		answer('2', 'a', at(3, 9), false, 'guess'),
		answer('3', 'k-1', at(4, 9), true, 'guess')
	];
	expect(plan(questions, log, local(4, 12)).due).toEqual(['k-1', 'k-3', 'a']);
	expect(plan(questions, [], local(4, 12)).fresh).toEqual(['k-1', 'k-2', 'k-3', 'a', 'b']);
});

test('a case is not torn by the limit, unless it is larger than a day', () => {
	const questions = [
		indexEntry('a'),
		ofCase('k', 1),
		ofCase('k', 2),
		ofCase('k', 3),
		indexEntry('b')
	];
	expect(plan(questions, [], local(4, 9), { newPerDay: 3 }).fresh).toEqual(['a']);
	expect(plan(questions, [], local(4, 9), { newPerDay: 4 }).fresh).toEqual([
		'a',
		'k-1',
		'k-2',
		'k-3'
	]);
	expect(plan(questions.slice(1), [], local(4, 9), { newPerDay: 2 }).fresh).toEqual(['k-1', 'k-2']);
	expect(plan(questions.slice(1), [], local(4, 9), { newPerDay: 4, doneToday: 3 }).fresh).toEqual(
		[]
	);
});

const twin = (id: string, twins: string) => indexEntry(id, { twins });

test('twins are parted, moving as little as that takes', () => {
	const questions = [twin('a1', 'a'), twin('a2', 'a'), indexEntry('x'), indexEntry('y')];
	expect(plan(questions, [], local(4, 9)).fresh).toEqual(['a1', 'x', 'a2', 'y']);
	const tight = [indexEntry('x'), twin('a1', 'a'), twin('a2', 'a')];
	expect(plan(tight, [], local(4, 9)).fresh).toEqual(['a1', 'x', 'a2']);
	const only = [twin('a1', 'a'), twin('a2', 'a')];
	expect(plan(only, [], local(4, 9)).fresh).toEqual(['a1', 'a2']);
});

test('the first new question is no twin of the last due one', () => {
	const questions = [twin('a1', 'a'), twin('a2', 'a'), indexEntry('x')];
	const log = [answer('1', 'a1', at(4, 9), false)];
	expect(plan(questions, log, local(4, 12))).toEqual({ due: ['a1'], fresh: ['x', 'a2'] });
});

test('no neighbours are twins where an order without any exists', () => {
	const set = fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 14 });
	fc.assert(
		fc.property(set, (twins) => {
			const questions = twins.map((name, i) => indexEntry(String(i), name ? { twins: name } : {}));
			const { fresh } = plan(questions, [], local(4, 9), { newPerDay: 100 });
			expect([...fresh].sort()).toEqual(questions.map(({ id }) => id).sort());

			const named = fresh.map((id) => twins[Number(id)]);
			const clashes = named.filter((name, i) => name && i > 0 && named[i - 1] === name).length;
			const largest = Math.max(
				0,
				...['a', 'b', 'c'].map((name) => twins.filter((t) => t === name).length)
			);
			// m of one set among n: the n - m others part m - 1 gaps.
			expect(clashes).toBe(Math.max(0, largest - 1 - (twins.length - largest)));
		}),
		{ numRuns: 500 }
	);
});
