import { expect, test } from 'vitest';
import { parsePrecache, readAddress } from './precache.ts';

test('a list names itself and each file with its revision', () => {
	expect(parsePrecache('d1 r+/=: r2:lab/ r3:_app/a.js')).toEqual({
		digest: 'd1',
		entries: [
			{ revision: 'r+/=', path: '' },
			{ revision: 'r2', path: 'lab/' },
			{ revision: 'r3', path: '_app/a.js' }
		]
	});
});

test('what was never finished lists nothing', () => {
	expect(parsePrecache('%PLACEHOLDER%')).toEqual({ digest: '', entries: [] });
	expect(parsePrecache('')).toEqual({ digest: '', entries: [] });
});

const known = new Set(['', 'lab/', 'lab/envelope/', 'data/index.json', '404.html']);

test.each([
	['', { kind: 'file', path: '' }],
	['lab/', { kind: 'file', path: 'lab/' }],
	['data/index.json', { kind: 'file', path: 'data/index.json' }],
	['lab', { kind: 'moved', path: 'lab/' }],
	['lab/envelope', { kind: 'moved', path: 'lab/envelope/' }],
	['index.html', { kind: 'moved', path: '' }],
	['lab/index.html', { kind: 'moved', path: 'lab/' }],
	['labindex.html', { kind: 'unknown' }],
	['lab/no-such/index.html', { kind: 'unknown' }],
	['data/', { kind: 'unknown' }],
	['data', { kind: 'unknown' }],
	['lab//', { kind: 'unknown' }]
])('the address "%s"', (path, expected) => {
	expect(readAddress(path, known)).toEqual(expected);
});
