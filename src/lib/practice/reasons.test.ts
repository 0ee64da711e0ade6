import { expect, test } from 'vitest';
import { single } from './questions.testing.ts';
import { reasonsFor, rejectionOf } from './reasons.ts';

test('the misconceptions of the options come first, and after them what fits any question', () => {
	const [first, ...others] = reasonsFor(single);
	expect(first).toEqual({
		value: 'misconception:kms-encrypts-files',
		words: 'it rests on a wrong belief: KMS encrypts files of any size.'
	});
	expect(others.length).toBeGreaterThan(3);
	expect(new Set([first, ...others].map((reason) => reason?.value)).size).toBe(others.length + 1);
});

test('a question without any has the others, and no belief is offered twice', () => {
	const untagged = {
		...single,
		options: single.options.map(({ text, correct, why }) => ({ text, correct, why }))
	};
	expect(reasonsFor(untagged).every(({ value }) => !value.startsWith('misconception:'))).toBe(true);
	const tagged = {
		...single,
		options: single.options.map((it) => ({ ...single.options[1], ...it }))
	};
	expect(reasonsFor(tagged)).toHaveLength(reasonsFor(single).length);
});

test('a belief that was said is compared with the one that the option rests on', () => {
	const belief = single.options[1]?.misconception?.belief;
	const reason = 'misconception:kms-encrypts-files';
	expect(rejectionOf(single, 1, reason)).toEqual({ said: { belief }, verdict: 'fits' });
	expect(rejectionOf(single, 2, reason)).toEqual({ said: { belief }, verdict: 'other' });
	expect(rejectionOf(single, 0, reason)).toEqual({ said: { belief }, verdict: 'other' });
});

test('a reason in words stands as it is, and a belief that is gone is said to be one', () => {
	expect(rejectionOf(single, 1, 'it solves another problem')).toEqual({
		said: { words: 'it solves another problem' }
	});
	expect(rejectionOf(single, 1, 'misconception:gone')).toEqual({
		said: { words: 'it rests on a wrong belief' }
	});
});
