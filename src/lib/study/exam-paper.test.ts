import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exam, QuestionIndexEntry } from '#lib/content/index.ts';
import { makePaper, paperRange } from './exam-paper.ts';
import { indexEntry } from './study.testing.ts';

const evidence = {
	source: { title: 'Guide', url: 'https://docs.aws.amazon.com/' },
	checked: '2026-11-21',
	confidence: 'documented'
} as const;
const exam = (figures: Exam['figures'] = {}): Exam => ({
	id: 'SCS-C03',
	title: 'Security',
	...evidence,
	figures,
	tasks: ['4.2', '5.1', '5.2', '5.3'].map((id) => ({ id, title: id }))
});
const full = exam({
	questions: { scored: 50, unscored: 15, ...evidence },
	minutes: { value: 170, ...evidence },
	types: { value: ['single', 'multiple'], ...evidence },
	domains: {
		value: [
			{ number: 4, percent: 20 },
			{ number: 5, percent: 18 },
			{ number: 1, percent: 62 }
		],
		...evidence
	}
});

/** `count` questions of each task, every fourth of a type that not every exam asks. */
const bank = (count: number): QuestionIndexEntry[] =>
	['4.2', '5.1', '5.2', '5.3'].flatMap((task) =>
		Array.from({ length: count }, (_, i) =>
			indexEntry(`${task}-${i}`, {
				exam: [`SCS-C03/${task}`, 'DVA-C02/2.2'],
				type: i % 4 === 3 ? 'ordering' : 'single'
			})
		)
	);
const aCase = (id: string, count: number) =>
	Array.from({ length: count }, (_, i) =>
		indexEntry(`${id}-${i}`, { exam: ['SCS-C03/5.2'], case: { id, position: i + 1 } })
	);

describe('what an exam can be here', () => {
	test('is as published where the bank is large enough', () => {
		const range = paperRange(full, bank(100));
		expect(range).toMatchObject({ available: 300, whole: 65, minutes: 170, cases: false });
		expect(range.published).toEqual({ scored: 50, unscored: 15 });
		expect(range.types).toEqual(['single', 'multiple']);
	});

	test('is limited by the bank, and its time with it', () => {
		const range = paperRange(full, bank(8));
		expect(range).toMatchObject({ available: 24, whole: 24 });
		expect(range.minutes).toBe(Math.ceil((170 * 24) / 65));
	});

	test('has every type where nobody publishes them, or where the learner wants them', () => {
		expect(paperRange(exam(), bank(8)).types).toContain('matching');
		expect(paperRange(full, bank(8), { allTypes: true }).available).toBe(32);
	});

	test('shares a domain’s weight among those of its tasks that have questions', () => {
		const weights = (questions: QuestionIndexEntry[]) =>
			Object.fromEntries(paperRange(full, questions).tasks.map(({ id, weight }) => [id, weight]));
		expect(weights(bank(4))['4.2']).toBeCloseTo(20 / 38);
		expect(weights(bank(4))['5.1']).toBeCloseTo(6 / 38);
		const without = bank(4).filter(({ id }) => !id.startsWith('5.1'));
		expect(weights(without)).toMatchObject({ '5.1': 0 });
		expect(weights(without)['5.2']).toBeCloseTo(9 / 38);
	});
});

describe('a paper', () => {
	test('has the published number, the tasks by their weights, and unscored items drawn by the seed', () => {
		const paper = makePaper(full, bank(100), { seed: 7 });
		expect(paper.questions).toHaveLength(65);
		expect(new Set(paper.questions).size).toBe(65);
		expect(paper.unscored).toHaveLength(15);
		expect(paper.questions).toEqual(expect.arrayContaining(paper.unscored));
		expect(paper.minutes).toBe(170);
		const of = (task: string) => paper.questions.filter((id) => id.startsWith(task)).length;
		expect(of('4.2')).toBeCloseTo((65 * 20) / 38, -0.5);
		for (const task of ['5.1', '5.2', '5.3']) expect(Math.abs(of(task) - 10.3)).toBeLessThan(1.5);
		expect(makePaper(full, bank(100), { seed: 7 })).toEqual(paper);
		expect(makePaper(full, bank(100), { seed: 8 }).questions).not.toEqual(paper.questions);
	});

	test('of an exam without a published time has the learner’s, or two minutes a question', () => {
		const { minutes, ...rest } = full.figures;
		expect(minutes).toBeDefined();
		expect(makePaper(exam(rest), bank(100), { seed: 1 }).minutes).toBe(130);
		expect(makePaper(exam(rest), bank(100), { seed: 1, minutes: 99 }).minutes).toBe(99);
	});

	test('adds what was granted on top', () => {
		expect(makePaper(full, bank(100), { seed: 1, extraMinutes: 30 }).minutes).toBe(200);
	});

	test('of the learner’s own measure counts every question', () => {
		const paper = makePaper(full, bank(100), { seed: 1, questions: 12, minutes: 20 });
		expect(paper).toMatchObject({ form: 'set', minutes: 20, unscored: [] });
		expect(paper.questions).toHaveLength(12);
	});

	test('is refused where the bank has nothing', () => {
		expect(() => makePaper(full, [], { seed: 1 })).toThrow(RangeError);
	});

	test('never tears a case, never asks twice or what another exam has, and holds what it says', () => {
		fc.assert(
			fc.property(
				fc.integer(),
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 0, max: 12 }),
				fc.array(fc.integer({ min: 2, max: 5 }), { maxLength: 4 }),
				(seed, questions, size, cases) => {
					const all = [
						...bank(size),
						...cases.flatMap((count, i) => aCase(`case${i}`, count)),
						indexEntry('other', { exam: ['DVA-C02/2.2'] }),
						indexEntry('none')
					];
					const profile = exam();
					const range = paperRange(profile, all);
					if (range.available === 0) return;
					const paper = makePaper(profile, all, { seed, questions });
					const ids = paper.questions;
					expect(new Set(ids).size).toBe(ids.length);
					expect(ids).not.toContain('other');
					expect(ids).not.toContain('none');
					expect(ids.length).toBeLessThanOrEqual(Math.min(questions, range.available));
					// Only a case that no longer fits may leave room.
					const room = Math.min(questions, range.available) - ids.length;
					expect(room).toBeLessThan(5);
					if (cases.length === 0) expect(room).toBe(0);
					for (const [i, count] of cases.entries()) {
						const places = Array.from({ length: count }, (_, at) => ids.indexOf(`case${i}-${at}`));
						const begin = places[0] ?? -1;
						expect(places).toEqual(
							begin < 0 ? places.map(() => -1) : places.map((_, at) => begin + at)
						);
					}
				}
			)
		);
	});
});
