import type { ExamView, MisconceptionFile } from '#lib/content/index.ts';
import type { ContentIndex } from '#lib/shell/index.ts';
import type { MyExam, Settings } from '#lib/storage/index.ts';
import {
	cardsOf,
	countingAnswers,
	standingOf,
	type Belief,
	type Mastery,
	type MisconceptionKey
} from '#lib/study/index.ts';
import type { TodayLog } from './today.svelte.ts';

/** A module or a task of an exam, and how much of it is known. */
export interface Area extends Mastery {
	id: string;
	title: string;
}

/** A wrong belief that answers showed, in words. */
export interface BeliefShown extends Belief {
	belief: string;
	answer: string;
}

/** The misconception behind each option, by id. */
function keyOf({ misconceptions, options }: MisconceptionFile): MisconceptionKey {
	return Object.fromEntries(
		Object.entries(options).map(([question, places]) => [
			question,
			places.map((place) => misconceptions[place]?.id ?? null)
		])
	);
}

/** The state of the page of progress: everything is derived from the log as it grows. */
export class ProgressState {
	readonly #log: TodayLog;
	readonly #index: ContentIndex;
	readonly #file: MisconceptionFile;
	readonly #exams: readonly ExamView[];
	readonly #key: MisconceptionKey;
	readonly myExam: MyExam | undefined;
	now: Date;

	constructor(
		log: TodayLog,
		index: ContentIndex,
		file: MisconceptionFile,
		exams: readonly ExamView[],
		settings: Settings,
		now: Date
	) {
		this.#log = log;
		this.#index = index;
		this.#file = file;
		this.#exams = exams;
		this.#key = keyOf(file);
		this.myExam = settings.myExam;
		this.now = $state.raw(now);
	}

	readonly error = $derived.by(() => this.#log.live().error ?? this.#log.cards().error);
	readonly #entries = $derived.by(() => this.#log.live().current);
	readonly #cards = $derived.by(() => this.#log.cards().current);
	readonly #answers = $derived(this.#entries && countingAnswers(this.#entries));

	/** `undefined` until the log was read. */
	readonly standing = $derived.by(() =>
		this.#cards && this.#answers
			? standingOf(this.#index.questions, this.#cards, this.#answers, this.#key, this.now)
			: undefined
	);

	/** Questions met so far, of how many. */
	readonly met = $derived.by(
		() => this.#cards && cardsOf(this.#index.questions, this.#cards).length
	);
	get total(): number {
		return this.#index.questions.length;
	}
	readonly answers = $derived(this.#answers?.length ?? 0);

	readonly modules: Area[] = $derived.by(() =>
		this.#index.modules.flatMap(({ id, title }) => {
			const mastery = this.standing?.modules.get(id);
			return mastery ? [{ id, title, ...mastery }] : [];
		})
	);

	/** The tasks of each exam that has questions here, the learner's own exam first. */
	readonly exams: { exam: ExamView; mine: boolean; tasks: Area[] }[] = $derived.by(() => {
		const all = this.#exams.flatMap((exam) => {
			const tasks = exam.tasks.flatMap(({ id, title }) => {
				const mastery = this.standing?.tasks.get(`${exam.id}/${id}`);
				return mastery ? [{ id, title, ...mastery }] : [];
			});
			const mine = exam.id === this.myExam?.exam;
			return tasks.length > 0 ? [{ exam, mine, tasks }] : [];
		});
		return all.sort((a, b) => Number(b.mine) - Number(a.mine));
	});

	readonly beliefs: BeliefShown[] = $derived.by(() =>
		(this.standing?.beliefs ?? []).flatMap((belief) => {
			const text = this.#file.misconceptions.find(({ id }) => id === belief.id);
			return text ? [{ ...belief, ...text }] : [];
		})
	);

	/** The title of a question. */
	titleOf(question: string): string {
		return this.#index.questions.find(({ id }) => id === question)?.title ?? question;
	}
}
