import { describe, expect, test } from 'vitest';
import { explain, task } from './explain.ts';
import { matching, multiple, ordering, single } from './questions.testing.ts';

const standings = (parts: ReturnType<typeof explain>) =>
	parts.map(({ index, mark, standing, words }) => ({ index, mark, standing, words }));

describe('a choice', () => {
	test('every option is explained, in the order shown, with its letter', () => {
		const parts = explain(single, { type: 'single', chosen: [1] }, [2, 1, 0, 3], new Set([0, 2]));
		expect(standings(parts)).toEqual([
			{ index: 2, mark: 'A', standing: 'wrong', words: 'Wrong, you struck it out' },
			{ index: 1, mark: 'B', standing: 'missed', words: 'Your answer, wrong' },
			{ index: 0, mark: 'C', standing: 'right', words: 'Right answer, you struck it out' },
			{ index: 3, mark: 'D', standing: 'wrong', words: 'Wrong' }
		]);
		expect(parts.every(({ why }) => why.length > 0)).toBe(true);
	});

	test('the wrong belief is told only to who chose it', () => {
		const chose = (option: number) =>
			explain(single, { type: 'single', chosen: [option] }, [0, 1, 2, 3]).flatMap(
				({ misconception }) => misconception?.id ?? []
			);
		expect(chose(1)).toEqual(['kms-encrypts-files']);
		expect(chose(2)).toEqual([]);
	});

	test('multiple: got, missed and left out are told apart', () => {
		const parts = explain(multiple, { type: 'multiple', chosen: [0, 2] }, [0, 1, 2, 3, 4]);
		expect(parts.map(({ standing }) => standing)).toEqual([
			'got',
			'right',
			'missed',
			'wrong',
			'wrong'
		]);
	});
});

describe('an ordering', () => {
	test('is told in the right order, with where each step stood and what does not belong', () => {
		const parts = explain(ordering, { type: 'ordering', order: [0, 2, 3] }, [3, 2, 1, 0]);
		expect(standings(parts)).toEqual([
			{ index: 0, mark: '1', standing: 'got', words: 'Step 1, in its place' },
			{ index: 1, mark: '2', standing: 'missed', words: 'Step 2; missing from your order' },
			{ index: 2, mark: '3', standing: 'missed', words: 'Step 3; you had it at 2' },
			{
				index: 3,
				mark: undefined,
				standing: 'missed',
				words: 'Does not belong; you had it at 3'
			}
		]);
	});

	test('a distractor that was left out is told as well', () => {
		const last = explain(ordering, { type: 'ordering', order: [0, 1, 2] }, [0, 1, 2, 3]).at(-1);
		expect(last).toMatchObject({
			standing: 'wrong',
			words: 'Does not belong; you left it out',
			why: 'KMS never sees the document.'
		});
	});
});

test('a matching shows both what was paired and what belongs', () => {
	const parts = explain(matching, { type: 'matching', pairs: [0, 2, null] }, [0, 1, 2]);
	expect(parts.map(({ words, pair }) => [words, pair?.yours, pair?.right])).toEqual([
		['Right', 'HSM', 'HSM'],
		['Wrong', 'Nowhere', 'Storage'],
		['Left open', null, 'Storage']
	]);
});

test('a response of another type is refused', () => {
	expect(() => explain(single, { type: 'ordering', order: [0] }, [0, 1, 2, 3])).toThrow(TypeError);
});

test('the task names how many to choose', () => {
	expect([single, multiple, ordering, matching].map(task)).toEqual([
		'choose one',
		'choose two',
		'put in order',
		'match'
	]);
});
