/**
 * What the explanation says of each part of a question once it is answered. Pure, so that the words
 * can be tested without a page; the components only set them.
 */
import type { Html, MisconceptionView, Question, Response } from '#lib/content/index.ts';
import { rejectionOf, type Rejection } from './reasons.ts';
import { inWords, letter } from './text.ts';

/** How a part stands: the learner got it, missed it, or it is only told. */
export type Standing = 'got' | 'missed' | 'right' | 'wrong';

export interface ExplainedPart {
	/** Index as authored. */
	index: number;
	/** The letter it was shown under, or its place in the right order; missing for what has none. */
	mark?: string;
	standing: Standing;
	/** The standing in words: `Your answer, wrong`. */
	words: string;
	text: Html;
	why: Html;
	/** Matching: what the learner paired with this prompt (`null`: nothing) and what belongs to it. */
	pair?: { yours: Html | null; right: Html };
	/** What the learner said against it before answering. */
	rejected?: Rejection;
	/** The wrong belief behind a choice the learner made, or behind an option that was rejected. */
	misconception?: MisconceptionView;
}

/**
 * @param shown the order in which the options were shown (`arrange` of study)
 * @param struck options that the learner had struck out
 * @param reasons why, where that was asked for
 */
export function explain(
	question: Question,
	response: Response,
	shown: readonly number[],
	struck: ReadonlySet<number> = new Set(),
	reasons: ReadonlyMap<number, string> = new Map()
): ExplainedPart[] {
	if (question.type === 'ordering' && response.type === 'ordering')
		return explainOrder(question.items, response.order);
	if (question.type === 'matching' && response.type === 'matching')
		return question.prompts.map(({ text, why, response: right }, index) => {
			const given = response.pairs[index] ?? null;
			const yours = given === null ? null : (question.responses[given] ?? null);
			const got = given === right;
			return {
				index,
				standing: got ? 'got' : 'missed',
				words: got ? 'Right' : yours === null ? 'Left open' : 'Wrong',
				text,
				why,
				pair: { yours, right: question.responses[right] ?? text }
			};
		});
	if ((question.type === 'single' || question.type === 'multiple') && 'chosen' in response)
		return shown.flatMap((index, place) => {
			const option = question.options[index];
			if (!option) return [];
			const { correct, text, why, misconception } = option;
			const chosen = response.chosen.includes(index);
			const reason = reasons.get(index);
			const out = struck.has(index) ? ', you struck it out' : '';
			return [
				{
					index,
					mark: letter(place),
					text,
					why,
					...(correct
						? {
								standing: chosen ? ('got' as const) : ('right' as const),
								words: chosen ? 'Your answer, right' : `Right answer${out}`
							}
						: {
								standing: chosen ? ('missed' as const) : ('wrong' as const),
								words: chosen ? 'Your answer, wrong' : `Wrong${out}`
							}),
					...(reason === undefined ? {} : { rejected: rejectionOf(question, index, reason) }),
					...((chosen || reason !== undefined) && misconception ? { misconception } : {})
				}
			];
		});
	throw new TypeError(`A ${response.type} response does not fit a ${question.type} question`);
}

function explainOrder(
	items: Extract<Question, { type: 'ordering' }>['items'],
	order: readonly number[]
): ExplainedPart[] {
	let step = 0;
	return items.map(({ text, why, correct, misconception }, index) => {
		const place = order.indexOf(index);
		const yours = place === -1 ? undefined : `you had it at ${place + 1}`;
		if (!correct)
			return {
				index,
				standing: yours ? 'missed' : 'wrong',
				words: `Does not belong; ${yours ?? 'you left it out'}`,
				text,
				why,
				...(yours && misconception ? { misconception } : {})
			};
		const right = step++;
		const got = place === right;
		return {
			index,
			mark: String(right + 1),
			standing: got ? 'got' : 'missed',
			words: got
				? `Step ${right + 1}, in its place`
				: `Step ${right + 1}; ${yours ?? 'missing from your order'}`,
			text,
			why
		};
	});
}

/** What is asked, in two words for the head of the card: `choose one`, `put in order`. */
export function task(question: Question): string {
	switch (question.type) {
		case 'single':
			return 'choose one';
		case 'multiple':
			return `choose ${inWords(question.options.filter((option) => option.correct).length)}`;
		case 'ordering':
			return 'put in order';
		case 'matching':
			return 'match';
	}
}
