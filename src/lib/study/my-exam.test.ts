import { expect, test } from 'vitest';
import { deriveCards, ExamPlanner, examWeights, paceOf, planMyExam, usedToday } from './index.ts';
import { answer, indexEntry } from './study.testing.ts';

const now = new Date(2026, 10, 21, 9);
const source = {
	source: { title: 's', url: 'https://docs.aws.amazon.com/' },
	checked: '2026-01-01',
	confidence: 'documented' as const
};
const tasks = ['4.2', '5.1', '5.2'].map((id) => ({ id, title: id }));
const exam = {
	id: 'SCS-C03',
	tasks,
	figures: {
		domains: {
			value: [
				{ number: 4, title: 'd', percent: 20 },
				{ number: 5, title: 'e', percent: 18 }
			],
			...source
		}
	}
};
const questions = [
	indexEntry('a', { exam: ['SCS-C03/4.2'] }),
	indexEntry('b', { exam: ['SCS-C03/5.1', 'SCS-C03/5.2'] }),
	indexEntry('c', { exam: ['SCS-C03/5.2', 'DVA-C03/2.2'] }),
	indexEntry('d', { exam: ['DVA-C03/2.2'] }),
	indexEntry('e')
];

test('the share of a domain is spread over its tasks, and that of a task over its questions', () => {
	expect([...examWeights(exam, questions)]).toEqual([
		['a', 20],
		['b', 9 + 4.5],
		['c', 4.5]
	]);
});

test('where no shares are published, each question of the exam counts the same', () => {
	expect([...examWeights({ ...exam, figures: {} }, questions).values()]).toEqual([1, 1, 1]);
});

test('a plan asks for nothing that the exam does not, and is made only for a day to come', () => {
	const plan = (date: string | undefined, of = exam) =>
		planMyExam(
			{ exam: 'SCS-C03', date, minutesADay: 30 },
			of,
			questions,
			new Map(),
			[],
			new ExamPlanner(),
			now
		);
	expect(plan('2026-12-24')?.fresh.toSorted()).toEqual(['a', 'b', 'c']);
	expect(plan('2026-11-21')).toBeDefined();
	for (const none of [undefined, '2026-11-20', '2026-02-31', 'soon'])
		expect(plan(none), none).toBeUndefined();
	expect(plan('2026-12-24', { ...exam, id: 'SAA-C03' })).toBeUndefined();
});

test('minutes used today count answers of today, and flashcards make no pace', () => {
	const of = (id: string, question: string, hour: number, ms: number) => ({
		...answer(
			id,
			question,
			new Date(2026, 10, hour < 0 ? 20 : 21, Math.abs(hour)).toISOString(),
			true
		),
		ms
	});
	const entries = [
		of('1', 'a', -20, 70_000),
		of('2', 'a', 1, 30_000),
		...['3', '4', '5', '6', '7', '8'].map((id) => of(id, 'term:nonce', 2, 3000))
	];
	expect(usedToday(entries, now)).toBe(30_000 + 6 * 3000);
	expect(paceOf(entries)).toBe(60_000);
	expect(paceOf(['1', '2', '3', '4', '5'].map((id) => of(id, 'a', 3, 25_000)))).toBe(25_000);
});

test('memory of flashcards leaves the plan as it is', () => {
	const entries = [answer('1', 'term:nonce', new Date(2026, 10, 20).toISOString(), true)];
	const plan = (log: typeof entries) =>
		planMyExam(
			{ exam: 'SCS-C03', date: '2026-12-24' },
			exam,
			questions,
			deriveCards(log),
			log,
			new ExamPlanner(),
			now
		);
	expect(plan(entries)).toEqual(plan([]));
});
