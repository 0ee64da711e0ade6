import type { KeyRow } from '#lib/ui/index.ts';

/** Keys while an exam is sat. */
export const EXAM_KEYS: readonly KeyRow[] = [
	{
		keys: ['1', 'A'],
		does: 'Choose the first option or add that step; 2 or B the second, and so on'
	},
	{ keys: ['S', 'X'], does: 'Strike out: then the option’s number or letter' },
	{ keys: ['↑', '↓'], does: 'Move the step in focus' },
	{ keys: ['N', 'P'], does: 'Next question, previous question' },
	{ keys: ['F', 'M'], does: 'Flag the question (F only where there is no option F)' },
	{ keys: ['W'], does: 'Write a note' },
	{ keys: ['T'], does: 'Hide the clock, or show it' },
	{ keys: ['R'], does: 'All questions, and the end of the exam' },
	{ keys: ['?'], does: 'This list' }
];
