import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Html, Question, Response } from '#lib/content/index.ts';
import {
	beliefsShown,
	deriveCards,
	examEntries,
	mergeLogs,
	parseLogFile,
	progressOf,
	satExams,
	scaledEstimate,
	scoreExam,
	serialiseLog,
	startClock,
	type ExamAttempt,
	type ExamMark,
	type LogEntry,
	type SatExam
} from './index.ts';
import { indexEntry, matching, multiple, ordering, single } from './study.testing.ts';

const named = (question: Question, id: string): Question => ({ ...question, id });
/** One of each type. */
const questions: Question[] = [
	single(2, 4, 'one'),
	named(multiple(1, 3), 'two'),
	named(ordering(3, 1), 'three'),
	named(matching([0, 1, 1], 3), 'four')
];
const right: Record<string, Response> = {
	one: { type: 'single', chosen: [2] },
	two: { type: 'multiple', chosen: [3, 1] },
	three: { type: 'ordering', order: [0, 1, 2] },
	four: { type: 'matching', pairs: [0, 1, 1] }
};
/** Wrong by one part only. */
const nearly: Record<string, Response> = {
	one: { type: 'single', chosen: [1] },
	two: { type: 'multiple', chosen: [1] },
	three: { type: 'ordering', order: [0, 2, 1] },
	four: { type: 'matching', pairs: [0, 1, null] }
};
const byId = new Map(questions.map((question) => [question.id, question]));
const index = questions.map(({ id, type }, i) =>
	indexEntry(id, {
		type,
		module: i < 2 ? 'a' : 'b',
		exam: i === 0 ? ['SCS-C03/5.2', 'SCS-C03/4.2'] : ['SCS-C03/5.2', 'DVA-C02/2.2']
	})
);

const attempt = (
	marks: Record<string, ExamMark>,
	{ unscored = [], id = 'attempt-1' }: { unscored?: string[]; id?: string } = {}
): ExamAttempt => ({
	id,
	paper: {
		exam: 'SCS-C03',
		form: 'whole',
		questions: questions.map((question) => question.id),
		unscored,
		minutes: 10,
		seed: 9
	},
	contentVersion: '1',
	begun: '2026-11-21T09:00:00.000Z',
	clock: { ...startClock(600_000, { wall: 0, steady: 0, life: '1' }), used: 1234.4 },
	clockHidden: false,
	asksConfidence: true,
	place: 0,
	marks,
	jumps: []
});
let next = 0;
const logged = (of: ExamAttempt): LogEntry[] =>
	examEntries(of, byId, { at: '2026-11-21T09:10:00.000Z', by: 'learner' }).map((entry) => ({
		...entry,
		id: `${of.id}-${next++}`,
		device: 'phone'
	}));
const sat = (of: ExamAttempt): SatExam => {
	const [exam] = satExams(logged(of));
	if (!exam) throw new Error('The log has no exam');
	return exam;
};

describe('scoring', () => {
	test('is all or nothing, unanswered is wrong, and nothing is taken away', () => {
		const kind = fc.constantFrom('right' as const, 'nearly' as const, 'none' as const);
		fc.assert(
			fc.property(
				fc.tuple(kind, kind, kind, kind),
				fc.subarray(['one', 'two', 'three', 'four']),
				(kinds, unscored) => {
					const marks: Record<string, ExamMark> = {};
					questions.forEach(({ id }, i) => {
						const response = { right, nearly, none: undefined }[kinds[i] ?? 'none']?.[id];
						if (response) marks[id] = { response };
					});
					const result = scoreExam(sat(attempt(marks, { unscored })), index);
					const rights = questions.filter((_, i) => kinds[i] === 'right').map(({ id }) => id);
					expect(result.all).toEqual({ right: rights.length, of: 4 });
					expect(result.scored).toEqual({
						right: rights.filter((id) => !unscored.includes(id)).length,
						of: 4 - unscored.length
					});
					expect(result.missed).toEqual(
						questions.map(({ id }) => id).filter((id) => !rights.includes(id))
					);
					expect(result.answered).toBe(kinds.filter((one) => one !== 'none').length);
					// Never less than nothing: each part of the result is within its number.
					for (const { right: got, of } of [...result.byTask, ...result.byModule])
						expect(got >= 0 && got <= of).toBe(true);
				}
			)
		);
	});

	test('by task, module, confidence and time', () => {
		const marks: Record<string, ExamMark> = {
			one: { response: right.one as Response, confidence: 'sure', ms: 10_000 },
			two: { response: nearly.two as Response, confidence: 'sure', ms: 30_000 },
			three: { response: right.three as Response, ms: 20_000 },
			four: { ms: 5000 }
		};
		const result = scoreExam(sat(attempt(marks)), index);
		expect(result.byTask).toEqual([
			{ id: '4.2', right: 1, of: 1 },
			{ id: '5.2', right: 2, of: 4 }
		]);
		expect(result.byModule).toEqual([
			{ id: 'a', right: 1, of: 2 },
			{ id: 'b', right: 1, of: 2 }
		]);
		expect(result.byConfidence).toEqual([
			{ id: 'sure', right: 1, of: 2 },
			{ id: 'none', right: 1, of: 1 }
		]);
		expect(result.times.map(({ ms }) => ms)).toEqual([10_000, 30_000, 20_000, 5000]);
		expect(result.median).toBe(10_000);
	});

	test('a right guess is told apart: it is practised with what was missed', () => {
		const marks: Record<string, ExamMark> = {
			one: { response: right.one as Response, confidence: 'guess' },
			two: { response: nearly.two as Response, confidence: 'guess' },
			three: { response: right.three as Response, confidence: 'think-so' }
		};
		const { missed, guessed } = scoreExam(sat(attempt(marks)), index);
		expect({ missed, guessed }).toEqual({ missed: ['two', 'four'], guessed: ['one'] });
	});

	test('names the wrong beliefs behind what was chosen', () => {
		const html = (text: string) => text as Html;
		const belief = { id: 'b', belief: html('x'), answer: html('y'), facts: [] };
		const question = single(2, 4, 'one');
		if (!('options' in question)) throw new Error('not a choice');
		question.options = question.options.map((option, i) =>
			i === 1 ? { ...option, misconception: belief } : option
		);
		const { answers } = sat(attempt({ one: { response: nearly.one as Response } }));
		expect(beliefsShown([question], answers)).toEqual([
			{ misconception: belief, questions: ['one'] }
		]);
		expect(beliefsShown([question], new Map())).toEqual([]);
	});
});

describe('the scaled estimate', () => {
	test('lies in its interval, in the scale, and the interval narrows with more questions', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 200 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(of, share) => {
					const tally = { right: Math.round(share * of), of };
					const { low, estimate, high } = scaledEstimate(tally);
					expect(100 <= low && low <= estimate && estimate <= high && high <= 1000).toBe(true);
					const more = scaledEstimate({ right: tally.right * 4, of: of * 4 });
					expect(more.high - more.low).toBeLessThan(high - low);
				}
			)
		);
	});
	test('of a known case: 40 of 50 is 67 to 89 percent (Wilson, 95 %)', () => {
		expect(scaledEstimate({ right: 40, of: 50 })).toEqual({ estimate: 820, low: 703, high: 899 });
	});
});

describe('progress of an answer', () => {
	test.each([
		['one', { type: 'single', chosen: [] }, 'unanswered'],
		['two', { type: 'multiple', chosen: [1] }, 'begun'],
		['two', { type: 'multiple', chosen: [1, 2] }, 'answered'],
		['three', { type: 'ordering', order: [1] }, 'begun'],
		['three', { type: 'ordering', order: [1, 0] }, 'answered'],
		['four', { type: 'matching', pairs: [null, null, null] }, 'unanswered'],
		['four', { type: 'matching', pairs: [0, null, null] }, 'begun'],
		['four', { type: 'matching', pairs: [0, 0, 0] }, 'answered']
	] as [string, Response, string][])('%s %j: %s', (id, response, expected) => {
		const question = byId.get(id);
		expect(question && progressOf(question, response)).toBe(expected);
	});
});

describe('an exam in the log', () => {
	const marks: Record<string, ExamMark> = {
		one: {
			response: right.one as Response,
			at: '2026-11-21T09:01:00.000Z',
			struck: [0],
			flagged: true,
			note: 'Look again'
		},
		two: { response: nearly.two as Response, confidence: 'sure', at: '2026-11-21T09:02:00.000Z' },
		three: { response: { type: 'ordering', order: [] } }
	};

	test('goes into memory like practice: a right answer without a word is Good, none is no evidence', () => {
		const cards = deriveCards(logged(attempt(marks)));
		expect([...cards.keys()]).toEqual(['one', 'two']);
		expect(cards.get('one')).toMatchObject({ state: 'Review', firstRecalled: true });
		expect(cards.get('one')?.last.at).toEqual(new Date('2026-11-21T09:01:00.000Z'));
		expect(cards.get('two')).toMatchObject({ state: 'Learning', wrongAndSure: true });
	});

	test('travels in a file and merges by union, with answers and marks', async () => {
		const mine = logged(attempt(marks));
		const theirs = logged(attempt({}, { id: 'attempt-2' }));
		const file = await serialiseLog(mergeLogs(mine, theirs), new Date(0));
		const { entries } = await parseLogFile(file);
		const exams = satExams(mergeLogs(entries, mine));
		expect(exams.map(({ id }) => id).sort()).toEqual(['attempt-1', 'attempt-2']);
		const exam = exams.find(({ id }) => id === 'attempt-1');
		expect([...(exam?.answers.keys() ?? [])].sort()).toEqual(['one', 'two']);
		expect(exam?.record.marks.one).toEqual({ struck: [0], flagged: true, note: 'Look again' });
		expect(exam?.record.used).toBe(1234);
	});

	test('that another version wrote is passed over', () => {
		const entries = logged(attempt(marks)).map((entry) =>
			entry.kind === 'exam' ? { ...entry, attempt: { version: 9 } } : entry
		);
		expect(satExams(entries)).toEqual([]);
	});
});
