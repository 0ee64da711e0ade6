/** Two messages side by side: which fields are equal, which differ, and why. */
import { equalBytes } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import type { Region } from '#lib/envelope/index.ts';
import { bytesOf, nameOf, placeOf, regionOf } from './fields.ts';
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
	readonly fields: readonly ComparedField[];
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
	const changedA = new Uint8Array(a.bytes.length);
	const changedB = new Uint8Array(b.bytes.length);
	const partners = new Map(b.regions.map((region) => [region.path, region]));
	const inA = new Set(a.regions.map(({ path }) => path));
	const flipped = oneBit(a.bytes, b.bytes);
	const whyOf = explain(a, b, knowledge, flipped !== undefined);
	const fields: ComparedField[] = a.regions.map((region) => {
		const partner = partners.get(region.path);
		const differing = partner
			? mark(a.bytes, region, b.bytes, partner, changedA, changedB)
			: region.length;
		if (!partner) changedA.fill(1, region.offset, region.offset + region.length);
		return field(region.path, region, partner, differing, whyOf);
	});
	for (const region of b.regions) {
		if (inA.has(region.path)) continue;
		changedB.fill(1, region.offset, region.offset + region.length);
		const at = fields.findIndex(({ b: other }) => other && other.offset > region.offset);
		fields.splice(
			at < 0 ? fields.length : at,
			0,
			field(region.path, undefined, region, region.length, whyOf)
		);
	}
	return {
		fields,
		verdict: verdictOf(a, b, fields, flipped, knowledge),
		changedA,
		changedB,
		flipped
	};
}

type Why = (path: string, state: ComparedField['state']) => string;

function field(
	path: string,
	a: Region | undefined,
	b: Region | undefined,
	differing: number,
	why: Why
): ComparedField {
	const state = !a ? 'only-b' : !b ? 'only-a' : differing > 0 ? 'differs' : 'equal';
	const { label } = nameOf(path);
	return { path, label, place: placeOf(path), a, b, state, differing, why: why(path, state) };
}

/** Marks what differs between two regions; gives how many bytes. */
function mark(
	bytesA: Uint8Array,
	a: Region,
	bytesB: Uint8Array,
	b: Region,
	changedA: Uint8Array,
	changedB: Uint8Array
): number {
	const shared = Math.min(a.length, b.length);
	let count = Math.max(a.length, b.length) - shared;
	changedA.fill(1, a.offset + shared, a.offset + a.length);
	changedB.fill(1, b.offset + shared, b.offset + b.length);
	for (let i = 0; i < shared; i++) {
		if (bytesA[a.offset + i] === bytesB[b.offset + i]) continue;
		changedA[a.offset + i] = 1;
		changedB[b.offset + i] = 1;
		count++;
	}
	return count;
}

/** The only bit in which two byte strings of one length differ. */
function oneBit(a: Uint8Array, b: Uint8Array): { byte: number; bit: number } | undefined {
	if (a.length !== b.length) return undefined;
	let found: { byte: number; bit: number } | undefined;
	for (let byte = 0; byte < a.length; byte++) {
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

function verdictOf(
	a: ByteMap,
	b: ByteMap,
	fields: readonly ComparedField[],
	flipped: Comparison['flipped'],
	{ samePlaintext }: Knowledge
): string {
	const different = fields.filter(({ state }) => state !== 'equal');
	if (different.length === 0) return 'Equal, byte for byte.';
	if (a.kind !== b.kind)
		return 'One is a message of the AWS Encryption SDK, the other a ciphertext blob of AWS KMS: they have no field in common.';
	if (flipped) {
		const [where] = different;
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
		return `The same message ID: one was made from the other. ${changedParts(different)}`;
	const total = a.bytes.length;
	const bytes = different.reduce((sum, { differing }) => sum + differing, 0);
	const alike = samePlaintext
		? 'The same plaintext, and yet'
		: total === b.bytes.length
			? 'The same length, and'
			: 'Of different length, and';
	return `${alike} ${bytes.toLocaleString('en-US')} of ${Math.max(total, b.bytes.length).toLocaleString('en-US')} bytes differ. ${
		samePlaintext
			? 'Whoever sees both cannot tell that they say the same.'
			: changedParts(different)
	}`;
}

function changedParts(different: readonly ComparedField[]): string {
	const names = [
		...new Set(
			different.map(({ label, place }) => (place ? `${lower(label)} (${place})` : lower(label)))
		)
	];
	return names.length > 5
		? `${names.length} fields differ, the first of them ${names.slice(0, 3).join(', ')}.`
		: `What differs: ${names.join(', ')}.`;
}

/** A label inside a sentence; names that begin with two capitals stay. */
function lower(label: string): string {
	return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/**
 * Which bytes of an altered copy are not as they were. Where bytes were taken out or put in, what
 * stands before and after is matched from both ends.
 */
export function changedBytes(before: Uint8Array, after: Uint8Array): Uint8Array {
	const changed = new Uint8Array(after.length);
	if (before.length === after.length) {
		for (let i = 0; i < after.length; i++) changed[i] = before[i] === after[i] ? 0 : 1;
		return changed;
	}
	const shared = Math.min(before.length, after.length);
	let head = 0;
	while (head < shared && before[head] === after[head]) head++;
	let tail = 0;
	while (
		tail < shared - head &&
		before[before.length - 1 - tail] === after[after.length - 1 - tail]
	)
		tail++;
	changed.fill(1, head, after.length - tail);
	return changed;
}
