/** Where a learner stands, in figures that charts and tables show. */
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import type { CountingAnswer } from './counting.ts';
import { after, beliefsOf, curves, recallAfter, type Memory } from './forgetting.ts';
import { ratingOf } from './grade.ts';
import { questionIdOf, retrievability } from './memory.ts';
import { cardsOf } from './plan.ts';
import { termOf } from './terms.ts';
import type { Card, Confidence } from './types.ts';

const DAY = 86_400_000;

/** Fewer answers than this make no share that could be shown. */
export const ENOUGH_ANSWERS = 10;

const startOfDay = (time: Date, days = 0) =>
	new Date(time.getFullYear(), time.getMonth(), time.getDate() + days);

/** How many of so many were right, and where the true share lies (Wilson's interval, 95 %). */
export interface Share {
	right: number;
	count: number;
	/** `right` of `count`, 0 to 1; 0 of nothing. */
	share: number;
	low: number;
	high: number;
}

export function shareOf(right: number, count: number): Share {
	if (count === 0) return { right, count, share: 0, low: 0, high: 1 };
	const z = 1.96;
	const share = right / count;
	const middle = share + z ** 2 / (2 * count);
	const reach = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
	const whole = 1 + z ** 2 / count;
	return {
		right,
		count,
		share,
		low: Math.max(0, (middle - reach) / whole),
		high: Math.min(1, (middle + reach) / whole)
	};
}

/** How often the learner was right, by how sure they said to be. */
function calibrationOf(answers: readonly CountingAnswer[]): Record<Confidence, Share> {
	const counts: Record<Confidence, [right: number, count: number]> = {
		sure: [0, 0],
		'think-so': [0, 0],
		guess: [0, 0]
	};
	for (const { confidence, correct } of answers) {
		if (!confidence) continue;
		counts[confidence][1]++;
		if (correct) counts[confidence][0]++;
	}
	const share = (confidence: Confidence) => shareOf(...counts[confidence]);
	return { sure: share('sure'), 'think-so': share('think-so'), guess: share('guess') };
}

/** Questions asked again that had about the same chance of recall. */
export interface RecallBin {
	/** Bounds of the chance that memory was given, 0 to 1. */
	from: number;
	to: number;
	/** Mean of the chances that were given. */
	predicted: number;
	/** How many were recalled. */
	recalled: Share;
}

const binEdges = [0, 0.5, 0.7, 0.8, 0.9, 1];

/** What FSRS expected when a question was asked again, beside what was recalled. */
function recallCalibration(cards: Iterable<Card>): RecallBin[] {
	const bins = binEdges
		.slice(0, -1)
		.map((from, i) => ({ from, to: binEdges[i + 1] ?? 1, sum: 0, right: 0, count: 0 }));
	const [fsrs] = curves;
	for (const { recalls } of cards)
		for (const { days, stability, recalled } of recalls) {
			const chance = fsrs ? recallAfter(fsrs, days, stability) : 0;
			const bin = bins.findLast(({ from }) => chance >= from);
			if (!bin) continue;
			bin.sum += chance;
			bin.count++;
			if (recalled) bin.right++;
		}
	return bins.map(({ from, to, sum, right, count }) => ({
		from,
		to,
		predicted: count === 0 ? (from + to) / 2 : sum / count,
		recalled: shareOf(right, count)
	}));
}

/** Mean chance of recall, 0 to 1, and what the forgetting curves that are possible span. */
export interface Expected {
	mean: number;
	low: number;
	high: number;
}

/** The questions met so far, some days from now. */
export interface RetentionPoint {
	/** Days from now. */
	days: number;
	/** If each question is answered when it is due. */
	kept: Expected;
	/** If none is asked any more. */
	alone: Expected;
}

/** An answer that is behind or ahead: when, in days from now, and the stability it leaves. */
type Milestone = readonly [at: number, stability: number];

/**
 * The answers that a card will have if each is given when it is due. What is missed then shortens the
 * stability in proportion to its chance.
 */
function milestones(card: Card, now: Date, days: number): Milestone[] {
	const [fsrs] = curves;
	const last = Math.min(0, (card.last.at.getTime() - now.getTime()) / DAY);
	const result: Milestone[] = [[last, card.stability]];
	let memory: Memory = { stability: card.stability, difficulty: card.difficulty };
	let at = last;
	let next = Math.max(0, (card.due.getTime() - now.getTime()) / DAY);
	while (next < days) {
		const gap = next - at;
		const recall = fsrs ? recallAfter(fsrs, gap, memory.stability) : 0;
		const right = after(memory, gap, true);
		const wrong = after(memory, gap, false);
		const mix = (a: number, b: number) => recall * a + (1 - recall) * b;
		memory = {
			stability: mix(right.stability, wrong.stability),
			difficulty: mix(right.difficulty, wrong.difficulty)
		};
		at = next;
		result.push([at, memory.stability]);
		next = at + Math.max(1, Math.round(memory.stability));
	}
	return result;
}

/** A curve that is believed less than this is left out. */
const DISBELIEVED = 0.02;
/** Standard deviations on each side of a band that holds 80 %. */
const BAND = 1.2816;

function expectedOf(means: readonly { belief: number; mean: number }[]): Expected {
	const mean = means.reduce((sum, one) => sum + one.belief * one.mean, 0);
	const variance = means.reduce((sum, one) => sum + one.belief * (one.mean - mean) ** 2, 0);
	const band = BAND * Math.sqrt(variance);
	return { mean, low: Math.max(0, mean - band), high: Math.min(1, mean + band) };
}

/**
 * Mean chance of recall of the questions met so far, today and on each of the next days. The band is
 * what is not known of this learner's forgetting (`beliefsOf`), nothing else.
 * @returns nothing where no question was met
 */
export function retentionForecast(cards: Iterable<Card>, now: Date, days = 28): RetentionPoint[] {
	const all = [...cards];
	if (all.length === 0) return [];
	const believed = beliefsOf(all)
		.map((belief, curve) => ({ belief, curve: curves[curve] }))
		.filter(({ belief }) => belief >= DISBELIEVED);
	const sum = believed.reduce((sum, { belief }) => sum + belief, 0);
	const empty = () => believed.map(() => new Float64Array(days + 1));
	const kept = empty();
	const alone = empty();
	for (const card of all) {
		const path = milestones(card, now, days);
		const [start, stability] = path[0] as Milestone;
		let step = 0;
		for (let day = 0; day <= days; day++) {
			// Today is before its reviews.
			while (day > 0 && (path[step + 1]?.[0] ?? Infinity) <= day) step++;
			const [at, then] = path[step] as Milestone;
			believed.forEach(({ curve }, index) => {
				if (!curve) return;
				const left = recallAfter(curve, day - start, stability);
				const at1 = kept[index] as Float64Array;
				const at2 = alone[index] as Float64Array;
				at1[day] = (at1[day] ?? 0) + (step === 0 ? left : recallAfter(curve, day - at, then));
				at2[day] = (at2[day] ?? 0) + left;
			});
		}
	}
	const expected = (totals: readonly Float64Array[], day: number) =>
		expectedOf(
			believed.map(({ belief }, index) => ({
				belief: belief / sum,
				mean: (totals[index]?.[day] ?? 0) / all.length
			}))
		);
	return Array.from({ length: days + 1 }, (_, day) => ({
		days: day,
		kept: expected(kept, day),
		alone: expected(alone, day)
	}));
}

/** What was answered, or what comes back, on one day. */
export interface ActivityDay {
	/** Midnight at its start. */
	day: Date;
	/** Questions answered for the first time. */
	fresh: number;
	/** Answers to questions met before. */
	again: number;
	/** Questions that come back, by what is known now; those overdue come back today. */
	due: number;
}

/** The last days and the next ones, today among the first of the next. */
function activity(
	answers: readonly CountingAnswer[],
	cards: Iterable<Card>,
	now: Date,
	{ past = 28, ahead = 14 } = {}
): ActivityDay[] {
	const days = Array.from({ length: past + ahead }, (_, i) => ({
		day: startOfDay(now, i - past),
		fresh: 0,
		again: 0,
		due: 0
	}));
	const places = new Map(days.map(({ day }, place) => [day.getTime(), place]));
	const at = (time: Date) => days[places.get(startOfDay(time).getTime()) ?? -1];
	const firsts = new Map<string, number>();
	for (const card of cards) {
		firsts.set(card.question, card.first.getTime());
		const day = at(card.due < now ? now : card.due);
		if (day) day.due++;
	}
	const from = days[0]?.day.toISOString() ?? '';
	for (let i = answers.length - 1; i >= 0; i--) {
		const answer = answers[i];
		if (!answer || answer.at < from) break;
		const time = new Date(answer.at);
		const day = at(time);
		if (!day) continue;
		if (firsts.get(questionIdOf(answer) ?? '') === time.getTime()) day.fresh++;
		else day.again++;
	}
	return days;
}

/** How much of a group of questions is known. */
export interface Mastery {
	questions: number;
	/** Questions met. */
	met: number;
	/** Questions that would be recalled now, as expected: the sum of their chances. */
	known: number;
}

/**
 * Mastery of each group of questions, in the order in which the groups first occur.
 * @param groupsOf the groups that a question belongs to
 */
function masteryBy(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	now: Date,
	groupsOf: (question: QuestionIndexEntry) => Iterable<string>
): Map<string, Mastery> {
	const groups = new Map<string, Mastery>();
	for (const question of questions) {
		const card = cards.get(question.id);
		const known = card ? retrievability(card, now) : 0;
		for (const group of new Set(groupsOf(question))) {
			const mastery = groups.get(group) ?? { questions: 0, met: 0, known: 0 };
			mastery.questions++;
			mastery.known += known;
			if (card) mastery.met++;
			groups.set(group, mastery);
		}
	}
	return groups;
}

/** For each question, the misconception behind each of its options or items, by authored index. */
export type MisconceptionKey = Readonly<Record<string, readonly (string | null)[]>>;

/** A wrong belief that answers showed. */
export interface Belief {
	/** Id of the misconception. */
	id: string;
	/** How often it was chosen. */
	times: number;
	/** When it was chosen last: ISO 8601, UTC. */
	last: string;
	/** Questions in which it was chosen and that were not answered right since. */
	held: string[];
	/** Questions in which it was chosen and that were answered right since, and not by a guess. */
	putRight: string[];
}

/** What was chosen in an answer, by authored index. */
function chosenIn(response: unknown): readonly number[] {
	const { chosen, order } = (response ?? {}) as { chosen?: unknown; order?: unknown };
	const list = Array.isArray(chosen) ? chosen : Array.isArray(order) ? order : [];
	return list.filter((index): index is number => Number.isInteger(index));
}

/**
 * The misconceptions behind the wrong options that were chosen: those still held first, by how many
 * questions show them, then by how lately.
 * @param answers in order of time
 */
function beliefsHeld(answers: readonly CountingAnswer[], key: MisconceptionKey): Belief[] {
	interface Trace {
		times: number;
		last: string;
		questions: Map<string, boolean>;
	}
	const traces = new Map<string, Trace>();
	const byQuestion = new Map<string, Set<Trace>>();
	for (const entry of answers) {
		// The options of a generated question are made anew each time.
		const { question } = entry;
		const options = typeof question === 'string' ? key[question] : undefined;
		if (typeof question !== 'string' || !options) continue;
		if (ratingOf(entry.correct, entry.confidence) !== 'Again')
			for (const trace of byQuestion.get(question) ?? []) trace.questions.set(question, false);
		if (entry.correct) continue;
		for (const index of chosenIn(entry.response)) {
			const id = options[index];
			if (!id) continue;
			let trace = traces.get(id);
			if (!trace) {
				trace = { times: 0, last: entry.at, questions: new Map() };
				traces.set(id, trace);
			}
			trace.times++;
			trace.last = entry.at;
			trace.questions.set(question, true);
			const known = byQuestion.get(question);
			if (known) known.add(trace);
			else byQuestion.set(question, new Set([trace]));
		}
	}
	const beliefs = [...traces].map(([id, { times, last, questions }]): Belief => {
		const those = (held: boolean) =>
			[...questions].flatMap(([question, is]) => (is === held ? [question] : []));
		return { id, times, last, held: those(true), putRight: those(false) };
	});
	return beliefs.sort(
		(a, b) => b.held.length - a.held.length || (a.last < b.last ? 1 : a.last > b.last ? -1 : 0)
	);
}

/** Everything that the page of progress shows. */
export interface Standing {
	retention: RetentionPoint[];
	activity: ActivityDay[];
	calibration: Record<Confidence, Share>;
	recall: RecallBin[];
	modules: Map<string, Mastery>;
	/** By `SCS-C03/5.2`. */
	tasks: Map<string, Mastery>;
	beliefs: Belief[];
}

/**
 * @param questions those of the curriculum: cards of others are left out, flashcards among them
 * @param answers those that count: `countingAnswers`
 */
export function standingOf(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	answers: readonly CountingAnswer[],
	key: MisconceptionKey,
	now: Date
): Standing {
	const here = cardsOf(questions, cards);
	// Flashcards are recalled, not chosen: they have no part in how sure somebody was of a question.
	const asked = answers.filter(({ question }) => termOf(question) === undefined);
	return {
		retention: retentionForecast(here, now),
		activity: activity(asked, here, now),
		calibration: calibrationOf(asked),
		recall: recallCalibration(here),
		modules: masteryBy(questions, cards, now, ({ module }) => [module]),
		tasks: masteryBy(questions, cards, now, ({ exam = [] }) => exam),
		beliefs: beliefsHeld(asked, key)
	};
}
