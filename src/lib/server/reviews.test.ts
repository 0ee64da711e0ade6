import { expect, test } from 'vitest';
import type { AuthoredPlainQuestion, Review } from '#lib/content/index.ts';
import { readingOf, unreviewed } from './reviews.ts';

const question: AuthoredPlainQuestion = {
	id: 'q',
	type: 'single',
	stem: 'Which?',
	facts: ['f'],
	exam: [],
	difficulty: 1,
	options: [
		{ text: 'This', correct: true, why: 'So.' },
		{ text: 'That', correct: false, why: 'Not so.' },
		{ text: 'Those', correct: false, why: 'Not so.' }
	]
};
const read = readingOf(question);

test('an edit of what was read, or of the key, is another reading', () => {
	const [first, ...rest] = question.options;
	const edits: AuthoredPlainQuestion[] = [
		{ ...question, stem: 'Which one?' },
		{ ...question, options: [{ text: 'This one', correct: true, why: 'So.' }, ...rest] },
		{ ...question, options: [{ text: 'This', correct: false, why: 'So.' }, ...rest] }
	];
	expect(
		new Set([read, readingOf(question, 'A case'), ...edits.map((e) => readingOf(e))]).size
	).toBe(5);
	expect(first).toBeDefined();
});

test('what the reader does not see changes nothing, nor do line breaks', () => {
	const [first, ...rest] = question.options;
	if (!first) throw new Error('no option');
	expect(
		readingOf({
			...question,
			stem: '  Which?\n',
			difficulty: 3,
			hints: ['Think.'],
			options: [{ ...first, why: 'Otherwise.' }, ...rest]
		})
	).toBe(read);
});

test('only agreement on the text of today counts', () => {
	const review = (answer: Partial<Review['answers'][number]>): Review => ({
		date: '2026-08-07',
		reader: 'independent',
		answers: [{ question: 'q', agrees: true, ...answer }]
	});
	const readings = new Map([['q', read]]);
	expect(unreviewed(readings, [review({ read })])).toEqual([]);
	expect(unreviewed(readings, [review({})])).toEqual(['q']);
	expect(unreviewed(readings, [review({ read: '000000000000' })])).toEqual(['q']);
	expect(unreviewed(readings, [review({ read, agrees: false })])).toEqual(['q']);
	expect(unreviewed(readings, [review({ read, agrees: false }), review({ read })])).toEqual([]);
});
