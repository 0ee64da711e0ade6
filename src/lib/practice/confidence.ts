import type { Confidence } from '#lib/study/index.ts';

/** From least to most sure: the order on screen, and the digits 1 to 3 on the keyboard. */
export const CONFIDENCES: readonly { value: Confidence; name: string }[] = [
	{ value: 'guess', name: 'Guess' },
	{ value: 'think-so', name: 'Think so' },
	{ value: 'sure', name: 'Sure' }
];

/** The verdict over the explanation. */
export function verdict(correct: boolean, confidence: Confidence | undefined): string {
	if (correct)
		return confidence === 'sure'
			? 'Right, and you were sure'
			: confidence === 'guess'
				? 'Right, by a guess'
				: 'Right';
	return confidence === 'sure' ? 'Wrong, and you were sure' : 'Wrong';
}

/** What the answer means for what comes next; the day it comes back is said after it. */
export function meaning(correct: boolean, confidence: Confidence | undefined): string {
	if (!correct)
		return confidence === 'sure'
			? 'An error you were sure of is worth a second look: it now stands on your list of what was wrong and sure.'
			: '';
	switch (confidence) {
		case 'guess':
			return 'A lucky guess is not yet knowledge, so it is asked again soon.';
		case 'think-so':
			return 'Right without being sure counts for less than knowing.';
		default:
			return 'You know this one.';
	}
}
