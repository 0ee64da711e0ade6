import type { ContentIndex } from '#lib/shell/index.ts';
import type { LogReader, MyExam, Settings } from '#lib/storage/index.ts';
import {
	cardsOf,
	introducedToday,
	planToday,
	type Card,
	type TodayPlan
} from '#lib/study/index.ts';
import { comingBack, minutesFor, pace, recentAnswers } from './figures.ts';

/** What Today needs of the study log. */
export type TodayLog = Pick<LogReader, 'live' | 'cards' | 'settings'>;

const NO_PLAN: TodayPlan = { due: [], fresh: [], putOff: [] };
const NO_CARDS: ReadonlyMap<string, Card> = new Map();

/** The state of Today: everything is derived from the log as it grows, here or in another tab. */
export class TodayState {
	readonly #log: TodayLog;
	readonly #index: ContentIndex;
	now: Date;
	readonly newPerDay: number;
	readonly myExam: MyExam | undefined;

	constructor(log: TodayLog, index: ContentIndex, settings: Settings, now: Date) {
		this.#log = log;
		this.#index = index;
		this.newPerDay = settings.newPerDay;
		this.myExam = settings.myExam;
		this.now = $state.raw(now);
	}

	readonly entries = $derived.by(() => this.#log.live().current);
	readonly cards: ReadonlyMap<string, Card> | undefined = $derived.by(
		() => this.#log.cards().current
	);
	/** Why the log cannot be read, once it cannot. */
	readonly error = $derived.by(() => this.#log.live().error ?? this.#log.cards().error);

	/** Nobody has answered anything in this browser. `undefined` while that is not known. */
	readonly firstVisit = $derived(
		this.entries && !this.entries.some(({ kind }) => kind === 'answer')
	);

	readonly plan: TodayPlan = $derived.by(() => {
		const { cards, now, newPerDay } = this;
		if (!cards) return NO_PLAN;
		const doneToday = introducedToday(cardsOf(this.#index.questions, cards), now);
		return planToday(this.#index.questions, cards, { now, newPerDay, doneToday });
	});

	/** Due cards that the learner was sure of and got wrong. */
	readonly dueSure = $derived(
		this.plan.due.filter((id) => this.cards?.get(id)?.wrongAndSure === true)
	);

	readonly minutes = $derived(
		minutesFor(this.plan.due.length + this.plan.fresh.length, pace(this.entries ?? []))
	);

	readonly coming = $derived.by(() => comingBack(this.#known(), this.now));

	readonly recent = $derived.by(() =>
		recentAnswers(this.entries ?? [], this.cards ?? NO_CARDS, this.#index.questions, 6)
	);

	/** Everything that was wrong and sure and is not put right yet, with its title. */
	readonly wrongAndSure = $derived.by(() =>
		this.#index.questions.filter(({ id }) => this.cards?.get(id)?.wrongAndSure === true)
	);

	/** Questions met so far, of how many. */
	readonly met = $derived.by(() => [...this.#known()].length);
	get total(): number {
		return this.#index.questions.length;
	}

	/** The cards of questions that the content still has. */
	#known(): Card[] {
		return this.#index.questions.flatMap(({ id }) => this.cards?.get(id) ?? []);
	}
}
