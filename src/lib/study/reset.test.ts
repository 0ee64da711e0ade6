import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	countingAnswers,
	Deck,
	deriveCards,
	marksOf,
	mergeLogs,
	standingResets,
	type LogEntry
} from './index.ts';
import { answer, logs, undo } from './study.testing.ts';

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 9)).toISOString();
const reset = (id: string, day: number, questions?: string[]): LogEntry => ({
	id,
	device: 'phone',
	at: at(day),
	kind: 'reset',
	contentVersion: '1',
	...(questions ? { questions } : {})
});
const before = [answer('1', 'a', at(1), false), answer('2', 'b', at(2), true)];
const later = answer('4', 'a', at(4), true);

test('answers before a reset of their question do not count, those after it do', () => {
	const log = [...before, reset('3', 3, ['a']), later];
	const cards = deriveCards(log);
	expect(cards.get('a')).toEqual(deriveCards([later]).get('a'));
	expect(cards.get('b')).toEqual(deriveCards(before).get('b'));
	expect(countingAnswers(log).map(({ id }) => id)).toEqual(['2', '4']);
	expect(marksOf(log).latest.map(({ question }) => question)).toEqual(['a', 'b']);
});

test('a reset without questions is of all of them', () => {
	expect([...deriveCards([...before, reset('3', 3), later]).keys()]).toEqual(['a']);
	expect(deriveCards([...before, reset('3', 3)]).size).toBe(0);
});

test('a reset that is taken back changes nothing', () => {
	const log = [...before, reset('3', 3), later, undo('u', '3', at(5))];
	expect(deriveCards(log)).toEqual(deriveCards([...before, later]));
	expect(countingAnswers(log)).toEqual(countingAnswers([...before, later]));
	expect(standingResets(log)).toEqual([]);
	expect(standingResets([reset('3', 3), reset('0', 1)]).map(({ id }) => id)).toEqual(['0', '3']);
});

test('a reset counts once its time has come, when its clock was wrong', () => {
	const now = new Date(at(5));
	const deck = new Deck();
	deck.add([...before, reset('3', 20)], now);
	expect(deck.cards.size).toBe(2);
	deck.add([], new Date(at(20)));
	expect(deck.cards.size).toBe(0);
});

test('answers of another device from before the reset do not come back with it', () => {
	const here = [reset('3', 3, ['a', 'b']), later];
	const merged = mergeLogs(here, before);
	expect(deriveCards(merged)).toEqual(deriveCards(here));
	expect(mergeLogs(before, here)).toEqual(merged);
});

test('cards are the same as those of the answers that count, in any order and grouping', () => {
	fc.assert(
		fc.property(logs, logs, fc.boolean(), (one, other, swap) => {
			const unique = mergeLogs(one, other);
			const deck = new Deck();
			for (const part of swap ? [other, one] : [one, other]) deck.add(part);
			const counting = countingAnswers([...one, ...other].reverse());
			const ids = new Set(counting.map(({ id }) => id));
			expect(new Map(deck.cards)).toEqual(deriveCards(unique.filter(({ id }) => ids.has(id))));
			expect(countingAnswers(unique).map(({ id }) => id)).toEqual([
				...new Set(counting.map(({ id }) => id))
			]);
		})
	);
});
