/**
 * What every byte of a message is. The map is made by the walks that read messages, so it shows what
 * is read, and it needs no key: tags and signatures are named, not verified.
 */
import { ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { countRegularFrames, frameOverhead, walkBody } from './body.ts';
import type { BodyShape } from './body.ts';
import { EnvelopeError, TrailingBytesError, TruncatedError } from './errors.ts';
import type { EnvelopeErrorCode } from './errors.ts';
import { walkFooter } from './footer.ts';
import { walkHeader } from './header.ts';
import type { MessageHeader } from './header.ts';
import { suiteOf } from './suites.ts';
import { describeBytes } from './walk.ts';
import type { Field, Walk } from './walk.ts';

/** Bytes that belong together. */
export interface Region {
	/** From the first byte of the message. */
	readonly offset: number;
	/** Bytes; never 0. */
	readonly length: number;
	/** What they are called: `header.messageId`, `frames[0].tag`, `footer.signature`. */
	readonly path: string;
	/** Decoded, or the first of them in hexadecimal. */
	readonly value: string;
	/** What they are for, in one sentence. */
	readonly meaning: string;
	/** Why the message cannot be read on from here. At most one region has it. */
	readonly error?: RegionError;
}

export interface RegionError {
	readonly code: EnvelopeErrorCode;
	readonly message: string;
	/** The first wrong byte; where bytes are missing, the message's length. */
	readonly offset: number;
}

/**
 * Maps a message, whole or broken. The regions cover every byte once, in order. Where the message is
 * broken, one region bears the error; the bytes after it are one region that was not read. No bytes
 * have no regions.
 */
export function mapMessage(message: Uint8Array): Region[] {
	return mapWith(ownBytes(message), walkMessage());
}

/**
 * The regions that {@link mapMessage} gives, for messages of any size: those of regular frames are made
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

/** @param passOver how many regular frames are passed over at once */
function* walkMessage(passOver?: (header: MessageHeader) => number): Walk<void> {
	const header = yield* walkHeader();
	const frames = passOver?.(header) ?? 0;
	if (frames > 0)
		yield {
			path: 'frames',
			length: frames * (frameOverhead + header.frameLength),
			describe: (bytes) => ({ value: describeBytes(bytes), meaning: 'Regular frames.' }),
			frames
		};
	yield* walkBody(header, Math.max(0, frames));
	if (suiteOf(header.suite).signature) yield* walkFooter();
}

/** Regular frames one behind the other, each of the same length. */
export interface FrameRun {
	/** The index of the first one's first region; each has four. */
	readonly index: number;
	/** How many, from `frames[0]` on. */
	readonly count: number;
	/** The first one's first byte. */
	readonly offset: number;
	/** Bytes of each. */
	readonly stride: number;
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

function describe({ path, length, describe: words }: Field, bytes: Bytes, offset: number): Region {
	return { offset, length, path, ...words(bytes.subarray(offset, offset + length)) };
}

/** Runs a walk as far as it comes, and covers the rest. */
export function mapWith(bytes: Bytes, walk: Walk<unknown>): Region[] {
	const steps = mapSteps(bytes, walk);
	let step = steps.next();
	while (step.done !== true) step = steps.next();
	return step.value.regions;
}

/** Regions between two steps. */
const perStep = 500;

function* mapSteps(
	bytes: Bytes,
	walk: Walk<unknown>
): Generator<number, { regions: Region[]; run: FrameRun | undefined }> {
	const regions: Region[] = [];
	let run: FrameRun | undefined;
	let at = 0;
	const addRest = (path: string, meaning: string) => {
		const length = bytes.length - at;
		if (length === 0) return;
		regions.push({
			offset: at,
			length,
			path,
			value: describeBytes(bytes.subarray(at)),
			meaning
		});
		at = bytes.length;
	};

	let error: EnvelopeError | undefined;
	try {
		let step = walk.next();
		while (step.done !== true) {
			const { path, length, frames } = step.value;
			if (length > bytes.length - at) {
				addRest(path, `The beginning of a field of ${length} bytes, the rest of which is missing.`);
				throw new TruncatedError(path, bytes.length);
			}
			if (frames !== undefined)
				run = { index: regions.length, count: frames, offset: at, stride: length / frames };
			else if (length > 0) regions.push(describe(step.value, bytes, at));
			step = walk.next(bytes.subarray(at, (at += length)));
			if (regions.length % perStep === 0) yield at;
		}
		if (at < bytes.length) {
			error = new TrailingBytesError(at);
			addRest('trailing', 'Bytes after the end of the message: nothing vouches for them.');
		}
	} catch (caught) {
		if (!(caught instanceof EnvelopeError)) throw caught;
		error = caught;
		addRest('unread', 'Not read: what stands before is broken.');
	}
	if (error) mark(regions, error);
	return { regions, run };
}

/** Gives the error to the region in which its first wrong byte stands, or to the last one. */
function mark(regions: Region[], error: EnvelopeError): void {
	const { code, message, offset = 0 } = error;
	const found = regions.findIndex((region) => offset < region.offset + region.length);
	const index = found < 0 ? regions.length - 1 : found;
	const region = regions[index];
	if (region) regions[index] = { ...region, error: { code, message, offset } };
}
