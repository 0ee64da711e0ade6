/** Two messages side by side: which fields are equal, which differ, and why. */
import { equalBytes } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import type { Region } from '#lib/envelope/index.ts';
import { bytesOf, nameOf, placeOf, regionOf, runSteps } from './fields.ts';
import type { ByteMap } from './fields.ts';

export interface ComparedField {
	readonly path: string;
	readonly label: string;
	/** `frame 2`; empty where the label says all. */
	readonly place: string;
	readonly a: Region | undefined;
	readonly b: Region | undefined;
	readonly state: 'equal' | 'differs' | 'only-a' | 'only-b';
	/** Bytes that differ; where the lengths do, those that one has more count too. */
	readonly differing: number;
	/** Why, in a sentence. */
	readonly why: string;
}

/** What is known of the two beyond their bytes; without it the sentences stay cautious. */
export interface Knowledge {
	/** Both were made of the same plaintext. */
	readonly samePlaintext?: boolean;
}

export interface Comparison {
	/** How many fields one of the two has, or both. */
	readonly count: number;
	/** How many of them are equal. */
	readonly equal: number;
	/** The fields in order, made one by one as they are asked for: there may be millions. */
	readonly fields: (onlyDifferent?: boolean) => Iterable<ComparedField>;
	/** What the whole amounts to, in one or two sentences. */
	readonly verdict: string;
	/** One for each byte of the first: 1 where it differs from its partner or has none. */
	readonly changedA: Uint8Array;
	readonly changedB: Uint8Array;
	/** The one bit that differs, if that is all. */
	readonly flipped: { readonly byte: number; readonly bit: number } | undefined;
}

/** Fields are partners by their path, so a longer context does not push everything out of place. */
export function compareMaps(a: ByteMap, b: ByteMap, knowledge: Knowledge = {}): Comparison {
	return runSteps(compareInSteps(a, b, knowledge));
}

/**
 * The same in steps, each of which gives how many bytes of the first are compared. It holds a mark for
 * each byte, and of frames that both have one number each.
 */
export function* compareInSteps(
	a: ByteMap,
	b: ByteMap,
	knowledge: Knowledge = {}
): Generator<number, Comparison> {
	const changedA = new Uint8Array(a.bytes.length);
	const changedB = new Uint8Array(b.bytes.length);
	const marks = (from: Span, to: Span) => mark(a.bytes, from, b.bytes, to, changedA, changedB);
	const flipped = yield* oneBit(a.bytes, b.bytes);
	const whyOf = explain(a, b, knowledge, flipped !== undefined);
	const shared = Math.min(a.regions.run.count, b.regions.run.count);
	/** Of frames that both have: 1 where they differ. */
	const masks = new Uint8Array(shared);
	const pairs: Pair[] = [];
	/** What differs outside of these frames. */
	const names = new Set<string>();
	let [count, equal, differing, inFrames] = [0, 0, 0, 0];
	for (const pair of pairUp(entriesOf(a, shared), entriesOf(b, shared))) {
		if ('frames' in pair) {
			const { side, frames } = pair;
			pairs.push(pair);
			count += (frames.to - frames.from) * perFrame;
			if (side !== 'both') {
				const [{ regions }, changed] = side === 'a' ? [a, changedA] : [b, changedB];
				const { offset, stride } = regions.run;
				changed.fill(1, offset + frames.from * stride, offset + frames.to * stride);
				differing += (frames.to - frames.from) * stride;
				inFrames += (frames.to - frames.from) * perFrame;
				continue;
			}
			for (let frame = 0; frame < shared; frame++) {
				for (let part = 0; part < perFrame; part++) {
					const found = marks(frameSpan(a, frame, part), frameSpan(b, frame, part));
					differing += found;
					if (found === 0) equal++;
					else {
						masks[frame] = 1;
						inFrames++;
					}
				}
				if (frame % 200 === 0) yield frameSpan(a, frame, 0).offset;
			}
			continue;
		}
		const { a: inA, b: inB } = pair;
		let found = 0;
		if (inA && inB) found = marks(inA, inB);
		else if (inA) changedA.fill(1, inA.offset, inA.offset + (found = inA.length));
		else if (inB) changedB.fill(1, inB.offset, inB.offset + (found = inB.length));
		pairs.push({ ...pair, differing: found });
		count++;
		if (found === 0) equal++;
		else names.add(spelled((inA ?? inB)?.path ?? ''));
		differing += found;
		if (pairs.length % 200 === 0 && inA) yield inA.offset;
	}

	function* fields(onlyDifferent = false): Generator<ComparedField> {
		for (const pair of pairs) {
			if (!('frames' in pair)) {
				const { a: inA, b: inB, differing: found } = pair;
				if (!onlyDifferent || found > 0) yield fieldOf(inA, inB, found, whyOf);
				continue;
			}
			const { side, frames } = pair;
			for (let frame = frames.from; frame < frames.to; frame++) {
				if (onlyDifferent && side === 'both' && masks[frame] === 0) continue;
				for (let part = 0; part < perFrame; part++) {
					const inA =
						side === 'b' ? undefined : a.regions.at(a.regions.run.index + frame * perFrame + part);
					const inB =
						side === 'a' ? undefined : b.regions.at(b.regions.run.index + frame * perFrame + part);
					const found = inA && inB ? mark(a.bytes, inA, b.bytes, inB) : ((inA ?? inB)?.length ?? 0);
					if (!onlyDifferent || found > 0) yield fieldOf(inA, inB, found, whyOf);
				}
			}
		}
	}
	return {
		count,
		equal,
		fields,
		verdict: verdictOf(
			a,
			b,
			{ different: () => fields(true), differing, names: names.size + inFrames },
			flipped,
			knowledge
		),
		changedA,
		changedB,
		flipped
	};
}

interface Span {
	readonly offset: number;
	/** Bytes. */
	readonly length: number;
}

/** A field of one of the two, or of both. */
interface Fields {
	readonly a: Region | undefined;
	readonly b: Region | undefined;
}
/** Frames of the runs, by their numbers from 0. */
interface Frames {
	readonly side: 'a' | 'b' | 'both';
	readonly frames: { readonly from: number; readonly to: number };
}
type Pair = (Fields & { readonly differing: number }) | Frames;

/** Regions of a regular frame: sequence number, IV, ciphertext, tag. */
const perFrame = 4;
const [numberLength, ivLength, tagLength] = [4, 12, 16];

/** Where a part of a frame of the run is: as the map has it, without making the region. */
function frameSpan({ regions }: ByteMap, frame: number, part: number): Span {
	const { offset, stride } = regions.run;
	const start = offset + frame * stride;
	const ciphertext = numberLength + ivLength;
	if (part === 0) return { offset: start, length: numberLength };
	if (part === 1) return { offset: start + numberLength, length: ivLength };
	if (part === 2) return { offset: start + ciphertext, length: stride - ciphertext - tagLength };
	return { offset: start + stride - tagLength, length: tagLength };
}

/** Frames of a longer run that the end of the shorter message may have, too. */
const ends = 3;

type Entry = Region | { readonly from: number; readonly to: number };

/** The regions of a map in order, and for frames of its run their numbers: those that both have first. */
function* entriesOf({ regions }: ByteMap, shared: number): Generator<Entry> {
	const { index, count } = regions.run;
	for (let at = 0; at < index; at++) yield* regions.slice(at, at + 1);
	if (shared > 0) yield { from: 0, to: shared };
	const known = Math.min(count, shared + ends);
	yield* regions.slice(index + shared * perFrame, index + known * perFrame);
	if (count > known) yield { from: known, to: count };
	for (let at = index + count * perFrame; at < regions.length; at++)
		yield* regions.slice(at, at + 1);
}

/** Partners by path, and between them, in their places, what only one has. */
function* pairUp(inA: Iterable<Entry>, inB: Iterable<Entry>): Generator<Fields | Frames> {
	const nameOfEntry = (entry: Entry) => ('path' in entry ? entry.path : String(entry.from));
	const [first, second] = [[...inA], [...inB]];
	const places = new Map(second.map((entry, place) => [nameOfEntry(entry), place]));
	const names = new Set(first.map(nameOfEntry));
	let next = 0;
	function* onlyB(to: number): Generator<Fields | Frames> {
		for (; next < to; next++) {
			const entry = second[next];
			if (!entry || names.has(nameOfEntry(entry))) continue;
			yield 'path' in entry ? { a: undefined, b: entry } : { side: 'b', frames: entry };
		}
	}
	for (const entry of first) {
		const place = places.get(nameOfEntry(entry));
		const partner = place === undefined ? undefined : second[place];
		if (place !== undefined) yield* onlyB(place);
		if (!('path' in entry)) yield { side: partner ? 'both' : 'a', frames: entry };
		else yield { a: entry, b: partner && 'path' in partner ? partner : undefined };
	}
	yield* onlyB(second.length);
}

type Why = (path: string, state: ComparedField['state']) => string;

function fieldOf(
	a: Region | undefined,
	b: Region | undefined,
	differing: number,
	why: Why
): ComparedField {
	const path = (a ?? b)?.path ?? '';
	const state = !a ? 'only-b' : !b ? 'only-a' : differing > 0 ? 'differs' : 'equal';
	const { label } = nameOf(path);
	return { path, label, place: placeOf(path), a, b, state, differing, why: why(path, state) };
}

/** Counts the bytes that differ between two regions, and marks them. */
function mark(
	bytesA: Uint8Array,
	a: Span,
	bytesB: Uint8Array,
	b: Span,
	changedA?: Uint8Array,
	changedB?: Uint8Array
): number {
	const shared = Math.min(a.length, b.length);
	let count = Math.max(a.length, b.length) - shared;
	changedA?.fill(1, a.offset + shared, a.offset + a.length);
	changedB?.fill(1, b.offset + shared, b.offset + b.length);
	for (let i = 0; i < shared; i++) {
		if (bytesA[a.offset + i] === bytesB[b.offset + i]) continue;
		if (changedA) changedA[a.offset + i] = 1;
		if (changedB) changedB[b.offset + i] = 1;
		count++;
	}
	return count;
}

/** Bytes looked at between two steps. */
const perStep = 2 ** 20;

/** The only bit in which two byte strings of one length differ. */
function* oneBit(a: Uint8Array, b: Uint8Array): Generator<number, Comparison['flipped']> {
	if (a.length !== b.length) return undefined;
	let found: { byte: number; bit: number } | undefined;
	for (let byte = 0; byte < a.length; byte++) {
		if (byte % perStep === perStep - 1) yield 0;
		const difference = (a[byte] ?? 0) ^ (b[byte] ?? 0);
		if (difference === 0) continue;
		const bit = Math.log2(difference);
		if (found || !Number.isInteger(bit)) return undefined;
		found = { byte, bit };
	}
	return found;
}

/** Whether the suite derives a key of its own for each message. */
function derives(map: ByteMap): boolean {
	const id = Number.parseInt(regionOf(map, 'header.algorithmSuiteId')?.value ?? '', 16);
	return suites.find((suite) => suite.id === id)?.kdf !== undefined;
}

function explain(a: ByteMap, b: ByteMap, { samePlaintext }: Knowledge, oneBitOnly: boolean): Why {
	const derived = derives(a) && derives(b);
	const sameId = sameField(a, b, 'header.messageId');
	const plaintext = samePlaintext
		? 'The plaintext is the same, and nothing here shows it'
		: 'Nothing here tells whether the plaintexts are alike';
	return (path, state) => {
		if (state === 'only-a') return 'Only the first has it.';
		if (state === 'only-b') return 'Only the second has it.';
		const differs = state === 'differs';
		// A changed copy is not a second message: its other fields say nothing of how messages are made.
		if (oneBitOnly) return differs ? 'The flipped bit is here.' : '';
		const last = path.replace(/^.*\]\.|^(header|body|footer)\./, '');
		if (a.kind === 'blob') return blobWhy(path, differs);
		if (path === 'header.messageId')
			return differs
				? 'A random number, new for every message: the key of the frames is derived from it.'
				: 'The same number: one is a copy of the other, or was made from it.';
		if (path === 'header.algorithmSuiteId')
			return differs ? 'Encrypted by different recipes.' : 'The same recipe.';
		if (path === 'header.commitKey')
			return differs
				? 'Derived from data key and message ID, and both are new in each message.'
				: 'The same data key and the same message ID.';
		if (path === 'header.tag')
			return differs
				? 'It vouches for all of the header under the message’s own key, so it is new whenever they are.'
				: 'The header and its key are the same.';
		if (path.startsWith('header.encryptedDataKeys[')) {
			if (last === 'ciphertext')
				return differs
					? 'Each message has a data key of its own, and each wrapping takes a fresh IV: even one data key would look different here.'
					: 'The same data key in the same wrapping.';
			if (last === 'providerInfo')
				return differs
					? regionOf(a, path.replace('providerInfo', 'providerId'))?.value === 'aws-kms'
						? 'Wrapped by different KMS keys.'
						: 'The name of the wrapping key is followed by the IV of the wrapping, which is random.'
					: 'The same wrapping key.';
		}
		if (path.startsWith('header.aad[') && /\]\.value$/.test(path) && differs) {
			const key = regionOf(a, path.replace(/value$/, 'key'))?.value;
			return key === 'aws-crypto-public-key'
				? 'The public key that verifies the signature; its pair is made for one message and forgotten.'
				: 'The messages were made for different purposes.';
		}
		if (path.startsWith('header.aad')) return differs ? 'The contexts differ.' : '';
		if (path.endsWith('.iv') && !path.startsWith('header'))
			return differs
				? 'IVs here are the number of the frame, so one of the two was changed.'
				: derived && !sameId
					? 'The number of the frame, in every message: no danger, because the message ID gives each message a key of its own.'
					: 'The number of the frame. This suite derives no key, so only the fresh data key keeps it from being used twice.';
		if (last === 'ciphertext')
			return differs ? `${plaintext}: the keys differ.` : 'The same bytes under the same key.';
		if (last === 'tag')
			return differs
				? 'It vouches for the frame’s bytes, place and length under the message’s own key.'
				: '';
		if (path === 'footer.signature')
			return differs
				? 'Made over every byte before it, with a key pair of this message alone.'
				: 'Signed by the same key over the same bytes.';
		if (last.endsWith('length')) return differs ? 'What follows has another length.' : '';
		return '';
	};
}

function blobWhy(path: string, differs: boolean): string {
	if (path === 'key')
		return differs
			? 'Another KMS key, or another version of its material after a rotation.'
			: 'The same key material of the same KMS key.';
	if (path === 'iv') return differs ? 'A fresh IV for each call.' : 'The same call made both.';
	if (path === 'ciphertext') return differs ? 'Another IV alone makes all of it different.' : '';
	if (path === 'tag') return differs ? 'It vouches for ciphertext, header and context.' : '';
	return '';
}

function sameField(a: ByteMap, b: ByteMap, path: string): boolean {
	const [one, other] = [regionOf(a, path), regionOf(b, path)];
	return (
		one !== undefined &&
		other !== undefined &&
		equalBytes(bytesOf(a.bytes, one), bytesOf(b.bytes, other))
	);
}

/** What is not equal. */
interface Different {
	readonly different: () => Iterable<ComparedField>;
	/** Bytes. */
	readonly differing: number;
	/** How many different names the fields have. */
	readonly names: number;
}

function verdictOf(
	a: ByteMap,
	b: ByteMap,
	found: Different,
	flipped: Comparison['flipped'],
	{ samePlaintext }: Knowledge
): string {
	if (found.differing === 0) return 'Equal, byte for byte.';
	if (a.kind !== b.kind)
		return 'One is a message of the AWS Encryption SDK, the other a ciphertext blob of AWS KMS: they have no field in common.';
	if (flipped) {
		const [where] = found.different();
		const name = where ? [where.label, where.place].filter(Boolean).join(' of ') : '';
		const fault = a.fault ?? b.fault;
		return `A single bit differs: bit ${flipped.bit} of byte ${flipped.byte}, in ${lower(name)}. ${
			fault
				? 'It breaks the form, so whoever reads the message stops there.'
				: 'The form still holds; only whoever has the key finds out, because a tag or the commitment no longer fits.'
		}`;
	}
	const ids = sameField(a, b, 'header.messageId');
	if (a.kind === 'message' && ids)
		return `The same message ID: one was made from the other. ${changedParts(found)}`;
	const total = a.bytes.length;
	const alike = samePlaintext
		? 'The same plaintext, and yet'
		: total === b.bytes.length
			? 'The same length, and'
			: 'Of different length, and';
	return `${alike} ${found.differing.toLocaleString('en-US')} of ${Math.max(total, b.bytes.length).toLocaleString('en-US')} bytes differ. ${
		samePlaintext ? 'Whoever sees both cannot tell that they say the same.' : changedParts(found)
	}`;
}

/** More fields that differ are counted, and the first of them named. */
const mostNames = 5;

function changedParts({ different, names: count }: Different): string {
	const most = count > mostNames ? 3 : count;
	const names = new Set<string>();
	for (const { path } of different()) {
		names.add(spelled(path));
		if (names.size === most) break;
	}
	const list = [...names].join(', ');
	return count > mostNames
		? `${count.toLocaleString('en-US')} fields differ, the first of them ${list}.`
		: `What differs: ${list}.`;
}

/** `IV (frame 2)`, inside a sentence. */
function spelled(path: string): string {
	const [label, place] = [lower(nameOf(path).label), placeOf(path)];
	return place ? `${label} (${place})` : label;
}

/** A label inside a sentence; names that begin with two capitals stay. */
function lower(label: string): string {
	return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
