/** Why not: the reasons that an option can be rejected for before an answer counts. Pure. */
import type { ChoiceQuestion, Html } from '#lib/content/index.ts';
import { plain } from './text.ts';

/** What can be wrong with an option whatever the question is about. */
const ANY_QUESTION = [
	'it does not work that way',
	'it solves another problem',
	'it misses a condition of the question',
	'it gives more than is asked, or costs more',
	'it was so once, and is not today'
];

const BELIEF = 'misconception:';

export interface Reason {
	/** As the log keeps it: words, or `misconception:` and the id of one. */
	value: string;
	/** It follows “Why not A?”. */
	words: string;
}

/**
 * What the options of a question can be rejected for. The misconceptions that they are tagged with come
 * first, and every option offers all of them: a reason that only wrong options have would say which are
 * wrong. They stand by their words, not in the order of the options.
 */
export function reasonsFor({ options }: ChoiceQuestion): Reason[] {
	const beliefs = new Map<string, string>();
	for (const { misconception } of options)
		if (misconception) beliefs.set(misconception.id, plain(misconception.belief));
	const believed = [...beliefs]
		.sort(([, a], [, b]) => a.localeCompare(b, 'en'))
		.map(([id, belief]) => ({
			value: `${BELIEF}${id}`,
			words: `it rests on a wrong belief: ${belief}`
		}));
	return [...believed, ...ANY_QUESTION.map((words) => ({ value: words, words }))];
}

/** What was said against an option, and how it compares with the belief that the option rests on. */
export interface Rejection {
	/** A misconception, or words that fit any question. */
	said: { belief: Html } | { words: string };
	/**
	 * `fits`: the option rests on just that belief. `other`: it rests on another, or on none, and the
	 * reason named a belief. Without it nothing can be compared.
	 */
	verdict?: 'fits' | 'other';
}

/** @param reason as `reasonsFor` gave it, or as an earlier version did */
export function rejectionOf(
	{ options }: ChoiceQuestion,
	option: number,
	reason: string
): Rejection {
	if (!reason.startsWith(BELIEF)) return { said: { words: reason } };
	const id = reason.slice(BELIEF.length);
	const named = options.find(({ misconception }) => misconception?.id === id)?.misconception;
	if (!named) return { said: { words: 'it rests on a wrong belief' } };
	return {
		said: { belief: named.belief },
		verdict: options[option]?.misconception?.id === id ? 'fits' : 'other'
	};
}
