import type { Question } from '#lib/content/index.ts';

/**
 * mulberry32 by Tommy Ettinger (public domain): 32 bits of state, passes gjrand; quick, small and
 * the same everywhere, which is all that a shuffle on screen needs. Not for cryptography.
 * @returns a function that gives the next number in [0, 1)
 */
export function mulberry32(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function hash(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	return h >>> 0;
}

/** A permutation of 0 … length - 1, every one as likely as any other (Fisher–Yates). */
export function shuffle(length: number, random: () => number): number[] {
	const order = Array.from({ length }, (_, i) => i);
	for (let i = length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j] as number, order[i] as number];
	}
	return order;
}

/**
 * The order in which a question is shown: authored indexes of its options, items (distractors
 * among them) or, for `matching`, responses. The same question and seed give the same order, so the
 * `seed` in the log is enough to show an answer as it was given. Questions asked with one seed are
 * still shuffled independently of each other.
 * @param seed an integer; 32 bits of it are used
 */
export function arrange(question: Question, seed: number): number[] {
	const length =
		question.type === 'matching'
			? question.responses.length
			: question.type === 'ordering'
				? question.items.length
				: question.options.length;
	return shuffle(length, mulberry32(hash(question.id) ^ seed));
}
