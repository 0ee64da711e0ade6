import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countingAnswers, deriveCards, shareOf, standingOf, type LogEntry } from './index.ts';
import { retentionForecast, type MisconceptionKey } from './standing.ts';
import { answer, indexEntry, logs } from './study.testing.ts';

const now = new Date(2026, 10, 21, 12);
const at = (day: number, hour = 9, minute = 0) =>
	new Date(2026, 10, day, hour, minute).toISOString();
const questions = [
	indexEntry('a', { exam: ['SCS-C03/5.1', 'SCS-C03/5.2'] }),
	indexEntry('b', { module: 'n', exam: ['SCS-C03/5.2'] }),
	indexEntry('c', { module: 'n' })
];
const stand = (log: LogEntry[], key: MisconceptionKey = {}) =>
	standingOf(questions, deriveCards(log), countingAnswers(log), key, now);

test('a share has an interval that narrows with the answers', () => {
	expect(shareOf(8, 10)).toMatchObject({ share: 0.8, right: 8, count: 10 });
	// Wilson's interval, as tables give it.
	expect(shareOf(8, 10).low).toBeCloseTo(0.49, 2);
	expect(shareOf(8, 10).high).toBeCloseTo(0.943, 3);
	expect(shareOf(800, 1000).low).toBeGreaterThan(0.77);
	expect(shareOf(0, 0)).toMatchObject({ share: 0, low: 0, high: 1 });
});

test('calibration counts by how sure the learner was; flashcards have no part in it', () => {
	const { calibration } = stand([
		answer('1', 'a', at(1), true, 'sure'),
		answer('2', 'b', at(1), false, 'sure'),
		answer('3', 'c', at(1), true, 'guess'),
		answer('4', 'term:nonce', at(1), true, 'sure'),
		{ ...answer('5', 'a', at(2), true), confidence: undefined } as unknown as LogEntry
	]);
	expect(calibration.sure).toMatchObject({ right: 1, count: 2 });
	expect(calibration.guess).toMatchObject({ right: 1, count: 1 });
	expect(calibration['think-so'].count).toBe(0);
});

test('mastery is by module and by task; what was never met counts as not known', () => {
	const { modules, tasks } = stand([answer('1', 'a', now.toISOString(), true)]);
	expect([...modules.keys()]).toEqual(['m', 'n']);
	expect(modules.get('m')).toEqual({ questions: 1, met: 1, known: 1 });
	expect(modules.get('n')).toEqual({ questions: 2, met: 0, known: 0 });
	expect(tasks.get('SCS-C03/5.2')).toEqual({ questions: 2, met: 1, known: 1 });
});

test('days hold what was new, what was asked again, and what comes back; overdue is today', () => {
	const { activity } = stand([
		answer('1', 'a', at(1), false),
		answer('2', 'a', at(1, 9, 20), true),
		answer('3', 'b', at(20, 23, 30), true),
		answer('4', 'gone', at(20), true)
	]);
	const day = (date: number) =>
		activity.find(({ day }) => day.getTime() === new Date(2026, 10, date).getTime());
	expect(activity).toHaveLength(42);
	expect(day(1)).toMatchObject({ fresh: 1, again: 1 });
	expect(day(20)?.fresh).toBe(1);
	expect(day(21)).toMatchObject({ fresh: 0, again: 0, due: 1 });
	expect(activity.reduce((sum, { due }) => sum + due, 0)).toBe(2);
});

test('left alone, recall falls; what is kept up stays above it; the band holds the mean', () => {
	const log = [
		answer('1', 'a', at(18), true),
		answer('2', 'a', at(20), true),
		answer('3', 'b', at(20), false)
	];
	const { retention } = stand(log);
	expect(retention).toHaveLength(29);
	const [today, ...rest] = retention;
	expect(today?.kept).toEqual(today?.alone);
	let before = today?.alone.mean ?? 0;
	for (const { alone, kept } of rest) {
		expect(alone.mean).toBeLessThan(before);
		before = alone.mean;
		expect(kept.mean).toBeGreaterThanOrEqual(alone.mean - 1e-9);
		for (const { mean, low, high } of [kept, alone]) {
			expect(low).toBeLessThanOrEqual(mean);
			expect(high).toBeGreaterThanOrEqual(mean);
		}
	}
	expect((rest.at(-1)?.kept.mean ?? 0) - (rest.at(-1)?.alone.mean ?? 1)).toBeGreaterThan(0.1);
	expect(retentionForecast([], now)).toEqual([]);
});

test('recalls are compared with what memory expected of them', () => {
	const { recall } = stand([
		answer('1', 'a', at(1), true),
		answer('2', 'a', at(3), true),
		answer('3', 'a', at(20), false)
	]);
	expect(recall.map(({ recalled }) => recalled.count).reduce((a, b) => a + b)).toBe(2);
	const last = recall.at(-1);
	expect(last).toMatchObject({ from: 0.9, to: 1 });
	for (const { from, to, predicted } of recall) {
		expect(predicted).toBeGreaterThanOrEqual(from);
		expect(predicted).toBeLessThanOrEqual(to);
	}
});

const key: MisconceptionKey = { a: [null, 'one-key', 'old-limit'], b: [null, 'one-key'] };
const chose = (id: string, question: string, day: number, ...chosen: number[]): LogEntry => ({
	...answer(id, question, at(day), chosen[0] === 0),
	response: { type: 'single', chosen }
});

test('a misconception is held until its question is answered right, and not by a guess', () => {
	const log = [chose('1', 'a', 1, 1), chose('2', 'b', 2, 1), chose('3', 'a', 3, 2)];
	expect(stand(log, key).beliefs).toEqual([
		{ id: 'one-key', times: 2, last: at(2), held: ['a', 'b'], putRight: [] },
		{ id: 'old-limit', times: 1, last: at(3), held: ['a'], putRight: [] }
	]);
	const guess: LogEntry = { ...chose('4', 'a', 4, 0), confidence: 'guess' };
	expect(stand([...log, guess], key).beliefs[0]?.held).toEqual(['a', 'b']);
	expect(stand([...log, chose('4', 'a', 4, 0)], key).beliefs).toEqual([
		{ id: 'one-key', times: 2, last: at(2), held: ['b'], putRight: ['a'] },
		{ id: 'old-limit', times: 1, last: at(3), held: [], putRight: ['a'] }
	]);
	// Chosen once more after it was right: held again.
	const again = [...log, chose('4', 'a', 4, 0), chose('5', 'a', 5, 2)];
	expect(stand(again, key).beliefs.find(({ id }) => id === 'old-limit')?.held).toEqual(['a']);
});

test('responses of any kind do no harm', () => {
	const odd = [undefined, null, 3, 'x', { chosen: 'y' }, { order: [1, null, 'z', 99] }];
	const log = odd.map((response, i) => ({ ...answer(`${i}`, 'a', at(1), false), response }));
	expect(stand(log, key).beliefs.map(({ id, times }) => [id, times])).toEqual([['one-key', 1]]);
});

test('figures of any log are possible ones', () => {
	fc.assert(
		fc.property(logs, (log) => {
			const { modules, activity, retention, calibration } = stand(log);
			for (const { met, known, questions: all } of modules.values()) {
				expect(known).toBeLessThanOrEqual(met);
				expect(met).toBeLessThanOrEqual(all);
			}
			for (const { kept, alone } of retention)
				for (const { low, high } of [kept, alone]) {
					expect(low).toBeGreaterThanOrEqual(0);
					expect(high).toBeLessThanOrEqual(1);
				}
			for (const { fresh, again, due } of activity)
				expect(fresh + again + due).toBeGreaterThanOrEqual(0);
			for (const { right, count } of Object.values(calibration))
				expect(right).toBeLessThanOrEqual(count);
		})
	);
});
