import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { beliefsOf, curves, recallAfter, type Forgetting } from './forgetting.ts';
import { Ground, horizonOf, Lookahead } from './lookahead.ts';
import type { Card } from './types.ts';

const DAY = 86_400_000;

/** What a learner aims at. */
export interface ExamGoal {
	/** The exam. */
	at: Date;
	/** Minutes a day that there are for it. */
	minutesADay: number;
}

/** Share of the questions answered right on the day of the exam, 0 to 1, with a band of 80 %. */
export interface Forecast {
	score: number;
	low: number;
	high: number;
}

export interface ExamPlanOptions {
	goal: ExamGoal;
	now: Date;
	/** Milliseconds that the learner takes for an answer. */
	pace: number;
	/** Milliseconds of today's minutes that are used up. */
	usedToday: number;
	/**
	 * What each question counts for at the exam, by id; a question without a number does not count.
	 * Only their proportions matter. Without it every question counts the same.
	 */
	weights?: ReadonlyMap<string, number>;
}

/** How a learner stands for an exam and what to do today. */
export interface ExamPlan {
	/**
	 * Every question that counts, those whose asking today gains most at the exam first, and how many
	 * answers asking it is expected to take: what is missed is asked again the same day.
	 */
	order: { id: string; answers: number }[];
	/** Answers that there is time for today. */
	answersToday: number;
	/** If the plan is kept until the exam, but for one day in seven. */
	forecast: Forecast;
	/** If today is missed and the plan is kept from tomorrow on. */
	ifMissed: Forecast;
	/** If nothing more is done. */
	ifNothing: Forecast;
}

/** Prices of an answer, in recall of one question at the exam. */
const prices = Array.from({ length: 24 }, (_, i) => 0.0007 * 1.33 ** i);
const priceAt = (price: number) =>
	Math.min(prices.length - 1, Math.max(0, Math.round(Math.log(price / 0.0007) / Math.log(1.33))));

/** Chance to be right without knowing, with the options that are usual here. */
const luck: Record<QuestionIndexEntry['type'], number> = {
	single: 0.25,
	multiple: 0.12,
	ordering: 0.04,
	matching: 0.06
};
/** Chance to be wrong in spite of knowing. */
const SLIP = 0.05;
/** Days on which a learner studies, of those that were planned. Nobody keeps every one. */
const KEPT = 0.85;
/** A curve that is believed less than this is left out of a plan. */
const DISBELIEVED = 0.02;
/**
 * Standard error that no curve knows of: how far learners of other kinds were from their forecasts
 * in `tests/bench/scheduler.bench.ts`, which prints how many of them its bands held.
 */
const unknownAfter = (days: number) => Math.min(0.15, 0.033 * Math.sqrt(Math.max(1, days)));
/** Standard errors on each side of a band that holds 80 %. */
const BAND = 1.2816;

/** A question that counts, and what is known of the learner's memory of it. */
interface Stake {
	id: string;
	/** Of one question, on average 1. */
	weight: number;
	luck: number;
	card: Card | undefined;
	/** Days since it was answered. */
	days: number;
}

/** Chance that a new question of this learner is right without a guess. */
function knownUnseen(cards: Iterable<Card>): number {
	let first = 0;
	let recalled = 0;
	for (const { firstRecalled } of cards) {
		first++;
		if (firstRecalled) recalled++;
	}
	// Two answers' worth of doubt around one in three.
	return Math.min(0.9, Math.max(0.05, (recalled + 1) / (first + 3)));
}

/** How far one of `curves` is believed. */
interface Belief {
	belief: number;
	curve: number;
}

/** The expected score, and its variance from question to question. */
class Total {
	readonly #questions: number;
	score = 0;
	spread = 0;

	constructor(questions: number) {
		this.#questions = questions;
	}

	add({ weight, luck }: Stake, recall: number): void {
		const right = recall * (1 - SLIP) + (1 - recall) * luck;
		const share = weight / this.#questions;
		this.score += share * right;
		this.spread += share ** 2 * right * (1 - right);
	}
}

/** The forecast of several beliefs: they may disagree, and that is part of its band. */
function bandOf(
	scores: readonly { belief: number; score: number; spread: number }[],
	days: number
): Forecast {
	const score = scores.reduce((sum, one) => sum + one.belief * one.score, 0);
	const variance =
		scores.reduce((sum, one) => sum + one.belief * ((one.score - score) ** 2 + one.spread), 0) +
		unknownAfter(days) ** 2;
	const band = BAND * Math.sqrt(variance);
	return { score, low: Math.max(0, score - band), high: Math.min(1, score + band) };
}

/** Plans the days until an exam. Keep it: what it works out for one plan serves the next. */
export class ExamPlanner {
	#grounds = new Map<string, Ground>();
	#lookaheads = new Map<string, Lookahead>();

	#lookahead(days: number, curve: number, price: number): Lookahead {
		const horizon = horizonOf(days);
		const name = `${horizon.steps} ${horizon.days}`;
		let ground = this.#grounds.get(name);
		if (!ground) {
			// The days pass one by one: what another day needed is not asked for again.
			if (this.#grounds.size > 1) {
				this.#grounds.clear();
				this.#lookaheads.clear();
			}
			ground = new Ground(horizon);
			this.#grounds.set(name, ground);
		}
		const key = `${name} ${curve} ${price}`;
		let lookahead = this.#lookaheads.get(key);
		if (!lookahead) {
			lookahead = new Lookahead(ground, curves[curve] as Forgetting, prices[price] as number);
			this.#lookaheads.set(key, lookahead);
		}
		return lookahead;
	}

	/**
	 * The plan that makes the expected score at the exam greatest within the minutes there are, as far
	 * as is known of this learner's forgetting.
	 * @param questions those of the exam, in the order of the curriculum: of equals, the first comes first
	 */
	plan(
		questions: readonly QuestionIndexEntry[],
		cards: ReadonlyMap<string, Card>,
		{ goal, now, pace, usedToday, weights }: ExamPlanOptions
	): ExamPlan {
		const counting = questions.flatMap((question) => {
			const weight = weights ? (weights.get(question.id) ?? 0) : 1;
			return weight > 0 ? [{ question, weight }] : [];
		});
		const sum = counting.reduce((sum, { weight }) => sum + weight, 0);
		const stakes = counting.map(({ question, weight }): Stake => {
			const card = cards.get(question.id);
			return {
				id: question.id,
				weight: (weight * counting.length) / sum,
				luck: luck[question.type],
				card,
				days: card ? Math.max(0, now.getTime() - card.last.at.getTime()) / DAY : 0
			};
		});
		const beliefs = beliefsOf(cards.values())
			.map((belief, curve) => ({ belief, curve }))
			.filter(({ belief }) => belief >= DISBELIEVED);
		const believed = beliefs.reduce((sum, { belief }) => sum + belief, 0);
		for (const one of beliefs) one.belief /= believed;

		const daily = (goal.minutesADay * 60_000) / pace;
		const answersToday = Math.max(0, daily - usedToday / pace);
		const daysLeft = Math.max(0, (goal.at.getTime() - now.getTime()) / DAY);
		const known = knownUnseen(cards.values());
		const later = Math.max(0, Math.floor(daysLeft)) * daily * KEPT;
		const outlook = (answers: number, days: number) =>
			this.#outlook(stakes, beliefs, known, answers, days);

		const kept = outlook(answersToday + later, daysLeft);
		const gains = stakes.map((stake, index) => {
			const { gain, answers } = this.#gain(stake, beliefs, known, kept.price, daysLeft);
			return { id: stake.id, index, answers, gain: stake.weight * gain };
		});
		gains.sort((a, b) => b.gain - a.gain || a.index - b.index);
		return {
			order: gains.map(({ id, answers }) => ({ id, answers })),
			answersToday,
			forecast: kept.forecast,
			ifMissed: outlook(later, daysLeft).forecast,
			ifNothing: this.#leftAlone(stakes, beliefs, known, daysLeft)
		};
	}

	#gain(
		stake: Stake,
		beliefs: readonly Belief[],
		known: number,
		price: number,
		days: number
	): { gain: number; answers: number } {
		const own = priceAt(price / stake.weight);
		let gain = 0;
		let answers = 0;
		for (const { belief, curve } of beliefs) {
			const lookahead = this.#lookahead(days, curve, own);
			const one = stake.card ? lookahead.gain(stake.card, stake.days) : lookahead.unseen(known);
			gain += belief * one.gain;
			answers += belief * one.cost;
		}
		return { gain, answers };
	}

	/**
	 * The lowest price at which the plans of all questions take no more than so many answers, and where
	 * that many lead.
	 */
	#outlook(
		stakes: readonly Stake[],
		beliefs: readonly Belief[],
		known: number,
		answers: number,
		days: number
	): { price: number; forecast: Forecast } {
		const at = (price: number) => {
			const unseen = new Map<Lookahead, ReturnType<Lookahead['unseen']>>();
			let used = 0;
			const scores = beliefs.map(({ belief, curve }) => {
				const total = new Total(stakes.length);
				for (const stake of stakes) {
					const own = priceAt(price / stake.weight);
					const lookahead = this.#lookahead(days, curve, own);
					let one: { worth: number; answers: number } | undefined;
					if (stake.card) {
						one = lookahead.outlook(stake.card, stake.days);
					} else {
						one = unseen.get(lookahead);
						if (!one) {
							const made = lookahead.unseen(known);
							unseen.set(lookahead, made);
							one = made;
						}
					}
					used += belief * one.answers;
					const recall = Math.min(1, one.worth + (prices[own] ?? 0) * one.answers);
					total.add(stake, recall);
				}
				return { belief, score: total.score, spread: total.spread };
			});
			return { used, scores };
		};
		let low = 0;
		let high = prices.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (at(prices[middle] ?? 0).used <= answers) high = middle;
			else low = middle + 1;
		}
		const price = prices[low] ?? 0;
		const { used, scores } = at(price);
		if (low === 0) return { price, forecast: bandOf(scores, days) };
		// Between this price and the next lower one, as far as the minutes reach.
		const more = at(prices[low - 1] ?? 0);
		const share = (answers - used) / (more.used - used);
		return {
			price,
			forecast: bandOf(
				scores.map((one, i) => {
					const other = more.scores[i] ?? one;
					return {
						belief: one.belief,
						score: one.score + share * (other.score - one.score),
						spread: one.spread + share * (other.spread - one.spread)
					};
				}),
				days
			)
		};
	}

	/** What is left at the exam if nothing is asked any more. */
	#leftAlone(
		stakes: readonly Stake[],
		beliefs: readonly Belief[],
		known: number,
		days: number
	): Forecast {
		return bandOf(
			beliefs.map(({ belief, curve }) => {
				const total = new Total(stakes.length);
				const forgetting = curves[curve] as Forgetting;
				for (const stake of stakes) {
					const { card } = stake;
					total.add(
						stake,
						card ? recallAfter(forgetting, stake.days + days, card.stability) : known
					);
				}
				return { belief, score: total.score, spread: total.spread };
			}),
			days
		);
	}
}
