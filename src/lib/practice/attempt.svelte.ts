import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Question, Response } from '#lib/content/index.ts';
import {
	arrange,
	isCorrect,
	type Confidence,
	type GeneratedQuestion,
	type LogEntry
} from '#lib/study/index.ts';
import type { AnswerLog } from './log.ts';
import { Stopwatch } from './stopwatch.ts';
import { inWords } from './text.ts';

/**
 * - `open`: the learner reads and chooses
 * - `saving`: the answer is on its way to disk
 * - `unsaved`: it did not get there; nothing is revealed, the choice stands
 * - `answered`: it is on disk, and only now the explanation may show
 */
export type Phase = 'open' | 'saving' | 'unsaved' | 'answered';

/** What keeps an attempt from being answered, and the part of the card where it is put right. */
export interface Lack {
	part: 'answer' | 'confidence';
	say: string;
}

export interface AttemptOptions {
	seed: number;
	/** How the log names the question, where that is not its id: one that a template made. */
	asked?: GeneratedQuestion | undefined;
	/** Every wrong option is rejected with a reason before an answer is given. */
	whyNotFirst?: boolean;
	/** Milliseconds of a steady clock. */
	now?: () => number;
}

/** One go at one question, from the first look to the answer in the log. */
export class Attempt {
	readonly question: Question;
	/** The question as the log names it. */
	readonly asked: string | GeneratedQuestion;
	readonly watch: Stopwatch;
	#seed = $state(0);
	#undoing = false;
	readonly shown: readonly number[] = $derived.by(() => arrange(this.question, this.#seed));

	phase = $state<Phase>('open');
	confidence = $state<Confidence>();
	/** Hints that were opened. */
	hints = $state(0);
	/** The answer as the log holds it, once it does. */
	entry = $state.raw<LogEntry>();
	/** What was answered, as the explanation needs it. */
	given = $state.raw<Response>();
	/** Why the last attempt to write to the log failed. */
	error = $state.raw<unknown>();

	/** Choice: authored indices. */
	readonly chosen = new SvelteSet<number>();
	readonly struck = new SvelteSet<number>();
	/** Why an option was struck out, where that is asked for. */
	readonly reasons = new SvelteMap<number, string>();
	readonly whyNotFirst: boolean;
	/** Ordering: authored indices in the order chosen so far. */
	order = $state<number[]>([]);
	/** Matching: for each prompt the index of a response. */
	pairs = $state<(number | null)[]>([]);

	constructor(
		question: Question,
		{ seed, asked, whyNotFirst = false, now = () => performance.now() }: AttemptOptions
	) {
		this.whyNotFirst = whyNotFirst && 'options' in question;
		this.question = question;
		this.asked = asked ?? question.id;
		this.#seed = seed;
		this.watch = new Stopwatch(now);
		if (question.type === 'matching') this.pairs = question.prompts.map(() => null);
	}

	get seed(): number {
		return this.#seed;
	}

	/** Arranges the options anew; only before anything was chosen. */
	shuffle(seed: number): void {
		if (!this.touched && this.phase === 'open') this.#seed = seed;
	}

	/** Whether there is something that leaving the page would lose. */
	get touched(): boolean {
		return (
			this.chosen.size > 0 ||
			this.struck.size > 0 ||
			this.order.length > 0 ||
			this.pairs.some((pair) => pair !== null) ||
			this.confidence !== undefined
		);
	}

	get response(): Response {
		const { question } = this;
		switch (question.type) {
			case 'ordering':
				return { type: 'ordering', order: [...this.order] };
			case 'matching':
				return { type: 'matching', pairs: [...this.pairs] };
			default:
				return { type: question.type, chosen: [...this.chosen].sort((a, b) => a - b) };
		}
	}

	/** The first thing that is still missing. */
	get lack(): Lack | undefined {
		const say = this.#unrejected() ?? this.#unfinished();
		if (say) return { part: 'answer', say };
		if (!this.confidence) return { part: 'confidence', say: 'Say how sure you are.' };
		return undefined;
	}

	/** In why-not-first: all but as many options as are wanted have a reason against them. */
	#unrejected(): string | undefined {
		const { question } = this;
		if (!this.whyNotFirst || !('options' in question)) return undefined;
		const wanted = question.options.filter(({ correct }) => correct).length;
		const open = question.options.length - wanted - this.reasons.size;
		if (open > 0)
			return `Say first why not: ${inWords(open)} more ${open === 1 ? 'option needs' : 'options need'} a reason against ${open === 1 ? 'it' : 'them'}.`;
		if (open < 0)
			return `You rejected too many: ${inWords(wanted)} ${wanted === 1 ? 'has' : 'have'} to be left.`;
		return undefined;
	}

	/** Rejects an option for a reason; an empty one takes the rejection back. */
	reject(option: number, reason: string): void {
		if (reason === '') {
			this.reasons.delete(option);
			this.struck.delete(option);
			return;
		}
		this.reasons.set(option, reason);
		this.struck.add(option);
		this.chosen.delete(option);
	}

	#unfinished(): string | undefined {
		const { question } = this;
		switch (question.type) {
			case 'single':
				return this.chosen.size === 0 ? 'Choose an option.' : undefined;
			case 'multiple': {
				const wanted = question.options.filter((option) => option.correct).length;
				if (this.chosen.size === wanted) return undefined;
				const have = this.chosen.size;
				return `Choose ${inWords(wanted)} options; ${inWords(have)} ${have === 1 ? 'is' : 'are'} chosen.`;
			}
			case 'ordering': {
				const all = question.items.every((item) => item.correct);
				const left = question.items.length - this.order.length;
				if (all && left > 0)
					return `Put every step in order; ${inWords(left)} ${left === 1 ? 'is' : 'are'} left.`;
				return this.order.length < 2 ? 'Add the steps that belong, in order.' : undefined;
			}
			case 'matching': {
				const open = this.pairs.filter((pair) => pair === null).length;
				return open === 0
					? undefined
					: `Match every line; ${inWords(open)} ${open === 1 ? 'is' : 'are'} open.`;
			}
		}
	}

	/** Chooses an option, or takes the choice back (`multiple`). A choice lifts a strike. */
	choose(option: number): void {
		if (this.question.type === 'single') {
			this.chosen.clear();
			this.chosen.add(option);
		} else if (!this.chosen.delete(option)) {
			this.chosen.add(option);
		}
		if (this.chosen.has(option)) {
			this.struck.delete(option);
			this.reasons.delete(option);
		}
	}

	/** Strikes an option out, or lifts the strike. What is struck out is not chosen. */
	strike(option: number): void {
		if (this.struck.delete(option)) {
			this.reasons.delete(option);
			return;
		}
		this.struck.add(option);
		this.chosen.delete(option);
	}

	/** Puts a step at the end of the order. */
	add(item: number): void {
		if (!this.order.includes(item)) this.order.push(item);
	}

	remove(item: number): void {
		this.order = this.order.filter((other) => other !== item);
	}

	/** Moves a step to a place in the order, from 0. @returns whether it moved */
	move(item: number, to: number): boolean {
		const from = this.order.indexOf(item);
		if (from === -1 || to < 0 || to >= this.order.length || to === from) return false;
		this.order.splice(from, 1);
		this.order.splice(to, 0, item);
		return true;
	}

	/**
	 * Writes the answer to the log. The phase becomes `answered` only after the log has it; on failure
	 * `unsaved`, with everything the learner chose still here.
	 * @returns whether the answer is in the log
	 */
	async commit(log: () => Promise<AnswerLog>, contentVersion: () => Promise<string>) {
		if ((this.phase !== 'open' && this.phase !== 'unsaved') || this.lack || !this.confidence)
			return false;
		this.watch.run(false);
		this.phase = 'saving';
		const { question, response, confidence } = this;
		try {
			const [store, version] = await Promise.all([log(), contentVersion()]);
			this.entry = await store.append({
				kind: 'answer',
				question: this.asked,
				contentVersion: version,
				response,
				correct: isCorrect(question, response),
				confidence,
				ms: this.watch.ms,
				seed: this.#seed,
				...(this.hints > 0 ? { hints: this.hints } : {}),
				...(this.reasons.size > 0
					? { rejected: [...this.reasons].map(([option, reason]) => ({ option, reason })) }
					: {})
			});
			this.given = response;
			this.error = undefined;
			this.phase = 'answered';
			return true;
		} catch (error) {
			this.error = error;
			this.phase = 'unsaved';
			return false;
		}
	}

	/**
	 * Takes the answer back, as a mis-tap: the log keeps both the answer and the undo, memory forgets
	 * the answer, and the question is open again. @returns whether the undo is in the log
	 */
	async undo(log: () => Promise<AnswerLog>): Promise<boolean> {
		const { entry } = this;
		if (this.phase !== 'answered' || !entry || this.#undoing) return false;
		this.#undoing = true;
		try {
			await (
				await log()
			).append({
				kind: 'undo',
				question: this.asked,
				contentVersion: entry.contentVersion,
				undoes: entry.id
			});
		} catch (error) {
			this.error = error;
			return false;
		} finally {
			this.#undoing = false;
		}
		this.error = undefined;
		this.entry = undefined;
		this.given = undefined;
		this.chosen.clear();
		this.order = [];
		this.pairs = this.pairs.map(() => null);
		this.confidence = undefined;
		this.phase = 'open';
		return true;
	}
}
