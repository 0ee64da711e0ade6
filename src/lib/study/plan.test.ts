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
		fresh: ['a', 'b', 'c'],
		putOff: []
	});
	expect(plan(questions, [], local(4, 9), { newPerDay: 3, doneToday: 2 }).fresh).toEqual(['a']);
	expect(plan(questions, [], local(4, 9), { newPerDay: 3, doneToday: 5 }).fresh).toEqual([]);
	expect(plan([], [], local(4, 9))).toEqual({ due: [], fresh: [], putOff: [] });
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
		putOff: [],
		next: { at: local(4, 9, 10), count: 1 }
	});
	expect(plan(questions, log, local(4, 9, 10))).toEqual({
		due: ['a'],
		fresh: [],
		putOff: [],
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
	expect(plan([indexEntry('a')], log, local(5, 9))).toEqual({ due: [], fresh: ['a'], putOff: [] });
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

test('of each twin set one is new a day, unless nothing else is new', () => {
	const questions = [twin('a1', 'a'), twin('a2', 'a'), indexEntry('x'), indexEntry('y')];
	const fresh = (log: LogEntry[], newPerDay: number) =>
		plan(questions, log, local(4, 9), { newPerDay }).fresh;
	expect(fresh([], 3)).toEqual(['a1', 'x', 'y']);
	expect(fresh([], 4)).toEqual(['a1', 'x', 'y', 'a2']);
	expect(fresh([answer('1', 'a1', at(4, 8), true)], 2)).toEqual(['x', 'y']);
	expect(fresh([answer('1', 'a1', at(3, 8), true)], 2)).toEqual(['a2', 'x']);
});

test('a due question waits when its twin was asked today, and is not lost', () => {
	const questions = [twin('a1', 'a'), twin('a2', 'a'), indexEntry('x')];
	const log = [
		answer('1', 'a1', at(1, 9), true),
		answer('2', 'a2', at(1, 9), true),
		answer('3', 'x', at(1, 9), true)
	];
	expect(plan(questions, log, local(4, 9))).toMatchObject({ due: ['a1', 'x'], putOff: ['a2'] });
	const later = [...log, answer('4', 'a1', at(4, 9), true)];
	expect(plan(questions, later, local(4, 10))).toMatchObject({ due: ['x'], putOff: ['a2'] });
	expect(plan(questions, later, local(5, 9)).due).toContain('a2');
});

test('what was missed comes back the same day, twin or not', () => {
	const questions = [twin('a1', 'a'), twin('a2', 'a'), indexEntry('x')];
	const log = [answer('1', 'a1', at(4, 9), false), answer('2', 'a2', at(4, 9), false)];
	expect(plan(questions, log, local(4, 12))).toMatchObject({
		due: ['a1', 'a2'],
		fresh: ['x'],
		putOff: []
	});
});

test('no more due questions a day than wanted, and what was missed today beyond that', () => {
	const questions = ['a', 'b', 'c', 'd'].map((id) => indexEntry(id));
	const log = ['a', 'b', 'c', 'd'].map((id, i) => answer(String(i), id, at(1, 9), true));
	const due = (entries: LogEntry[], now: Date) =>
		plan(questions, entries, now, { reviewsPerDay: 2 }).due;
	expect(due(log, local(6, 9))).toHaveLength(2);
	const one = [...log, answer('5', 'a', at(6, 9), true)];
	expect(due(one, local(6, 10))).toHaveLength(1);
	const missed = [...one, answer('6', 'b', at(6, 10), false)];
	expect(due(missed, local(6, 11))).toEqual(['b']);
	expect(due(missed, local(7, 9))).toHaveLength(2);
});

test('due or put off: nothing that is due is lost, and no two of a set are asked', () => {
	const set = fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 14 });
	fc.assert(
		fc.property(set, (twins) => {
			const questions = twins.map((name, i) => indexEntry(String(i), name ? { twins: name } : {}));
			const log = questions.map(({ id }) => answer(id, id, at(1, 9), true));
			const { due, putOff } = plan(questions, log, local(9, 9));
			expect([...due, ...putOff].sort()).toEqual(questions.map(({ id }) => id).sort());
			const sets = due.flatMap((id) => twins[Number(id)] ?? []);
			expect(new Set(sets).size).toBe(sets.length);
		}),
		{ numRuns: 300 }
	);
});
