import type { Bytes } from '#lib/crypto/index.ts';
import {
	applyBreak,
	describeBreak,
	ImpossibleBreakError,
	openBroken,
	optionsFor,
	readBroken
} from './breaks.ts';
import type { Break, BreakOutcome, OutcomeCode } from './breaks.ts';
import { changedInSteps } from './changed.ts';
import { mapBytes, mapInSteps } from './fields.ts';
import type { ByteMap } from './fields.ts';
import type { Sealed } from './make.ts';
import { inSlices } from './slices.ts';
import { withoutTags } from './without-tag.ts';

/** What somebody expects of a break. */
export type Guess = OutcomeCode | 'not-sure';

/** A break that was done. */
export interface Done {
	readonly id: number;
	readonly change: Break;
	/** What was done, in words. */
	readonly text: string;
}

export interface Told {
	/** What was predicted before; nothing where a break was taken back. */
	readonly predicted: Guess | undefined;
	readonly outcome: BreakOutcome;
	/** What AES would have given out if nobody checked the tag. */
	readonly damage: Bytes | undefined;
}

/**
 * One message and what was done to it. Each break is really done and the result really opened, or
 * read where the key is not at hand. Every break can be taken back on its own.
 */
export class Breaking {
	readonly original: ByteMap;
	readonly sealed: Sealed | undefined;
	done = $state.raw<readonly Done[]>([]);
	told = $state.raw<Told>();
	/** Why the last break could not be done. */
	problem = $state('');
	working = $state(false);
	#last = 0;
	#turn = 0;

	/** What the breaks left. A long message takes a while to map: it is done once for each break. */
	map = $state.raw() as ByteMap;
	/** 1 for each byte of it that is not as it was. */
	changed = $state.raw<Uint8Array>(new Uint8Array());
	/** Nothing of it is changed or missing. */
	whole = $state(true);

	constructor(original: ByteMap, sealed?: Sealed) {
		this.original = original;
		this.map = original;
		this.sealed = sealed;
	}

	optionsFor(kind: Break['kind']) {
		return optionsFor(this.sealed, kind);
	}

	#after(done: readonly Done[]): Uint8Array {
		return done.reduce((bytes, { change }) => applyBreak(bytes, change), this.original.bytes);
	}

	/** Does a break that was predicted. */
	async add(change: Break, predicted: Guess): Promise<void> {
		const next = {
			id: ++this.#last,
			change,
			text: describeBreak(change, this.map)
		};
		await this.#try([...this.done, next], predicted);
	}

	/** Does what was done elsewhere, as far as these bytes allow it. */
	async redo(changes: readonly Break[]): Promise<void> {
		const done: Done[] = [];
		let map = this.original;
		for (const change of changes)
			try {
				const text = describeBreak(change, map);
				map = mapBytes(applyBreak(map.bytes, change), map.kind);
				done.push({ id: ++this.#last, change, text });
			} catch (error) {
				if (!(error instanceof ImpossibleBreakError)) throw error;
			}
		await this.#try(done, undefined);
	}

	/** Takes one break back; what was done after it stays, as far as it still can. */
	async undo(id: number): Promise<void> {
		const kept: Done[] = [];
		const lost: string[] = [];
		let { bytes } = this.original;
		for (const entry of this.done) {
			if (entry.id === id) continue;
			try {
				bytes = applyBreak(bytes, entry.change);
				kept.push(entry);
			} catch (error) {
				if (!(error instanceof ImpossibleBreakError)) throw error;
				lost.push(entry.text);
			}
		}
		await this.#try(kept, undefined);
		if (lost.length > 0)
			this.problem = `Taken back with it, as it no longer fits: ${lost.join('; ')}.`;
	}

	async undoAll(): Promise<void> {
		await this.#try([], undefined);
	}

	async #try(done: readonly Done[], predicted: Guess | undefined): Promise<void> {
		const turn = ++this.#turn;
		this.problem = '';
		this.working = true;
		try {
			const changes = done.map(({ change }) => change);
			const { bytes, kind } = this.original;
			const map =
				done.length > 0 ? await inSlices(mapInSteps(this.#after(done), kind)) : this.original;
			const changed = await inSlices(changedInSteps(bytes, map.bytes));
			const outcome = this.sealed
				? await openBroken(this.sealed, changes)
				: readBroken(map, changes);
			const damage =
				this.sealed && outcome.code === 'frame-tag'
					? await withoutTags(this.sealed, map.bytes)
					: undefined;
			if (turn !== this.#turn) return;
			this.done = done;
			this.map = map;
			this.changed = changed;
			this.whole = map.bytes.length === bytes.length && !changed.includes(1);
			this.told = done.length > 0 ? { predicted, outcome, damage } : undefined;
		} catch (error) {
			if (!(error instanceof ImpossibleBreakError)) throw error;
			if (turn === this.#turn) this.problem = error.message;
		} finally {
			if (turn === this.#turn) this.working = false;
		}
	}
}
