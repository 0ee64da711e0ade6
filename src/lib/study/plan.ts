import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { retrievability } from './memory.ts';
import type { Card } from './types.ts';

/** What there is to do now. */
export interface TodayPlan {
	/** Ids of the questions to ask again, in the order to ask them. */
	due: string[];
	/** Ids of the new questions for today, in the order to ask them. */
	fresh: string[];
	/** When the next card comes back, and how many come back by the end of that (local) day. */
	next?: { at: Date; count: number };
}

export interface TodayOptions {
	now: Date;
	/** New questions a day, at most. */
	newPerDay: number;
	/** New questions that were already introduced today: `introducedToday`. */
	doneToday: number;
}

/** What is asked without a break: one question, or those of a case in their order. */
interface Unit {
	questions: QuestionIndexEntry[];
}

const startOfDay = (time: Date, days = 0) =>
	new Date(time.getFullYear(), time.getMonth(), time.getDate() + days);

/** How many questions were answered for the first time on the (local) day of `now`. */
export function introducedToday(cards: Iterable<Card>, now: Date): number {
	const from = startOfDay(now);
	const to = startOfDay(now, 1);
	let count = 0;
	for (const { first } of cards) if (first >= from && first < to) count++;
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

/**
 * What to do now, from the curriculum and the cards.
 *
 * A card is due from the moment `card.due`, so that what was missed comes back ten minutes later on
 * the same day. Due cards: what the learner was sure of and got wrong first, then what is most
 * likely forgotten (lowest retrievability). New questions: unseen ones in the order of the
 * curriculum, as many as the day has left. In both, the questions of a case stay together and in
 * order, and members of a twin set are not neighbours where that can be avoided; no question is
 * left out for it. Cards of questions that the curriculum no longer has are passed over.
 * @param questions in the order of the curriculum
 */
export function planToday(
	questions: readonly QuestionIndexEntry[],
	cards: ReadonlyMap<string, Card>,
	{ now, newPerDay, doneToday }: TodayOptions
): TodayPlan {
	const unseen: QuestionIndexEntry[] = [];
	const dueNow: { question: QuestionIndexEntry; card: Card; recall: number }[] = [];
	const later: Date[] = [];
	for (const question of questions) {
		const card = cards.get(question.id);
		if (!card) unseen.push(question);
		else if (card.due > now) later.push(card.due);
		else dueNow.push({ question, card, recall: retrievability(card, now) });
	}
	dueNow.sort(
		(a, b) => Number(b.card.wrongAndSure) - Number(a.card.wrongAndSure) || a.recall - b.recall
	);

	const due = separateTwins(unitsOf(dueNow.map(({ question }) => question)));
	const lastDue = due.at(-1);
	const fresh = separateTwins(
		limited(unitsOf(unseen), newPerDay, doneToday),
		lastDue && closing(lastDue)
	);

	const plan: TodayPlan = { due: ids(due), fresh: ids(fresh) };
	if (later.length > 0) {
		const at = later.reduce((a, b) => (b < a ? b : a));
		const endOfDay = startOfDay(at, 1);
		plan.next = { at, count: later.filter((time) => time < endOfDay).length };
	}
	return plan;
}
