import { expect, test } from 'vitest';
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { deriveCards, type Card, type LogEntry } from '#lib/study/index.ts';
import { comingBack, minutesFor, pace, recentAnswers } from './figures.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);

let made = 0;
const answer = (question: string, when: Date, more: Partial<LogEntry> = {}): LogEntry => ({
	id: `e${(made++).toString().padStart(4, '0')}`,
	device: 'd',
	at: when.toISOString(),
	kind: 'answer',
	question,
	contentVersion: 'v1',
	correct: true,
	confidence: 'sure',
	...more
});

const entry = (id: string): QuestionIndexEntry => ({
	id,
	module: 'm',
	type: 'single',
	difficulty: 1,
	title: `About ${id}`
});

test('the pace is a minute until there are five answers, then their middle time', () => {
	const times = (...ms: number[]) => ms.map((ms) => answer('q', at(1, 9), { ms }));
	expect(pace([])).toBe(60_000);
	expect(pace(times(5000, 5000, 5000, 5000))).toBe(60_000);
	expect(pace(times(20_000, 3_600_000, 10_000, 30_000, 25_000))).toBe(25_000);
});

test('only the latest fifty answers make the pace', () => {
	const slow = Array.from({ length: 60 }, () => answer('q', at(1, 9), { ms: 90_000 }));
	const quick = Array.from({ length: 50 }, () => answer('q', at(1, 9), { ms: 30_000 }));
	expect(pace([...slow, ...quick])).toBe(30_000);
});

test.each([
	[1, 10_000, 1],
	[3, 80_000, 4],
	[26, 42_000, 18]
])('%i questions at %i ms take about %i minutes', (questions, ms, minutes) => {
	expect(minutesFor(questions, ms)).toBe(minutes);
});

test('cards come back by calendar day, what is due now left out', () => {
	const card = (due: Date) => ({ due }) as Card;
	const now = at(21, 22);
	expect(
		comingBack(
			[at(21, 20), at(21, 22, 10), at(22, 1), at(22, 23), at(24, 9), at(29, 9)].map(card),
			now
		)
	).toEqual([
		{ day: at(21, 0), cards: 1 },
		{ day: at(22, 0), cards: 2 },
		{ day: at(24, 0), cards: 1 }
	]);
});

test('answered last: latest first, each once, without what was taken back or withdrawn', () => {
	const slip = answer('c', at(21, 12));
	const log = [
		answer('a', at(21, 9)),
		answer('b', at(21, 10)),
		answer('a', at(21, 11), { correct: false }),
		slip,
		{ ...answer('', at(21, 13)), kind: 'undo', undoes: slip.id },
		answer('gone', at(21, 14))
	];
	const recent = recentAnswers(log, deriveCards(log), ['a', 'b', 'c'].map(entry), 5);
	expect(recent.map(({ id, title, entry }) => [id, title, entry.correct])).toEqual([
		['a', 'About a', false],
		['b', 'About b', true]
	]);
	expect(recent[0]?.due).toEqual(at(21, 11, 10));
	expect(recentAnswers(log, deriveCards(log), ['a', 'b'].map(entry), 1)).toHaveLength(1);
});
