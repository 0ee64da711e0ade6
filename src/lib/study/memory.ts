import {
	createEmptyCard,
	fsrs,
	Rating as Grade,
	State,
	StrategyMode,
	type Card as FsrsCard
} from 'ts-fsrs';
import { canonicalJson } from './canonical.ts';
import { SAME_DAY } from './forgetting.ts';
import { ratingOf } from './grade.ts';
import { covers, latestOf, precedes, resetOf, timeOf, type Reset } from './reset.ts';
import type { Card, Confidence, LogEntry, Recall } from './types.ts';

const DAY = 86_400_000;

/** Minutes after which a question that was rated Again comes back. */
export const AGAIN_MINUTES = 10;

/**
 * An answer dated further ahead of `now` than this is taken for a clock that was wrong. Less is
 * the ordinary disagreement of devices and time zones.
 */
const CLOCK_SKEW = DAY;

/**
 * FSRS-6 with its published default parameters, no fuzz (the same log must give the same cards on
 * every device) and a desired retention of 90 %.
 *
 * One learning step instead of ts-fsrs's own: Again comes back after ten minutes, on the same day,
 * and every other rating leaves the learning steps at once, with an interval in days from the
 * stability. ts-fsrs's default steps (1 and 10 minutes) would ask a new question three times within
 * the hour it was first answered right, and its one-step form would bring Hard back after fifteen
 * minutes; a question with its explanation just read says nothing about memory then.
 */
const scheduler = fsrs({
	request_retention: 0.9,
	enable_fuzz: false,
	enable_short_term: true
}).useStrategy(StrategyMode.LEARNING_STEPS, () => ({
	[Grade.Again]: { scheduled_minutes: AGAIN_MINUTES, next_step: 0 }
}));

const stateNames = {
	[State.Learning]: 'Learning',
	[State.Review]: 'Review',
	[State.Relearning]: 'Relearning'
} as const;

/** An answer reduced to what memory depends on. */
interface Answer {
	id: string;
	at: number;
	correct: boolean;
	confidence?: Confidence;
}

const fsrsCard = (card: Card): FsrsCard => ({
	...createEmptyCard(card.due),
	stability: card.stability,
	difficulty: card.difficulty,
	reps: card.reps,
	lapses: card.lapses,
	state: State[card.state],
	last_review: card.last.at
});

function step(
	card: FsrsCard | undefined,
	at: Date,
	correct: boolean,
	confidence?: Confidence
): FsrsCard {
	return scheduler.next(card ?? createEmptyCard(at), at, Grade[ratingOf(correct, confidence)]).card;
}

/** @param answers at least one, in order of time */
function fold(question: string, answers: readonly Answer[]): Card {
	let memory: FsrsCard | undefined;
	let wrongAndSure = false;
	const recalls: Recall[] = [];
	for (const { at, correct, confidence } of answers) {
		const days = memory?.last_review ? (at - memory.last_review.getTime()) / DAY : 0;
		if (memory && days >= SAME_DAY)
			recalls.push({
				at: new Date(at),
				days,
				stability: memory.stability,
				recalled: ratingOf(correct, confidence) !== 'Again'
			});
		memory = step(memory, new Date(at), correct, confidence);
		wrongAndSure = !correct && (wrongAndSure || confidence === 'sure');
	}
	const first = answers[0] as Answer;
	const last = answers.at(-1) as Answer;
	const { due, state, stability, difficulty, reps, lapses } = memory as FsrsCard;
	return {
		question,
		due,
		state: stateNames[state as Exclude<State, State.New>],
		stability,
		difficulty,
		reps,
		lapses,
		first: new Date(first.at),
		firstRecalled: ratingOf(first.correct, first.confidence) !== 'Again',
		recalls,
		last: {
			at: new Date(last.at),
			correct: last.correct,
			...(last.confidence ? { confidence: last.confidence } : {})
		},
		wrongAndSure
	};
}

/** The id that memory of an entry's question is kept under: a template's for a generated question. */
export function questionIdOf(entry: Pick<LogEntry, 'question'>): string | undefined {
	return typeof entry.question === 'object' ? entry.question.template : entry.question;
}

/**
 * The cards of a log that grows. Adding entries recomputes only the questions they speak of;
 * the result is the same as deriving the whole log at once, whatever the order of arrival.
 *
 * Kinds it does not know, entries without a usable time or question and repeated ids change
 * nothing. Where one id comes with two contents, the one that is first in canonical JSON counts, so
 * that every device takes the same. Answers dated more than a day after `now` (a clock that was
 * wrong) count when their time has come.
 */
export class Deck {
	readonly #entries = new Map<string, LogEntry>();
	readonly #answers = new Map<string, Answer[]>();
	readonly #questionOf = new Map<string, string>();
	readonly #undone = new Set<string>();
	readonly #resets = new Map<string, Reset>();
	/** Questions with answers that are still ahead of the clock. */
	readonly #ahead = new Set<string>();
	#cards = new Map<string, Card>();

	/** The cards by question id. Another map after each change; this one is never altered. */
	get cards(): ReadonlyMap<string, Card> {
		return this.#cards;
	}

	/** Number of distinct entries taken in. */
	get size(): number {
		return this.#entries.size;
	}

	/**
	 * Takes entries in.
	 * @param now the clock that entries are compared with; without it none is too far ahead
	 * @returns the ids of the questions whose cards were computed anew
	 */
	add(entries: Iterable<LogEntry>, now?: Date): Set<string> {
		const touched = new Set(this.#ahead);
		const unsorted = new Set<string>();
		for (const entry of entries) {
			const known = this.#entries.get(entry.id);
			if (known) {
				if (known === entry || canonicalJson(known) <= canonicalJson(entry)) continue;
				this.#forget(known, touched);
			}
			this.#entries.set(entry.id, entry);
			this.#take(entry, touched, unsorted);
		}
		for (const question of unsorted) this.#answers.get(question)?.sort(precedes);

		if (touched.size > 0) this.#cards = new Map(this.#cards);
		const latest = now ? now.getTime() + CLOCK_SKEW : Infinity;
		for (const question of touched) this.#compute(question, latest);
		return touched;
	}

	#take(entry: LogEntry, touched: Set<string>, unsorted: Set<string>) {
		if (entry.kind === 'undo' && entry.undoes !== undefined) {
			this.#undone.add(entry.undoes);
			const question = this.#questionOf.get(entry.undoes);
			if (question !== undefined) touched.add(question);
			this.#touchCovered(this.#resets.get(entry.undoes), touched);
			return;
		}
		const reset = resetOf(entry);
		if (reset) {
			this.#resets.set(entry.id, reset);
			this.#touchCovered(reset, touched);
			return;
		}
		const question = questionIdOf(entry);
		const at = timeOf(entry);
		if (entry.kind !== 'answer' || question === undefined || entry.correct === undefined) return;
		if (Number.isNaN(at)) return;

		const answer: Answer = {
			id: entry.id,
			at,
			correct: entry.correct,
			...(entry.confidence ? { confidence: entry.confidence } : {})
		};
		const answers = this.#answers.get(question);
		if (!answers) {
			this.#answers.set(question, [answer]);
		} else {
			if (precedes(answers.at(-1) as Answer, answer) > 0) unsorted.add(question);
			answers.push(answer);
		}
		this.#questionOf.set(entry.id, question);
		touched.add(question);
	}

	#forget(entry: LogEntry, touched: Set<string>) {
		if (entry.kind === 'undo' && entry.undoes !== undefined) {
			const { undoes } = entry;
			const still = [...this.#entries.values()].some(
				(other) => other !== entry && other.kind === 'undo' && other.undoes === undoes
			);
			if (!still) this.#undone.delete(undoes);
			const target = this.#questionOf.get(undoes);
			if (target !== undefined) touched.add(target);
			this.#touchCovered(this.#resets.get(undoes), touched);
		}
		this.#touchCovered(this.#resets.get(entry.id), touched);
		this.#resets.delete(entry.id);
		const question = this.#questionOf.get(entry.id);
		if (question === undefined) return;
		this.#questionOf.delete(entry.id);
		const rest = this.#answers.get(question)?.filter((answer) => answer.id !== entry.id) ?? [];
		if (rest.length > 0) this.#answers.set(question, rest);
		else this.#answers.delete(question);
		touched.add(question);
	}

	#touchCovered(reset: Reset | undefined, touched: Set<string>) {
		if (!reset) return;
		for (const question of this.#answers.keys()) if (covers(reset, question)) touched.add(question);
	}

	#compute(question: string, latest: number) {
		const resets = [...this.#resets.values()].filter(
			(reset) => covers(reset, question) && !this.#undone.has(reset.id)
		);
		const inTime = resets.filter(({ at }) => at <= latest);
		const since = latestOf(inTime);
		const standing =
			this.#answers
				.get(question)
				?.filter((one) => !this.#undone.has(one.id) && (!since || precedes(since, one) < 0)) ?? [];
		const counted = standing.filter(({ at }) => at <= latest);
		const ahead = counted.length < standing.length || inTime.length < resets.length;
		if (ahead) this.#ahead.add(question);
		else this.#ahead.delete(question);
		if (counted.length > 0) this.#cards.set(question, fold(question, counted));
		else this.#cards.delete(question);
	}
}

/**
 * The card of every question that was answered, from the log, by FSRS-6. The result does not depend
 * on the order of `entries`. Undone answers do not count; see {@link Deck} for what is tolerated.
 * @param options.now the clock that entries are compared with; without it none is too far ahead
 */
export function deriveCards(
	entries: Iterable<LogEntry>,
	options: { now?: Date } = {}
): Map<string, Card> {
	const deck = new Deck();
	deck.add(entries, options.now);
	return new Map(deck.cards);
}

/**
 * When a question would come back after an answer given now: right and `sure`, right and
 * `think-so`, right by `guess`, or `wrong`.
 */
export function previewDue(card: Card | undefined, now: Date): Record<Confidence | 'wrong', Date> {
	const memory = card && fsrsCard(card);
	// An answer that another device dated later than `now`: count no time as having passed.
	const at = card && card.last.at > now ? card.last.at : now;
	const due = (correct: boolean, confidence?: Confidence) =>
		step(memory, at, correct, confidence).due;
	return {
		sure: due(true, 'sure'),
		'think-so': due(true, 'think-so'),
		guess: due(true, 'guess'),
		wrong: due(false)
	};
}

/**
 * The chance, 0 to 1, that the learner recalls it now (FSRS-6's forgetting curve, in fractions of a
 * day).
 */
export function retrievability(card: Card, now: Date): number {
	const days = Math.max(0, now.getTime() - card.last.at.getTime()) / DAY;
	return scheduler.forgetting_curve(days, card.stability);
}
