import type { Question, QuestionIndexEntry } from '#lib/content/index.ts';
import { mulberry32, shuffle } from './arrange.ts';
import { countingAnswers } from './counting.ts';
import { disputedIn } from './disputes.ts';
import { questionIdOf, retrievability } from './memory.ts';
import { byTime } from './merge.ts';
import type { Card, LogEntry } from './types.ts';

/** A state of a question that a set may be made of. */
export type Pick = 'due' | 'unseen' | 'missed' | 'flagged' | 'disputed';

/**
 * What a set of questions is to hold. Every part narrows it; within a part any of the values will do.
 * A part that is absent or empty narrows nothing. Plain data: it is kept as a preset and goes into
 * addresses.
 */
export interface Recipe {
	/** Module ids. */
	modules?: readonly string[];
	/** Tasks of exams (`SCS-C03/5.2`), or whole exams (`SCS-C03`). */
	exam?: readonly string[];
	types?: readonly Question['type'][];
	difficulty?: readonly (1 | 2 | 3)[];
	picks?: readonly Pick[];
	/** With the pick `missed`: how many of the latest answers are looked at. Without it: all. */
	missedOfLast?: number;
	/** Twin sets: only questions that are easily confused with each other. */
	twins?: readonly string[];
	/** Questions, at most. A case that has been begun is not torn: it may be a few more. */
	count?: number;
}

/** What the log says of single questions, beside memory. */
export interface Marks {
	flagged: ReadonlySet<string>;
	disputed: ReadonlySet<string>;
	/** Counting answers, the latest first: which question, and whether it was missed. */
	latest: readonly { question: string; missed: boolean }[];
}

/** Reads the marks from a log, whatever its order. A right guess is no miss. */
export function marksOf(entries: Iterable<LogEntry>): Marks {
	const sorted = [...entries].sort(byTime);
	const flagged = new Set<string>();
	for (const entry of sorted) {
		const question = questionIdOf(entry);
		if (question === undefined || entry.kind !== 'flag') continue;
		if (entry.flagged) flagged.add(question);
		else flagged.delete(question);
	}
	const latest = countingAnswers(sorted).flatMap((entry) => {
		const question = questionIdOf(entry);
		return question === undefined ? [] : [{ question, missed: !entry.correct }];
	});
	return { flagged, disputed: disputedIn(sorted), latest: latest.reverse() };
}

/** Whether a question belongs to a task (`SCS-C03/5.2`) or to an exam (`SCS-C03`). */
const belongsTo = ({ exam = [] }: QuestionIndexEntry, wanted: readonly string[]) =>
	exam.some((task) => wanted.includes(task) || wanted.includes(task.split('/')[0] ?? ''));

const holds = <T>(wanted: readonly T[] | undefined, value: T) =>
	wanted === undefined || wanted.length === 0 || wanted.includes(value);

/** The questions that were missed the last time they came up among the latest answers. */
function missedIn({ latest }: Marks, last = Infinity): Set<string> {
	const missed = new Set<string>();
	const met = new Set<string>();
	for (const { question, missed: wrong } of latest.slice(0, last)) {
		if (met.has(question)) continue;
		met.add(question);
		if (wrong) missed.add(question);
	}
	return missed;
}

/** Every question that a recipe admits, in the order of the curriculum; `count` is not looked at. */
export function matching(
	recipe: Recipe,
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	marks: Marks,
	now: Date
): QuestionIndexEntry[] {
	const missed = missedIn(marks, recipe.missedOfLast);
	const is: Record<Pick, (id: string) => boolean> = {
		due: (id) => (cards.get(id)?.due ?? Infinity) <= now,
		unseen: (id) => !cards.has(id),
		missed: (id) => missed.has(id),
		flagged: (id) => marks.flagged.has(id),
		disputed: (id) => marks.disputed.has(id)
	};
	const { modules, exam, types, difficulty, twins, picks } = recipe;
	return questions.filter(
		(question) =>
			holds(modules, question.module) &&
			(exam === undefined || exam.length === 0 || belongsTo(question, exam)) &&
			holds(types, question.type) &&
			holds(difficulty, question.difficulty) &&
			(twins === undefined ||
				twins.length === 0 ||
				(question.twins !== undefined && twins.includes(question.twins))) &&
			(picks === undefined || picks.length === 0 || picks.some((pick) => is[pick](question.id)))
	);
}

/**
 * The questions of a set, in the order to ask them. Where there are more than wanted, those that need
 * it most: what was forgotten or never met before what is well known, and among equals by chance.
 * Those chosen are shuffled, questions of a case kept together and in order.
 * @param seed the same seed makes the same set
 */
export function buildSet(
	recipe: Recipe,
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	marks: Marks,
	{ now, seed }: { now: Date; seed: number }
): string[] {
	const admitted = matching(recipe, questions, cards, marks, now);
	const random = mulberry32(seed);
	const units = new Map<string, { questions: QuestionIndexEntry[]; known: number }>();
	for (const question of admitted) {
		const name = question.case ? `case ${question.case.id}` : question.id;
		const card = cards.get(question.id);
		// A question never met is as urgent as one that is half forgotten.
		const known = card ? retrievability(card, now) : 0.5;
		const unit = units.get(name);
		if (unit) {
			unit.questions.push(question);
			unit.known = Math.min(unit.known, known);
		} else units.set(name, { questions: [question], known });
	}
	const all = [...units.values()];
	const byNeed = shuffle(all.length, random)
		.flatMap((place) => all[place] ?? [])
		.sort((a, b) => a.known - b.known);
	const chosen: QuestionIndexEntry[][] = [];
	let count = 0;
	for (const unit of byNeed) {
		if (count >= (recipe.count ?? Infinity)) break;
		chosen.push(unit.questions.sort((a, b) => (a.case?.position ?? 0) - (b.case?.position ?? 0)));
		count += unit.questions.length;
	}
	return shuffle(chosen.length, random)
		.flatMap((place) => chosen[place] ?? [])
		.map(({ id }) => id);
}

/**
 * A drill of look-alikes: the questions of twin sets in turns, the weakest of each first. Questions of
 * cases are left out, as they need their case.
 * @param sets at least one; with one its members follow each other
 */
export function twinDrill(
	sets: readonly string[],
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	{ now, seed, count }: { now: Date; seed: number; count: number }
): string[] {
	const random = mulberry32(seed);
	const queues = sets.map((set) => {
		const members = questions.filter(({ twins, case: member }) => twins === set && !member);
		const order = shuffle(members.length, random).flatMap((place) => members[place] ?? []);
		const known = ({ id }: QuestionIndexEntry) => {
			const card = cards.get(id);
			return card ? retrievability(card, now) : 0.5;
		};
		return order.sort((a, b) => known(a) - known(b));
	});
	const result: string[] = [];
	// In turns: alternating is what tells look-alikes apart.
	for (let round = 0; result.length < count; round++) {
		const before = result.length;
		for (const queue of queues) {
			const question = queue[round];
			if (question && result.length < count) result.push(question.id);
		}
		if (result.length === before) break;
	}
	return result;
}
