/** Putting an exam together: which questions, how many, which of them do not count, and for how long. */
import type { Exam, Question, QuestionIndexEntry } from '#lib/content/index.ts';
import { mulberry32, shuffle } from './arrange.ts';

const MINUTE = 60_000;

/** Minutes a question has where no time is published and the learner sets none. */
export const MINUTES_A_QUESTION = 2;

/** What AWS grants who sits an exam in a language that is not their own, in minutes. */
export const EXTRA_MINUTES = 30;

/** An exam put together. Plain data: an attempt keeps it, and the log. */
export interface ExamPaper {
	/** Id of the exam: `SCS-C03`. */
	exam: string;
	/** `whole`: as long as the exam's own, as far as the bank reaches. `set`: of the learner's measure. */
	form: 'whole' | 'set';
	/** Question ids in the order asked; those of a case follow each other. */
	questions: string[];
	/** Ids among them that do not count. Nothing marks them before the end. */
	unscored: string[];
	/** Allowed, in whole minutes, with what was granted on top. */
	minutes: number;
	/** Of the choice and of every question's order of options. */
	seed: number;
}

export interface PaperOptions {
	seed: number;
	/** Every type of question, though the exam has only some. */
	allTypes?: boolean;
	/** A set of this many questions in place of the whole exam. */
	questions?: number;
	/** Minutes, where the exam's are not published or the learner makes a set. */
	minutes?: number;
	/** On top: {@link EXTRA_MINUTES} for who sits it in a language that is not their own. */
	extraMinutes?: number;
}

/** What the bank has for an exam, before a paper is drawn from it. */
export interface PaperRange {
	/** Questions that the bank has for the tasks of the exam, of the types that are asked. */
	available: number;
	/** As published, scored and unscored together; missing where nobody publishes it. */
	published?: { scored: number; unscored: number };
	/** Questions of a whole exam here: what is published, and not more than the bank has. */
	whole: number;
	/** Minutes of a whole exam here; missing where none are published. */
	minutes?: number;
	/** The tasks with what they weigh (adding up to 1) and how many questions the bank has for each. */
	tasks: { id: string; title: string; weight: number; available: number }[];
	/** Types of questions that are asked. */
	types: Question['type'][];
	/** Whether cases are asked. */
	cases: boolean;
}

const TYPES: readonly Question['type'][] = ['single', 'multiple', 'ordering', 'matching'];

/**
 * What each task weighs in the exam, by task id; together 1. As in the plan of a day (`examWeights`):
 * a domain's published percent is spread evenly over those of its tasks that are treated here and have
 * questions, for guides give none to a task. Without published percents all weigh the same.
 * @param tasks the tasks that have questions
 */
function weightsOf({ figures }: Exam, tasks: readonly string[]): Map<string, number> {
	const percents = figures.domains?.value;
	const domainOf = (task: string) => Number(task.split('.')[0]);
	const raw = tasks.map((task) => {
		const domain = domainOf(task);
		const siblings = tasks.filter((other) => domainOf(other) === domain).length;
		const percent = percents?.find(({ number }) => number === domain)?.percent ?? 0;
		return [task, percents ? percent / siblings : 1] as const;
	});
	const sum = raw.reduce((total, [, weight]) => total + weight, 0);
	return new Map(raw.map(([task, weight]) => [task, sum > 0 ? weight / sum : 1 / raw.length]));
}

/** The tasks of this exam that a question belongs to. */
export function tasksOf(question: Pick<QuestionIndexEntry, 'exam'>, exam: string): string[] {
	return (question.exam ?? []).flatMap((tag) => {
		const [id, task] = tag.split('/');
		return id === exam && task !== undefined ? [task] : [];
	});
}

interface Unit {
	questions: QuestionIndexEntry[];
	tasks: Set<string>;
}

/** What is asked without a break: single questions, and cases whose questions all belong. */
function unitsOf(
	exam: Exam,
	questions: readonly QuestionIndexEntry[],
	types: ReadonlySet<Question['type']>,
	cases: boolean
): Unit[] {
	const treated = new Set(exam.tasks.map(({ id }) => id));
	const units = new Map<string, Unit>();
	for (const question of questions) {
		const tasks = tasksOf(question, exam.id).filter((task) => treated.has(task));
		if (tasks.length === 0 || !types.has(question.type) || (question.case && !cases)) continue;
		const name = question.case ? `case ${question.case.id}` : question.id;
		const unit = units.get(name) ?? { questions: [], tasks: new Set<string>() };
		unit.questions.push(question);
		for (const task of tasks) unit.tasks.add(task);
		units.set(name, unit);
	}
	for (const unit of units.values())
		unit.questions.sort((a, b) => (a.case?.position ?? 0) - (b.case?.position ?? 0));
	return [...units.values()];
}

/** The types that an exam asks; all of them where nobody publishes them. */
function typesOf(exam: Exam, allTypes: boolean): { types: Question['type'][]; cases: boolean } {
	const published = exam.figures.types?.value;
	if (allTypes || !published) return { types: [...TYPES], cases: true };
	return {
		types: TYPES.filter((type) => published.includes(type)),
		cases: published.includes('case')
	};
}

/** Questions in units, counted. */
const sizeOf = (units: readonly Unit[]) =>
	units.reduce((sum, { questions }) => sum + questions.length, 0);

/**
 * What an exam can be here: how many questions, in what time, of which tasks. Where the bank has fewer
 * questions than the exam, the time is less in proportion.
 */
export function paperRange(
	exam: Exam,
	questions: readonly QuestionIndexEntry[],
	{ allTypes = false }: { allTypes?: boolean } = {}
): PaperRange {
	const { types, cases } = typesOf(exam, allTypes);
	const units = unitsOf(exam, questions, new Set(types), cases);
	const available = sizeOf(units);
	const figure = exam.figures.questions;
	const published = figure && { scored: figure.scored, unscored: figure.unscored };
	const total = published && published.scored + published.unscored;
	const whole = Math.min(available, total ?? available);
	const minutes = exam.figures.minutes?.value;
	const counts = exam.tasks.map(({ id }) => sizeOf(units.filter(({ tasks }) => tasks.has(id))));
	const weights = weightsOf(
		exam,
		exam.tasks.flatMap(({ id }, place) => (counts[place] ? [id] : []))
	);
	return {
		available,
		...(published ? { published } : {}),
		whole,
		...(minutes === undefined
			? {}
			: { minutes: total === undefined ? minutes : Math.ceil((minutes * whole) / total) }),
		tasks: exam.tasks.map(({ id, title }, place) => ({
			id,
			title,
			weight: weights.get(id) ?? 0,
			available: counts[place] ?? 0
		})),
		types,
		cases
	};
}

/**
 * Draws units until there are `count` questions, always for the task that is furthest behind its
 * weight. A task whose questions are used up leaves its share to the others. Cases are not torn: one
 * that no longer fits is passed over.
 */
function draw(
	units: readonly Unit[],
	weights: ReadonlyMap<string, number>,
	count: number,
	random: () => number
): Unit[] {
	const pool = shuffle(units.length, random).flatMap((place) => units[place] ?? []);
	const drawn = new Map([...weights].map(([task]) => [task, 0]));
	const chosen: Unit[] = [];
	let left = count;
	while (left > 0) {
		const fits = ({ questions }: Unit) => questions.length <= left;
		// What counts for several tasks fills the one that it was drawn for.
		const [task] =
			[...weights]
				.filter(([id]) => pool.some((unit) => unit.tasks.has(id) && fits(unit)))
				.map(([id, weight]) => [id, ((drawn.get(id) ?? 0) + 0.5) / Math.max(weight, 1e-6)] as const)
				.sort((a, b) => a[1] - b[1])[0] ?? [];
		if (task === undefined) break;
		const place = pool.findIndex((unit) => unit.tasks.has(task) && fits(unit));
		const [unit] = pool.splice(place, 1) as [Unit];
		chosen.push(unit);
		drawn.set(task, (drawn.get(task) ?? 0) + unit.questions.length);
		left -= unit.questions.length;
	}
	return chosen;
}

/**
 * Puts a paper together: a whole exam, or with `questions` a set of that many. A whole exam has the
 * published share of items that do not count, drawn at random; a set has none.
 * @throws {RangeError} the bank has no question for the exam
 */
export function makePaper(
	exam: Exam,
	questions: readonly QuestionIndexEntry[],
	options: PaperOptions
): ExamPaper {
	const { seed, allTypes = false, extraMinutes = 0 } = options;
	const range = paperRange(exam, questions, { allTypes });
	if (range.available === 0) throw new RangeError(`The bank has no question for ${exam.id}`);
	const form = options.questions === undefined ? 'whole' : 'set';
	const wanted = Math.max(
		1,
		Math.min(range.available, Math.floor(options.questions ?? range.whole))
	);
	const random = mulberry32(seed);
	const units = unitsOf(exam, questions, new Set(range.types), range.cases);
	const weights = new Map(range.tasks.map(({ id, weight }) => [id, weight]));
	const drawn = draw(units, weights, wanted, random);
	const ids = shuffle(drawn.length, random)
		.flatMap((place) => drawn[place]?.questions ?? [])
		.map(({ id }) => id);
	const { published } = range;
	const share =
		form === 'whole' && published
			? published.unscored / (published.scored + published.unscored)
			: 0;
	const unscored = shuffle(ids.length, random)
		.slice(0, Math.round(ids.length * share))
		.flatMap((place) => ids[place] ?? []);
	const minutes =
		(form === 'whole' ? range.minutes : undefined) ??
		options.minutes ??
		Math.ceil(ids.length * MINUTES_A_QUESTION);
	return {
		exam: exam.id,
		form,
		questions: ids,
		unscored,
		minutes: Math.max(1, Math.ceil(minutes)) + extraMinutes,
		seed
	};
}

/** What a paper allows, in milliseconds. */
export const allowedMs = (paper: Pick<ExamPaper, 'minutes'>): number => paper.minutes * MINUTE;
