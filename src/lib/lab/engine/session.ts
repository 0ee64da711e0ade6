/**
 * A scenario with inputs and acts, as far as it has been computed. What it shows is computed once;
 * a run that has gone on without it is replayed when it is needed again.
 */
import type { Connection } from '../connect/connection.svelte.ts';
import type { Inputs } from './fields.ts';
import { Tape } from './tape.ts';
import type {
	Act,
	BreakCode,
	Exchange,
	Moment,
	Outcome,
	OwnPlan,
	Run,
	ScenarioCode,
	Shot
} from './types.ts';
import { createWorld } from './world.ts';
import type { RecordedWorld } from './world.ts';

/** An act, and the step at which it was done, counted from 0. */
export interface PlacedAct extends Act {
	readonly at: number;
}

/** A run on its way, and how far it has come. */
interface Live {
	run: Run;
	world: RecordedWorld;
	shots: Shot[];
	acts: number;
	/** The same walk on the KMS that was connected, as far as it goes there. */
	own?: { plan: OwnPlan; world: RecordedWorld; run?: Run };
}

interface Origin {
	code: ScenarioCode;
	steps: readonly string[];
	inputs: Inputs;
	/** When the world begins. */
	now: Date;
	tape: Tape;
	own: { connection: Connection; plan: OwnPlan } | undefined;
}

export class Session {
	readonly acts: readonly PlacedAct[];
	readonly #origin: Origin;
	/** The pictures so far, by step. */
	#shots: readonly Shot[];
	#live: Live | undefined;
	#queue: Promise<unknown> = Promise.resolve();

	private constructor(origin: Origin, acts: readonly PlacedAct[], shots: readonly Shot[]) {
		this.#origin = origin;
		this.acts = acts;
		this.#shots = shots;
	}

	/** From the beginning, with fresh keys. Nothing is computed yet. */
	static begin(
		code: ScenarioCode,
		steps: readonly string[],
		inputs: Inputs,
		{
			now = new Date(),
			acts = [],
			connection
		}: { now?: Date; acts?: readonly PlacedAct[]; connection?: Connection | undefined }
	): Session {
		const plan = connection && code.onOwnKms?.(inputs, connection.keys);
		const own = connection && typeof plan === 'object' ? { connection, plan } : undefined;
		return new Session({ code, steps, inputs, now, tape: new Tape(), own }, acts, []);
	}

	get inputs(): Inputs {
		return this.#origin.inputs;
	}

	/** The KMS that was connected, where this walk uses it. */
	get connection(): Connection | undefined {
		return this.#origin.own?.connection;
	}

	/** The pictures so far, by step; the array is another one whenever they change. */
	get shots(): readonly Shot[] {
		return this.#shots;
	}

	/** Computes every step up to this one that has not been computed yet. */
	to(index: number): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#shots.length > index) return;
			await this.#bring(index);
		});
	}

	/** The session in which this is done at a step, after what was done there before. */
	act(index: number, act: Act): Promise<Session> {
		return this.#inTurn(async () => {
			const acts = [...this.acts.filter(({ at }) => at <= index), { ...act, at: index }];
			const next = new Session(this.#origin, acts, this.#shots.slice(0, index + 1));
			const live = this.#live;
			if (live?.shots.length === index + 1 && live.acts === acts.length - 1) {
				this.#live = undefined;
				next.#live = live;
			} else next.#shots = [];
			await next.#bring(index);
			return next;
		});
	}

	/** The same walk when only so many of its acts had been done. */
	upTo(acts: number): Session {
		return acts === this.acts.length
			? this
			: new Session(this.#origin, this.acts.slice(0, acts), []);
	}

	/** Breaks something at a step. The walk goes on as if nothing had been. */
	attempt(
		index: number,
		code: BreakCode,
		values: Inputs
	): Promise<{ outcome: Outcome; exchanges: Exchange[] }> {
		return this.#inTurn(async () => {
			let live = this.#live;
			if (code.exact) {
				// Its service is its own to change, so it is never the one that was connected.
				live = await this.#begin(false);
				await this.#walk(live, index);
			} else if (!live || live.shots.length <= index) live = await this.#bring(index);
			const { run, world } = this.#placeOf(live, index, code);
			const { result, exchanges } = await world.aside(() => code.attempt(run, values, world));
			return { outcome: result, exchanges };
		});
	}

	/** A live run that has come at least to this step, and the pictures up to it. */
	async #bring(index: number): Promise<Live> {
		this.#live ??= await this.#begin();
		const live = this.#live;
		try {
			await this.#walk(live, Math.max(index, this.#shots.length - 1));
		} catch (error) {
			// Half a step may have been done: the next attempt begins from the beginning.
			this.#live = undefined;
			throw error;
		}
		this.#shots = [...live.shots];
		return live;
	}

	/** Where something is broken: on the connected KMS, if this step and this break are for it. */
	#placeOf({ run, world, own }: Live, index: number, { id }: BreakCode) {
		const step = this.#origin.steps[index] ?? '';
		return own?.run && own.plan.steps.includes(step) && own.plan.breaks.includes(id)
			? { run: own.run, world: own.world }
			: { run, world };
	}

	async #begin(withOwn = true): Promise<Live> {
		const { code, inputs, tape, now, own } = this.#origin;
		const world = createWorld(tape, now, { timed: own !== undefined });
		const run = await code.start(inputs, world);
		world.take();
		return {
			run,
			world,
			shots: [],
			acts: 0,
			...(own && withOwn
				? { own: { plan: own.plan, world: createWorld(new Tape(), now, own) } }
				: {})
		};
	}

	async #walk(live: Live, index: number): Promise<void> {
		const { code, steps } = this.#origin;
		const { run, shots } = live;
		for (;;) {
			const act = this.acts[live.acts];
			if (act && act.at === shots.length - 1) {
				if (!run.act) throw new Error(`Nothing can be done at a step of ${this.#origin.code.id}`);
				const before = shots.at(-1);
				const picture = this.#develop(live, steps[act.at] ?? '', await run.act(act), before);
				const { outcome } = picture;
				const asksAgain = code.acts?.find(({ id }) => id === act.id)?.asksAgain ?? false;
				shots[act.at] =
					asksAgain && outcome !== undefined ? { ...picture, predicted: outcome } : picture;
				live.acts++;
				continue;
			}
			const step = steps[shots.length];
			if (shots.length > index || step === undefined) return;
			const shot = this.#develop(live, step, await run.compute(step), undefined);
			shots.push(live.own?.plan.steps.includes(step) ? await this.#ownShot(live, shot) : shot);
		}
	}

	/** The same step on the connected KMS, once the KMS in the page has done it. */
	async #ownShot(live: Live, { step, exchanges }: Shot): Promise<Shot> {
		const { code, inputs } = this.#origin;
		const { own } = live;
		if (!own) throw new Error('No KMS is connected.');
		own.run ??= await code.start(inputs, own.world);
		const moment = await own.run.compute(step);
		return { ...this.#develop(live, step, moment, undefined, own.world), inPage: exchanges };
	}

	/** A moment with what the recorder knows of it. */
	#develop(
		live: Live,
		step: string,
		moment: Moment,
		before: Shot | undefined,
		world = live.world
	): Shot {
		const made = world.take();
		const trail = [...(live.shots.at(-1)?.trail ?? []), ...made];
		// A prediction is of the step, not of what is done there afterwards.
		const predicted = before ? before.predicted : moment.outcome;
		const { awaited } = moment;
		const waiting = awaited ? [{ principal: world.app.principal, ...awaited }] : [];
		const earlier = before?.exchanges.filter(({ response, refusal }) => response ?? refusal) ?? [];
		return {
			...moment,
			...(predicted === undefined ? {} : { predicted }),
			step,
			exchanges: [...earlier, ...made, ...waiting],
			trail,
			calls: trail.length + waiting.length,
			now: world.clock.now()
		};
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.#queue.then(work, work);
		this.#queue = turn.catch(() => undefined);
		return turn;
	}
}
