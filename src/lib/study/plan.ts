import type { QuestionIndexEntry } from '#lib/content/index.ts';
import type { ExamPlan, ExamPlanner, ExamPlanOptions } from './exam-plan.ts';
import { retrievability } from './memory.ts';
import type { Card } from './types.ts';

/** What there is to do now. */
export interface TodayPlan {
	/** Ids of the questions to ask again, in the order to ask them. */
	due: string[];
	/** Ids of the new questions for today, in the order to ask them. */
	fresh: string[];
	/**
	 * Ids of due questions that wait for another day, because one that is easily confused with them was
	 * or will be asked today.
	 */
	putOff: string[];
	/** When the next card comes back, and how many come back by the end of that (local) day. */
	next?: { at: Date; count: number };
}

export interface TodayOptions {
	now: Date;
	/** New questions a day, at most. */
	newPerDay: number;
	/** New questions that were already introduced today: `introducedToday`. */
	doneToday: number;
	/** Due questions asked again on one day, at most; those answered today count. Without it: all. */
	reviewsPerDay?: number;
}

/** What is asked without a break: one question, or those of a case in their order. */
interface Unit {
	questions: QuestionIndexEntry[];
}

const startOfDay = (time: Date, days = 0) =>
	new Date(time.getFullYear(), time.getMonth(), time.getDate() + days);

/**
 * The cards of questions that the curriculum has. Flashcards and templates have memory too, and lists
 * of their own.
 */
export function cardsOf(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>
): Card[] {
	return questions.flatMap(({ id }) => cards.get(id) ?? []);
}

/** How many questions were answered for the first time on the (local) day of `now`. */
export function introducedToday(cards: Iterable<Card>, now: Date): number {
	const from = startOfDay(now);
	const to = startOfDay(now, 1);
	let count = 0;
	for (const { first } of cards) if (first >= from && first < to) count++;
	return count;
}

/** How many questions met before the (local) day of `now` were asked again on it. */
export function reviewedToday(cards: Iterable<Card>, now: Date): number {
	const from = startOfDay(now);
	let count = 0;
	for (const card of cards) if (card.first < from && answeredToday(card, now)) count++;
	return count;
}

/** Joins the questions of one case, in their order, at the place of the first of them. */
function unitsOf(questions: Iterable<QuestionIndexEntry>): Unit[] {
	const units: Unit[] = [];
	const cases = new Map<string, Unit>();
	for (const question of questions) {
		const open = question.case && cases.get(question.case.id);
		if (open) {
			open.questions.push(question);
			continue;
		}
		const unit = { questions: [question] };
		units.push(unit);
		if (question.case) cases.set(question.case.id, unit);
	}
	for (const { questions } of cases.values()) {
		questions.sort((a, b) => (a.case?.position ?? 0) - (b.case?.position ?? 0));
	}
	return units;
}

const opening = (unit: Unit) => unit.questions[0]?.twins;
const closing = (unit: Unit) => unit.questions.at(-1)?.twins;

/**
 * Keeps members of one twin set apart, moving as little as that takes: the earliest unit that does
 * not follow its own twin comes next, unless a set has grown so large in what is left that one of
 * its members must come now for the rest to be separable.
 * @param previous the twin set of what is asked just before
 */
function separateTwins(units: readonly Unit[], previous?: string): Unit[] {
	const rest = [...units];
	const counts = new Map<string, number>();
	for (const unit of rest) {
		const twins = opening(unit);
		if (twins !== undefined) counts.set(twins, (counts.get(twins) ?? 0) + 1);
	}
	const result: Unit[] = [];
	let last = previous;
	while (rest.length > 0) {
		// More than half of what is left, rounded up: only alternating from now on parts them.
		const pressing = [...counts].find(([, count]) => count > rest.length / 2)?.[0];
		const allowed = (unit: Unit) => opening(unit) === undefined || opening(unit) !== last;
		let index = -1;
		if (pressing !== undefined && pressing !== last) {
			index = rest.findIndex((unit) => opening(unit) === pressing);
		}
		if (index < 0) index = Math.max(0, rest.findIndex(allowed));
		const [unit] = rest.splice(index, 1) as [Unit];
		const twins = opening(unit);
		if (twins !== undefined) counts.set(twins, (counts.get(twins) ?? 1) - 1);
		last = closing(unit);
		result.push(unit);
	}
	return result;
}

/** Whether the card's question was answered on the (local) day of `now`. */
const answeredToday = (card: Card, now: Date) =>
	card.last.at >= startOfDay(now) && card.last.at < startOfDay(now, 1);

/** Whether a unit comes back on the day it was answered, because it was missed. */
const comesBack = ({ questions }: Unit, cards: ReadonlyMap<string, Card>, now: Date) =>
	questions.some(({ id }) => {
		const card = cards.get(id);
		return card !== undefined && answeredToday(card, now);
	});

/**
 * One of each twin set a day: recalling two of them within the hour is telling them apart by what was
 * just read. What comes back the same day after a miss always may.
 */
class TwinsOfToday {
	readonly #cards: ReadonlyMap<string, Card>;
	readonly #now: Date;
	readonly #met = new Set<string>();

	constructor(
		questions: readonly QuestionIndexEntry[],
		cards: ReadonlyMap<string, Card>,
		now: Date
	) {
		this.#cards = cards;
		this.#now = now;
		for (const { id, twins } of questions) {
			const card = cards.get(id);
			if (twins !== undefined && card && answeredToday(card, now)) this.#met.add(twins);
		}
	}

	/** Whether a unit may be asked today. If so, its twins may not, from now on. */
	admit(unit: Unit): boolean {
		const sets = unit.questions.flatMap(({ twins }) => twins ?? []);
		if (!comesBack(unit, this.#cards, this.#now) && sets.some((set) => this.#met.has(set)))
			return false;
		for (const set of sets) this.#met.add(set);
		return true;
	}
}

/** The new units that fit, from the start of the curriculum on. */
function limited(units: Unit[], newPerDay: number, doneToday: number): Unit[] {
	const taken: Unit[] = [];
	let left = Math.max(0, newPerDay - doneToday);
	for (const unit of units) {
		if (unit.questions.length <= left) {
			taken.push(unit);
			left -= unit.questions.length;
		} else {
			// A case is not torn, but one that is larger than a whole day must begin some day.
			if (taken.length === 0 && unit.questions.length > newPerDay) {
				taken.push({ questions: unit.questions.slice(0, left) });
			}
			break;
		}
	}
	return taken.filter((unit) => unit.questions.length > 0);
}

const ids = (units: readonly Unit[]) =>
	units.flatMap((unit) => unit.questions.map((question) => question.id));

/** When the next of these cards comes back. */
function nextOf(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	now: Date
): Pick<TodayPlan, 'next'> {
	const later = questions.flatMap(({ id }) => {
		const due = cards.get(id)?.due;
		return due && due > now ? [due] : [];
	});
	if (later.length === 0) return {};
	const at = later.reduce((a, b) => (b < a ? b : a));
	const endOfDay = startOfDay(at, 1);
	return { next: { at, count: later.filter((time) => time < endOfDay).length } };
}

/**
 * What to do now, from the curriculum and the cards.
 *
 * A card is due from the moment `card.due`, so that what was missed comes back ten minutes later on
 * the same day. Due cards: what the learner was sure of and got wrong first, then what is most
 * likely forgotten (lowest retrievability). New questions: unseen ones in the order of the
 * curriculum, as many as the day has left. In both, the questions of a case stay together and in
 * order. Of each twin set one is asked a day: others that are due are put off, and new ones come only
 * where nothing else is new.
 * Cards of questions that the curriculum no longer has are passed over.
 * @param questions in the order of the curriculum
 */
export function planToday(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	{ now, newPerDay, doneToday, reviewsPerDay }: TodayOptions
): TodayPlan {
	const unseen: QuestionIndexEntry[] = [];
	const dueNow: { question: QuestionIndexEntry; card: Card; recall: number }[] = [];
	for (const question of questions) {
		const card = cards.get(question.id);
		if (!card) unseen.push(question);
		else if (card.due <= now) dueNow.push({ question, card, recall: retrievability(card, now) });
	}
	dueNow.sort(
		(a, b) => Number(b.card.wrongAndSure) - Number(a.card.wrongAndSure) || a.recall - b.recall
	);

	const twins = new TwinsOfToday(questions, cards, now);
	const put: Unit[] = [];
	const admitted: Unit[] = [];
	let room = Infinity;
	if (reviewsPerDay !== undefined)
		room = reviewsPerDay - reviewedToday(cardsOf(questions, cards), now);
	for (const unit of unitsOf(dueNow.map(({ question }) => question))) {
		const back = comesBack(unit, cards, now);
		if (!back && room < unit.questions.length) continue;
		if (!twins.admit(unit)) {
			put.push(unit);
			continue;
		}
		admitted.push(unit);
		if (!back) room -= unit.questions.length;
	}
	const due = separateTwins(admitted);
	const lastDue = due.at(-1);
	const apart: Unit[] = [];
	const twinsOfThose: Unit[] = [];
	for (const unit of unitsOf(unseen)) (twins.admit(unit) ? apart : twinsOfThose).push(unit);
	const fresh = separateTwins(
		limited([...apart, ...twinsOfThose], newPerDay, doneToday),
		lastDue && closing(lastDue)
	);

	return { due: ids(due), fresh: ids(fresh), putOff: ids(put), ...nextOf(questions, cards, now) };
}

/** What to do today for an exam, and how the learner stands for it. */
export interface ExamDay extends TodayPlan, Omit<ExamPlan, 'order' | 'answersToday'> {
	/** Answers that today's questions are expected to take. */
	answers: number;
}

/**
 * What to do today for an exam: first what comes back today after a miss, then what gains most at the
 * exam for the time it takes (`ExamPlanner`), until today's minutes are used. Cases stay together; of
 * each twin set one is asked a day, until nothing else is left. `due` are questions met before, `fresh`
 * are new; each in the order to ask them.
 * @param planner keep it from call to call
 */
export function planExamDay(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	planner: ExamPlanner,
	options: ExamPlanOptions
): ExamDay {
	const { now } = options;
	const { order, answersToday, ...rest } = planner.plan(questions, cards, options);
	const places = new Map(order.map(({ id }, place) => [id, place]));
	const answersOf = new Map(order.map(({ id, answers }) => [id, answers]));
	const place = ({ questions }: Unit) =>
		Math.min(...questions.map(({ id }) => places.get(id) ?? Infinity));
	const counting = questions.filter(({ id }) => places.has(id));
	const units = unitsOf(counting).sort((a, b) => place(a) - place(b));

	const twins = new TwinsOfToday(questions, cards, now);
	const isDue = ({ questions }: Unit) =>
		questions.some(({ id }) => (cards.get(id)?.due ?? Infinity) <= now);
	const returning = units.filter((unit) => comesBack(unit, cards, now) && isDue(unit));
	const others = units.filter((unit) => !comesBack(unit, cards, now));
	const chosen: Unit[] = [];
	const put: Unit[] = [];
	let answers = 0;
	const take = (unit: Unit) => {
		chosen.push(unit);
		answers += unit.questions.reduce((sum, { id }) => sum + (answersOf.get(id) ?? 0), 0);
	};
	for (const unit of returning) {
		twins.admit(unit);
		take(unit);
	}
	for (const unit of others) {
		if (answers >= answersToday) break;
		if (twins.admit(unit)) take(unit);
		else put.push(unit);
	}
	while (answers < answersToday && put[0]) take(put.shift() as Unit);

	const met = ({ questions }: Unit) => questions.some(({ id }) => cards.has(id));
	const due = separateTwins(chosen.filter(met));
	const last = due.at(-1);
	const fresh = separateTwins(
		chosen.filter((unit) => !met(unit)),
		last && closing(last)
	);
	return {
		...rest,
		due: ids(due),
		fresh: ids(fresh),
		putOff: ids(put.filter(isDue)),
		answers,
		...nextOf(counting, cards, now)
	};
}
