import { expect, test } from 'vitest';
import { beliefsOf, curves, recallAfter } from './forgetting.ts';
import { deriveCards, retrievability } from './index.ts';
import { answer } from './study.testing.ts';

const at = (day: number) => new Date(Date.UTC(2026, 4, day, 9));

test('the first curve is FSRS-6 as it stands; every curve is at 90 % after its scale of stability', () => {
	const cards = deriveCards([answer('1', 'q', at(1).toISOString(), true)]);
	const card = cards.get('q');
	if (!card || !curves[0]) throw new Error('There is no card.');
	for (const days of [0.5, 2, 30, 400])
		expect(recallAfter(curves[0], days, card.stability)).toBeCloseTo(
			retrievability(card, new Date(at(1).getTime() + days * 86_400_000)),
			4
		);
	for (const curve of curves) expect(recallAfter(curve, 7 * curve.scale, 7)).toBeCloseTo(0.9, 10);
});

test('beliefs sum to 1 and follow what was recalled', () => {
	const history = (recalled: boolean) =>
		deriveCards(
			Array.from({ length: 30 }, (_, i) => [
				answer(`${i}-1`, `q${i}`, at(1).toISOString(), true),
				answer(`${i}-2`, `q${i}`, at(6).toISOString(), recalled)
			]).flat()
		).values();
	const sum = (weights: number[]) => weights.reduce((a, b) => a + b, 0);
	const before = beliefsOf([]);
	const steady = beliefsOf(history(true));
	const quick = beliefsOf(history(false));
	for (const weights of [before, steady, quick]) expect(sum(weights)).toBeCloseTo(1, 10);
	const longer = curves.findIndex(({ scale }) => scale > 1);
	const steepest = curves.findIndex(({ decay }) => decay > 1);
	expect(steady[longer]).toBeGreaterThan(before[longer] ?? 1);
	expect(quick[steepest]).toBeGreaterThan(before[steepest] ?? 1);
	expect(quick[longer]).toBeLessThan(0.01);
});

test('answers of the same day, and answers taken back, are no evidence', () => {
	const day = (hour: number) => new Date(Date.UTC(2026, 4, 1, hour)).toISOString();
	const cards = deriveCards([
		answer('1', 'q', day(9), false),
		answer('2', 'q', day(10), true),
		answer('3', 'q', at(4).toISOString(), true, 'guess'),
		answer('4', 'q', at(9).toISOString(), false),
		{
			id: 'u',
			device: 'd',
			at: at(10).toISOString(),
			kind: 'undo',
			undoes: '4',
			contentVersion: '1'
		}
	]);
	const card = cards.get('q');
	expect(card?.firstRecalled).toBe(false);
	expect(card?.recalls.map(({ days, recalled }) => [Math.round(days), recalled])).toEqual([
		[3, false]
	]);
});
