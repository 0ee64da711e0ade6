import { checkParameters, default_w, FSRSAlgorithm, Rating } from 'ts-fsrs';
import type { Card } from './types.ts';

/**
 * How people forget, where it matters that the model may be wrong. FSRS's curve with its published
 * parameters is the first belief. A plan for weeks ahead lives on the tail of that curve, which no
 * learner has shown yet, so it is held beside curves that fall sooner, later or more steeply, and
 * the learner's own answers say how far each is to be believed.
 */

/** A forgetting curve `(1 + factor · days / (scale · stability)) ^ -decay`, 90 % at `scale · stability`. */
export interface Forgetting {
	/** Times FSRS's stability. */
	scale: number;
	/** FSRS's `w[20]` is 0.1542; a greater decay comes near to an exponential. */
	decay: number;
}

const algorithm = new FSRSAlgorithm({ w: checkParameters(default_w), enable_short_term: true });
const fsrsDecay = default_w[20] ?? 0.1542;

/** The curves that are held possible. The first is FSRS-6 with its published parameters. */
export const curves: readonly Forgetting[] = [
	{ scale: 1, decay: fsrsDecay },
	{ scale: 0.45, decay: fsrsDecay },
	{ scale: 2.2, decay: fsrsDecay },
	{ scale: 1, decay: 0.5 },
	{ scale: 0.4, decay: 0.5 },
	{ scale: 0.5, decay: 1.5 }
];

/** What is believed of them before the first answer. Chosen by `tests/bench/scheduler.bench.ts`. */
const prior: readonly number[] = [0.4, 0.15, 0.12, 0.15, 0.1, 0.08];

/** Chance that one who recalls answers right and does not call it a guess; and one who does not. */
const recognised = { recalled: 0.9, forgotten: 0.1 };

/**
 * How much each recall counts as evidence. Less than one: the questions of a day share the day, and
 * those of a topic the topic, so they are not independent of each other.
 */
const INDEPENDENCE = 0.5;

/** An answer sooner than this after the last says nothing about forgetting: a third of a day. */
export const SAME_DAY = 1 / 3;

/** Chance of recall, 0 to 1, this many days after an answer that left this stability. */
export function recallAfter({ scale, decay }: Forgetting, days: number, stability: number): number {
	const factor = 0.9 ** (-1 / decay) - 1;
	return (1 + (factor * Math.max(0, days)) / (scale * stability)) ** -decay;
}

/**
 * How far each of {@link curves} is to be believed after these cards' recalls (Bayes' rule; sums to 1).
 * Without a recall it is what is believed of anyone.
 */
export function beliefsOf(cards: Iterable<Card>): number[] {
	const logs = prior.map(Math.log);
	for (const { recalls } of cards)
		for (const { days, stability, recalled } of recalls)
			curves.forEach((curve, index) => {
				const recall = recallAfter(curve, days, stability);
				const right = recognised.recalled * recall + recognised.forgotten * (1 - recall);
				logs[index] = (logs[index] ?? 0) + INDEPENDENCE * Math.log(recalled ? right : 1 - right);
			});
	const most = Math.max(...logs);
	const weights = logs.map((log) => Math.exp(log - most));
	const sum = weights.reduce((a, b) => a + b, 0);
	return weights.map((weight) => weight / sum);
}

/** FSRS's stability after an answer, and its difficulty. */
export interface Memory {
	stability: number;
	difficulty: number;
}

/**
 * FSRS's memory after an answer `days` after the last: recalled (Good), or not, which is Again and,
 * ten minutes later, Good. Without `memory` it is the first answer.
 */
export function after(memory: Memory | null, days: number, recalled: boolean): Memory {
	if (recalled) return algorithm.next_state(memory, days, Rating.Good);
	return algorithm.next_state(algorithm.next_state(memory, days, Rating.Again), 0, Rating.Good);
}
