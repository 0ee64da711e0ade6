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
const mostInFlight = 4 * 2 ** 20;

interface Task {
	/** Settles when the result has been given out, or could not be. */
	landed: Promise<void>;
	size: number;
	result: Bytes | undefined;
}

/** Work that is under way at once; each result leaves as soon as those before it have left. */
export class Flight {
	readonly #tasks: Task[] = [];
	#size = 0;
	#failure: { error: unknown } | undefined;

	/** Adds work on `size` bytes; waits while too much is under way. */
	async add(work: Promise<Bytes>, size: number, emit: Emit): Promise<void> {
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
			emit(task.result);
		}
	}
}

/** Bytes that came in chunks and leave in other pieces. */
export class ByteQueue {
	#chunks: Bytes[] = [];
	#length = 0;
	/** Whether the last chunk is the giver's memory, who may use it again. */
	#borrowed = false;

	/** Bytes that wait. */
	get length(): number {
		return this.#length;
	}

	push(chunk: Bytes): void {
		if (chunk.length === 0) return;
		this.#chunks.push(chunk);
		this.#length += chunk.length;
		this.#borrowed = true;
	}

	/** Takes the first `length` bytes, which are there. */
	take(length: number): Bytes {
		this.#length -= length;
		const [first] = this.#chunks;
		if (first && first.length >= length) return this.#takeFromFirst(first, length);
		const parts: Bytes[] = [];
		let missing = length;
		while (missing > 0) {
			const [chunk] = this.#chunks;
			if (!chunk) throw new RangeError('More bytes were taken than wait.');
			const part = this.#takeFromFirst(chunk, Math.min(missing, chunk.length));
			parts.push(part);
			missing -= part.length;
		}
		return concat(...parts);
	}

	/** The first `length` bytes, which are there and stay there. */
	peek(length: number): Bytes {
		const [first] = this.#chunks;
		if (first && first.length >= length) return first.subarray(0, length);
		const taken = this.take(length);
		if (length > 0) {
			this.#chunks.unshift(taken);
			this.#length += length;
		}
		return taken;
	}

	/** Copies what is left of memory that the giver may use again. */
	keep(): void {
		const last = this.#chunks.at(-1);
		if (this.#borrowed && last) this.#chunks[this.#chunks.length - 1] = copyBytes(last);
		this.#borrowed = false;
	}

	#takeFromFirst(first: Bytes, length: number): Bytes {
		if (first.length === length) this.#chunks.shift();
		else this.#chunks[0] = first.subarray(length);
		return first.subarray(0, length);
	}
}
