import type { QuestionIndexEntry } from '#lib/content/index.ts';
import {
	buildSet,
	cardsOf,
	introducedToday,
	isTemplate,
	mulberry32,
	planToday,
	satExams,
	scoreExam,
	twinDrill,
	type Card,
	type Choosable,
	type ExamDay,
	type LogEntry,
	type Marks,
	type TodayPlan
} from '#lib/study/index.ts';
import { nameOf } from './generated.ts';
import { stillThere } from './history.ts';
import {
	limitOf,
	queryOf,
	readRecipe,
	type Query,
	type Reading,
	type SetRecipe
} from './recipe.ts';

/**
 * What the address of `/practice/` asks for. `today` is what is due, then what is new; `more` is new
 * questions beyond the day's measure; `mistakes` is what was missed the last time; `sure` what was wrong
 * although the learner was sure; `built` is made from a recipe; `twins` is a drill of look-alikes, of
 * those most often confused where none are named; `exam` is what was missed in an exam that was sat, by
 * the id of the attempt; `question` is one question by its id, as authors preview it.
 */
export type PracticeRequest =
	| { kind: 'overview'; asked: Reading }
	| { kind: 'today' | 'due' | 'new' | 'more' | 'mistakes' | 'sure' }
	| { kind: 'built'; recipe: SetRecipe }
	| { kind: 'twins'; sets: readonly string[] }
	| { kind: 'exam'; attempt: string }
	| { kind: 'module'; module: string }
	| { kind: 'question'; question: string };

const plainSets = ['today', 'due', 'new', 'more', 'mistakes', 'sure'] as const;

/**
 * Reads the query of `/practice/`; what it does not know leads to the overview, and what is wrong with
 * a recipe is told there.
 */
export function practiceRequest(query: Query): PracticeRequest {
	const question = query.get('question');
	if (question) return { kind: 'question', question };
	const set = query.get('set') ?? '';
	const plain = plainSets.find((kind) => kind === set);
	if (plain) return { kind: plain };
	const module = /^module:(.+)$/.exec(set)?.[1];
	if (module) return { kind: 'module', module };
	const attempt = /^exam:(.+)$/.exec(set)?.[1];
	if (attempt) return { kind: 'exam', attempt };
	const asked = readRecipe(query);
	if (asked.problems.length > 0) return { kind: 'overview', asked };
	if (set === 'built') return { kind: 'built', recipe: asked.recipe };
	if (set === 'twins') return { kind: 'twins', sets: asked.recipe.twins ?? [] };
	return { kind: 'overview', asked };
}

/** The name of a set as the address and the database have it. */
export function setName(request: PracticeRequest): string {
	switch (request.kind) {
		case 'module':
			return `module:${request.module}`;
		case 'exam':
			return `exam:${request.attempt}`;
		case 'built':
			return `built&${queryOf(request.recipe)}`;
		case 'twins':
			return `twins&${queryOf({ twins: request.sets })}`;
		default:
			return request.kind;
	}
}

export interface Plan extends TodayPlan {
	/** Questions never answered, in the order of the curriculum: the day's new ones among them. */
	unseen: string[];
}

/** A plan of nothing, where there is no log to plan from. */
export const NOTHING: Plan = { due: [], fresh: [], putOff: [], unseen: [] };

/**
 * What there is to practise now.
 * @param exam the day's plan for an exam, where the learner has one: it chooses what is asked today
 * @param reviewsPerDay without it, all that is due
 */
export function planNow(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	now: Date,
	newPerDay: number,
	exam?: ExamDay,
	reviewsPerDay?: number
): Plan {
	const doneToday = introducedToday(cardsOf(questions, cards), now);
	return {
		...(exam ??
			planToday(questions, cards, {
				now,
				newPerDay,
				doneToday,
				...(reviewsPerDay === undefined ? {} : { reviewsPerDay })
			})),
		unseen: questions.flatMap(({ id }) => (cards.has(id) ? [] : [id]))
	};
}

/** What sets are made from. */
export interface Ground {
	questions: readonly QuestionIndexEntry[];
	/** The questions, and the templates that make others, where they are to be chosen from. */
	choosable: readonly Choosable[];
	cards: ReadonlyMap<string, Card>;
	marks: Marks;
	plan: Plan;
	now: Date;
	/** Decides what chance decides: the same seed makes the same set. */
	seed: number;
	newPerDay: number;
	/** Milliseconds that the learner takes for an answer. */
	pace: number;
	/** The log, where sets of exams are made from it. */
	entries?: readonly LogEntry[];
}

/** Questions of a drill of look-alikes. */
const DRILL = 10;

/**
 * The sets of look-alikes that this learner confuses, the most often missed first.
 * @param latest answers, as `marksOf` has them
 */
export function confused(
	questions: readonly QuestionIndexEntry[],
	{ latest }: Marks
): { id: string; missed: number }[] {
	const setOf = new Map<string, string>();
	for (const { id, twins, case: member } of questions)
		if (twins !== undefined && !member) setOf.set(id, twins);
	const missed = new Map<string, number>();
	for (const answer of latest) {
		const set = setOf.get(answer.question);
		if (set !== undefined && answer.missed) missed.set(set, (missed.get(set) ?? 0) + 1);
	}
	return [...missed]
		.map(([id, missed]) => ({ id, missed }))
		.sort((a, b) => b.missed - a.missed || (a.id < b.id ? -1 : 1));
}

/** The questions of a set, in the order they are asked. */
export function questionsOf(request: PracticeRequest, ground: Ground): string[] {
	const { questions, cards, marks, plan, now, seed, newPerDay } = ground;
	switch (request.kind) {
		case 'overview':
			return [];
		case 'today':
			return [...plan.due, ...plan.fresh];
		case 'due':
			return plan.due;
		case 'new':
			return plan.fresh;
		case 'more':
			return planToday(questions, cards, { now, newPerDay, doneToday: 0 }).fresh;
		case 'mistakes':
			return buildSet({ picks: ['missed'] }, questions, cards, marks, { now, seed });
		case 'sure':
			return questions.flatMap(({ id }) => (cards.get(id)?.wrongAndSure ? [id] : []));
		case 'built': {
			const most = limitOf(request.recipe, ground.pace);
			const recipe = most < Infinity ? { ...request.recipe, count: most } : request.recipe;
			const ids = buildSet(recipe, ground.choosable, cards, marks, { now, seed });
			const random = mulberry32(seed);
			return ids.map((id) => {
				const template = ground.choosable.find((entry) => entry.id === id && isTemplate(entry));
				return template && isTemplate(template)
					? nameOf({
							template: id,
							version: template.version,
							seed: Math.floor(random() * 2 ** 32)
						})
					: id;
			});
		}
		case 'twins': {
			const named = request.sets.length > 0;
			const sets = named
				? request.sets
				: confused(questions, marks)
						.map(({ id }) => id)
						.slice(0, 2);
			return twinDrill(sets, questions, cards, { now, seed, count: DRILL });
		}
		case 'exam': {
			const sat = satExams(ground.entries ?? []).find(({ id }) => id === request.attempt);
			if (!sat) return [];
			const { missed, guessed } = scoreExam(sat, questions);
			return stillThere([...missed, ...guessed], questions);
		}
		case 'module':
			return questions.flatMap(({ id, module }) => (module === request.module ? [id] : []));
		case 'question':
			return questions.some(({ id }) => id === request.question) ? [request.question] : [];
	}
}
