import type { QuestionIndexEntry } from '#lib/content/index.ts';
import {
	cardsOf,
	introducedToday,
	planToday,
	type Card,
	type TodayPlan
} from '#lib/study/index.ts';

/**
 * What the address of `/practice/` asks for. `today` is what is due, then what is new; `more` is new
 * questions beyond the day's measure; `question` is one question by its id, as authors preview it.
 */
export type PracticeRequest =
	| { kind: 'overview' }
	| { kind: 'today' | 'due' | 'new' | 'more' }
	| { kind: 'module'; module: string }
	| { kind: 'question'; question: string };

/** Reads the query of `/practice/`; what it does not know leads to the overview. */
export function practiceRequest(query: Pick<URLSearchParams, 'get'>): PracticeRequest {
	const question = query.get('question');
	if (question) return { kind: 'question', question };
	const set = query.get('set') ?? '';
	if (set === 'today' || set === 'due' || set === 'new' || set === 'more') return { kind: set };
	const module = /^module:(.+)$/.exec(set)?.[1];
	return module ? { kind: 'module', module } : { kind: 'overview' };
}

/** The name of a set as the address and the database have it. */
export const setName = (request: PracticeRequest): string =>
	request.kind === 'module' ? `module:${request.module}` : request.kind;

export interface Plan extends TodayPlan {
	/** Questions never answered, in the order of the curriculum: the day's new ones among them. */
	unseen: string[];
}

/** A plan of nothing, where there is no log to plan from. */
export const NOTHING: Plan = { due: [], fresh: [], putOff: [], unseen: [] };

/** What there is to practise now. */
export function planNow(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	now: Date,
	newPerDay: number
): Plan {
	const doneToday = introducedToday(cardsOf(questions, cards), now);
	return {
		...planToday(questions, cards, { now, newPerDay, doneToday }),
		unseen: questions.flatMap(({ id }) => (cards.has(id) ? [] : [id]))
	};
}

/** The questions of a set, in the order they are asked. */
export function questionsOf(
	request: PracticeRequest,
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	plan: Plan,
	now: Date,
	newPerDay: number
): string[] {
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
		case 'module':
			return questions.flatMap(({ id, module }) => (module === request.module ? [id] : []));
		case 'question':
			return questions.some(({ id }) => id === request.question) ? [request.question] : [];
	}
}
