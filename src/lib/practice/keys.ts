import type { KeyRow } from '#lib/ui/index.ts';

/** Keys while a question is on screen. */
export const QUESTION_KEYS: readonly KeyRow[] = [
	{ keys: ['A'], to: 'H', does: 'Choose the option under that letter, or add that step' },
	{ keys: ['1', '2', '3'], does: 'Guess, think so, sure' },
	{ keys: ['X', 'A'], does: 'Strike out the option under that letter, or say why not' },
	{ keys: ['T'], does: 'Show the next hint' },
	{ keys: ['↑', '↓'], does: 'Move the step in focus' },
	{ keys: ['M'], does: 'Flag the question' },
	{ keys: ['Enter'], does: 'Answer; after the explanation, next question' },
	{ keys: ['U'], does: 'Take the answer back' },
	{ keys: ['←', '→'], does: 'Among words to mark: the one before, the next' },
	{ keys: ['?'], does: 'This list' }
];

/** Keys among flashcards. */
export const CARD_KEYS: readonly KeyRow[] = [
	{ keys: ['Enter', 'Space'], does: 'Turn the card' },
	{ keys: ['1', '2', '3'], does: 'Not known, think so, sure' },
	{ keys: ['U'], does: 'Take the last answer back' },
	{ keys: ['?'], does: 'This list' }
];
