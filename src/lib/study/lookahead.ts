import { after, recallAfter, type Forgetting, type Memory } from './forgetting.ts';

/**
 * What one question is worth on the day of the exam, if from now on it is asked whenever that pays:
 * a dynamic programme over days, stability and days since the last answer.
 *
 * Minutes are scarce, and every question competes for them. The Lagrangian relaxation of that
 * (Whittle 1988, "Restless bandits") gives time a price; at that price each question can be planned
 * alone. `exam-plan.ts` finds the price at which the plans of all questions together take the
 * minutes there are.
 */

/** Stabilities in days, equally far apart as logarithms. */
const STABILITIES = 24;
const shortest = Math.log(0.15);
const longest = Math.log(800);
const width = (longest - shortest) / (STABILITIES - 1);
/** A question of middling difficulty stands for all: it moves a plan less than its stability does. */
const DIFFICULTY = 5.5;
/** Steps that an exam far off is planned in, at most: beyond as many days a step is longer than one. */
const STEPS = 30;
/** Steps since the last answer that are told apart. */
const WAITED = 45;
const ROW = WAITED + 1;

/** Answers that asking once costs: what is missed is asked again the same day. */
const answersFor = (recall: number): number => 1 + 1.1 * (1 - recall);
/** A new question takes longer to read. */
const READING = 1.3;

/** How the days until the exam are cut into steps. */
export interface Horizon {
	/** Steps until the exam, at least one. */
	steps: number;
	/** Days of a step. */
	days: number;
}

/** @param days until the exam; less than one counts as one */
export function horizonOf(days: number): Horizon {
	const whole = Math.max(1, days);
	const steps = Math.min(STEPS, Math.round(whole));
	return { steps, days: whole / steps };
}

const stabilityAt = (index: number) => Math.exp(shortest + width * index);

/** Where a stability lies between two of those that the tables have. */
function placeOf(stability: number): [index: number, part: number] {
	const at = Math.min(STABILITIES - 1.0001, Math.max(0, (Math.log(stability) - shortest) / width));
	const index = Math.floor(at);
	return [index, at - index];
}

/** Where an answer leads, for every state; the same for every curve and price. */
export class Ground {
	readonly horizon: Horizon;
	readonly recalledTo = new Uint16Array(STABILITIES * ROW);
	readonly recalledPart = new Float64Array(STABILITIES * ROW);
	readonly forgottenTo = new Uint16Array(STABILITIES * ROW);
	readonly forgottenPart = new Float64Array(STABILITIES * ROW);

	constructor(horizon: Horizon) {
		this.horizon = horizon;
		for (let s = 0; s < STABILITIES; s++) {
			const memory = { stability: stabilityAt(s), difficulty: DIFFICULTY };
			for (let waited = 0; waited <= WAITED; waited++) {
				const at = s * ROW + waited;
				const days = waited * horizon.days;
				const [good, goodPart] = placeOf(after(memory, days, true).stability);
				const [again, againPart] = placeOf(after(memory, days, false).stability);
				// A step has passed when the next decision comes.
				this.recalledTo[at] = good * ROW + 1;
				this.recalledPart[at] = goodPart;
				this.forgottenTo[at] = again * ROW + 1;
				this.forgottenPart[at] = againPart;
			}
		}
	}
}

/** Two numbers of a plan: its worth (recall at the exam, less the price of time) and its answers. */
interface Outlook {
	worth: number;
	answers: number;
}

/** The plans of one question at one price of an answer, for every state it can be in. */
export class Lookahead {
	readonly #curve: Forgetting;
	readonly #horizon: Horizon;
	readonly #price: number;
	/** By steps left. */
	readonly #worth: Float64Array[] = [];
	readonly #answers: Float64Array[] = [];

	/** @param price of an answer, in recall at the exam */
	constructor(ground: Ground, curve: Forgetting, price: number) {
		const { horizon } = ground;
		this.#curve = curve;
		this.#horizon = horizon;
		this.#price = price;
		const recall = Float64Array.from({ length: STABILITIES * ROW }, (_, at) =>
			recallAfter(curve, (at % ROW) * horizon.days, stabilityAt(Math.floor(at / ROW)))
		);
		let worth = recall;
		let answers = new Float64Array(worth.length);
		this.#worth.push(worth);
		this.#answers.push(answers);
		for (let left = 1; left <= horizon.steps; left++) {
			[worth, answers] = this.#back(ground, recall, worth, answers);
			this.#worth.push(worth);
			this.#answers.push(answers);
		}
	}

	#back(ground: Ground, recalls: Float64Array, worth: Float64Array, answers: Float64Array) {
		const size = worth.length;
		const nextWorth = new Float64Array(size);
		const nextAnswers = new Float64Array(size);
		const between = (values: Float64Array, at: number, part: number) =>
			(values[at] as number) * (1 - part) + (values[at + ROW] as number) * part;
		for (let at = 0; at < size; at++) {
			const wait = at % ROW < WAITED ? at + 1 : at;
			const recall = recalls[at] as number;
			const good = ground.recalledTo[at] as number;
			const goodPart = ground.recalledPart[at] as number;
			const again = ground.forgottenTo[at] as number;
			const againPart = ground.forgottenPart[at] as number;
			const cost = answersFor(recall);
			const asked =
				recall * between(worth, good, goodPart) +
				(1 - recall) * between(worth, again, againPart) -
				this.#price * cost;
			const left = worth[wait] as number;
			if (asked > left) {
				nextWorth[at] = asked;
				nextAnswers[at] =
					cost +
					recall * between(answers, good, goodPart) +
					(1 - recall) * between(answers, again, againPart);
			} else {
				nextWorth[at] = left;
				nextAnswers[at] = answers[wait] as number;
			}
		}
		return [nextWorth, nextAnswers] as const;
	}

	#look(tables: readonly Float64Array[], left: number, stability: number, days: number): number {
		const table = tables[left] as Float64Array;
		const [index, part] = placeOf(stability);
		const waited = Math.min(WAITED, Math.max(0, days) / this.#horizon.days);
		const before = Math.floor(waited);
		const later = Math.min(WAITED, before + 1);
		const beyond = waited - before;
		const row = (i: number) =>
			(table[i * ROW + before] as number) * (1 - beyond) +
			(table[i * ROW + later] as number) * beyond;
		return row(index) * (1 - part) + row(index + 1) * part;
	}

	/** The plan of a question last answered `days` ago, from today's decision on. */
	outlook(memory: Memory, days: number): Outlook {
		const left = this.#horizon.steps;
		return {
			worth: this.#look(this.#worth, left, memory.stability, days),
			answers: this.#look(this.#answers, left, memory.stability, days)
		};
	}

	/**
	 * What asking it today gains for each answer, over leaving it today, in recall at the exam; and the
	 * answers that takes.
	 */
	gain(memory: Memory, days: number): { gain: number; cost: number } {
		const { steps, days: step } = this.#horizon;
		const recall = recallAfter(this.#curve, days, memory.stability);
		const left = steps - 1;
		const asked =
			recall * this.#look(this.#worth, left, after(memory, days, true).stability, step) +
			(1 - recall) * this.#look(this.#worth, left, after(memory, days, false).stability, step);
		const cost = answersFor(recall);
		const unasked = this.#look(this.#worth, left, memory.stability, days + step);
		return { gain: (asked - unasked) / cost, cost };
	}

	/**
	 * The same of a question that was never asked.
	 * @param known chance that it is known without
	 */
	unseen(known: number): Outlook & { gain: number; cost: number } {
		const good = after(null, 0, true).stability;
		const again = after(null, 0, false).stability;
		const cost = READING * answersFor(known);
		const step = this.#horizon.days;
		const asked = (tables: readonly Float64Array[], left: number) =>
			known * this.#look(tables, left, good, step) +
			(1 - known) * this.#look(tables, left, again, step);
		let outlook: Outlook = { worth: known, answers: 0 };
		let gain = 0;
		for (let left = 0; left < this.#horizon.steps; left++) {
			const worth = asked(this.#worth, left);
			gain = (worth - outlook.worth) / cost;
			if (worth - this.#price * cost > outlook.worth)
				outlook = {
					worth: worth - this.#price * cost,
					answers: cost + asked(this.#answers, left)
				};
		}
		return { ...outlook, gain, cost };
	}
}
