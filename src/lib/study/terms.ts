/** Flashcards: the terms of the glossary have memory like questions, under ids of their own. */
import { retrievability } from './memory.ts';
import type { Card, LogEntry } from './types.ts';

const PREFIX = 'term:';

/** How the log names a term as a question. */
export const termQuestion = (term: string): string => PREFIX + term;

/** The term that a question of the log asks for; `undefined` if it is no flashcard. */
export const termOf = (question: LogEntry['question']): string | undefined =>
	typeof question === 'string' && question.startsWith(PREFIX)
		? question.slice(PREFIX.length)
		: undefined;

/** Flashcards to ask now, by ids of terms. */
export interface TermPlan {
	/** The shakiest first. */
	due: string[];
	/** Never met, in the order given, as many as the day has left. */
	fresh: string[];
	/** Met so far. */
	met: number;
	/** When the next one comes back. */
	next?: Date;
}

/**
 * What there is to learn of terms now. They have a list of their own: a plan of questions passes over
 * them.
 * @param terms ids, in the order to meet them
 * @param newPerDay terms met for the first time on one (local) day, at most
 */
export function planTerms(
	terms: readonly string[],
	cards: ReadonlyMap<string, Card>,
	{ now, newPerDay }: { now: Date; newPerDay: number }
): TermPlan {
	const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
	const due: { term: string; recall: number }[] = [];
	const unseen: string[] = [];
	let doneToday = 0;
	let next: Date | undefined;
	for (const term of terms) {
		const card = cards.get(termQuestion(term));
		if (!card) {
			unseen.push(term);
			continue;
		}
		if (card.first >= today) doneToday++;
		if (card.due <= now) due.push({ term, recall: retrievability(card, now) });
		else if (!next || card.due < next) next = card.due;
	}
	return {
		due: due.sort((a, b) => a.recall - b.recall).map(({ term }) => term),
		fresh: unseen.slice(0, Math.max(0, newPerDay - doneToday)),
		met: terms.length - unseen.length,
		...(next ? { next } : {})
	};
}
