import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	Deck,
	deriveCards,
	mergeLogs,
	previewDue,
	retrievability,
	type LogEntry
} from './index.ts';
import { answer, logs, undo } from './study.testing.ts';

const start = '2026-03-02T18:00:00.000Z';
const minutes = (n: number, from = start) => new Date(Date.parse(from) + n * 60_000);
const days = (n: number, from = start) => minutes(n * 1440, from);
const card = (...entries: LogEntry[]) => deriveCards(entries).get('q');

test('first answers: sure in two days, less sure tomorrow, guessed or wrong in ten minutes', () => {
	expect(card(answer('1', 'q', start, true, 'sure'))?.due).toEqual(days(2));
	expect(card(answer('1', 'q', start, true, 'think-so'))?.due).toEqual(days(1));
	expect(card(answer('1', 'q', start, true, 'guess'))?.due).toEqual(minutes(10));
	expect(card(answer('1', 'q', start, false, 'sure'))?.due).toEqual(minutes(10));
});

test('the preview is what then happens', () => {
	const first = answer('1', 'q', start, true, 'think-so');
	const later = days(1);
	const preview = previewDue(card(first), later);
	for (const confidence of ['sure', 'think-so', 'guess'] as const) {
		const next = answer('2', 'q', later.toISOString(), true, confidence);
		expect(card(first, next)?.due).toEqual(preview[confidence]);
		const wrong = answer('2', 'q', later.toISOString(), false, confidence);
		expect(card(first, wrong)?.due).toEqual(preview.wrong);
	}
	expect(previewDue(undefined, new Date(start)).sure).toEqual(days(2));
});

test('follows FSRS-6 with its published parameters', () => {
	// w[2] and 2.3065 days to 90 %; then R at 2 days and the recall formula, by hand.
	const once = card(answer('1', 'q', start, true));
	expect(once?.stability).toBe(2.3065);
	expect(once && retrievability(once, new Date(start))).toBe(1);
	expect(once && retrievability(once, days(2.3065))).toBeCloseTo(0.9, 6);
	const twice = card(answer('1', 'q', start, true), answer('2', 'q', days(2).toISOString(), true));
	expect(twice?.stability).toBeCloseTo(10.964, 3);
	expect(twice).toMatchObject({ state: 'Review', reps: 2, lapses: 0, due: days(13) });
});

test('a lapse comes back the same day and is counted', () => {
	const lapsed = card(
		answer('1', 'q', start, true),
		answer('2', 'q', days(2).toISOString(), false, 'think-so')
	);
	expect(lapsed).toMatchObject({
		state: 'Relearning',
		lapses: 1,
		due: minutes(2 * 1440 + 10),
		first: new Date(start),
		last: { at: days(2), correct: false, confidence: 'think-so' }
	});
});

test('wrong and sure stays marked until the next right answer', () => {
	const wrong = answer('1', 'q', start, false, 'sure');
	const wrongAgain = answer('2', 'q', minutes(10).toISOString(), false, 'guess');
	const right = answer('3', 'q', minutes(20).toISOString(), true, 'guess');
	expect(card(wrong)?.wrongAndSure).toBe(true);
	expect(card(wrong, wrongAgain)?.wrongAndSure).toBe(true);
	expect(card(wrong, wrongAgain, right)?.wrongAndSure).toBe(false);
	expect(card(answer('1', 'q', start, false, 'think-so'))?.wrongAndSure).toBe(false);
});

test('an undone answer does not count, wherever the undo stands', () => {
	const kept = answer('1', 'q', start, true);
	const slip = answer('2', 'q', minutes(5).toISOString(), false);
	expect(deriveCards([undo('u', '2'), slip, kept])).toEqual(deriveCards([kept]));
	expect(deriveCards([answer('1', 'q', start, true), undo('u', '1')]).size).toBe(0);
	expect(deriveCards([kept, undo('u', 'nothing')])).toEqual(deriveCards([kept]));
});

test('passes over what it does not know', () => {
	const known = answer('1', 'q', start, true);
	const odd: LogEntry[] = [
		{ ...answer('2', 'q', start, false), kind: 'of-a-later-version' },
		{ ...answer('3', 'q', start, false), kind: 'flag', flagged: true },
		answer('4', 'q', 'no time', false),
		answer('5', 'q', '+275760-09-13T00:00:00.000Z', false),
		{ id: '6', device: 'd', at: start, kind: 'answer', question: 'q', contentVersion: '1' },
		{ id: '7', device: 'd', at: start, kind: 'answer', contentVersion: '1', correct: false }
	];
	expect(deriveCards([...odd, known])).toEqual(deriveCards([known]));
});

test('a generated question is remembered by its template', () => {
	const entry = {
		...answer('1', '', start, true),
		question: { template: 't', version: 1, seed: 5 }
	};
	expect([...deriveCards([entry]).keys()]).toEqual(['t']);
});

test('devices whose clocks differ: order is by time, and no interval is negative', () => {
	const ahead = answer('1', 'q', minutes(30).toISOString(), true);
	const behind = answer('2', 'q', start, false);
	expect(card(ahead, behind)?.last.correct).toBe(true);
	const lead = card(ahead);
	expect(lead && retrievability(lead, new Date(start))).toBe(1);
	expect(lead && previewDue(lead, new Date(start)).sure.getTime()).toBeGreaterThan(
		minutes(30).getTime()
	);
});

test('an answer dated far ahead counts when its time has come, not before', () => {
	const now = new Date(start);
	const wrongClock = answer('2', 'q', days(365).toISOString(), true);
	const entries = [answer('1', 'q', start, true), wrongClock];
	expect(deriveCards(entries, { now }).get('q')?.due).toEqual(days(2));
	expect(deriveCards([wrongClock], { now }).size).toBe(0);
	expect(deriveCards(entries, { now: days(365) }).get('q')?.reps).toBe(2);

	const deck = new Deck();
	deck.add(entries, now);
	expect(deck.cards.get('q')?.reps).toBe(1);
	expect([...deck.add([], days(365))]).toEqual(['q']);
	expect(deck.cards.get('q')?.reps).toBe(2);
});

test('one id with two contents: every device takes the same', () => {
	const one = answer('1', 'q', start, true);
	const other = answer('1', 'r', days(1).toISOString(), false);
	expect(deriveCards([one, other])).toEqual(deriveCards([other, one]));
	expect(deriveCards([one, other]).size).toBe(1);
	const undoing = [
		undo('1', 'x'),
		undo('1', 'y'),
		answer('x', 'q', start, true),
		answer('y', 'r', start, true)
	];
	expect(deriveCards(undoing)).toEqual(deriveCards([...undoing].reverse()));
	expect(deriveCards(undoing).size).toBe(1);
});

test('the order of entries and repetitions do not matter', () => {
	fc.assert(
		fc.property(
			logs.chain((log) =>
				fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length }))
			),
			([log, shuffled]) => {
				expect(deriveCards(shuffled)).toEqual(deriveCards(log));
				expect(deriveCards([...log, ...shuffled])).toEqual(deriveCards(log));
			}
		)
	);
});

test('merged logs give the same cards from either side', () => {
	fc.assert(
		fc.property(logs, logs, (a, b) => {
			const cards = deriveCards(mergeLogs(a, b));
			expect(deriveCards(mergeLogs(b, a))).toEqual(cards);
			expect(deriveCards([...b, ...a])).toEqual(cards);
		})
	);
});

test('a deck that grows entry by entry equals the log derived at once', () => {
	fc.assert(
		fc.property(logs, (log) => {
			const deck = new Deck();
			for (const entry of log) deck.add([entry]);
			expect(deck.cards).toEqual(deriveCards(log));
		})
	);
});

test('a deck hands out maps that stay as they were', () => {
	const deck = new Deck();
	deck.add([answer('1', 'q', start, true)]);
	const before = deck.cards;
	expect(deck.add([answer('2', 'r', start, true)])).toEqual(new Set(['r']));
	expect([...before.keys()]).toEqual(['q']);
	expect([...deck.cards.keys()]).toEqual(['q', 'r']);
});
