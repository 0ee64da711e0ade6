import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	deriveCards,
	disputedIn,
	mergeLogs,
	parseLogFile,
	serialiseLog,
	standingDisputes,
	type LogEntry
} from './index.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();
const entry = (id: string, minute: number, rest: Partial<LogEntry>): LogEntry => ({
	id,
	device: 'phone',
	at: at(minute),
	kind: 'dispute',
	contentVersion: 'v1',
	...rest
});
const dispute = (id: string, minute: number, question: LogEntry['question'] = 'q') =>
	entry(id, minute, { ...(question ? { question } : {}), about: 'key', text: 'Not so.' });
const withdrawal = (id: string, minute: number, undoes: string) =>
	entry(id, minute, { kind: 'undo', question: 'q', undoes });

const drill = (seed: number, version = 1) => ({ template: 'size-limit', version, seed });

test('a dispute stands until it is withdrawn; others of the question go on standing', () => {
	const log = [dispute('a', 1), dispute('b', 2), withdrawal('c', 3, 'a')];
	expect(standingDisputes(log, 'q').map(({ id }) => id)).toEqual(['b']);
	expect(disputedIn(log)).toEqual(new Set(['q']));
	expect(disputedIn([...log, withdrawal('d', 4, 'b')])).toEqual(new Set());
});

test('disputes of one question only, a generated one by template, version and seed', () => {
	const log = [dispute('a', 1), dispute('b', 2, drill(7)), dispute('c', 3, drill(8))];
	expect(standingDisputes(log, drill(7)).map(({ id }) => id)).toEqual(['b']);
	expect(standingDisputes(log, drill(7, 2))).toEqual([]);
	expect(standingDisputes(log, 'size-limit')).toEqual([]);
	expect(disputedIn(log)).toEqual(new Set(['q', 'size-limit']));
});

test('the same stands whatever the order of the log and however often logs are merged', () => {
	const log = [
		dispute('a', 5),
		dispute('b', 2),
		withdrawal('c', 1, 'a'),
		withdrawal('d', 9, 'absent'),
		dispute('e', 3, drill(1))
	];
	const wanted = standingDisputes(log);
	expect(wanted.map(({ id }) => id)).toEqual(['b', 'e']);
	fc.assert(
		fc.property(
			fc.shuffledSubarray(log, { minLength: log.length }),
			fc.subarray(log),
			(shuffled, part) => {
				expect(standingDisputes(shuffled)).toEqual(wanted);
				expect(standingDisputes(mergeLogs(mergeLogs(part, shuffled), part))).toEqual(wanted);
			}
		)
	);
});

test('disputes and their withdrawal change nothing in memory', () => {
	const answer = entry('x', 0, {
		kind: 'answer',
		question: 'q',
		correct: true,
		confidence: 'sure'
	});
	const cards = deriveCards([answer]);
	expect(deriveCards([answer, dispute('a', 1), withdrawal('b', 2, 'a')])).toEqual(cards);
});

test('a file of the log carries them whole', async () => {
	const log = [
		entry('a', 1, {
			question: drill(3),
			about: 'fact',
			text: 'The limit moved.\nSee the source.',
			source: 'https://docs.aws.amazon.com/kms/',
			response: { type: 'single', chosen: [1] },
			seed: 7
		}),
		withdrawal('b', 2, 'a')
	];
	const { entries } = await parseLogFile(await serialiseLog(log, new Date()));
	expect(entries).toEqual(log);
});
