import { SvelteMap } from 'svelte/reactivity';
import type { DrillBank, DrillEntry, ExamView, ModuleBank, Question } from '#lib/content/index.ts';
import type { ContentIndex } from '#lib/shell/index.ts';
import type { BegunSession, Settings } from '#lib/storage/index.ts';
import {
	ExamPlanner,
	marksOf,
	paceOf,
	planMyExam,
	type Card,
	type ExamDay,
	type GeneratedQuestion,
	type LogEntry
} from '#lib/study/index.ts';
import { seedOfChance } from './chance.ts';
import { askedIn, factsOf, generatedOf } from './generated.ts';
import {
	begunAt,
	flaggedIn,
	NO_CARDS,
	NONE,
	ofCurriculum,
	outcomesSince,
	stillThere
} from './history.ts';
import type { AnswerLog } from './log.ts';
import {
	NOTHING,
	planNow,
	questionsOf,
	setName,
	type Ground,
	type Plan,
	type PracticeRequest
} from './sets.ts';
import { daysBetween, SingleKeys } from '#lib/ui/index.ts';

/** What a session needs of the study log, beyond what a question needs. */
export interface SessionLog extends AnswerLog {
	all(): Promise<readonly LogEntry[]>;
	settings(): Promise<Settings>;
	setSettings(change: Partial<Settings>): Promise<void>;
	begunSession(): Promise<BegunSession | undefined>;
	setBegunSession(session: BegunSession | undefined): Promise<void>;
	maybeRequestPersistence(): Promise<unknown>;
}

export interface SessionSources {
	index: () => Promise<ContentIndex>;
	bank: (module: string) => Promise<ModuleBank>;
	/** The profiles of exams, for whoever prepares for one. */
	exams?: () => Promise<readonly ExamView[]>;
	/** The templates, and the facts that their questions rest on. */
	drills?: () => Promise<DrillBank>;
	log: () => Promise<SessionLog>;
	now: () => Date;
}

/**
 * - `loading`: the set is being put together, or a question fetched
 * - `asking`: `question` is on screen
 * - `deciding`: a drill of look-alikes is answered, and asks which words decided
 * - `summary`: every question of the session is answered
 * - `empty`: the set has no questions now; `plan` tells what there is
 * - `missing`: there is no such module or question
 * - `failed`: the questions or the log could not be read; `error` says why
 */
export type Stage = 'loading' | 'asking' | 'deciding' | 'summary' | 'empty' | 'missing' | 'failed';

/** Planning costs less where the last plan was made: one planner for as long as the page lives. */
let planner: ExamPlanner | undefined;

/** A run through a set of questions. Where it stands is read from the log, so a reload goes on. */
export class PracticeSession {
	/** For another set mount a new session; what an overview is asked for may change. */
	request = $state.raw() as PracticeRequest;
	readonly #sources: SessionSources;

	stage = $state<Stage>('loading');
	error = $state.raw<unknown>();
	ids = $state.raw<readonly string[]>([]);
	question = $state.raw<Question>();
	index = $state.raw<ContentIndex>();
	plan = $state.raw<Plan>();
	/** The day's plan for the exam that the learner prepares for, and its name. */
	exam = $state.raw<{ day: ExamDay; title: string }>();
	/** What sets are made from, as the log stood when this began. */
	ground = $state.raw<Ground>();
	settings = $state.raw<Settings>();
	flagged = $state.raw<ReadonlySet<string>>(NONE);
	readonly singleKeys = new SingleKeys(() => this.#sources.log());
	/** The counting answer of each question of this session. */
	readonly outcomes = new SvelteMap<string, LogEntry>();
	/** The questions that were on screen or are told of in the summary. */
	readonly met = new SvelteMap<string, Question>();
	#position = $state(0);
	#decided = false;
	/** What a reload would go on with, until it is noted. */
	#begun: BegunSession | undefined;

	constructor(request: PracticeRequest, sources: SessionSources) {
		this.request = request;
		this.#sources = sources;
	}

	/**
	 * Where the session's answers go. The first one notes which session it belongs to: until then
	 * there is nothing to go on with, and looking at questions writes nothing.
	 */
	readonly log = async (): Promise<AnswerLog> => {
		const log = await this.#sources.log();
		return {
			append: async (entry) => {
				// At once: whoever leaves between the two would lose the second.
				const [, appended] = await Promise.all([this.#note(log), log.append(entry)]);
				return appended;
			},
			ofKinds: (...kinds) => log.ofKinds(...kinds),
			allCards: () => log.allCards(),
			warm: () => log.warm?.()
		};
	};

	async #note(log: SessionLog): Promise<void> {
		const begun = this.#begun;
		if (!begun) return;
		this.#begun = undefined;
		try {
			await log.setBegunSession(begun);
		} catch {
			// The answer matters more; whether that can be kept, it will say itself.
			this.#begun = begun;
		}
	}

	/** What the session calls the question on screen. */
	get name(): string {
		return this.ids[this.#position] ?? '';
	}

	/** How a template made the question on screen, where one did. */
	get generated(): GeneratedQuestion | undefined {
		return generatedOf(this.name);
	}

	/** Place of the question on screen, from 1. */
	get position(): number {
		return this.#position + 1;
	}

	/** Every answer of the session that counts, in the order asked. */
	get answers(): LogEntry[] {
		return this.ids.flatMap((id) => this.outcomes.get(id) ?? []);
	}

	/** Puts the set together, or takes up the one that was begun, and asks the first open question. */
	async start(): Promise<void> {
		this.stage = 'loading';
		this.error = undefined;
		try {
			const single = this.request.kind === 'question';
			// Both are on their way at once: neither waits for the other.
			const opening = this.#sources.log();
			opening.catch(() => undefined);
			const index = await this.#sources.index();
			this.index = index;
			if (single) {
				this.ids = questionsOf(this.request, {
					questions: index.questions,
					choosable: index.questions,
					cards: NO_CARDS,
					marks: { flagged: NONE, disputed: NONE, latest: [] },
					plan: NOTHING,
					now: this.#sources.now(),
					seed: 0,
					newPerDay: 0,
					pace: 0
				});
				await this.#ask(0);
				await this.#look();
			} else {
				await this.#gather(index, await opening);
				await this.#ask(0);
			}
		} catch (error) {
			this.error = error;
			this.stage = 'failed';
		}
	}

	/** A single question is shown even where nothing can be kept, so what the log says comes after. */
	async #look(): Promise<void> {
		try {
			const log = await this.#sources.log();
			this.flagged = flaggedIn(await log.all());
			this.singleKeys.take(await log.settings());
		} catch {
			// Answering will say that nothing can be kept, and what to do about it.
		}
	}

	async #gather(index: ContentIndex, log: SessionLog): Promise<void> {
		const now = this.#sources.now();
		const [entries, cards, settings, begun] = await Promise.all([
			log.all(),
			log.allCards(),
			log.settings(),
			log.begunSession()
		]);
		this.singleKeys.take(settings);
		this.settings = settings;
		this.flagged = flaggedIn(entries);
		const ground = await this.#lay(index, entries, cards, settings, now);

		const set = setName(this.request);
		const fresh = questionsOf(this.request, ground);
		if (begun?.set === set && daysBetween(begunAt(begun), now) === 0) {
			const ids = stillThere(begun.questions, index.questions);
			const outcomes = outcomesSince(entries, begun.begunAt, ids);
			// What was gone through stays on screen only as long as there is nothing new to ask.
			if (outcomes.size < ids.length || (ids.length > 0 && fresh.length === 0)) {
				this.ids = ids;
				for (const [id, entry] of outcomes) this.outcomes.set(id, entry);
				return;
			}
		}
		this.ids = fresh;
		if (fresh.length > 0) this.#begun = { set, questions: fresh, begunAt: now.toISOString() };
	}

	/** What sets are made from. */
	async #lay(
		{ questions }: ContentIndex,
		entries: readonly LogEntry[],
		cards: ReadonlyMap<string, Card>,
		settings: Settings,
		now: Date
	): Promise<Ground> {
		const [exam, templates] = await Promise.all([this.#examOf(settings), this.#templates()]);
		const day =
			exam &&
			planMyExam(
				settings.myExam,
				exam,
				questions,
				cards,
				entries,
				(planner ??= new ExamPlanner()),
				now
			);
		this.exam = day && { day, title: exam.title };
		const { newPerDay } = settings;
		const plan = planNow(questions, cards, now, newPerDay, day, settings.reviewsPerDay);
		this.plan = plan;
		const marks = marksOf(ofCurriculum(entries, questions));
		const pace = paceOf(entries);
		const choosable = [...questions, ...templates];
		const seed = seedOfChance();
		this.ground = { questions, choosable, cards, marks, plan, now, seed, newPerDay, pace, entries };
		return this.ground;
	}

	/** The profile of the exam that the learner prepares for, where a day is set. */
	async #examOf({ myExam }: Settings): Promise<ExamView | undefined> {
		if (!myExam?.date) return undefined;
		try {
			return (await this.#sources.exams?.())?.find(({ id }) => id === myExam.exam);
		} catch {
			// What is due and new is worth asking all the same.
			return undefined;
		}
	}

	/** Shows the first question without an answer, from this place on; after the last, from the start. */
	async #ask(from: number): Promise<void> {
		if (this.ids.length === 0) {
			const named = this.request.kind === 'module' || this.request.kind === 'question';
			this.stage = named ? 'missing' : 'empty';
			return;
		}
		const places = this.ids.map((_, place) => (from + place) % this.ids.length);
		for (const place of places) {
			const id = this.ids[place];
			if (id === undefined || this.outcomes.has(id)) continue;
			const question = await this.#load(id);
			// Content that changed under an open session: what is gone is passed over.
			if (!question) continue;
			this.#position = place;
			this.question = question;
			this.stage = 'asking';
			return;
		}
		await this.#summarise();
	}

	async #load(id: string): Promise<Question | undefined> {
		const made = generatedOf(id);
		if (made) return this.#make(id, made);
		const module = this.index?.questions.find((entry) => entry.id === id)?.module;
		if (module === undefined) return undefined;
		const { questions } = await this.#sources.bank(module);
		const question = questions.find((question) => question.id === id);
		if (question) this.met.set(id, question);
		return question;
	}

	/** A question that its template cannot make any more is passed over, as one that is gone. */
	async #make(name: string, made: GeneratedQuestion): Promise<Question | undefined> {
		const known = this.met.get(name);
		if (known) return known;
		const bank = await this.#sources.drills?.();
		if (!bank) return undefined;
		const { DrillError, generate } = await import('#lib/drills/index.ts');
		try {
			const question = await generate(made, factsOf(bank));
			this.met.set(name, question);
			return question;
		} catch (error) {
			if (error instanceof DrillError) return undefined;
			throw error;
		}
	}

	/** The templates, for whoever chooses from them; none where they cannot be read. */
	async #templates(): Promise<readonly DrillEntry[]> {
		const { kind } = this.request;
		if (kind !== 'overview' && kind !== 'built') return [];
		try {
			return (await this.#sources.drills?.())?.templates ?? [];
		} catch {
			return [];
		}
	}

	async #summarise(): Promise<void> {
		this.question = undefined;
		if (this.index && this.request.kind !== 'question') {
			const log = await this.#sources.log();
			const [entries, cards, settings] = await Promise.all([
				log.all(),
				log.allCards(),
				log.settings()
			]);
			await this.#lay(this.index, entries, cards, settings, this.#sources.now());
		}
		// After a reload the questions answered before it are not here yet.
		await Promise.all(this.ids.map((id) => this.#load(id)));
		this.stage = this.request.kind === 'twins' && !this.#decided ? 'deciding' : 'summary';
	}

	/** What decided between the look-alikes has been looked at. */
	decided(): void {
		this.#decided = true;
		this.stage = 'summary';
	}

	/** Keeps something the learner set for this browser. @throws {StorageError} */
	async setSettings(change: Partial<Settings>): Promise<void> {
		const log = await this.#sources.log();
		await log.setSettings(change);
		this.settings = await log.settings();
	}

	answered(entry: LogEntry): void {
		const id = askedIn(entry);
		if (id !== undefined) this.outcomes.set(id, entry);
	}

	undone(): void {
		this.outcomes.delete(this.name);
	}

	/** Goes on to the next question without an answer, or to the summary. */
	async next(): Promise<void> {
		try {
			await this.#ask(this.#position + 1);
		} catch (error) {
			this.error = error;
			this.stage = 'failed';
		}
	}

	/**
	 * Ends the session. In the hand of the learner, because the browser may ask whether our data may
	 * stay. Failing to note the end loses nothing: the answers are in the log.
	 */
	async finish(): Promise<void> {
		try {
			const log = await this.#sources.log();
			if (this.answers.length > 0) await log.maybeRequestPersistence();
			await log.setBegunSession(undefined);
		} catch (error) {
			this.error = error;
		}
	}
}
