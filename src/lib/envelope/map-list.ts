/** The map of a message of any size: frames of one length are arithmetic. */
import { ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { countRegularFrames, walkBody } from './body.ts';
import type { BodyShape } from './body.ts';
import { describe, mapSteps, walkMessage } from './map.ts';
import type { FrameRun, Region } from './map.ts';

/**
 * The regions that `mapMessage` gives, for messages of any size: those of regular frames are made
 * when they are asked for, since a frame is as long as the one before it. What it holds grows with the
 * header alone, which a hostile message can fill; so the work comes in steps, and between two of them
 * the caller may do something else, or stop.
 * @returns a generator: each step gives how many bytes are mapped, the end the regions. It throws
 * nothing; faults are in the regions. The bytes are not copied and must not change.
 */
export function* mapMessageInSteps(message: Uint8Array): Generator<number, RegionList> {
	const bytes = ownBytes(message);
	let shape: BodyShape | undefined;
	const walk = walkMessage((header) => {
		const { length, contentType, frameLength } = header;
		shape = { length, contentType, frameLength };
		// The last one bears the error of a message that ends behind it.
		return countRegularFrames(bytes, shape) - 1;
	});
	const { regions, run } = yield* mapSteps(bytes, walk);
	return run && shape ? new RegionList(regions, { ...run, bytes, shape }) : new RegionList(regions);
}

/** The regions of a regular frame, in order. */
const frameParts = ['sequenceNumber', 'iv', 'ciphertext', 'tag'] as const;

/** Regions in order, which together cover every byte once. Those of the run are made when asked for. */
export class RegionList implements Iterable<Region> {
	readonly length: number;
	/** The frames whose regions are not held; there may be none. */
	readonly run: FrameRun;
	/** The region with the error of a broken message; it is none of the run. */
	readonly fault: Region | undefined;
	readonly #held: readonly Region[];
	readonly #more: { bytes: Bytes; shape: BodyShape } | undefined;
	readonly #paths = new Map<string, number>();
	#frame: { readonly number: number; readonly regions: readonly Region[] } | undefined;

	/** @param run where in the regions that are held it has its place, and what makes its own */
	constructor(held: readonly Region[], run?: FrameRun & { bytes: Bytes; shape: BodyShape }) {
		this.#held = held;
		this.#more = run;
		this.run = run ?? { index: held.length, count: 0, offset: 0, stride: 0 };
		this.length = held.length + this.run.count * frameParts.length;
		this.fault = held.find(({ error }) => error);
	}

	/** The region of an index; `undefined` where there is none. */
	at(index: number): Region | undefined {
		const { index: from, count } = this.run;
		if (index < from) return this.#held[index];
		const into = index - from;
		const frame = Math.floor(into / frameParts.length);
		return frame < count
			? this.#regionsOf(frame)[into % frameParts.length]
			: this.#held[index - count * frameParts.length];
	}

	/** The regions from one index up to, not with, another. */
	slice(from: number, to: number): Region[] {
		const regions: Region[] = [];
		for (let index = from; index < to; index++) {
			const region = this.at(index);
			if (region) regions.push(region);
		}
		return regions;
	}

	*[Symbol.iterator](): Iterator<Region> {
		for (let index = 0; index < this.length; index++) {
			const region = this.at(index);
			if (region) yield region;
		}
	}

	/** The index of the region that a byte belongs to; −1 where there is no such byte. */
	indexAt(offset: number): number {
		let low = 0;
		let high = this.length - 1;
		const { index, count, offset: start, stride } = this.run;
		const frame = Math.floor((offset - start) / stride);
		if (frame >= 0 && frame < count) {
			low = index + frame * frameParts.length;
			high = low + frameParts.length - 1;
		}
		while (low <= high) {
			const middle = (low + high) >> 1;
			const region = this.at(middle);
			if (!region) return -1;
			if (offset < region.offset) high = middle - 1;
			else if (offset >= region.offset + region.length) low = middle + 1;
			else return middle;
		}
		return -1;
	}

	/** The index of the region with a path; −1 where there is none. */
	indexOf(path: string): number {
		const { index, count } = this.run;
		const [, number, name = ''] = /^frames\[(\d+)\]\.(.*)$/.exec(path) ?? [];
		if (number !== undefined && Number(number) < count) {
			const part = frameParts.findIndex((one) => one === name);
			return part < 0 ? -1 : index + Number(number) * frameParts.length + part;
		}
		if (this.#paths.size === 0)
			this.#held.forEach((region, at) => {
				this.#paths.set(region.path, at < index ? at : at + count * frameParts.length);
			});
		return this.#paths.get(path) ?? -1;
	}

	#regionsOf(number: number): readonly Region[] {
		if (this.#frame?.number === number || !this.#more) return this.#frame?.regions ?? [];
		const { bytes, shape } = this.#more;
		const regions: Region[] = [];
		let at = this.run.offset + number * this.run.stride;
		const walk = walkBody(shape, number);
		let step = walk.next();
		while (step.done !== true && regions.length < frameParts.length) {
			const region = describe(step.value, bytes, at);
			regions.push(region);
			step = walk.next(bytes.subarray(at, (at += region.length)));
		}
		this.#frame = { number, regions };
		return regions;
	}
}
