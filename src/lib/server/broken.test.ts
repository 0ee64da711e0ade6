import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { lineOf } from './defects.ts';
import { readTree, type Tree } from './tree.ts';

const today = '2026-11-21';
const good = readTree('tests/content/good');
const kinds = readdirSync('tests/content/broken');

/** The good curriculum with the files of one folder of broken ones over it. */
function broken(kind: string): Tree {
	const files = new Map(readTree(`tests/content/broken/${kind}`));
	files.delete('content/expected.txt');
	return new Map([...good, ...files]);
}

describe('a curriculum without defects', () => {
	it('compiles without a line', () => {
		const { defects, warnings } = compile(good, { today });
		expect(defects.map(lineOf)).toEqual([]);
		expect(warnings.map(lineOf)).toEqual([]);
	});
});

describe('each kind of defect', () => {
	it.each(kinds)('%s gives exactly the lines of its expected.txt', (kind) => {
		const expected = readFileSync(`tests/content/broken/${kind}/expected.txt`, 'utf8');
		const lines = compile(broken(kind), { today }).defects.map(lineOf);
		expect(`${lines.join('\n')}\n`).toBe(expected);
	});

	it('points at a line that exists in the file it names', () => {
		for (const kind of kinds)
			for (const { file, line } of compile(broken(kind), { today }).defects) {
				const text = broken(kind).get(file);
				if (text !== undefined) expect(line).toBeLessThanOrEqual(text.split('\n').length);
			}
	});
});

describe('warnings', () => {
	it('name what nothing uses, and stop no build', () => {
		const fact = (good.get('content/facts/kms.yaml') ?? '').split('\n\n')[1] ?? '';
		const tree = new Map(good).set(
			'content/facts/other.yaml',
			fact.replace('id: key-stays', 'id: lonely')
		);
		const { defects, warnings } = compile(tree, { today });
		expect(defects).toEqual([]);
		expect(warnings.map(lineOf)).toEqual([
			'content/facts/other.yaml:1: fact "lonely" is used nowhere'
		]);
	});
});
