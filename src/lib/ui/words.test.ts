import { expect, test } from 'vitest';
import { calendarDay, sayBytes, whenBack } from './words.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);

test.each([
	[at(21, 12, 10), 'in 10 minutes'],
	[at(21, 12, 1), 'in a minute'],
	[at(21, 11), 'now'],
	[at(21, 18, 40), 'today at 18:40'],
	[at(22, 9), 'tomorrow, on Sunday 22 November'],
	[at(24, 8), 'in 3 days, on Tuesday 24 November'],
	[new Date(2027, 0, 5), 'in 45 days, on Tuesday 5 January 2027']
])('%s comes back %s', (due, words) => {
	expect(whenBack(due, at(21, 12))).toBe(words);
});

test('a card due next morning is one day away even late in the evening', () => {
	expect(whenBack(at(22, 7), at(21, 23, 30))).toBe('tomorrow, on Sunday 22 November');
});

test('a day of the content is written out', () => {
	expect(calendarDay('2026-08-07')).toBe('7 August 2026');
});

test.each([
	[0, '0 bytes'],
	[1, '1 byte'],
	[999, '999 bytes'],
	[1000, '1.0 kB'],
	[9_949, '9.9 kB'],
	[9_960, '10 kB'],
	[48_200, '48 kB'],
	[999_999, '1.0 MB'],
	[64_000_000, '64 MB'],
	[12_300_000_000, '12 GB']
])('%i bytes are %s', (bytes, words) => {
	expect(sayBytes(bytes)).toBe(words);
});
