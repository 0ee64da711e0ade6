/**
 * Learners made up to try a scheduler on. None shares its model: they forget by other laws or other
 * numbers, guess more or less luckily, slip, know some answers beforehand, take their own time and
 * miss days.
 */
import { checkParameters, default_w, FSRSAlgorithm, Rating } from 'ts-fsrs';
import { mulberry32, type Confidence } from '../../../src/lib/study/index.ts';

/**
 * - `other-weights`: FSRS-6 with every parameter moved
 * - `half-life`: forgets exponentially; a recall lengthens the half-life, most when it was hard
 * - `traces`: ACT-R's sum of power-law traces, each decaying faster the fresher the memory was
 *   (Pavlik and Anderson 2005)
 */
export type Kind = 'other-weights' | 'half-life' | 'traces';
export const kinds: readonly Kind[] = ['other-weights', 'half-life', 'traces'];

export interface Answered {
	correct: boolean;
	confidence: Confidence;
	ms: number;
}

export interface Learner {
	/** Chance that a day goes by without studying. */
	readonly misses: number;
	/** @param day days since the start, with fractions */
	answer(question: number, day: number): Answered;
	/** Chance of a right answer if asked then. */
	scoreAt(question: number, day: number): number;
}

/** Memory of one question. */
interface Trace {
	recall(day: number): number;
	asked(day: number, recalled: boolean, sure: boolean): void;
}

/** Standard normal (Box and Muller). */
const normal = (random: () => number) =>
	Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function weights(random: () => number): FSRSAlgorithm {
	const w = default_w.map((value, index) =>
		index === 20
			? Math.min(0.5, value * Math.exp(0.4 * normal(random)))
			: value * Math.exp(0.3 * normal(random))
	);
	return new FSRSAlgorithm({ w: checkParameters(w), enable_short_term: true });
}

function fsrsTrace(algorithm: FSRSAlgorithm, known: number, ease: number): Trace {
	let memory: { stability: number; difficulty: number } | null = null;
	let last = 0;
	return {
		recall: (day) =>
			memory ? algorithm.forgetting_curve(Math.max(0, day - last), memory.stability) : known,
		asked(day, recalled, sure) {
			const grade = recalled ? (sure ? Rating.Good : Rating.Hard) : Rating.Again;
			const next = algorithm.next_state(memory, memory ? Math.max(0, day - last) : 0, grade);
			memory = memory ? next : { ...next, stability: next.stability * ease };
			last = day;
		}
	};
}

function halfLifeTrace(known: number, ease: number): Trace {
	let halfLife = 0;
	let last = 0;
	return {
		recall: (day) => (halfLife > 0 ? 2 ** (-(day - last) / halfLife) : known),
		asked(day, recalled) {
			if (halfLife === 0) halfLife = 2.5 * ease * (recalled ? 3 : 1);
			else if (recalled) halfLife *= 1.15 + 1.6 * Math.min(1.5, (day - last) / halfLife);
			else halfLife = Math.max(0.4, halfLife * 0.55);
			last = day;
		}
	};
}

function actrTrace(known: number, ease: number): Trace {
	const traces: { day: number; decay: number }[] = [];
	const activation = (day: number) =>
		Math.log(traces.reduce((sum, one) => sum + Math.max(day - one.day, 0.003) ** -one.decay, 0));
	const threshold = -1.1 - 0.5 * Math.log(ease);
	return {
		recall: (day) =>
			traces.length > 0 ? 1 / (1 + Math.exp((threshold - activation(day)) / 0.35)) : known,
		asked(day, recalled) {
			const fresh = traces.length > 0 ? activation(day) : -9;
			traces.push({ day, decay: Math.min(0.9, 0.22 * Math.exp(Math.min(fresh, 1.2)) + 0.2) });
			// Known before the first time: it was met elsewhere.
			if (recalled && traces.length === 1) traces.push({ day: day - 3, decay: 0.3 });
		}
	};
}

/** A learner of a kind; the same seed makes the same one. */
export function learnerOf(kind: Kind, seed: number, questions: number): Learner {
	const random = mulberry32(seed * 7919 + 13);
	const days = mulberry32(seed * 31 + 7);
	const slips = 0.02 + 0.06 * random();
	const known = 0.05 + 0.3 * random();
	const misses = 0.05 + 0.2 * random();
	const ability = Math.exp(0.35 * normal(random));
	const slowness = Math.exp(0.4 * normal(random));
	const algorithm = weights(random);
	const items = Array.from({ length: questions }, () => {
		const type = random();
		const luck = type < 0.65 ? 0.25 : type < 0.82 ? 0.12 : 0.04;
		const ease = ability * Math.exp(-0.4 * normal(random));
		return {
			luck: Math.min(0.5, luck * Math.exp(0.3 * normal(random))),
			trace:
				kind === 'other-weights'
					? fsrsTrace(algorithm, known, ease)
					: kind === 'half-life'
						? halfLifeTrace(known, ease)
						: actrTrace(known, ease),
			met: false
		};
	});
	const itemAt = (question: number) => {
		const item = items[question];
		if (!item) throw new RangeError(`This learner has no question ${question}.`);
		return item;
	};
	return {
		misses,
		answer(question, day) {
			const item = itemAt(question);
			const recalled = days() < item.trace.recall(day);
			const correct = recalled ? days() >= slips : days() < item.luck;
			const feeling = days();
			const confidence = recalled
				? feeling < 0.7
					? 'sure'
					: feeling < 0.95
						? 'think-so'
						: 'guess'
				: feeling < 0.55
					? 'guess'
					: feeling < 0.88
						? 'think-so'
						: 'sure';
			item.trace.asked(day, recalled, confidence === 'sure');
			const reading = slowness * (35 + 25 * days()) * (item.met ? 1 : 1.3);
			const explanation = correct && confidence === 'sure' ? 5 : 35 * slowness;
			item.met = true;
			return { correct, confidence, ms: 1000 * (reading + explanation) };
		},
		scoreAt(question, day) {
			const { trace, luck } = itemAt(question);
			const recall = trace.recall(day);
			return recall * (1 - slips) + (1 - recall) * luck;
		}
	};
}
