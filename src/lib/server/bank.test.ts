import { expect, test } from 'vitest';
import type { AuthoredPlainQuestion } from '#lib/content/index.ts';
import { checkBank, longestCorrect, type BankEntry } from './bank.ts';
import { Report } from './defects.ts';

/** A question of four options; the one at `right` is correct, the one at `long` the longest. */
function single(id: string, right: number, long: number): AuthoredPlainQuestion {
	return {
		id,
		type: 'single',
		stem: `What of ${id} holds under ${id}?`,
		facts: ['key-stays'],
		exam: [],
		difficulty: 1,
		options: [0, 1, 2, 3].map((at) => ({
			text: at === long ? `Option ${at}, and then some` : `Option ${at}`,
			correct: at === right,
			why: 'Because of something else.'
		}))
	};
}

const entries = (count: number, longIsRight: (index: number) => boolean): BankEntry[] =>
	Array.from({ length: count }, (_, index) => ({
		question: single(`q${index}`, index % 4, longIsRight(index) ? index % 4 : (index + 1) % 4),
		scenario: '',
		module: 'm',
		name: `question "q${index}"`,
		at: () => ({ file: 'content/modules/m/questions.yaml', line: index + 1 })
	}));

const linesOf = (bank: BankEntry[]) => {
	const report = new Report();
	checkBank(bank, report);
	return report.defects.map(({ file, message }) => `${file}: ${message}`);
};

test('counts how often the longest option is correct, against chance', () => {
	const bank = entries(40, (index) => index < 10).map(({ question }) => question);
	expect(longestCorrect(bank)).toEqual({ questions: 40, found: 10, expected: 10, deviations: 0 });
});

test('a bank whose key can be told by length is a defect, of the whole and of its module', () => {
	expect(linesOf(entries(40, (index) => index < 20))).toEqual([
		'content/modules: the longest option is correct in 20 of 40 questions, where chance gives 10: length gives the key away',
		'content/modules/m/questions.yaml: the longest option is correct in 20 of 40 questions, where chance gives 10: length gives the key away'
	]);
});

test('what chance explains is none', () => {
	expect(linesOf(entries(40, (index) => index < 15))).toEqual([]);
	expect(linesOf(entries(20, () => true))).toEqual([]);
});
