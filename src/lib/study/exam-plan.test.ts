import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveCards, ExamPlanner, planExamDay, type LogEntry } from './index.ts';
import { answer, indexEntry } from './study.testing.ts';

const local = (day: number, hour: number) => new Date(2026, 4, day, hour);
const at = (day: number, hour: number) => local(day, hour).toISOString();
const questions = Array.from({ length: 40 }, (_, i) => indexEntry(`q${i}`));
const options = (now: Date, examDay: number, minutesADay = 20, more = {}) => ({
	now,
	goal: { at: local(examDay, 9), minutesADay },
	pace: 60_000,
	usedToday: 0,
	...more
});
// One for all: that what it keeps from plan to plan changes nothing is part of what is tested.
const planner = new ExamPlanner();
const planFor = (log: LogEntry[], ...given: Parameters<typeof options>) =>
	planner.plan(questions, deriveCards(log), options(...given));

test('a day is filled with about as many answers as there is time for', () => {
	const day = planExamDay(questions, new Map(), new ExamPlanner(), options(local(4, 9), 18));
	expect(day.due).toEqual([]);
	expect(day.fresh.length).toBeGreaterThan(5);
	expect(day.answers).toBeGreaterThanOrEqual(20);
	// The last question may reach beyond the minutes; no more.
	expect(day.answers).toBeLessThan(24);
	const used = options(local(4, 9), 18, 20, { usedToday: 20 * 60_000 });
	expect(planExamDay(questions, new Map(), new ExamPlanner(), used)).toMatchObject({
		due: [],
		fresh: [],
		answers: 0
	});
});

test('more minutes are worth more, a missed day less, and nothing least', () => {
	const log = questions
		.slice(0, 20)
		.map(({ id }, i) => answer(id, id, at(1, 9), i % 3 > 0, 'think-so'));
	const little = planFor(log, local(4, 9), 14, 2);
	const much = planFor(log, local(4, 9), 14, 40);
	expect(much.forecast.score).toBeGreaterThan(little.forecast.score + 0.02);
	expect(little.forecast.score).toBeGreaterThan(little.ifMissed.score);
	expect(little.ifMissed.score).toBeGreaterThan(little.ifNothing.score);
	for (const { low, score, high } of [little.forecast, little.ifMissed, little.ifNothing]) {
		expect(low).toBeLessThan(score);
		expect(high).toBeGreaterThan(score);
	}
});

test('on the eve, what was missed lately comes before what is known for months', () => {
	const log: LogEntry[] = [];
	for (const [i, day] of [1, 4, 12].entries())
		log.push(answer(`k${i}`, 'q0', new Date(2026, 3, day, 9).toISOString(), true));
	log.push(answer('w', 'q1', at(1, 9), false), answer('w2', 'q1', at(1, 10), true, 'think-so'));
	const order = new ExamPlanner()
		.plan(questions.slice(0, 2), deriveCards(log), options(local(4, 18), 5))
		.order.map(({ id }) => id);
	expect(order).toEqual(['q1', 'q0']);
});

test('what counts more at the exam comes first, and what does not count never', () => {
	const weights = new Map([
		['q3', 5],
		['q1', 1],
		['q2', 1]
	]);
	const plan = new ExamPlanner().plan(
		questions,
		new Map(),
		options(local(4, 9), 30, 20, { weights })
	);
	expect(plan.order.map(({ id }) => id)).toEqual(['q3', 'q1', 'q2']);
});

test('one who forgets quickly is believed to: the forecast is lower than by the published curve', () => {
	const history = (later: boolean) =>
		questions
			.slice(0, 25)
			.flatMap(({ id }) => [
				answer(`${id}-1`, id, at(1, 9), true),
				answer(`${id}-2`, id, at(3, 9), later),
				answer(`${id}-3`, id, at(3, 10), true)
			]);
	const quick = planFor(history(false), local(4, 9), 34).ifNothing;
	const steady = planFor(history(true), local(4, 9), 34).ifNothing;
	expect(quick.score).toBeLessThan(steady.score - 0.1);
});

test('any log and any day: every question once, shares between 0 and 1', () => {
	const entry = fc.record({
		question: fc.integer({ min: 0, max: 39 }),
		day: fc.integer({ min: 1, max: 20 }),
		correct: fc.boolean(),
		confidence: fc.constantFrom('sure' as const, 'think-so' as const, 'guess' as const)
	});
	fc.assert(
		fc.property(
			fc.array(entry, { maxLength: 60 }),
			fc.constantFrom(13, 60),
			fc.integer({ min: 0, max: 300 }),
			(entries, exam, minutes) => {
				const log = entries.map(({ question, day, correct, confidence }, i) =>
					answer(String(i), `q${question}`, at(day, 9), correct, confidence)
				);
				const plan = planFor(log, local(12, 9), exam, minutes);
				expect(plan.order.map(({ id }) => id).sort()).toEqual(questions.map(({ id }) => id).sort());
				for (const { score, low, high } of [plan.forecast, plan.ifMissed, plan.ifNothing]) {
					expect(low).toBeGreaterThanOrEqual(0);
					expect(high).toBeLessThanOrEqual(1);
					expect(score).toBeGreaterThan(0);
					expect(score).toBeLessThan(1);
				}
				// One who does as planned does no worse than one who stops.
				expect(plan.forecast.score).toBeGreaterThan(plan.ifNothing.score - 0.02);
			}
		),
		{ numRuns: 25 }
	);
});

test('a kept planner plans as a new one does', () => {
	const log = questions.slice(0, 9).map(({ id }) => answer(id, id, at(2, 9), true));
	const fresh = new ExamPlanner().plan(questions, deriveCards(log), options(local(4, 9), 20));
	planFor(log, local(4, 9), 60);
	planFor(log, local(5, 9), 20);
	expect(planFor(log, local(4, 9), 20)).toEqual(fresh);
});

test('cases stay whole, twins part while there is something else', () => {
	const bank = [
		indexEntry('a1', { twins: 'a' }),
		indexEntry('a2', { twins: 'a' }),
		indexEntry('k-1', { case: { id: 'k', position: 1 } }),
		indexEntry('k-2', { case: { id: 'k', position: 2 } }),
		indexEntry('x')
	];
	const day = (minutes: number) =>
		planExamDay(bank, new Map(), new ExamPlanner(), options(local(4, 9), 20, minutes));
	expect(day(6).fresh).not.toContain('a2');
	const all = day(60).fresh;
	expect([...all].sort()).toEqual(['a1', 'a2', 'k-1', 'k-2', 'x']);
	expect(all.indexOf('k-2')).toBe(all.indexOf('k-1') + 1);
});
