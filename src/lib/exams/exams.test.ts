import { describe, expect, test } from 'vitest';
import { examNamed, exams, examWith } from './exams.testing.ts';
import { figureRows, inARow, onlyHere } from './figures.ts';
import { away, dayOf, daysUntil, examNews, standingOf } from './news.ts';

const today = '2026-11-21';
const news = (id: string, date?: string, day = today) =>
	examNews(examNamed(id), exams, day, date).join(' ');

describe('days', () => {
	test('are those of the learner’s own calendar', () => {
		expect(dayOf(new Date(2026, 10, 21, 0, 0))).toBe('2026-11-21');
		expect(dayOf(new Date(2027, 0, 3, 23, 59))).toBe('2027-01-03');
	});

	test('are counted whole, over a change of clocks and of the year', () => {
		expect(daysUntil('2026-10-24', '2026-10-26')).toBe(2);
		expect(daysUntil('2026-12-31', '2027-01-01')).toBe(1);
		expect(['a', away(0), away(1), away(9)]).toEqual(['a', 'today', 'tomorrow', 'in 9 days']);
	});
});

describe('where an exam stands', () => {
	test.each([
		['DVA-C02', '2026-08-31', 'open'],
		['DVA-C02', '2026-09-01', 'ending'],
		['DVA-C02', '2026-11-30', 'ending'],
		['DVA-C02', '2026-12-01', 'ended'],
		['DVA-C03', '2026-11-30', 'coming'],
		['DVA-C03', '2026-12-01', 'open'],
		['SAA-C03', '2026-12-01', 'open']
	])('%s on %s: %s', (id, day, standing) => {
		expect(standingOf(examNamed(id), day)).toBe(standing);
	});
});

describe('what a learner is told', () => {
	test('of an exam that ends: its last day, what follows, and where sources differ', () => {
		expect(news('DVA-C02')).toBe(
			'The last day of DVA-C02 is 30 November 2026, in 9 days. DVA-C03 takes its place from 1 December 2026 on. Other pages said 1 December 2026.'
		);
		expect(news('DVA-C02', undefined, '2026-11-30')).toContain('30 November 2026, today.');
	});

	test('of an exam that has ended', () => {
		expect(news('MLA-C01', '2026-12-01')).toBe(
			'The last day of MLA-C01 was 28 September 2026. MLA-C02 has taken its place since 29 September 2026.'
		);
	});

	test('of an exam that is still to come', () => {
		expect(news('DVA-C03')).toBe(
			'DVA-C03 can be taken from 1 December 2026 on. Until 30 November 2026 the exam is DVA-C02.'
		);
	});

	test('nothing of an exam that goes on, whatever the day', () => {
		expect(news('SAA-C03')).toBe('');
		expect(news('SAA-C03', '2028-01-01')).toBe('');
		expect(news('MLA-C02', '2027-01-14')).toBe('');
	});

	test('of a chosen day on which the exam is not offered, or that is over', () => {
		expect(news('DVA-C02', '2026-12-05', '2026-06-01')).toBe(
			'On the day you chose, 5 December 2026, DVA-C02 is no longer offered: choose an earlier day, or prepare for DVA-C03.'
		);
		expect(news('DVA-C02', '2026-11-30', '2026-06-01')).toBe('');
		expect(news('DVA-C03', '2026-11-25')).toContain(
			'On the day you chose, 25 November 2026, DVA-C03 is not offered yet.'
		);
		expect(news('SAA-C03', '2026-11-20')).toBe('The day you chose, 20 November 2026, is over.');
	});

	test('without a follower, only that it ends', () => {
		const alone = examWith('ANS-C01', { validTo: '2026-12-31' });
		expect(examNews(alone, [alone], today)).toEqual([
			'The last day of ANS-C01 is 31 December 2026, in 40 days.'
		]);
	});
});

describe('figures in words', () => {
	test('all that are there', () => {
		const rows = figureRows(examNamed('SAA-C03'));
		expect(Object.fromEntries(rows.map(({ name, words }) => [name, words]))).toEqual({
			Questions: '65: 50 that count and 15 that do not, and are not marked',
			Time: '130 minutes',
			'Question types': 'multiple choice, multiple response and ordering',
			'To pass': '720 points on a scale from 100 to 1,000, which is not a percentage',
			'Weights of the domains': 'Security 60\u00a0%, Domain 2 40\u00a0%'
		});
		expect(rows.map(({ evidence }) => evidence?.confidence)).toContain('third-party');
	});

	test('one that is missing has neither words nor a source', () => {
		for (const { words, evidence } of figureRows(examNamed('DVA-C03')))
			expect([words, evidence]).toEqual([undefined, undefined]);
	});

	test('what is asked only here, where the types of the exam are known', () => {
		expect(onlyHere(examNamed('SAA-C03'))).toBe(
			'Keywrap also asks by matching and case study, because it helps to learn; SAA-C03 does not.'
		);
		expect(onlyHere(examNamed('DVA-C03'))).toBeUndefined();
		expect(inARow(['a'])).toBe('a');
	});
});
