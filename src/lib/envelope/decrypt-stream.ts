/** Decryption of streams (specification: client-apis/decrypt.md and streaming.md). */
import { concat, createStreamingHash, equalBytes, verifyDigest } from '#lib/crypto/index.ts';
import type { Bytes, StreamingHash } from '#lib/crypto/index.ts';
import {
	checkBlockLength,
	checkFinalLength,
	checkSequence,
	endMark,
	finalFrameHead,
	frameOverhead,
	ivLength,
	tagLength
} from './body.ts';
import type { FrameCipher, FrameKind } from './body.ts';
import { checkDecryptOptions, openHeader, verificationKeyOf } from './decrypt.ts';
import type { DecryptOptions, OpenedHeader } from './decrypt.ts';
import {
	InvalidArgumentError,
	MalformedMessageError,
	OverLimitError,
	SignedStreamError,
	TrailingBytesError,
	TruncatedError
} from './errors.ts';
import { rawSignature, signatureError, walkFooter } from './footer.ts';
import { walkHeader } from './header.ts';
import type { MessageHeader } from './header.ts';
import { ByteQueue, Flight, streamOf } from './stream.ts';
import type { Emit, Machine, StreamOptions } from './stream.ts';
import { suiteOf } from './suites.ts';
import { uintOf } from './walk.ts';
import type { Walk } from './walk.ts';

export interface DecryptStreamOptions extends DecryptOptions, StreamOptions {
	/**
	 * Bytes of one header, frame or single block to hold at most; 64 MiB unless given. A message that
	 * claims more is refused before any of it is held.
	 */
	maxHeldBytes?: number;
	/** Called once, when the header has been verified and before the first plaintext. */
	onHeader?: (header: MessageHeader) => void;
}

/**
 * A message in, a stream of plaintext out. Each frame leaves when its tag has been verified; whether
 * the message is complete is known only at the end, so keep nothing of a stream that fails. Signed
 * messages are refused: see {@link decryptBlob}.
 */
export function decryptStream(
	options: DecryptStreamOptions
): TransformStream<Uint8Array, Uint8Array> {
	return streamOf(new MessageReader(options, 'unsigned'), options);
}

/**
 * Decrypts a file. A signed one is read twice: first its signature is verified, then it is decrypted;
 * nothing leaves before. Others are decrypted as they are read. The data key is opened once.
 * `onProgress` counts the second reading.
 */
export async function decryptBlob(
	blob: Blob,
	options: DecryptStreamOptions
): Promise<ReadableStream<Uint8Array>> {
	const verifier = new MessageReader(options, 'verify');
	const { signal } = options;
	const reader = blob.stream().getReader();
	try {
		for (;;) {
			signal?.throwIfAborted();
			const { done, value } = await reader.read();
			if (done) break;
			await verifier.push(value, () => undefined);
			if (verifier.known && !verifier.signed) break;
		}
		if (verifier.known?.header === undefined || verifier.signed) await verifier.end();
	} finally {
		await reader.cancel();
	}
	const second = new MessageReader(options, 'verified', verifier.known);
	return blob.stream().pipeThrough(streamOf(second, options));
}

/** A header that has been verified, and the bytes it was. */
interface KnownHeader extends OpenedHeader {
	readonly header: MessageHeader;
	readonly bytes: Bytes;
}

/**
 * `unsigned`: decrypt, and refuse signed messages. `verify`: verify the signature and give nothing
 * out. `verified`: decrypt, the signature being verified.
 */
type Role = 'unsigned' | 'verify' | 'verified';

const defaultHeld = 64 * 2 ** 20;
/** Bytes of frames that are opened together and leave as one chunk, where frames are small. */
const batchLength = 256 * 1024;

class MessageReader implements Machine {
	readonly #options: DecryptStreamOptions;
	readonly #role: Role;
	readonly #limit: number;
	readonly #waiting = new ByteQueue();
	readonly #flight = new Flight();
	/** Bytes read so far. */
	#at = 0;
	readonly #header: FieldReader<MessageHeader>;
	readonly #footer = new FieldReader(walkFooter());
	#hash: StreamingHash | undefined;
	#sequence = 1;
	#state: 'header' | 'body' | 'footer' | 'end' = 'header';
	/** The header, once verified. */
	known: KnownHeader | undefined;

	constructor(options: DecryptStreamOptions, role: Role, known?: KnownHeader) {
		const { maxHeldBytes = defaultHeld } = options;
		checkDecryptOptions(options);
		if (!(maxHeldBytes >= 1)) throw new InvalidArgumentError('maxHeldBytes is a positive number.');
		this.#options = options;
		this.#role = role;
		this.#limit = maxHeldBytes;
		this.#header = new FieldReader(walkHeader(options));
		this.known = known;
	}

	/** Whether the message bears a signature. Known after the header. */
	get signed(): boolean {
		return this.known !== undefined && suiteOf(this.known.header.suite).signature !== undefined;
	}

	async push(chunk: Bytes, emit: Emit): Promise<void> {
		this.#waiting.push(chunk);
		if (this.#state === 'header') await this.#readHeader();
		if (this.#state === 'body' && this.known) await this.#readBody(this.known, emit);
		if (this.#state === 'footer' && this.known) await this.#readFooter(this.known);
		if (this.#state === 'end' && this.#waiting.length > 0) throw new TrailingBytesError(this.#at);
		this.#waiting.keep();
	}

	async end(): Promise<void> {
		await this.#flight.drain();
		if (this.#state !== 'end')
			throw new TruncatedError(
				this.#state === 'body' ? `frame ${this.#sequence}` : `the ${this.#state}`,
				this.#at + this.#header.pending + this.#footer.pending + this.#waiting.length
			);
	}

	//  Header

	async #readHeader(): Promise<void> {
		const header = this.#header.read(this.#waiting, this.#limit);
		if (!header) return;
		const bytes = this.#header.bytes();
		this.#at = bytes.length;
		this.#state = 'body';
		const { signature } = suiteOf(header.suite);
		if (signature && this.#role === 'unsigned') throw new SignedStreamError();
		if (header.frameLength > this.#limit) throw this.#overLimit('a frame', header.frameLength);
		if (this.known) {
			if (equalBytes(this.known.bytes, bytes)) {
				this.#options.onHeader?.(header);
				return;
			}
			throw new MalformedMessageError('The file changed between its two readings.', { offset: 0 });
		}
		const body = bytes.subarray(0, header.bodyLength);
		this.known = { ...(await openHeader(body, header, this.#options)), header, bytes };
		if (signature && this.#role === 'verify') {
			verificationKeyOf(this.known);
			this.#hash = await createStreamingHash(signature);
			this.#hash.update(bytes);
		}
		if (this.#role !== 'verify') this.#options.onHeader?.(header);
	}

	//  Body

	async #readBody({ header, frames }: KnownHeader, emit: Emit): Promise<void> {
		if (header.contentType === 'non-framed') {
			await this.#readBlock(frames, emit);
			return;
		}
		const stride = frameOverhead + header.frameLength;
		const most = Math.max(1, Math.floor(batchLength / stride));
		while (this.#state === 'body' && this.#waiting.length >= 4) {
			if (uintOf(this.#waiting.peek(4)) === endMark) {
				if (!(await this.#readFinal(frames, header.frameLength, emit))) return;
				continue;
			}
			checkSequence(uintOf(this.#waiting.peek(4)), this.#sequence, this.#at);
			if (this.#waiting.length < stride) return;
			const taken: Frame[] = [];
			do {
				const iv = this.#take(4 + ivLength).subarray(4);
				const sealed = this.#take(header.frameLength + tagLength);
				taken.push({ sequence: this.#sequence++, iv, sealed, at: this.#at - sealed.length });
			} while (
				taken.length < most &&
				this.#waiting.length >= stride &&
				uintOf(this.#waiting.peek(4)) === this.#sequence &&
				this.#sequence !== endMark
			);
			await this.#open(frames, 'regular', taken, emit);
		}
	}

	/** Reads the final frame, if it is all there. */
	async #readFinal(frames: FrameCipher, frameLength: number, emit: Emit): Promise<boolean> {
		if (this.#waiting.length < finalFrameHead) return false;
		const head = this.#waiting.peek(finalFrameHead);
		checkSequence(uintOf(head.subarray(4, 8)), this.#sequence, this.#at + 4);
		const length = uintOf(head.subarray(finalFrameHead - 4));
		checkFinalLength(length, frameLength, this.#at + finalFrameHead - 4);
		if (this.#waiting.length < finalFrameHead + length + tagLength) return false;
		const iv = this.#take(finalFrameHead).slice(8, 8 + ivLength);
		const sealed = this.#take(length + tagLength);
		const frame = { sequence: this.#sequence, iv, sealed, at: this.#at - sealed.length };
		await this.#open(frames, 'final', [frame], emit);
		this.#endBody();
		return true;
	}

	/** Reads the single block, if it is all there. */
	async #readBlock(frames: FrameCipher, emit: Emit): Promise<void> {
		if (this.#waiting.length < ivLength + 8) return;
		const lengthBytes = this.#waiting.peek(ivLength + 8).subarray(ivLength);
		const length = checkBlockLength(uintOf(lengthBytes), this.#at + ivLength);
		if (length > this.#limit) throw this.#overLimit('its single block', length);
		if (this.#waiting.length < ivLength + 8 + length + tagLength) return;
		const iv = this.#take(ivLength + 8).slice(0, ivLength);
		const sealed = this.#take(length + tagLength);
		const block = { sequence: 1, iv, sealed, at: this.#at - sealed.length };
		await this.#open(frames, 'single', [block], emit);
		this.#endBody();
	}

	async #open(
		frames: FrameCipher,
		kind: FrameKind,
		taken: readonly Frame[],
		emit: Emit
	): Promise<void> {
		if (this.#role === 'verify') return;
		const plaintext = Promise.all(
			taken.map(({ sequence, iv, sealed, at }) => frames.open(kind, sequence, iv, sealed, at))
		).then((parts) => {
			const opened = parts.map((part) => new Uint8Array(part));
			return opened.length === 1 ? opened : [concat(...opened)];
		});
		const size = taken.reduce((sum, { sealed }) => sum + sealed.length, 0);
		await this.#flight.add(plaintext, size, emit);
	}

	#endBody(): void {
		this.#state = this.signed ? 'footer' : 'end';
	}

	//  Footer

	async #readFooter({ header, ...opened }: KnownHeader): Promise<void> {
		const der = this.#footer.read(this.#waiting, this.#limit);
		const { signature: curve } = suiteOf(header.suite);
		if (!der || !curve) return;
		const offset = this.#at + 2;
		this.#at = offset + der.length;
		this.#state = 'end';
		if (this.#role === 'verified' || !this.#hash) return;
		const raw = rawSignature(curve, der, offset);
		if (!(await verifyDigest(curve, verificationKeyOf(opened), this.#hash.digest(), raw)))
			throw signatureError(offset);
	}

	/** Takes bytes that the signature covers. */
	#take(length: number): Bytes {
		const bytes = this.#waiting.take(length);
		this.#at += length;
		this.#hash?.update(bytes);
		return bytes;
	}

	#overLimit(what: string, length: number): OverLimitError {
		return new OverLimitError(
			`The message claims ${length} bytes for ${what}, and at most ${this.#limit} are to be held in memory. Nothing of it may leave before all of it is verified, so it is refused.`
		);
	}
}

interface Frame {
	sequence: number;
	iv: Bytes;
	/** Ciphertext and tag. */
	sealed: Bytes;
	/** Where they stand in the message. */
	at: number;
}

/** Runs a walk over bytes as they come. */
class FieldReader<T> {
	readonly #walk: Walk<T>;
	#step: IteratorResult<{ length: number }, T> | undefined;
	#read: Bytes[] = [];
	#length = 0;

	constructor(walk: Walk<T>) {
		this.#walk = walk;
	}

	/** Reads as far as the bytes go; the walk's result when it is through. */
	read(waiting: ByteQueue, limit: number): T | undefined {
		this.#step ??= this.#walk.next();
		while (this.#step.done !== true) {
			const { length } = this.#step.value;
			if (this.#length + length > limit)
				throw new OverLimitError(
					`More than ${limit} bytes would have to be held before anything of the message is verified.`
				);
			if (waiting.length < length) return undefined;
			const bytes = waiting.take(length).slice();
			this.#read.push(bytes);
			this.#length += length;
			this.#step = this.#walk.next(bytes);
		}
		return this.#step.value;
	}

	/** Bytes read of a walk that is not through yet. */
	get pending(): number {
		return this.#step?.done ? 0 : this.#length;
	}

	/** Everything read. */
	bytes(): Bytes {
		return concat(...this.#read);
	}
}
