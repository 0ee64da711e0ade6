import { SvelteMap } from 'svelte/reactivity';
import type { ModuleBank, Question } from '#lib/content/index.ts';
import type { Attempt } from '#lib/practice/index.ts';
import { loadBank, loadIndex, type ContentIndex } from '#lib/shell/index.ts';
import {
	openExamDesk,
	type DatedLogEntry,
	type ExamDesk,
	type ExamDeskOptions,
	type Settings
} from '#lib/storage/index.ts';
import {
	examEntries,
	giveBack,
	noticeDue,
	progressOf,
	readClock,
	setPaused,
	SHOWN_FROM,
	timeLeft,
	type ClockJump,
	type ClockReading,
	type ExamAttempt,
	type ExamClock,
	type ExamMark,
	type LogEntry,
	type Progress
} from '#lib/study/index.ts';
import { SingleKeys } from '#lib/ui/index.ts';
import { isoOf, Items, NO_QUESTIONS } from './items.ts';
import { loadQuestions, readClocks, studyLog } from './sources.ts';

/** What an exam needs of the study log. */
export interface ExamLog {
	ofKinds(...kinds: string[]): Promise<readonly LogEntry[]>;
	appendAll(entries: readonly DatedLogEntry[]): Promise<unknown>;
	settings(): Promise<Settings>;
	setSettings(change: Partial<Settings>): Promise<void>;
	warm?(): void;
}

export interface SittingSources {
	index: () => Promise<ContentIndex>;
	bank: (module: string) => Promise<ModuleBank>;
	desk: (options: ExamDeskOptions) => Promise<ExamDesk>;
	log: () => Promise<ExamLog>;
	clocks: () => ClockReading;
}

export const ownSources: SittingSources = {
	index: loadIndex,
	bank: loadBank,
	desk: openExamDesk,
	log: studyLog,
	clocks: readClocks
};

/**
 * - `loading`: the desk is being opened
 * - `sitting`: a question or the review is on screen
 * - `none`: there is no exam in progress
 * - `elsewhere`: another tab sits it
 * - `ending`: the answers are on their way into the log; `error` says why they do not get there
 * - `ended`: the log has them, under `id`
 * - `discarding`: the desk is being cleared
 * - `discarded`: nothing is left of it, and nothing of it is in the log
 * - `failed`: the exam could not be opened; `error` says why
 */
export type SittingStage =
	| 'loading'
	| 'sitting'
	| 'none'
	| 'elsewhere'
	| 'ending'
	| 'ended'
	| 'discarding'
	| 'discarded'
	| 'failed';

/** Readings of the clock, one a second, after which the exam is saved though nothing was done. */
const HEARTBEAT = 15;

const MINUTE = 60_000;

/** One question of the exam as the review lists it. */
export interface ReviewRow {
	id: string;
	place: number;
	progress: Progress;
	flagged: boolean;
	noted: boolean;
}

/** An exam while it is sat. All that matters is at the desk after every change. */
export class ExamSitting {
	readonly #sources: SittingSources;
	#desk: ExamDesk | undefined;
	/** What does not change while the exam goes on. */
	#fixed: Omit<ExamAttempt, 'clock' | 'place' | 'marks' | 'clockHidden' | 'jumps'> | undefined;
	#questions = NO_QUESTIONS;
	readonly #items = new Items();
	#beats = 0;
	/** Why the exam is ending, also when the log takes it only at a second try. */
	#endedBy: 'time' | 'learner' | undefined;
	#dirty = false;
	#writing: Promise<void> | undefined;

	stage = $state<SittingStage>('loading');
	error = $state.raw<unknown>();
	/** Ids of the questions, in the order asked. */
	ids = $state.raw<readonly string[]>([]);
	place = $state(0);
	view = $state<'question' | 'review'>('question');
	clock = $state.raw<ExamClock>();
	hidden = $state(false);
	/** The last notice of time running out, as it is said. */
	notice = $state('');
	/** A jump of the device's clock that the learner may take back. */
	jump = $state.raw<ClockJump>();
	readonly singleKeys = new SingleKeys(() => this.#sources.log());
	/** The last change is on the disk. */
	saved = $state(true);
	/** Why it is not. */
	unsaved = $state.raw<unknown>();
	/** Why the exam could not be discarded. */
	undiscarded = $state.raw<unknown>();
	readonly #marks = new SvelteMap<string, ExamMark>();
	#jumps: ExamAttempt['jumps'] = [];

	constructor(sources: SittingSources = ownSources) {
		this.#sources = sources;
	}

	get id(): string {
		return this.#fixed?.id ?? '';
	}

	get exam(): string {
		return this.#fixed?.paper.exam ?? '';
	}

	get asksConfidence(): boolean {
		return this.#fixed?.asksConfidence ?? false;
	}

	get question(): Question | undefined {
		return this.#questions.get(this.ids[this.place] ?? '');
	}

	/** Milliseconds left. */
	get left(): number {
		return this.clock ? timeLeft(this.clock) : 0;
	}

	/** The clock cannot be hidden any more. */
	get clockStays(): boolean {
		return this.left <= SHOWN_FROM * MINUTE;
	}

	/** The questions with what was done with each. */
	get rows(): ReviewRow[] {
		return this.ids.map((id, place) => {
			const mark = this.#marks.get(id);
			const question = this.#questions.get(id);
			return {
				id,
				place,
				progress: question ? progressOf(question, mark?.response) : 'unanswered',
				flagged: mark?.flagged === true,
				noted: Boolean(mark?.note)
			};
		});
	}

	/** The mark of the question on screen. */
	get mark(): ExamMark {
		return this.#marks.get(this.ids[this.place] ?? '') ?? {};
	}

	/** The question on screen as the answer components know it. */
	get attempt(): Attempt | undefined {
		const question = this.question;
		return question && this.#items.of(question, this.mark, this.#fixed?.paper.seed ?? 0);
	}

	/** Sits down: goes on with the exam in progress where it was left. */
	async open({ takeOver = false } = {}): Promise<void> {
		this.stage = 'loading';
		this.error = undefined;
		try {
			const desk = await this.#sources.desk({
				takeOver,
				onLost: (reason) => {
					this.#lose(reason);
				}
			});
			this.#desk = desk;
			const attempt = await desk.read();
			if (!attempt) {
				await this.close();
				this.stage = 'none';
				return;
			}
			await this.#take(attempt, desk);
		} catch (error) {
			await this.close();
			this.error = error;
			this.stage = codeOf(error) === 'storage-in-use' ? 'elsewhere' : 'failed';
		}
	}

	async #take(attempt: ExamAttempt, desk: ExamDesk): Promise<void> {
		const { clock, place, marks, clockHidden, jumps, ...fixed } = attempt;
		const log = await this.#sources.log();
		const ended = await log.ofKinds('exam');
		if (ended.some(({ exam }) => exam === attempt.id)) {
			// The log has it: the page ended before the desk was cleared.
			this.#fixed = fixed;
			await desk.clear();
			await this.close();
			this.stage = 'ended';
			return;
		}
		const index = await this.#sources.index();
		this.#questions = await loadQuestions(
			fixed.paper.questions,
			index.questions,
			this.#sources.bank
		);
		// Content that changed under an open exam: what is gone is not asked and does not count.
		const here = (id: string) => this.#questions.has(id);
		const questions = fixed.paper.questions.filter(here);
		const paper = { ...fixed.paper, questions, unscored: fixed.paper.unscored.filter(here) };
		this.#fixed = { ...fixed, paper };
		this.ids = questions;
		this.#items.clear();
		this.#marks.clear();
		for (const [id, mark] of Object.entries(marks)) this.#marks.set(id, mark);
		this.#jumps = [...jumps];
		this.place = Math.min(place, Math.max(0, questions.length - 1));
		this.hidden = clockHidden;
		this.clock = clock;
		try {
			this.singleKeys.take(await log.settings());
		} catch {
			// They stay on; Tab and Space reach everything anyway.
		}
		this.stage = 'sitting';
		await this.tick();
		this.#save();
		log.warm?.();
	}

	/** Takes in what the answer components changed; call it in an effect. */
	keep(): void {
		const { attempt } = this;
		if (!attempt || this.stage !== 'sitting') return;
		const { response, confidence } = attempt;
		const struck = [...attempt.struck];
		const { id } = attempt.question;
		const before = this.#marks.get(id) ?? {};
		const answered = JSON.stringify(response) !== JSON.stringify(before.response);
		const begun = progressOf(attempt.question, response) !== 'unanswered';
		if (
			!(answered && (begun || before.response)) &&
			confidence === before.confidence &&
			struck.join() === (before.struck ?? []).join()
		)
			return;
		this.#change(id, {
			...(begun || before.response ? { response } : {}),
			...(confidence ? { confidence } : {}),
			struck,
			...(answered ? { at: this.#nowText() } : {})
		});
	}

	#change(id: string, change: Partial<ExamMark>): void {
		this.#marks.set(id, { ...this.#marks.get(id), ...this.#items.timeOf(id), ...change });
		this.#save();
	}

	/** Sets the flag of the question on screen, or takes it away. @returns whether it is set now */
	flag(): boolean {
		const id = this.ids[this.place];
		if (id === undefined) return false;
		const flagged = !this.mark.flagged;
		this.#change(id, { flagged });
		return flagged;
	}

	note(text: string): void {
		const id = this.ids[this.place];
		if (id !== undefined) this.#change(id, { note: text });
	}

	/** Whether the time of the question on screen runs: it does while it is in front of the learner. */
	watch(running: boolean): void {
		this.attempt?.watch.run(running);
	}

	/** Shows a question, by its place. */
	go(place: number): void {
		if (place < 0 || place >= this.ids.length) return;
		this.watch(false);
		const id = this.ids[this.place];
		if (id !== undefined)
			this.#marks.set(id, { ...this.#marks.get(id), ...this.#items.timeOf(id) });
		this.place = place;
		this.view = 'question';
		this.#save();
	}

	/** Shows the list of all questions. */
	review(): void {
		this.watch(false);
		this.view = 'review';
	}

	/** Hides the clock or shows it; in the last minutes it stays. */
	hide(hidden: boolean): void {
		if (this.clockStays) return;
		this.hidden = hidden;
		this.#save();
	}

	/** Stops the clock or lets it go on, where the exam may be paused. */
	pause(paused: boolean): void {
		if (!this.clock) return;
		this.clock = setPaused(this.clock, paused, this.#sources.clocks());
		this.#save();
	}

	/** Reads the clock: once a second, and when the page comes back into view. */
	async tick(): Promise<void> {
		if (this.stage !== 'sitting' || !this.clock) return;
		const before = this.left;
		const { clock, jump } = readClock(this.clock, this.#sources.clocks());
		this.clock = clock;
		if (jump) {
			this.#jumps.push({ at: this.#nowText(), kind: jump.kind, ms: jump.ms, givenBack: false });
			if (jump.counted > 0) this.jump = jump;
			this.#save();
		}
		const due = noticeDue(before, this.left);
		if (due !== undefined) this.notice = sayLeft(this.left);
		if (this.clockStays) this.hidden = false;
		if (this.left === 0) {
			await this.end('time');
			return;
		}
		this.#beats += 1;
		if (this.#beats % HEARTBEAT === 0) this.#save();
	}

	/** The learner says that the device's clock was set and the device did not sleep. */
	takeJumpBack(): void {
		const { clock, jump } = this;
		const last = this.#jumps.findLast(({ kind }) => kind === 'ahead');
		if (!clock || !jump || !last) return;
		this.clock = giveBack(clock, jump);
		last.givenBack = true;
		this.jump = undefined;
		this.#save();
	}

	/**
	 * Ends the exam: its answers and the exam go into the log, all of them or none, and the desk is
	 * cleared.
	 */
	async end(by: 'time' | 'learner'): Promise<void> {
		const desk = this.#desk;
		if (!desk || (this.stage !== 'sitting' && this.stage !== 'ending')) return;
		if (by === 'learner' && this.stage === 'sitting') {
			this.watch(false);
			if (this.clock) this.clock = readClock(this.clock, this.#sources.clocks()).clock;
		}
		this.watch(false);
		this.#endedBy ??= by;
		const endedBy = this.#endedBy;
		this.stage = 'ending';
		this.error = undefined;
		await this.#writing;
		const attempt = this.#snapshot();
		if (!attempt) return;
		try {
			const log = await this.#sources.log();
			await log.appendAll(
				examEntries(attempt, this.#questions, { at: this.#endOf(attempt, endedBy), by: endedBy })
			);
		} catch (error) {
			this.error = error;
			return;
		}
		try {
			await desk.clear();
		} catch {
			// The log has it; whoever opens the desk again finds that out and clears it.
		}
		await this.close();
		this.stage = 'ended';
	}

	/** Discards the exam: the desk is cleared, and the log gets nothing of it. */
	async discard(): Promise<void> {
		const desk = this.#desk;
		if (!desk || this.stage !== 'sitting') return;
		this.watch(false);
		this.stage = 'discarding';
		this.undiscarded = undefined;
		await this.#writing;
		try {
			await desk.clear();
		} catch (error) {
			// Another tab may have taken the exam over meanwhile, which says so itself.
			if (this.#desk !== desk) return;
			this.undiscarded = error;
			this.stage = 'sitting';
			return;
		}
		await this.close();
		this.stage = 'discarded';
	}

	/** When the exam ended: time may have run out long before the page was opened again. */
	#endOf(attempt: ExamAttempt, by: 'time' | 'learner'): string {
		const now = this.#nowText();
		if (by === 'learner' || attempt.clock.pausing) return now;
		const out = isoOf(Date.parse(attempt.begun) + attempt.clock.allowed);
		return out < now ? out : now;
	}

	/** Leaves the desk, with everything saved. */
	async close(): Promise<void> {
		const desk = this.#desk;
		if (!desk) return;
		await this.#writing;
		this.#desk = undefined;
		await desk.close();
	}

	#nowText(): string {
		return isoOf(this.#sources.clocks().wall);
	}

	#lose(reason: unknown): void {
		this.#desk = undefined;
		if (this.stage === 'ended') return;
		this.watch(false);
		this.error = reason;
		this.stage = codeOf(reason) === 'storage-in-use' ? 'elsewhere' : 'failed';
	}

	#snapshot(): ExamAttempt | undefined {
		if (!this.#fixed || !this.clock) return undefined;
		const onScreen = this.ids[this.place];
		const marks = Object.fromEntries(
			[...this.#marks].map(([id, mark]) => [
				id,
				id === onScreen ? { ...mark, ...this.#items.timeOf(id) } : mark
			])
		);
		return {
			...this.#fixed,
			clock: this.clock,
			place: this.place,
			clockHidden: this.hidden,
			marks,
			jumps: this.#jumps
		};
	}

	/** Writes the exam as it is now; changes that come meanwhile are written together after it. */
	#save(): void {
		this.#dirty = true;
		this.saved = false;
		this.#writing ??= this.#drain();
	}

	async #drain(): Promise<void> {
		// What changes at one stroke is written at one stroke.
		await Promise.resolve();
		while (this.#dirty && this.#desk) {
			this.#dirty = false;
			const attempt = this.#snapshot();
			if (!attempt) break;
			try {
				await this.#desk.write(attempt);
				this.unsaved = undefined;
			} catch (error) {
				// The next change or the next heartbeat tries again.
				this.unsaved = error;
				this.#writing = undefined;
				return;
			}
		}
		this.#writing = undefined;
		this.saved = !this.#dirty;
	}
}

const codeOf = (error: unknown) => (error as { code?: unknown } | undefined)?.code;

function sayLeft(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / MINUTE));
	return `${minutes} ${minutes === 1 ? 'minute is' : 'minutes are'} left.`;
}
