import type { DrillEntry, Question, QuestionIndexEntry } from '#lib/content/index.ts';
import { mulberry32, shuffle } from './arrange.ts';
import { countingAnswers } from './counting.ts';
import { disputedIn } from './disputes.ts';
import { questionIdOf, retrievability } from './memory.ts';
import { byTime } from './merge.ts';
import type { Card, LogEntry } from './types.ts';

/** A state of a question that a set may be made of. */
export type Pick = 'due' | 'unseen' | 'missed' | 'flagged' | 'disputed' | 'generated';

/**
 * What a set chooses from: questions of the curriculum, and templates, each of which makes another
 * question every time. Templates come only where a recipe picks what is `generated`.
 */
export type Choosable = QuestionIndexEntry | DrillEntry;

export const isTemplate = (entry: Choosable): entry is DrillEntry => 'types' in entry;

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
	/**
	 * Questions, at most. A case that has been begun is not torn: it may be a few more. Where there are
	 * fewer, templates fill the rest.
	 */
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
const belongsTo = ({ exam = [] }: Choosable, wanted: readonly string[]) =>
	exam.some((task) => wanted.includes(task) || wanted.includes(task.split('/')[0] ?? ''));

const placeInCase = (entry: Choosable) => (isTemplate(entry) ? undefined : entry.case);

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
export function matching<T extends Choosable>(
	recipe: Recipe,
	questions: readonly T[],
	cards: ReadonlyMap<string, Card>,
	marks: Marks,
	now: Date
): T[] {
	const missed = missedIn(marks, recipe.missedOfLast);
	const is: Record<Pick, (id: string) => boolean> = {
		due: (id) => (cards.get(id)?.due ?? Infinity) <= now,
		unseen: (id) => !cards.has(id),
		missed: (id) => missed.has(id),
		flagged: (id) => marks.flagged.has(id),
		disputed: (id) => marks.disputed.has(id),
		generated: () => false
	};
	const picked = (question: Choosable, picks: readonly Pick[]) =>
		isTemplate(question)
			? picks.includes('generated')
			: picks.length === 0 || picks.some((pick) => is[pick](question.id));
	const { modules, exam, types, difficulty, twins, picks } = recipe;
	return questions.filter(
		(question) =>
			holds(modules, question.module) &&
			(exam === undefined || exam.length === 0 || belongsTo(question, exam)) &&
			(isTemplate(question) ? question.types : [question.type]).every((type) =>
				holds(types, type)
			) &&
			holds(difficulty, question.difficulty) &&
			(twins === undefined ||
				twins.length === 0 ||
				(question.twins !== undefined && twins.includes(question.twins))) &&
			picked(question, picks ?? [])
	);
}

/**
 * The questions of a set, in the order to ask them. Where there are more than wanted, those that need
 * it most: what was forgotten or never met before what is well known, and among equals by chance.
 * Those chosen are shuffled, questions of a case kept together and in order. A
 * template may come more than once.
 * @param seed the same seed makes the same set
 */
export function buildSet(
	recipe: Recipe,
	questions: readonly Choosable[],
	cards: ReadonlyMap<string, Card>,
	marks: Marks,
	{ now, seed }: { now: Date; seed: number }
): string[] {
	const admitted = matching(recipe, questions, cards, marks, now);
	const random = mulberry32(seed);
	const units = new Map<string, { questions: Choosable[]; known: number }>();
	for (const question of admitted) {
		const member = placeInCase(question);
		const name = member ? `case ${member.id}` : question.id;
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
	const chosen: Choosable[][] = [];
	let count = 0;
	for (const unit of byNeed) {
		if (count >= (recipe.count ?? Infinity)) break;
		chosen.push(
			unit.questions.sort(
				(a, b) => (placeInCase(a)?.position ?? 0) - (placeInCase(b)?.position ?? 0)
			)
		);
		count += unit.questions.length;
	}
	const templates = admitted.filter(isTemplate);
	for (let turn = 0; templates.length > 0 && count < (recipe.count ?? 0); turn++, count++) {
		const template = templates[turn % templates.length];
		if (template) chosen.push([template]);
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
