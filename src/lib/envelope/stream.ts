/** What encryption and decryption of streams share. */
import { concat, copyBytes, ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { InvalidArgumentError } from './errors.ts';

export interface Progress {
	/** Bytes taken in. */
	readonly bytesIn: number;
	/** Bytes given out. */
	readonly bytesOut: number;
}

export interface StreamOptions {
	/** Aborting it breaks the stream off on both sides, with the signal's reason. */
	signal?: AbortSignal;
	/** Called after each chunk. */
	onProgress?: (progress: Progress) => void;
}

/** Gives bytes out. */
export type Emit = (bytes: Bytes) => void;

/** Takes a stream in chunk by chunk, and gives another out. */
export interface Machine {
	push(chunk: Bytes, emit: Emit): Promise<void>;
	/** Nothing more follows. */
	end(emit: Emit): Promise<void>;
}

/** A machine as a TransformStream: the reader's pace sets the writer's. */
export function streamOf(
	machine: Machine,
	{ signal, onProgress }: StreamOptions
): TransformStream<Uint8Array, Uint8Array> {
	let bytesIn = 0;
	let bytesOut = 0;
	const report = () => onProgress?.({ bytesIn, bytesOut });
	let forget = () => {};
	const emitTo =
		(controller: TransformStreamDefaultController<Uint8Array>): Emit =>
		(bytes) => {
			if (bytes.length === 0) return;
			bytesOut += bytes.length;
			controller.enqueue(bytes);
		};
	return new TransformStream<Uint8Array, Uint8Array>({
		start(controller) {
			if (!signal) return;
			const abort = () => {
				controller.error(signal.reason);
			};
			if (signal.aborted) abort();
			signal.addEventListener('abort', abort);
			forget = () => {
				signal.removeEventListener('abort', abort);
			};
		},
		async transform(chunk, controller) {
			if (!(chunk instanceof Uint8Array))
				throw new InvalidArgumentError('Chunks of the stream must be Uint8Arrays.');
			bytesIn += chunk.length;
			try {
				await machine.push(ownBytes(chunk), guarded(emitTo(controller), signal));
			} catch (error) {
				forget();
				throw error;
			}
			report();
		},
		async flush(controller) {
			forget();
			await machine.end(guarded(emitTo(controller), signal));
			report();
		}
	});
}

/** An aborted stream takes no more output, and what is under way is to stop. */
function guarded(emit: Emit, signal: AbortSignal | undefined): Emit {
	if (!signal) return emit;
	return (bytes) => {
		signal.throwIfAborted();
		emit(bytes);
	};
}

/** Bytes under way in WebCrypto: enough to keep it busy, few enough to hold. */
const mostInFlight = 2 ** 20;

interface Task {
	/** Settles when the result has been given out, or could not be. */
	landed: Promise<void>;
	size: number;
	result: readonly Bytes[] | undefined;
}

/** Work that is under way at once; each result leaves as soon as those before it have left. */
export class Flight {
	readonly #tasks: Task[] = [];
	#size = 0;
	#failure: { error: unknown } | undefined;

	/** Adds work on `size` bytes, whose result may come in parts; waits while too much is under way. */
	async add(work: Promise<readonly Bytes[]>, size: number, emit: Emit): Promise<void> {
		const task: Task = { landed: Promise.resolve(), size, result: undefined };
		this.#tasks.push(task);
		this.#size += size;
		task.landed = work.then((result) => {
			task.result = result;
			this.#emitInOrder(emit);
		});
		// Thrown by the next call; until then it is no unhandled rejection.
		task.landed.catch((error: unknown) => (this.#failure ??= { error }));
		while (this.#size > mostInFlight) await this.#first();
	}

	/** Waits for everything. */
	async drain(): Promise<void> {
		while (this.#tasks.length > 0) await this.#first();
	}

	async #first(): Promise<void> {
		if (this.#failure) throw this.#failure.error;
		await this.#tasks[0]?.landed;
	}

	#emitInOrder(emit: Emit): void {
		for (;;) {
			const [task] = this.#tasks;
			if (!task?.result) return;
			this.#tasks.shift();
			this.#size -= task.size;
			for (const part of task.result) emit(part);
		}
	}
}

/** Bytes that came in chunks and leave in other pieces. */
export class ByteQueue {
	readonly #chunks: { bytes: Bytes; own: boolean }[] = [];
	#length = 0;

	/** Bytes that wait. */
	get length(): number {
		return this.#length;
	}

	push(chunk: Bytes): void {
		if (chunk.length === 0) return;
		this.#chunks.push({ bytes: chunk, own: false });
		this.#length += chunk.length;
	}

	/** Takes the first `length` bytes, which are there: the giver's memory where they are in one chunk. */
	take(length: number): Bytes {
		this.#length -= length;
		const [first] = this.#chunks;
		if (first && first.bytes.length >= length) return this.#takeFromFirst(length);
		const parts: Bytes[] = [];
		let missing = length;
		while (missing > 0) {
			const part = this.#takeFromFirst(missing);
			parts.push(part);
			missing -= part.length;
		}
		return concat(...parts);
	}

	/** The first `length` bytes, which are there and stay there. */
	peek(length: number): Bytes {
		const [first] = this.#chunks;
		if (first && first.bytes.length >= length) return first.bytes.subarray(0, length);
		const bytes = this.take(length);
		if (length > 0) this.#chunks.unshift({ bytes, own: true });
		this.#length += length;
		return bytes;
	}

	/** Copies what is left of memory that its giver may use again. */
	keep(): void {
		for (const chunk of this.#chunks) {
			if (chunk.own) continue;
			chunk.bytes = copyBytes(chunk.bytes);
			chunk.own = true;
		}
	}

	/** At most `length` bytes of the first chunk. */
	#takeFromFirst(length: number): Bytes {
		const [first] = this.#chunks;
		if (!first) throw new RangeError('More bytes were taken than wait.');
		const { bytes } = first;
		if (bytes.length > length) first.bytes = bytes.subarray(length);
		else this.#chunks.shift();
		return bytes.subarray(0, length);
	}
}
