import { expect, test } from 'vitest';
import { drillQuery, drillRequest } from './drill-request.ts';

const read = (query: string) => drillRequest(new URLSearchParams(query));

test('a question is named by template, version and seed, and read from its link', () => {
	const question = { template: 'size-limit', version: 1, seed: 4_294_967_295 };
	expect(read(drillQuery(question))).toEqual({ kind: 'question', question });
	expect(read('')).toEqual({ kind: 'list' });
	expect(read('template=size-limit')).toEqual({ kind: 'template', template: 'size-limit' });
});

test.each([
	'template=<b>',
	`template=${'a'.repeat(100)}`,
	'template=a&seed=1',
	'template=a&version=1',
	'template=a&version=1&seed=-1',
	'template=a&version=1&seed=4294967296',
	'template=a&version=1e3&seed=2',
	'template=a&version=1&seed='
])('?%s is told to be broken', (query) => {
	expect(read(query).kind).toBe('broken');
});
