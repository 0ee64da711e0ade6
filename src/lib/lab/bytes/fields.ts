/** What the regions of a map are called, and which part of the picture language draws them. */
import { decodeUtf8, encodeHex, EncodingError } from '#lib/crypto/index.ts';
import { mapCiphertextBlob, mapMessageInSteps, RegionList } from '#lib/envelope/index.ts';
import type { Region } from '#lib/envelope/index.ts';

/** A message of the AWS Encryption SDK, or a ciphertext blob of AWS KMS. */
export type ByteKind = 'message' | 'blob';

/**
 * What a region is drawn as: numbers and marks of the format, the encryption context, what names the
 * wrapping key, the wrapped data key, what vouches for the rest (tags, commitment, signature),
 * ciphertext, and bytes of which nothing is known.
 */
export type Tone = 'format' | 'context' | 'key' | 'wrapped' | 'vouch' | 'ciphertext' | 'unknown';

export const toneNames: Record<Tone, string> = {
	format: 'format',
	context: 'encryption context',
	key: 'wrapping key',
	wrapped: 'wrapped data key',
	vouch: 'authentication',
	ciphertext: 'ciphertext',
	unknown: 'not known'
};

/** Words for the last part of a path, by the rest of it. */
interface Named {
	readonly label: string;
	readonly tone: Tone;
}

const headerNames: Readonly<Record<string, Named>> = {
	version: { label: 'Version', tone: 'format' },
	type: { label: 'Type', tone: 'format' },
	algorithmSuiteId: { label: 'Algorithm suite', tone: 'format' },
	messageId: { label: 'Message ID', tone: 'format' },
	'aad.length': { label: 'Length of the context', tone: 'format' },
	'aad.count': { label: 'Number of entries', tone: 'format' },
	'encryptedDataKeys.count': { label: 'Number of wrapped data keys', tone: 'format' },
	contentType: { label: 'Content type', tone: 'format' },
	reserved: { label: 'Reserved', tone: 'format' },
	ivLength: { label: 'IV length', tone: 'format' },
	frameLength: { label: 'Frame length', tone: 'format' },
	commitKey: { label: 'Commitment', tone: 'vouch' },
	iv: { label: 'Header IV', tone: 'format' },
	tag: { label: 'Header tag', tone: 'vouch' }
};

const keyNames: Readonly<Record<string, Named>> = {
	'providerId.length': { label: 'Length of the provider', tone: 'format' },
	providerId: { label: 'Key provider', tone: 'key' },
	'providerInfo.length': { label: 'Length of the key’s name', tone: 'format' },
	providerInfo: { label: 'Which wrapping key', tone: 'key' },
	'ciphertext.length': { label: 'Length of the wrapped data key', tone: 'format' },
	ciphertext: { label: 'Wrapped data key', tone: 'wrapped' }
};

const frameNames: Readonly<Record<string, Named>> = {
	sequenceNumber: { label: 'Sequence number', tone: 'format' },
	finalSequenceNumber: { label: 'Final sequence number', tone: 'format' },
	iv: { label: 'IV', tone: 'format' },
	length: { label: 'Length of the ciphertext', tone: 'format' },
	ciphertext: { label: 'Ciphertext', tone: 'ciphertext' },
	tag: { label: 'Tag', tone: 'vouch' }
};

const footerNames: Readonly<Record<string, Named>> = {
	'signature.length': { label: 'Length of the signature', tone: 'format' },
	signature: { label: 'Signature', tone: 'vouch' }
};

const blobNames: Readonly<Record<string, Named>> = {
	version: { label: 'Beginning of every blob', tone: 'format' },
	key: { label: 'Which key material', tone: 'key' },
	length: { label: 'Length of the rest', tone: 'format' },
	iv: { label: 'IV', tone: 'format' },
	ciphertext: { label: 'Ciphertext', tone: 'ciphertext' },
	tag: { label: 'Tag', tone: 'vouch' },
	simulated: { label: 'Mark of the simulation', tone: 'unknown' },
	'form.encryptedData': { label: 'Sequence', tone: 'format' },
	'form.contentType': { label: 'Type: encrypted data', tone: 'format' },
	'form.content': { label: 'Content', tone: 'format' },
	'form.body': { label: 'Sequence', tone: 'format' },
	'form.contentVersion': { label: 'Version 0', tone: 'format' },
	'form.encryptedContent': { label: 'Sequence', tone: 'format' },
	'form.dataType': { label: 'Type: data', tone: 'format' },
	'form.algorithm': { label: 'Sequence', tone: 'format' },
	'form.algorithmId': { label: 'Algorithm: AES-256-GCM', tone: 'format' },
	'form.parameters': { label: 'Parameters', tone: 'format' },
	'form.ivHead': { label: 'Head of the IV', tone: 'format' },
	'form.tagLength': { label: 'Length of the tag', tone: 'format' },
	'form.sealedHead': { label: 'Head of the ciphertext', tone: 'format' }
};

const restNames: Readonly<Record<string, Named>> = {
	trailing: { label: 'More than the message', tone: 'unknown' },
	unread: { label: 'Not read', tone: 'unknown' }
};

const indexed = /^(header\.aad|header\.encryptedDataKeys|frames)\[(\d+)\]\.(.*)$/;

/** Label and tone of a region by its path. */
export function nameOf(path: string): Named {
	const unknown = { label: path, tone: 'unknown' } as const;
	if (restNames[path]) return restNames[path];
	const [, list, index, rest = ''] = indexed.exec(path) ?? [];
	if (list === 'header.aad') {
		const name = rest.startsWith('key') ? 'key' : 'value';
		return rest.endsWith('.length')
			? { label: `Length of the ${name}`, tone: 'format' }
			: { label: name === 'key' ? 'Key' : 'Value', tone: 'context' };
	}
	if (list === 'header.encryptedDataKeys') return keyNames[rest] ?? unknown;
	if (index !== undefined) return frameNames[rest] ?? unknown;
	const [place, ...parts] = path.split('.');
	const name = parts.join('.');
	if (place === 'header') return headerNames[name] ?? unknown;
	if (place === 'body') return frameNames[name] ?? unknown;
	if (place === 'footer') return footerNames[name] ?? unknown;
	return blobNames[path] ?? unknown;
}

/** `entry 2`, `wrapped data key 1`, `frame 3`, `header`: what the region belongs to. */
export function placeOf(path: string): string {
	const [, list, index = '0'] = indexed.exec(path) ?? [];
	const number = Number(index) + 1;
	if (list === 'header.aad') return `entry ${number} of the encryption context`;
	if (list === 'header.encryptedDataKeys') return `wrapped data key ${number}`;
	if (list === 'frames') return `frame ${number}`;
	if (path.startsWith('header.aad')) return 'encryption context';
	if (path.startsWith('header.')) return 'header';
	if (path.startsWith('body.')) return 'single block';
	if (path.startsWith('footer.')) return 'footer';
	return '';
}

//  A map with what is needed to find things in it

/** Regions that belong together: the header, one wrapped data key, one frame. */
export interface Part {
	/** `header`, `header.aad`, `header.encryptedDataKeys[0]`, `frames[3]`, `footer`, `rest`. */
	readonly id: string;
	readonly label: string;
	/** Its regions are `map.regions[from]` up to, not with, `to`. */
	readonly from: number;
	readonly to: number;
	readonly offset: number;
	/** Bytes. */
	readonly length: number;
}

export interface ByteMap {
	readonly kind: ByteKind;
	readonly bytes: Uint8Array;
	readonly regions: RegionList;
	/** In order; together they hold every region. */
	readonly parts: PartList;
	/** The region that bears the fault of a broken message. */
	readonly fault: Region | undefined;
}

/** Maps bytes as what they are taken for. */
export function mapBytes(bytes: Uint8Array, kind: ByteKind): ByteMap {
	return runSteps(mapInSteps(bytes, kind));
}

/**
 * The same in steps, each of which gives how many bytes are mapped: a hostile header is long. The map
 * holds the bytes and what is in the header; frames are made when they are looked at.
 */
export function* mapInSteps(bytes: Uint8Array, kind: ByteKind): Generator<number, ByteMap> {
	const regions =
		kind === 'message' ? yield* mapMessageInSteps(bytes) : new RegionList(mapCiphertextBlob(bytes));
	const parts = yield* partsOf(regions, kind);
	return { kind, bytes, regions, parts, fault: regions.fault };
}

/** Does steps without a pause. */
export function runSteps<T>(steps: Generator<unknown, T>): T {
	let step = steps.next();
	while (step.done !== true) step = steps.next();
	return step.value;
}

/** Regions of a regular frame. */
const perFrame = 4;

/** Parts in order. Frames of the run are made when they are asked for. */
export class PartList {
	readonly length: number;
	/** Which parts are frames of the run: from the first up to, not with, the last. */
	readonly run: { readonly from: number; readonly to: number };
	readonly #held: readonly Part[];
	readonly #frames: RegionList['run'];

	/** @param before how many of the parts that are held stand before the run */
	constructor(held: readonly Part[], before: number, frames: RegionList['run']) {
		this.#held = held;
		this.#frames = frames;
		this.run = { from: before, to: before + frames.count };
		this.length = held.length + frames.count;
	}

	/** The part of an index; `undefined` where there is none. */
	at(index: number): Part | undefined {
		const { from, to } = this.run;
		if (index < from) return this.#held[index];
		if (index >= to) return this.#held[index - to + from];
		const { index: first, offset, stride } = this.#frames;
		const frame = index - from;
		const id = `frames[${frame}]`;
		return {
			id,
			label: partLabel(id, false),
			from: first + frame * perFrame,
			to: first + (frame + 1) * perFrame,
			offset: offset + frame * stride,
			length: stride
		};
	}

	/** How many of them are frames: those of the run, and what of frames stands behind it. */
	get frames(): number {
		const { from, to } = this.run;
		return to - from + this.#held.filter(({ id }) => id.startsWith('frames[')).length;
	}
}

function* partsOf(regions: RegionList, kind: ByteKind): Generator<number, PartList> {
	const parts: Part[] = [];
	const { index, count } = regions.run;
	function* add(start: number, end: number): Generator<number, void> {
		let from = start;
		let id = '';
		for (let at = start; at <= end; at++) {
			const region = at < end ? regions.at(at) : undefined;
			const next = region ? partId(region.path, kind) : '';
			if (next !== id) {
				const [first, last] = [regions.at(from), regions.at(at - 1)];
				if (first && last && at > from)
					parts.push({
						id,
						label: partLabel(id, parts.length === 0),
						from,
						to: at,
						offset: first.offset,
						length: last.offset + last.length - first.offset
					});
				from = at;
				id = next;
			}
			if (region && at % 500 === 0) yield region.offset;
		}
	}
	yield* add(0, index);
	const before = parts.length;
	yield* add(index + count * perFrame, regions.length);
	return new PartList(parts, before, regions.run);
}

function partId(path: string, kind: ByteKind): string {
	if (path in restNames) return 'rest';
	if (kind === 'blob') {
		if (path === 'version' || path === 'key' || path === 'length') return 'blob.head';
		return path.startsWith('form.') || path === 'iv' ? 'blob.form' : 'blob.sealed';
	}
	const frame = /^frames\[\d+\]/.exec(path)?.[0];
	if (frame) return frame;
	const key = /^header\.encryptedDataKeys\[\d+\]/.exec(path)?.[0];
	if (key) return key;
	if (path.startsWith('header.aad')) return 'header.aad';
	if (path.startsWith('header.encryptedDataKeys')) return 'header.encryptedDataKeys';
	// What follows the wrapped keys is a part of its own: the parts keep the order of the bytes.
	if (/^header\.(version|type|algorithmSuiteId|messageId)$/.test(path)) return 'header.start';
	if (path.startsWith('header.')) return 'header.end';
	return path.split('.')[0] ?? path;
}

function partLabel(id: string, first: boolean): string {
	const number = Number(/\[(\d+)\]$/.exec(id)?.[1] ?? '-1') + 1;
	if (id.startsWith('frames')) return `Frame ${number}`;
	if (id.startsWith('header.encryptedDataKeys[')) return `Wrapped data key ${number}`;
	const labels: Readonly<Record<string, string>> = {
		'header.start': 'Beginning of the header',
		'header.aad': 'Encryption context',
		'header.encryptedDataKeys': 'Wrapped data keys',
		'header.end': 'End of the header',
		body: 'Single block',
		footer: 'Footer',
		'blob.head': 'Beginning',
		'blob.form': 'Form (DER)',
		'blob.sealed': 'Sealed by AWS KMS'
	};
	return labels[id] ?? (first ? 'Not a message' : 'The rest');
}

/** The index of the region that a byte belongs to; −1 where there is no such byte. */
export function regionAt({ regions }: Pick<ByteMap, 'regions'>, offset: number): number {
	return regions.indexAt(offset);
}

/** The part that a region belongs to. */
export function partAt({ parts }: Pick<ByteMap, 'parts'>, region: number): number {
	let low = 0;
	let high = parts.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const part = parts.at(middle);
		if (!part) return -1;
		if (region < part.from) high = middle - 1;
		else if (region >= part.to) low = middle + 1;
		else return middle;
	}
	return -1;
}

const mostTargets = 80;
const lastTargets = 12;

/** What there is to choose from in a list: every field but lengths, and of too many the first and the last. */
export function targetsOf({ regions }: Pick<ByteMap, 'regions'>): Region[] {
	const isTarget = ({ path }: Region) => !/length$|count$/.test(path);
	const targets: Region[] = [];
	for (const region of regions) {
		if (isTarget(region)) targets.push(region);
		if (targets.length > mostTargets) break;
	}
	if (targets.length <= mostTargets) return targets;
	const last: Region[] = [];
	for (let index = regions.length - 1; last.length < lastTargets; index--) {
		const region = regions.at(index);
		if (region && isTarget(region)) last.unshift(region);
	}
	return [...targets.slice(0, mostTargets - lastTargets), ...last];
}

/** A region by its path. */
export function regionOf(map: Pick<ByteMap, 'regions'>, path: string): Region | undefined {
	return map.regions.at(map.regions.indexOf(path));
}

/** The bytes of a region. */
export function bytesOf(bytes: Uint8Array, { offset, length }: Region): Uint8Array {
	return bytes.subarray(offset, offset + length);
}

/**
 * The value of a region in a form that says more than the map: the name, tag length and IV that a raw
 * AES keyring packs into one field.
 */
export function valueOf(bytes: Uint8Array, region: Region): string {
	if (!region.path.endsWith('.providerInfo')) return region.value;
	const info = bytesOf(bytes, region);
	const at = info.length - 20;
	const numbers = at > 0 ? info.subarray(at, at + 8) : undefined;
	if (numbers && encodeHex(numbers) === '000000800000000c') {
		try {
			return `${decodeUtf8(info.subarray(0, at))}, tag of 128 bits, IV of 12 bytes: ${encodeHex(info.subarray(at + 8))}`;
		} catch (error) {
			if (!(error instanceof EncodingError)) throw error;
		}
	}
	return region.value;
}

//  What a text of bytes is

export interface Recognised {
	readonly kind: ByteKind;
	/** The bytes begin as that kind does; otherwise it is a guess. */
	readonly sure: boolean;
}

const encryptedDataId = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];

/** Tells a message from a blob of KMS by what is at its beginning, broken ones too. */
export function recognise(bytes: Uint8Array): Recognised {
	const [first, second, third, fourth, fifth] = bytes;
	if (first === 2 || (first === 1 && second === 0x80)) return { kind: 'message', sure: true };
	if (first === 1 && fourth === 0 && fifth === 0x78) return { kind: 'blob', sure: true };
	for (let at = 0; at < Math.min(64, bytes.length); at++)
		if (encryptedDataId.every((byte, i) => bytes[at + i] === byte))
			return { kind: 'blob', sure: true };
	// A suite where version 1 has it: only the type is wrong.
	return { kind: 'message', sure: first === 1 && third !== undefined && third <= 3 };
}
