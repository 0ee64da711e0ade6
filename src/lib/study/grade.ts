import type { Question, Response } from '#lib/content/index.ts';
import type { Confidence, Rating } from './types.ts';

const isSequence = (numbers: readonly (number | null)[], length: number) =>
	numbers.length === length && numbers.every((n, i) => n === i);

/**
 * Whether a response is right as a whole. The guides of SCS-C03 (ordering, matching) and of MLA-C02
 * and DVA-C03 (multiple response) give no credit for a part of an answer, see the fact
 * `exam-all-or-nothing` with its source; where an exam says nothing of a type, the same is taken for
 * it, because a part is no memory either. `single` and `multiple`: exactly the correct options.
 * `ordering`: exactly the correct items, in their order. `matching`: every prompt with its response.
 * A response of another type of question is wrong.
 */
export function isCorrect(question: Question, response: Response): boolean {
	switch (question.type) {
		case 'single':
		case 'multiple': {
			if (response.type !== question.type) return false;
			const chosen = new Set(response.chosen);
			const { options } = question;
			return (
				chosen.size === options.filter((option) => option.correct).length &&
				[...chosen].every((index) => options[index]?.correct === true)
			);
		}
		case 'ordering': {
			if (response.type !== 'ordering') return false;
			const { items } = question;
			const right = items.flatMap((item, index) => (item.correct ? [index] : []));
			return isSequence(
				response.order.map((index) => right.indexOf(index)),
				right.length
			);
		}
		case 'matching':
			return (
				response.type === 'matching' &&
				response.pairs.length === question.prompts.length &&
				question.prompts.every((prompt, index) => response.pairs[index] === prompt.response)
			);
	}
}

/**
 * What an answer says about memory, in FSRS's words. A right guess is not a memory, so it is rated
 * like a wrong answer; being right without being sure is Hard. Easy is left out: nobody is asked how
 * easy it felt. A right answer without a confidence is Good.
 */
export function ratingOf(correct: boolean, confidence?: Confidence): Rating {
	if (!correct || confidence === 'guess') return 'Again';
	return confidence === 'think-so' ? 'Hard' : 'Good';
}
