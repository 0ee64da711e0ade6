import type { LabScenario } from '#lib/content/index.ts';
import { hasWebCrypto } from '#lib/crypto/index.ts';
import type { Connection } from '../connect/connection.svelte.ts';
import type { StagePlan } from '../stage/types.ts';
import { initialInputs, problemOf } from './fields.ts';
import type { Field, InputValue, Inputs } from './fields.ts';
import { Session } from './session.ts';
import type { PlacedAct } from './session.ts';
import type { ActCode, BreakCode, Exchange, Outcome, ScenarioCode, Shot } from './types.ts';

type Status = 'preparing' | 'ready' | 'unavailable';

/** What was broken, how, and what came of it. */
export interface Broken {
	id: string;
	values: Inputs;
	outcome: Outcome;
	exchanges: readonly Exchange[];
}

/** A break, and the place in the walk at which it was done. */
export interface PlacedBreak {
	readonly id: string;
	readonly values: Inputs;
	/** The step, counted from 0. */
	readonly at: number;
	/** How many acts had been done by then. */
	readonly after: number;
}

/** A break as it was done, with the calls that it made. */
export interface DoneBreak extends PlacedBreak {
	readonly exchanges: readonly Exchange[];
}

/** What somebody did, and how everything was before. */
export interface Change {
	/** In words, for the timeline. */
	label: string;
	/** The title of the step at which it was done. */
	at: string;
	/** The field that was changed: a second change of it is the same change going on. */
	field?: string;
	readonly before: Saved;
}

/** All that undo brings back. The steps of a session that have not been computed are, when they show. */
export interface Saved {
	session: Session;
	inputs: Inputs;
	index: number;
	broken: Broken | undefined;
	breaks: readonly DoneBreak[];
}

/** What is kept and shared of a walk: JSON but for the bytes of files, and no key. */
export interface LabState {
	scenario: string;
	inputs: Inputs;
	acts: readonly PlacedAct[];
	step: string;
	/** The break that shows. */
	broken?: { id: string; values: Inputs };
	/** Every break, in order; left out where the one that shows is all. */
	breaks?: readonly PlacedBreak[];
}

/** How fast `play` goes. */
export const speeds = [0.5, 1, 2] as const;
export type Speed = (typeof speeds)[number];

/**
 * A scenario as a person goes through it: their inputs, the step they look at, what they do and
 * break. Steps are computed once, on the way forward; going back shows the pictures taken then.
 */
export class Walk {
	readonly content: LabScenario;
	readonly code: ScenarioCode;
	readonly steps: readonly string[];

	status = $state<Status>('preparing');
	/** A sentence when something could not be computed. */
	failure = $state('');
	/** A sentence about where this walk comes from. */
	notice = $state('');
	/** As the fields show them; what is computed has the last sound ones. */
	inputs = $state.raw<Inputs>({});
	/** What is wrong with fields, by their ids. */
	problems = $state.raw<Readonly<Record<string, string>>>({});
	index = $state(0);
	/** Whether the last move went on by one: only then does a thing travel. */
	moving = $state(false);
	/** Counts the moves, so that each journey is shown once. */
	moves = $state(0);
	playing = $state(false);
	speed = $state<Speed>(1);
	broken = $state.raw<Broken>();
	/** Everything that was broken on purpose, oldest first. */
	#breaks = $state.raw<readonly DoneBreak[]>([]);
	/** Calls that were sent altered, on purpose. */
	readonly asides = $derived.by<readonly Exchange[]>(() =>
		this.#breaks.flatMap(({ exchanges }) => exchanges)
	);
	/** Everything the user did, oldest first. */
	timeline = $state.raw<readonly Change[]>([]);
	/** What was predicted: by the id of a step or break, the index of the option; -1 for `not sure`. */
	predicted = $state.raw<Readonly<Record<string, number>>>({});
	/** Grows when the fields must be read again because something else than typing changed them. */
	revision = $state(0);

	#session: Session;
	#shots = $state.raw<readonly Shot[]>([]);
	#target = 0;
	/** Somebody has looked at more than one step of the session. */
	#walked = false;
	#turn = 0;
	#renewal: Promise<void> = Promise.resolve();
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** The KMS that was connected, while this walk uses it. */
	connection = $state.raw<Connection>();

	readonly shot = $derived(this.#shots[this.index]);
	/** The moment before, to tell what is new. */
	readonly previous = $derived(this.#shots[this.index - 1]);
	readonly step = $derived(this.stepAt(this.index));
	readonly told = $derived.by(() => this.content.steps[this.index]);
	/** What comes next, for the prediction that it asks for. */
	readonly upcoming = $derived.by(() => this.content.steps[this.index + 1]);
	readonly isFirst = $derived(this.index === 0);
	readonly isLast = $derived.by(() => this.index === this.steps.length - 1);
	readonly stage = $derived.by<StagePlan>(() => {
		const { stage } = this.code;
		return typeof stage === 'function' ? stage(this.inputs, this.step) : stage;
	});
	/** What can be broken at this step. */
	readonly breaks = $derived.by<readonly BreakCode[]>(() =>
		(this.code.breaks ?? []).filter(
			(one) => one.at.includes(this.step) && (one.when?.(this.inputs) ?? true)
		)
	);
	/** What can be done at this step. */
	readonly acts = $derived.by<readonly ActCode[]>(() =>
		(this.code.acts ?? []).filter(({ at }) => at.includes(this.step))
	);
	/** Every call so far, those that were altered on purpose among them. */
	readonly trail = $derived.by<readonly Exchange[]>(() => [
		...(this.shot?.trail ?? []),
		...this.asides
	]);

	constructor(content: LabScenario, code: ScenarioCode) {
		this.content = content;
		this.code = code;
		this.steps = content.steps.map(({ id }) => id);
		this.inputs = initialInputs(code.fields);
		this.#session = this.#begin(this.inputs);
	}

	stepAt(index: number): string {
		return this.steps[index] ?? this.steps[0] ?? '';
	}

	/** Computes the first step. Call it once in the browser; until then nothing moves. */
	async prepare(): Promise<void> {
		if (!hasWebCrypto()) {
			this.status = 'unavailable';
			return;
		}
		try {
			await this.#session.to(0);
			this.#shots = this.#session.shots;
			this.status = 'ready';
		} catch {
			this.status = 'unavailable';
		}
	}

	//  Moving

	next(): Promise<void> {
		return this.goTo(this.#target + 1);
	}

	back(): Promise<void> {
		return this.goTo(this.#target - 1);
	}

	/** Shows a step by its id or index, computing what lies before it. */
	async goTo(step: string | number): Promise<void> {
		if (this.status !== 'ready') return;
		const wanted = typeof step === 'number' ? step : this.steps.indexOf(step);
		const target = Math.min(Math.max(wanted, 0), this.steps.length - 1);
		this.#target = target;
		await this.#renewal;
		const session = this.#session;
		try {
			await session.to(target);
		} catch (error) {
			if (session === this.#session) this.#fail(error);
			return;
		}
		// The input changed, or another step was asked for, while this one was computed.
		if (session !== this.#session || target !== this.#target) return;
		this.#shots = session.shots;
		if (this.index !== target) {
			this.broken = undefined;
			this.moves++;
		}
		this.moving = target === this.index + 1;
		if (this.index !== target) this.#walked = true;
		this.index = target;
		this.failure = '';
		if (this.isLast) this.pause();
	}

	/**
	 * Computes the next step while nobody waits for it. Not on a KMS that was connected, which is called
	 * when the user goes on and not before; nor where something can be done first, which would have to
	 * begin anew with a run that has not gone on.
	 * @returns how the next step will look, where it was computed
	 */
	async lookAhead(): Promise<Shot | undefined> {
		if (this.status !== 'ready' || this.connection || this.acts.length > 0 || this.isLast)
			return undefined;
		const session = this.#session;
		const next = this.index + 1;
		try {
			await session.to(next);
		} catch {
			// Whoever goes there is told.
		}
		return session.shots[next];
	}

	/** Goes on by itself, each step for as long as `pace` says (ms at the usual speed), until the end or `pause`. */
	play(pace: (step: string) => number): void {
		if (this.status !== 'ready') return;
		this.playing = true;
		const arm = () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(
				() => {
					void this.next().then(() => {
						if (this.playing) arm();
					});
				},
				pace(this.step) / this.speed
			);
		};
		void (this.isLast ? this.goTo(0) : this.next()).then(() => {
			if (this.playing) arm();
		});
	}

	pause(): void {
		this.playing = false;
		clearTimeout(this.#timer);
	}

	//  Changing

	/** Takes a value of a field, as somebody typed or chose it. */
	set(id: string, value: InputValue): void {
		const field = this.code.fields.find((one) => one.id === id);
		if (!field) throw new Error(`There is no field "${id}"`);
		const problem = problemOf(field, value);
		if (problem !== undefined) {
			this.refuse(id, problem);
			return;
		}
		this.#take({ ...this.inputs, [id]: value }, field);
	}

	/** Says that what stands in a field is no value of it; the walk keeps the last good one. */
	refuse(id: string, problem: string): void {
		this.problems = { ...this.problems, [id]: problem };
	}

	/** Puts every field back to what it held at first. */
	useSample(): void {
		this.#take(initialInputs(this.code.fields));
		this.revision++;
	}

	/** The same inputs from the start, with fresh keys. */
	again(): void {
		this.#note('Walked again with fresh keys');
		void this.#renew(this.#begin(this.#session.inputs), 0);
	}

	/** From the start on a KMS that was connected, or again on the one in the page. */
	walkOn(connection: Connection | undefined): void {
		this.pause();
		this.#note(connection ? 'Went over to the connected KMS' : 'Went back to the KMS in this page');
		this.connection = connection;
		void this.#renew(this.#begin(this.#session.inputs), 0);
	}

	/**
	 * Does one of the scenario's acts. `at` is the step whose form or control was used: where the walk
	 * shows another step by now, or is on its way there, nothing is done.
	 */
	act(id: string, values: Inputs = {}, at = this.step): Promise<void> {
		const code = this.code.acts?.find((one) => one.id === id);
		if (!code || this.status !== 'ready' || !this.#isAt(at)) return Promise.resolve();
		this.pause();
		const doing = this.#act(code, values);
		// A step that is asked for meanwhile comes after it.
		this.#renewal = Promise.all([this.#renewal, doing]).then(() => undefined);
		return doing;
	}

	async #act(code: ActCode, values: Inputs): Promise<void> {
		const session = this.#session;
		const { index } = this;
		const entry = this.#entry(code.told(values));
		try {
			const next = await session.act(index, { id: code.id, values });
			if (session !== this.#session) return;
			this.timeline = [...this.timeline, entry];
			this.#session = next;
			this.#shots = next.shots;
			this.index = index;
			this.broken = undefined;
			this.moving = true;
			this.moves++;
			this.failure = '';
		} catch (error) {
			if (session === this.#session) this.#fail(error);
		}
	}

	/** Breaks something for real; the walk itself stays whole. `at` is as in {@link act}. */
	async attempt(id: string, values: Inputs, at = this.step): Promise<void> {
		const code = this.breaks.find((one) => one.id === id);
		if (!code || !this.#isAt(at)) return;
		this.pause();
		const session = this.#session;
		const { index } = this;
		const title = this.content.breaks.find((one) => one.id === id)?.title ?? id;
		const entry = this.#entry(`Broken: ${title}`);
		try {
			const { outcome, exchanges } = await session.attempt(index, code, values);
			if (session !== this.#session || index !== this.index) return;
			this.timeline = [...this.timeline, entry];
			this.broken = { id, values, outcome, exchanges };
			const after = session.acts.length;
			this.#breaks = [...this.#breaks, { id, values, at: index, after, exchanges }];
			this.failure = '';
		} catch (error) {
			if (session === this.#session) this.#fail(error);
		}
	}

	#isAt(step: string): boolean {
		return step === this.step && this.#target === this.index;
	}

	/** Takes back what was broken. The walk itself never was. */
	putBack(): void {
		this.broken = undefined;
	}

	/** The option that somebody holds for right, before a step or a break with this id. */
	predict(id: string, option: number): void {
		this.predicted = { ...this.predicted, [id]: option };
	}

	/** Brings back inputs, step and every byte from before a change; the last one unless told otherwise. */
	undo(position = this.timeline.length - 1): void {
		const change = this.timeline[position];
		if (!change) return;
		this.timeline = this.timeline.slice(0, position);
		this.#restore(change.before);
		this.notice = '';
	}

	#restore({ session, inputs, index, broken, breaks }: Saved): void {
		this.pause();
		this.connection = session.connection;
		this.inputs = inputs;
		this.problems = {};
		void this.#renew(session, index);
		this.broken = broken;
		this.#breaks = breaks;
		this.revision++;
	}

	//  Keeping

	/** How all is at this moment. */
	get now(): Saved {
		return {
			session: this.#session,
			inputs: this.inputs,
			index: this.index,
			broken: this.broken,
			breaks: this.#breaks
		};
	}

	/** Shows what was made of a state that was kept or shared: how all is now, and how it came to it. */
	open(now: Saved, done: readonly Change[], notice: string): void {
		this.timeline = [...this.timeline, this.#entry('Opened another state'), ...done];
		this.#restore(now);
		this.notice = notice;
	}

	#begin(inputs: Inputs, acts: readonly PlacedAct[] = []): Session {
		return Session.begin(this.code, this.steps, inputs, { acts, connection: this.connection });
	}

	#entry(label: string, field?: string): Change {
		return {
			label,
			at: this.told?.title ?? '',
			...(field === undefined ? {} : { field }),
			before: this.now
		};
	}

	#note(label: string, field?: string): void {
		const last = this.timeline.at(-1);
		// Several changes of one field in a row, with no step between them, are one.
		if (field !== undefined && last?.field === field && !this.#walked) return;
		this.timeline = [...this.timeline, this.#entry(label, field)];
	}

	#take(inputs: Inputs, field?: Field): void {
		this.pause();
		const check = this.code.check?.(inputs);
		if (check) {
			this.inputs = inputs;
			this.problems = { ...this.problems, [check.field]: check.problem };
			return;
		}
		this.#note(field ? `Changed: ${field.label}` : 'Back to the sample', field?.id);
		this.inputs = inputs;
		this.problems = {};
		this.notice = '';
		const stays = field?.then === 'stay';
		void this.#renew(this.#begin(inputs, stays ? this.#session.acts : []), stays ? this.index : 0);
	}

	/** Goes over to another session, at a step of it. Of several that come in a row the last counts. */
	#renew(session: Session, index: number): Promise<void> {
		const turn = ++this.#turn;
		this.#session = session;
		this.#walked = index > 0 || session.shots.length > 1;
		this.#show(index);
		if (session.shots.length > index) this.#shots = session.shots;
		this.#renewal = this.#renewal.then(async () => {
			if (turn !== this.#turn) return;
			try {
				await session.to(index);
				if (turn === this.#turn) this.#shots = session.shots;
			} catch (error) {
				if (turn === this.#turn) this.#fail(error);
			}
		});
		return this.#renewal;
	}

	#show(index: number): void {
		this.#target = index;
		this.index = index;
		this.moving = false;
		this.moves++;
		this.broken = undefined;
		this.#breaks = [];
		this.failure = '';
	}

	#fail(error: unknown): void {
		this.pause();
		this.#target = this.index;
		// An error of a real call bears the id of its request, known or not.
		const called = error instanceof Error && 'requestId' in error;
		const why = called ? this.connection?.explain(error) : undefined;
		this.failure = why
			? `${[why.what, ...why.todo].join(' ')} What is on the stage stays. Going on begins the calls of this walk anew.`
			: 'This step could not be computed. Your input is kept. Try again, or reload the page.';
	}
}
