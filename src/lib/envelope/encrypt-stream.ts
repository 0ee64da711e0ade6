/** Encryption of streams (specification: client-apis/streaming.md). */
import { createStreamingHash, signDigest } from '#lib/crypto/index.ts';
import type { Bytes, StreamingHash } from '#lib/crypto/index.ts';
import {
	finalFrameOverhead,
	FrameCipher,
	frameOverhead,
	lastSequence,
	tagLength,
	tooManyFrames,
	writeFrameHead
} from './body.ts';
import { defaultCommitmentPolicy, defaultSuite } from './commitment.ts';
import { defaultFrameLength, signingKeyOf, startMessage } from './encrypt.ts';
import type { EncryptOptions, StartedMessage } from './encrypt.ts';
import { InvalidArgumentError } from './errors.ts';
import { writeFooter } from './footer.ts';
import type { MessageHeader } from './header.ts';
import { ByteQueue, Flight, streamOf } from './stream.ts';
import type { Emit, Machine, StreamOptions } from './stream.ts';

export interface EncryptStreamOptions extends EncryptOptions, StreamOptions {
	/** Bytes of plaintext that come, if known: caches of data keys ask for it. More are refused. */
	plaintextLength?: number;
	/** Called once, before the first byte is given out. */
	onHeader?: (header: MessageHeader) => void;
}

/** Bytes of plaintext that are sealed together and leave as one chunk, where frames are small. */
const batchLength = 256 * 1024;

/**
 * A stream of plaintext in, a message out. It writes suite 0x0478 unless told otherwise: messages
 * that are signed cannot be read as a stream. It asks for materials when the first chunk arrives,
 * and holds some MiB at most, however long the stream is.
 */
export function encryptStream(
	options: EncryptStreamOptions
): TransformStream<Uint8Array, Uint8Array> {
	return streamOf(new Encryptor(options), options);
}

class Encryptor implements Machine {
	readonly #options: EncryptStreamOptions;
	readonly #frameLength: number;
	readonly #waiting = new ByteQueue();
	readonly #flight = new Flight();
	#started: StartedMessage | undefined;
	#hash: StreamingHash | undefined;
	#sequence = 0;
	#bytesIn = 0;

	constructor(options: EncryptStreamOptions) {
		this.#options = options;
		this.#frameLength = options.frameLength ?? defaultFrameLength;
	}

	async push(chunk: Bytes, emit: Emit): Promise<void> {
		const { frames } = await this.#start(emit);
		this.#count(chunk.length);
		this.#waiting.push(chunk);
		// The last frame, full or not, waits for the end: only then is it known to be the last.
		while (this.#waiting.length > this.#frameLength) {
			const most = Math.max(1, Math.floor(batchLength / this.#frameLength));
			const count = Math.min(most, Math.ceil(this.#waiting.length / this.#frameLength) - 1);
			const plaintext = this.#waiting.take(count * this.#frameLength);
			const sealed = this.#sealBatch(frames, plaintext, count);
			await this.#flight.add(sealed, plaintext.length, this.#hashing(emit));
		}
		this.#waiting.keep();
	}

	async end(emit: Emit): Promise<void> {
		const { frames, materials } = await this.#start(emit);
		const { signature: curve } = materials.suite;
		await this.#flight.drain();
		const plaintext = this.#waiting.take(this.#waiting.length);
		const final = new Uint8Array(finalFrameOverhead + plaintext.length);
		const sequence = this.#next();
		const view = new DataView(final.buffer);
		const at = writeFrameHead(view, 0, 'final', sequence, plaintext.length);
		final.set(new Uint8Array(await frames.seal('final', sequence, plaintext)), at);
		this.#hashing(emit)(final);
		if (!curve || !this.#hash) return;
		const digest = this.#hash.digest();
		emit(writeFooter(curve, await signDigest(curve, signingKeyOf(materials), digest)));
	}

	async #start(emit: Emit): Promise<StartedMessage> {
		if (this.#started) return this.#started;
		const { commitmentPolicy = defaultCommitmentPolicy, plaintextLength } = this.#options;
		const suite = this.#options.suite ?? defaultSuite(commitmentPolicy, true);
		const started = await startMessage(this.#options, plaintextLength, suite);
		const { signature } = started.materials.suite;
		if (signature) this.#hash = await createStreamingHash(signature);
		this.#started = started;
		this.#options.onHeader?.(started.header);
		this.#hashing(emit)(started.headerBytes);
		return started;
	}

	/**
	 * Seals regular frames at once. Small ones are set one behind the other, so that few chunks leave;
	 * large ones leave as they are, head and rest, so that nothing is copied.
	 */
	async #sealBatch(frames: FrameCipher, plaintext: Bytes, count: number): Promise<Bytes[]> {
		const length = this.#frameLength;
		const headLength = frameOverhead - tagLength;
		const stride = frameOverhead + length;
		const together = count > 1;
		const batch = new Uint8Array(together ? count * stride : headLength);
		const view = new DataView(batch.buffer);
		const sealed = await Promise.all(
			Array.from({ length: count }, (_, i) => {
				const sequence = this.#next();
				writeFrameHead(view, i * stride, 'regular', sequence, length);
				return frames.seal('regular', sequence, plaintext.subarray(i * length, (i + 1) * length));
			})
		);
		if (!together) return [batch, ...sealed.map((bytes) => new Uint8Array(bytes))];
		for (const [i, bytes] of sealed.entries())
			batch.set(new Uint8Array(bytes), i * stride + headLength);
		return [batch];
	}

	#hashing(emit: Emit): Emit {
		return (bytes) => {
			this.#hash?.update(bytes);
			emit(bytes);
		};
	}

	#next(): number {
		if (++this.#sequence > lastSequence) throw tooManyFrames();
		return this.#sequence;
	}

	#count(bytes: number): void {
		const { plaintextLength } = this.#options;
		this.#bytesIn += bytes;
		if (plaintextLength !== undefined && this.#bytesIn > plaintextLength)
			throw new InvalidArgumentError(
				`More plaintext came than the ${plaintextLength} bytes announced.`
			);
	}
}
