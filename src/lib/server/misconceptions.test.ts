import { expect, test } from 'vitest';
import { checkContent } from './curriculum.ts';
import { misconceptionFile } from './misconceptions.ts';

const { curriculum } = checkContent();
const file = misconceptionFile(curriculum.misconceptions, curriculum.questions);

test('every wrong option leads to its misconception, and every right one to none', () => {
	let checked = 0;
	for (const question of curriculum.questions) {
		const options =
			question.type === 'matching'
				? []
				: question.type === 'ordering'
					? question.items
					: question.options;
		for (const [index, { misconception }] of options.entries()) {
			const place = file.options[question.id]?.[index] ?? -1;
			expect(file.misconceptions[place]?.id, `${question.id} ${index}`).toBe(misconception?.id);
			if (misconception) checked++;
		}
	}
	expect(checked).toBeGreaterThan(100);
});

test('the texts are plain', () => {
	for (const { belief, answer } of file.misconceptions) {
		expect(belief).not.toBe('');
		expect(`${belief} ${answer}`).not.toMatch(/<[a-z/]/);
	}
});
