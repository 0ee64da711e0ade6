import { SvelteMap } from 'svelte/reactivity';
import type { TermBank, TermView } from '#lib/content/index.ts';
import type { NewLogEntry, Settings } from '#lib/storage/index.ts';
import {
	planTerms,
	previewDue,
	termQuestion,
	type Card,
	type Confidence,
	type LogEntry,
	type TermPlan
} from '#lib/study/index.ts';
import { NO_CARDS } from './history.ts';
import { Stopwatch } from './stopwatch.ts';

/** What flashcards need of the study log. */
export interface CardLog {
	append(entry: NewLogEntry): Promise<LogEntry>;
	allCards(): Promise<ReadonlyMap<string, Card>>;
	settings(): Promise<Settings>;
	maybeRequestPersistence(): Promise<unknown>;
}

export interface CardSources {
	terms: () => Promise<TermBank>;
	log: () => Promise<CardLog>;
	now: () => Date;
	/** Milliseconds of a steady clock. */
	clock?: () => number;
}

/** How well a term was known: its memory is rated as that of an answer. */
export type Known = 'not' | 'think-so' | 'sure';

/**
 * - `front`, `back`: a card is on screen, and its other side is not yet or already turned up
 * - `done`: every card of this run was known
 * - `nothing`: none is due and the day's new ones are used up
 */
export type CardStage = 'loading' | 'front' | 'back' | 'done' | 'nothing' | 'failed';

/** A run through flashcards. What was not known comes again at the end of the run, until it is. */
export class CardRun {
	readonly #sources: CardSources;
	stage = $state<CardStage>('loading');
	error = $state.raw<unknown>();
	/** The last write failed; the card stands as it did. */
	unsaved = $state.raw<unknown>();
	term = $state.raw<TermView>();
	plan = $state.raw<TermPlan>();
	/** Cards still to be asked, that on screen first. */
	left = $state.raw<readonly string[]>([]);
	/** When the card on screen comes back, by how well it is known. */
	due = $state.raw<Record<Known, Date>>();
	/** What was said of each term last. */
	readonly said = new SvelteMap<string, Known>();
	/** What can be taken back. */
	last = $state.raw<{
		entry: LogEntry;
		term: string;
		before: Known | undefined;
		left: readonly string[];
	}>();
	total = $state(0);
	#bank: TermBank | undefined;
	#saving = false;
	#watch: Stopwatch;

	constructor(sources: CardSources) {
		this.#sources = sources;
		this.#watch = new Stopwatch(sources.clock ?? (() => performance.now()));
	}

	/** @param more asks for new terms beyond the day's measure */
	async start(more = false): Promise<void> {
		this.stage = 'loading';
		this.error = undefined;
		try {
			const [bank, log] = await Promise.all([this.#sources.terms(), this.#sources.log()]);
			this.#bank = bank;
			const [cards, settings] = await Promise.all([log.allCards(), log.settings()]);
			const now = this.#sources.now();
			const ids = bank.terms.map(({ id }) => id);
			const { newPerDay } = settings;
			this.plan = planTerms(ids, cards, { now, newPerDay });
			const fresh = more
				? ids.filter((id) => !cards.has(termQuestion(id))).slice(0, Math.max(5, newPerDay))
				: this.plan.fresh;
			this.left = [...this.plan.due, ...fresh];
			this.total = this.left.length;
			this.last = undefined;
			this.said.clear();
			this.#cards = cards;
			this.#show();
			if (this.left.length === 0) this.stage = 'nothing';
		} catch (error) {
			this.error = error;
			this.stage = 'failed';
		}
	}

	#cards = NO_CARDS;

	/** @returns whether there is a card to show */
	#show(): boolean {
		const [id] = this.left;
		this.term = this.#bank?.terms.find((term) => term.id === id);
		if (!this.term) {
			this.stage = 'done';
			return false;
		}
		const preview = previewDue(this.#cards.get(termQuestion(this.term.id)), this.#sources.now());
		this.due = { not: preview.wrong, 'think-so': preview['think-so'], sure: preview.sure };
		this.#watch = new Stopwatch(this.#sources.clock ?? (() => performance.now()));
		this.#watch.run(true);
		this.stage = 'front';
		return true;
	}

	/** The page is seen or not: what nobody looks at takes no time. */
	look(visible: boolean): void {
		this.#watch.run(visible && this.stage === 'front');
	}

	turn(): void {
		if (this.stage !== 'front') return;
		this.#watch.run(false);
		this.stage = 'back';
	}

	/** Says how well the term was known, and goes on once that is on disk. */
	async say(known: Known): Promise<void> {
		const { term } = this;
		if (this.stage !== 'back' || !term || this.#saving) return;
		this.#saving = true;
		try {
			const log = await this.#sources.log();
			const confidence: Confidence | undefined = known === 'not' ? undefined : known;
			const entry = await log.append({
				kind: 'answer',
				question: termQuestion(term.id),
				contentVersion: this.#bank?.version ?? '',
				correct: known !== 'not',
				...(confidence ? { confidence } : {}),
				ms: this.#watch.ms
			});
			// From here to the next card nothing waits: what is pressed then is for that card.
			this.#cards = await log.allCards();
			this.#saving = false;
			this.unsaved = undefined;
			this.last = { entry, term: term.id, before: this.said.get(term.id), left: this.left };
			this.said.set(term.id, known);
			this.left = [...this.left.slice(1), ...(known === 'not' ? [term.id] : [])];
			if (!this.#show()) await this.#finish(log);
		} catch (error) {
			this.#saving = false;
			this.unsaved = error;
		}
	}

	/** Takes the last answer back: the log keeps both. */
	async undo(): Promise<void> {
		const { last } = this;
		if (!last || this.#saving) return;
		this.#saving = true;
		try {
			const log = await this.#sources.log();
			await log.append({
				kind: 'undo',
				question: termQuestion(last.term),
				contentVersion: last.entry.contentVersion,
				undoes: last.entry.id
			});
			this.#cards = await log.allCards();
			this.unsaved = undefined;
			if (last.before) this.said.set(last.term, last.before);
			else this.said.delete(last.term);
			this.left = last.left;
			this.last = undefined;
			this.#show();
		} catch (error) {
			this.unsaved = error;
		} finally {
			this.#saving = false;
		}
	}

	async #finish(log: CardLog): Promise<void> {
		const { newPerDay } = await log.settings();
		const now = this.#sources.now();
		const ids = this.#bank?.terms.map(({ id }) => id) ?? [];
		this.plan = planTerms(ids, this.#cards, { now, newPerDay });
		await log.maybeRequestPersistence().catch(() => undefined);
	}
}
