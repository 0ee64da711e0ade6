import { expect, test } from 'vitest';
import type { LogEntry } from '#lib/study/index.ts';
import { keyOf, pairsOf, phrases } from './deciding.ts';
import { matching, multiple, ordering, single } from './questions.testing.ts';

const twin = <T extends object>(question: T, id: string, twins: string) => ({
	...question,
	id,
	twins
});
const outcome = (correct: boolean): LogEntry => ({
	id: 'e',
	device: 'd',
	at: '',
	kind: 'answer',
	contentVersion: 'v1',
	correct
});

test('of each set the missed question and its neighbour are compared', () => {
	const drilled = [
		twin(single, 'a1', 'a'),
		twin(single, 'b1', 'b'),
		twin(multiple, 'a2', 'a'),
		twin(ordering, 'a3', 'a'),
		twin(single, 'c1', 'c'),
		single
	];
	const pairs = pairsOf(
		drilled,
		new Map([
			['a1', outcome(true)],
			['a3', outcome(false)]
		])
	);
	expect(pairs.map((pair) => pair.map(({ id }) => id))).toEqual([['a3', 'a2']]);
	expect(pairsOf(drilled, new Map())[0]?.map(({ id }) => id)).toEqual(['a1', 'a2']);
});

test('the key of each type', () => {
	expect(keyOf(single).map(({ text }) => text)).toEqual([single.options[0]?.text]);
	expect(keyOf(multiple)).toHaveLength(2);
	expect(keyOf(ordering)).toHaveLength(3);
	expect(keyOf(matching).map(({ to }) => to)).toEqual(['HSM', 'Storage', 'Storage']);
});

test('marked words that stand together are one phrase, without the signs around it', () => {
	const words = 'A key is used (by another account), without delay.'.split(' ');
	expect(phrases(words, new Set([4, 5, 6, 8]))).toEqual(['by another account', 'delay']);
	expect(phrases(words, new Set())).toEqual([]);
});
