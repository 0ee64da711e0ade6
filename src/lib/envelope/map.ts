/**
 * What every byte of a message is. The map is made by the walks that read messages, so it shows what
 * is read, and it needs no key: tags and signatures are named, not verified.
 */
import { ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { frameOverhead, walkBody } from './body.ts';
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

/** @param passOver how many regular frames are passed over at once */
export function* walkMessage(passOver?: (header: MessageHeader) => number): Walk<void> {
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

/** A field that is read, as a region. */
export function describe(
	{ path, length, describe: words }: Field,
	bytes: Bytes,
	offset: number
): Region {
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

/** The same in steps, each of which gives how many bytes are mapped. */
export function* mapSteps(
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
