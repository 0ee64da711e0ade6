/** Message bodies (specification: data-format/message-body.md, message-body-aad.md). */
import { AuthenticationError, concat, encodeHex, encodeUtf8 } from '#lib/crypto/index.ts';
import type { AesGcmCipher, Bytes } from '#lib/crypto/index.ts';
import {
	FrameTagError,
	InvalidArgumentError,
	MalformedMessageError,
	SequenceError,
	TruncatedError
} from './errors.ts';
import type { MessageHeader } from './header.ts';
import { describeBytes, uintOf } from './walk.ts';
import type { Walk } from './walk.ts';

export const ivLength = 12;
export const tagLength = 16;
/** A regular frame around its ciphertext: sequence number, IV, tag. */
export const frameOverhead = 4 + ivLength + tagLength;
/** A final frame around its ciphertext: end mark, sequence number, IV, length, tag. */
export const finalFrameOverhead = 4 + 4 + ivLength + 4 + tagLength;
/** Fields of a final frame before its ciphertext. */
export const finalFrameHead = 4 + 4 + ivLength + 4;
/** Stands where a regular frame has its sequence number. */
export const endMark = 0xffff_ffff;
/** The last sequence number there is: above it a final frame could not be told from its mark. */
export const lastSequence = 0xffff_ffff;
/** The most that AES-GCM encrypts in one call (NIST SP 800-38D section 5.2.1.1). */
const longestBlock = 2 ** 36 - 32;

export type FrameKind = 'regular' | 'final' | 'single';

//  Sealing and opening one frame

const contentNames: Record<FrameKind, Bytes> = {
	regular: encodeUtf8('AWSKMSEncryptionClient Frame'),
	final: encodeUtf8('AWSKMSEncryptionClient Final Frame'),
	single: encodeUtf8('AWSKMSEncryptionClient Single Block')
};

/** The frames of one message under its derived key. */
export class FrameCipher {
	readonly #cipher: AesGcmCipher;
	/** Filled anew for each call; the cipher has copied them when the call returns. */
	readonly #additionalData: Record<FrameKind, DataView<ArrayBuffer>>;
	readonly #iv = new DataView(new ArrayBuffer(ivLength));

	constructor(cipher: AesGcmCipher, messageId: Bytes) {
		this.#cipher = cipher;
		const dataOf = (kind: FrameKind) =>
			new DataView(concat(messageId, contentNames[kind], new Uint8Array(12)).buffer);
		this.#additionalData = {
			regular: dataOf('regular'),
			final: dataOf('final'),
			single: dataOf('single')
		};
	}

	/** Ciphertext and tag. `sequence` counts from 1 and is used once only: it makes the IV. */
	seal(kind: FrameKind, sequence: number, plaintext: Bytes): Promise<ArrayBuffer> {
		this.#iv.setUint32(8, sequence);
		const iv = new Uint8Array(this.#iv.buffer);
		return this.#cipher.seal(iv, plaintext, this.#describe(kind, sequence, plaintext.length));
	}

	/**
	 * The plaintext of ciphertext and tag.
	 * @throws {FrameTagError} when the tag does not fit
	 */
	async open(
		kind: FrameKind,
		sequence: number,
		iv: Bytes,
		sealed: Bytes,
		offset?: number
	): Promise<ArrayBuffer> {
		const additionalData = this.#describe(kind, sequence, sealed.length - tagLength);
		try {
			return await this.#cipher.open(iv, sealed, additionalData);
		} catch (cause) {
			if (!(cause instanceof AuthenticationError)) throw cause;
			throw new FrameTagError(sequence, offset === undefined ? { cause } : { cause, offset });
		}
	}

	/** `messageId || name of the kind || sequence u32 || length u64`. */
	#describe(kind: FrameKind, sequence: number, length: number): Bytes {
		const view = this.#additionalData[kind];
		const at = view.byteLength - 12;
		view.setUint32(at, sequence);
		view.setUint32(at + 4, Math.floor(length / 2 ** 32));
		view.setUint32(at + 8, length % 2 ** 32);
		return new Uint8Array(view.buffer);
	}
}

//  Writing

/** How a plaintext is cut: regular frames, and a final one that holds the rest, full or not. */
export interface Cut {
	readonly regular: number;
	readonly finalLength: number;
	/** Bytes of the whole body. */
	readonly length: number;
}

/** @throws {InvalidArgumentError} when the frames cannot be numbered */
export function cutIntoFrames(plaintextLength: number, frameLength: number): Cut {
	const regular = Math.max(0, Math.ceil(plaintextLength / frameLength) - 1);
	if (regular + 1 > lastSequence) throw tooManyFrames();
	const finalLength = plaintextLength - regular * frameLength;
	const length = regular * (frameOverhead + frameLength) + finalFrameOverhead + finalLength;
	return { regular, finalLength, length };
}

export function tooManyFrames(): InvalidArgumentError {
	return new InvalidArgumentError(
		'The plaintext has more frames than there are numbers for; choose a larger frame length.'
	);
}

/** Writes what stands before a frame's ciphertext; gives the offset of the ciphertext. */
export function writeFrameHead(
	view: DataView,
	at: number,
	kind: 'regular' | 'final',
	sequence: number,
	length: number
): number {
	let next = at;
	if (kind === 'final') {
		view.setUint32(next, endMark);
		next += 4;
	}
	view.setUint32(next, sequence);
	// The IV: eight zero bytes stand there already in a new buffer.
	view.setUint32(next + 12, sequence);
	next += 4 + ivLength;
	if (kind === 'final') {
		view.setUint32(next, length);
		next += 4;
	}
	return next;
}

//  Reading

/** One frame (or the single block) in a message: offsets from the message's first byte. */
export interface Place {
	readonly kind: FrameKind;
	readonly sequence: number;
	readonly iv: number;
	readonly ciphertext: number;
	/** Bytes of ciphertext, and of plaintext. */
	readonly length: number;
}

export interface BodyLayout {
	/** How many regular frames, one behind the other from `start`, each `stride` bytes. */
	readonly regular: number;
	readonly start: number;
	readonly stride: number;
	/** The final frame, or the single block. */
	readonly last: Place;
	readonly plaintextLength: number;
	/** Where the body ends. */
	readonly end: number;
}

/**
 * Finds the frames of a body that is all there, in order and complete. Nothing is allocated for
 * lengths that the message claims.
 * @throws {TruncatedError} when it ends too soon
 * @throws {SequenceError} when a frame is out of order
 * @throws {MalformedMessageError} when a length is impossible
 */
export function layOutBody(message: Bytes, header: MessageHeader): BodyLayout {
	const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
	const start = header.length;
	if (header.contentType === 'non-framed') return layOutSingleBlock(view, start);
	const { frameLength } = header;
	const stride = frameOverhead + frameLength;
	const regular = countRegularFrames(message, header);
	const at = start + regular * stride;
	const sequence = regular + 1;
	if (view.byteLength - at < 4) throw new TruncatedError(`frame ${sequence}`, view.byteLength);
	const first = view.getUint32(at);
	if (first !== endMark) {
		checkSequence(first, sequence, at);
		throw new TruncatedError(`frame ${sequence}`, view.byteLength);
	}
	if (view.byteLength - at < finalFrameHead)
		throw new TruncatedError('the final frame', view.byteLength);
	checkSequence(view.getUint32(at + 4), sequence, at + 4);
	const length = view.getUint32(at + finalFrameHead - 4);
	checkFinalLength(length, frameLength, at + finalFrameHead - 4);
	const ciphertext = at + finalFrameHead;
	const end = ciphertext + length + tagLength;
	if (end > view.byteLength) throw new TruncatedError('the final frame', view.byteLength);
	return {
		regular,
		start,
		stride,
		last: { kind: 'final', sequence, iv: at + 8, ciphertext, length },
		plaintextLength: regular * frameLength + length,
		end
	};
}

/** What of a header says where its body's frames are. */
export type BodyShape = Pick<MessageHeader, 'length' | 'contentType' | 'frameLength'>;

/** How many whole regular frames stand at the beginning of a body, each with the number that is due. */
export function countRegularFrames(
	message: Uint8Array,
	{ length, contentType, frameLength }: BodyShape
): number {
	if (contentType === 'non-framed') return 0;
	const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
	const stride = frameOverhead + frameLength;
	const most = Math.floor((view.byteLength - length) / stride);
	let count = 0;
	while (count < most && view.getUint32(length + count * stride) === count + 1) count++;
	return count;
}

function layOutSingleBlock(view: DataView, start: number): BodyLayout {
	const ciphertext = start + ivLength + 8;
	if (ciphertext > view.byteLength) throw new TruncatedError('the single block', view.byteLength);
	const at = start + ivLength;
	const length = checkBlockLength(view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4), at);
	const end = ciphertext + length + tagLength;
	if (end > view.byteLength) throw new TruncatedError('the single block', view.byteLength);
	const last: Place = { kind: 'single', sequence: 1, iv: start, ciphertext, length };
	return { regular: 0, start, stride: 0, last, plaintextLength: length, end };
}

/** @throws {SequenceError} */
export function checkSequence(found: number, expected: number, offset: number): void {
	if (found === expected) return;
	const wrong = [24, 16, 8, 0].findIndex(
		(shift) => ((found >>> shift) & 0xff) !== ((expected >>> shift) & 0xff)
	);
	throw new SequenceError(
		`Frame ${expected} is due, and the message has number ${found}: a frame was lost, repeated or moved, so the text would not be the one encrypted.`,
		{ offset: offset + wrong }
	);
}

/** @throws {MalformedMessageError} */
export function checkFinalLength(length: number, frameLength: number, offset: number): void {
	if (length > frameLength)
		throw new MalformedMessageError(
			`The final frame claims ${length} bytes; no frame of this message has more than ${frameLength}.`,
			{ offset }
		);
}

/** @throws {MalformedMessageError} */
export function checkBlockLength(length: number, offset: number): number {
	if (length > longestBlock)
		throw new MalformedMessageError(
			`The body claims ${length} bytes; one call of AES-GCM covers at most 2^36 − 32.`,
			{ offset }
		);
	return length;
}

//  Walking, for the map

/**
 * Walks over the fields of a body that begins at the header's end.
 * @param passed regular frames that are left out at its beginning
 */
export function* walkBody(header: BodyShape, passed = 0): Walk<void> {
	let at = header.length + passed * (frameOverhead + header.frameLength);
	function* field(path: string, length: number, meaning: string): Walk<Bytes> {
		const bytes = yield {
			path,
			length,
			describe: (read) => ({
				value: length === 4 || length === 8 ? String(uintOf(read)) : describeBytes(read),
				meaning
			})
		};
		at += length;
		return bytes;
	}
	if (header.contentType === 'non-framed') {
		yield* field('body.iv', ivLength, 'The initialization vector of the single block.');
		const lengthAt = at;
		const claimed = yield* field('body.length', 8, 'How many bytes of ciphertext follow.');
		const length = checkBlockLength(uintOf(claimed), lengthAt);
		yield* ciphertextAndTag('body', length, 'the single block');
		return;
	}
	for (let sequence = passed + 1; ; sequence++) {
		const path = `frames[${sequence - 1}]`;
		const first = yield {
			path: `${path}.sequenceNumber`,
			length: 4,
			describe: (bytes) =>
				uintOf(bytes) === endMark
					? {
							value: encodeHex(bytes),
							meaning: 'The mark that the final frame follows.'
						}
					: {
							value: String(uintOf(bytes)),
							meaning: 'The place of this frame: its tag covers it, so frames cannot change places.'
						}
		};
		const final = uintOf(first) === endMark;
		if (final) {
			at += 4;
			const sequenceAt = at;
			const number = yield* field(
				`${path}.finalSequenceNumber`,
				4,
				'The place of the final frame, and so how many frames there are.'
			);
			checkSequence(uintOf(number), sequence, sequenceAt);
		} else {
			checkSequence(uintOf(first), sequence, at);
			at += 4;
		}
		yield* field(`${path}.iv`, ivLength, 'The initialization vector of this frame: its number.');
		if (!final) {
			yield* ciphertextAndTag(path, header.frameLength, `frame ${sequence}`);
			continue;
		}
		const lengthAt = at;
		const length = uintOf(
			yield* field(`${path}.length`, 4, 'How many bytes the final frame holds.')
		);
		checkFinalLength(length, header.frameLength, lengthAt);
		yield* ciphertextAndTag(path, length, 'the final frame');
		return;
	}

	function* ciphertextAndTag(path: string, length: number, what: string): Walk<void> {
		if (length > 0)
			yield {
				path: `${path}.ciphertext`,
				length,
				describe: (bytes) => ({
					value: describeBytes(bytes),
					meaning: `The encrypted bytes of ${what}.`
				})
			};
		at += length;
		yield* field(
			`${path}.tag`,
			tagLength,
			`The authentication tag of ${what}: it vouches for its bytes, its place and its length.`
		);
	}
}
