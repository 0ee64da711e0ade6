import { describe, expect, it } from 'vitest';
import type { Fact } from '#lib/content/index.ts';
import { guardedNumbers, restatements } from './facts.ts';

const fact = (id: string, value?: string): Fact => ({
	id,
	statement: 'So it is.',
	...(value === undefined ? {} : { value }),
	source: { title: 'A page', url: 'https://docs.aws.amazon.com/' },
	checked: '2026-08-07',
	confidence: 'documented'
});

const guarded = guardedNumbers([
	fact('limit', '4,096 bytes'),
	fact('length', '256 bits'),
	fact('quota', '10,000 requests a second'),
	fact('wait', '7 to 30 days'),
	fact('since', 'May 2026'),
	fact('silent')
]);
const found = (text: string) => restatements(text, guarded).map((hit) => hit.fact);

describe('numbers of facts', () => {
	it('are those of three and more digits that are no year', () => {
		expect(guarded.map(({ written }) => written)).toEqual(['4,096', '256', '10,000']);
	});

	it.each([
		['at most 4,096 bytes', 'limit'],
		['at most 4096 bytes', 'limit'],
		['at most 4096', 'limit'],
		['(4,096)', 'limit'],
		['a 4,096-byte block', 'limit'],
		['256 bits', 'length'],
		['a 256-bit key', 'length'],
		['10000 requests', 'quota']
	])('are restated by "%s"', (text, id) => {
		expect(found(text)).toEqual([id]);
	});

	it.each([
		'AES-256 and SHA-256',
		'an RSA key of 4,096 bits',
		'256 objects',
		'in 2026',
		'14,096 bytes',
		'4,096.5',
		'4,0961',
		'RSA_4096',
		'30 days',
		'10.0.0.256'
	])('are not restated by "%s"', (text) => {
		expect(found(text)).toEqual([]);
	});
});
