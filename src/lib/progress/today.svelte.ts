import type { ExamView } from '#lib/content/index.ts';
import type { ContentIndex } from '#lib/shell/index.ts';
import type { LogReader, MyExam, Settings } from '#lib/storage/index.ts';
import {
	askedByModule,
	cardsOf,
	ExamPlanner,
	introducedToday,
	isAskedBy,
	lessonsRead,
	nextLesson,
	planMyExam,
	planToday,
	DEFAULT_MINUTES,
	type Card,
	type ExamDay,
	type LessonPlace,
	type TodayPlan
} from '#lib/study/index.ts';
import { comingBack, minutesFor, pace, recentAnswers } from './figures.ts';

/** What Today needs of the study log. */
export type TodayLog = Pick<LogReader, 'live' | 'cards' | 'settings' | 'lastExport'>;

/** One for the life of the page: what it works out for one plan serves the next. */
const planner = new ExamPlanner();

/** Answers since the last export after which Today speaks of it. */
const REMIND_AFTER = 100;

const NO_PLAN: TodayPlan = { due: [], fresh: [], putOff: [] };
const NO_CARDS: ReadonlyMap<string, Card> = new Map();

/** The state of Today: everything is derived from the log as it grows, here or in another tab. */
export class TodayState {
	readonly #log: TodayLog;
	readonly #index: ContentIndex;
	now: Date;
	readonly newPerDay: number;
	readonly reviewsPerDay: number | undefined;
	readonly myExam: MyExam | undefined;
	readonly #lastExport: Date | undefined;
	/** The profile of the learner's exam, once it is loaded. */
	exam: ExamView | undefined = $state.raw();

	/** @param lastExport when the log was last exported from this browser */
	constructor(
		log: TodayLog,
		index: ContentIndex,
		settings: Settings,
		now: Date,
		lastExport?: Date
	) {
		this.#log = log;
		this.#index = index;
		this.newPerDay = settings.newPerDay;
		this.reviewsPerDay = settings.reviewsPerDay;
		this.myExam = settings.myExam;
		this.#lastExport = lastExport;
		this.now = $state.raw(now);
	}

	readonly entries = $derived.by(() => this.#log.live().current);
	readonly cards: ReadonlyMap<string, Card> | undefined = $derived.by(
		() => this.#log.cards().current
	);
	/** Why the log cannot be read, once it cannot. */
	readonly error = $derived.by(() => this.#log.live().error ?? this.#log.cards().error);

	/**
	 * Nobody has answered or read anything in this browser, nor chosen an exam. `undefined` while that
	 * is not known.
	 */
	readonly firstVisit: boolean | undefined = $derived.by(
		() =>
			this.entries &&
			!this.myExam &&
			!this.entries.some(({ kind }) => kind === 'answer' || kind === 'lesson')
	);

	/** Today on the way to the learner's exam, where its day is known and yet to come. */
	readonly examDay: ExamDay | undefined = $derived.by(() => {
		const { cards, entries, now, myExam, exam } = this;
		if (!cards || !entries) return undefined;
		return planMyExam(myExam, exam, this.#index.questions, cards, entries, planner, now);
	});

	readonly plan: TodayPlan = $derived.by(() => {
		const { cards, now, newPerDay, reviewsPerDay, examDay } = this;
		if (!cards) return NO_PLAN;
		if (examDay) return examDay;
		const doneToday = introducedToday(cardsOf(this.#index.questions, cards), now);
		return planToday(this.#index.questions, cards, {
			now,
			newPerDay,
			doneToday,
			...(reviewsPerDay === undefined ? {} : { reviewsPerDay })
		});
	});

	/**
	 * Cards that are due and not asked today: on the way to an exam others gain more, and without one the
	 * learner set how many are asked again a day. What is put off for a look-alike is told apart.
	 */
	readonly leftOut: string[] = $derived.by(() => {
		const told = [...this.plan.due, ...this.plan.putOff];
		const due = this.#known().filter((card) => card.due <= this.now);
		if (due.length === 0) return [];
		return due.map(({ question }) => question).filter((id) => !told.includes(id));
	});

	/** Something was read to its end. */
	readonly hasRead = $derived((this.entries ?? []).some(({ kind }) => kind === 'lesson'));

	/** Where to read on, in the modules that the learner's exam asks for. */
	readonly next: LessonPlace | undefined = $derived.by(() => {
		const { modules, questions } = this.#index;
		const asked = this.myExam && askedByModule(questions, this.myExam.exam);
		const read = lessonsRead(this.entries ?? []);
		return nextLesson(modules, read, asked && ((module) => asked.has(module)));
	});

	/** Minutes a day for the exam. */
	readonly minutesADay = $derived.by(() => this.myExam?.minutesADay ?? DEFAULT_MINUTES);

	/** Answers given here since the last export, once they are so many that a copy is due. */
	readonly uncopied = $derived.by(() => {
		const since = this.#lastExport?.toISOString() ?? '';
		const answers = (this.entries ?? []).filter(({ kind, at }) => kind === 'answer' && at > since);
		return answers.length >= REMIND_AFTER ? answers.length : 0;
	});

	/** Due cards that the learner was sure of and got wrong. */
	readonly dueSure = $derived(
		this.plan.due.filter((id) => this.cards?.get(id)?.wrongAndSure === true)
	);

	/** Minutes that today takes; on the way to an exam with what is missed and asked again. */
	readonly minutes = $derived.by(() =>
		minutesFor(
			this.examDay?.answers ?? this.plan.due.length + this.plan.fresh.length,
			pace(this.entries ?? [])
		)
	);

	readonly coming = $derived.by(() => comingBack(this.#known(), this.now));

	readonly recent = $derived.by(() =>
		recentAnswers(this.entries ?? [], this.cards ?? NO_CARDS, this.#index.questions, 6)
	);

	/** Everything that was wrong and sure and is not put right yet, with its title. */
	readonly wrongAndSure = $derived.by(() =>
		this.#index.questions.filter(({ id }) => this.cards?.get(id)?.wrongAndSure === true)
	);

	readonly #ofExam = $derived.by(() => {
		const { myExam } = this;
		return this.#index.questions.filter((question) => myExam && isAskedBy(question, myExam.exam));
	});
	/** What there is to meet: the questions of the learner's exam, where it has any here, else all. */
	readonly asked = $derived.by(() =>
		this.#ofExam.length > 0 ? this.#ofExam : this.#index.questions
	);
	/** The exam whose questions these are. */
	readonly askedFor = $derived.by(() => (this.#ofExam.length > 0 ? this.myExam?.exam : undefined));
	/** How many of them were met. */
	readonly met = $derived.by(() => this.asked.filter(({ id }) => this.cards?.has(id)).length);

	/** The cards of questions that the content still has. */
	#known(): Card[] {
		return this.#index.questions.flatMap(({ id }) => this.cards?.get(id) ?? []);
	}
}
