import * as fc from 'fast-check';
import type { Html, Question, QuestionIndexEntry } from '#lib/content/index.ts';
import type { LogEntry } from './types.ts';

const html = (text: string) => text as Html;
const base = {
	module: 'm',
	stem: html('?'),
	facts: [],
	exam: [],
	difficulty: 1,
	hints: []
} as const;
const option = (correct: boolean) => ({ text: html('o'), correct, why: html('because') });
const shared = () => ({ ...base, facts: [], exam: [], hints: [] });

export const single = (correct: number, count = 4, id = 'single'): Question => ({
	...shared(),
	id,
	type: 'single',
	options: Array.from({ length: count }, (_, i) => option(i === correct))
});
export const multiple = (...correct: number[]): Question => ({
	...shared(),
	id: 'multiple',
	type: 'multiple',
	options: Array.from({ length: 5 }, (_, i) => option(correct.includes(i)))
});
export const ordering = (items: number, distractors: number): Question => ({
	...shared(),
	id: 'ordering',
	type: 'ordering',
	items: Array.from({ length: items + distractors }, (_, i) => option(i < items))
});
export const matching = (responses: number[], count: number): Question => ({
	...shared(),
	id: 'matching',
	type: 'matching',
	prompts: responses.map((response) => ({ text: html('p'), response, why: html('because') })),
	responses: Array.from({ length: count }, () => html('r'))
});

export const indexEntry = (
	id: string,
	more: Partial<QuestionIndexEntry> = {}
): QuestionIndexEntry => ({ id, module: 'm', type: 'single', difficulty: 1, title: id, ...more });

export const answer = (
	id: string,
	question: string,
	at: string,
	correct: boolean,
	confidence: LogEntry['confidence'] = 'sure'
): LogEntry => ({
	id,
	device: 'phone',
	at,
	kind: 'answer',
	question,
	contentVersion: '1',
	correct,
	confidence
});

export const undo = (id: string, undoes: string, at = '2026-01-01T00:00:00.000Z'): LogEntry => ({
	id,
	device: 'phone',
	at,
	kind: 'undo',
	undoes,
	contentVersion: '1'
});

const time = fc
	.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) })
	.map((ms) => new Date(ms).toISOString());

/** An entry whose content depends on its id alone, as in real logs: ids are never used twice. */
const entryOf = (id: number): fc.Arbitrary<LogEntry> => {
	const own = fc.sample(
		fc.record({
			at: time,
			kind: fc.constantFrom(
				'answer',
				'answer',
				'answer',
				'answer',
				'undo',
				'undo',
				'reset',
				'flag',
				'of-a-later-version'
			),
			question: fc.constantFrom('a', 'b', 'c'),
			correct: fc.boolean(),
			confidence: fc.constantFrom('sure' as const, 'think-so' as const, 'guess' as const),
			undoes: fc.integer({ min: 0, max: 39 }).map(String),
			questions: fc.option(fc.subarray(['a', 'b', 'c']), { nil: undefined })
		}),
		{ seed: id, numRuns: 1 }
	)[0];
	return fc.constant({ ...own, id: String(id), device: 'd', contentVersion: '1' } as LogEntry);
};

/** Logs of one learner on several devices: they overlap, in any order, with repetitions. */
export const logs = fc.array(fc.integer({ min: 0, max: 39 }).chain(entryOf), { maxLength: 60 });
