import { KmsError, NotModelledError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import type { Failure, Job } from './job.ts';
import { startWorker } from './trusted-worker.ts';
import { lockOf, removeResult, resultFile } from './results.ts';
import type { FromWorker, ToWorker } from './wire.ts';

export interface JobResult {
	file: File;
	seconds: number;
	suite: number;
	context: Record<string, string>;
}

/** One job in its worker, as the page shows it. */
export class FileJob {
	status = $state<'running' | 'done' | 'failed'>('running');
	/** Bytes of the file read so far, and a second. */
	bytes = $state(0);
	speed = $state(0);
	result = $state.raw<JobResult>();
	failure = $state.raw<Failure>();

	readonly total: number;
	readonly #worker: Worker;
	readonly #name = crypto.randomUUID();
	readonly #began = performance.now();
	/** Held for as long as the result may be wanted: without it, it is removed. */
	#release: (() => void) | undefined;

	constructor(job: Job, kms: KmsClient | undefined) {
		this.total = job.file.size;
		this.#worker = startWorker();
		void navigator.locks.request(lockOf(this.#name), () => {
			return new Promise<void>((resolve) => {
				this.#release = resolve;
			});
		});
		this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
			void this.#heard(data, kms);
		});
		this.#worker.addEventListener('error', () => {
			void this.#fail({ code: 'WORKER', message: 'The browser did not start the work.' });
		});
		this.#say({ type: 'start', job, name: this.#name });
	}

	cancel(): void {
		this.#say({ type: 'cancel' });
	}

	/** Removes the result from the site's private files. */
	async forget(): Promise<void> {
		this.#worker.terminate();
		await removeResult(this.#name);
		this.#release?.();
	}

	#say(message: ToWorker): void {
		this.#worker.postMessage(message);
	}

	async #heard(message: FromWorker, kms: KmsClient | undefined): Promise<void> {
		switch (message.type) {
			case 'progress': {
				const seconds = (performance.now() - this.#began) / 1000;
				this.bytes = message.bytes;
				this.speed = message.bytes / seconds;
				return;
			}
			case 'kms-call': {
				const { id, operation, input } = message;
				try {
					if (!kms) throw new NotModelledError('The keys of this browser are not open.');
					this.#say({ type: 'kms-answer', id, output: await kms.send(operation, input) });
				} catch (error) {
					const name = error instanceof KmsError ? error.name : 'KMSInternalException';
					const said = error instanceof Error ? error.message : '';
					this.#say({ type: 'kms-refusal', id, name, message: said });
				}
				return;
			}
			case 'done': {
				const seconds = (performance.now() - this.#began) / 1000;
				const file = await resultFile(this.#name);
				if (file.size !== message.bytes) {
					await this.#fail({ code: 'INCOMPLETE', message: 'The result was not kept whole.' });
					return;
				}
				this.#worker.terminate();
				this.bytes = this.total;
				const { suite, context } = message;
				this.result = { file, seconds, suite, context };
				this.status = 'done';
				return;
			}
			case 'failed':
				await this.#fail(message.failure);
		}
	}

	async #fail(failure: Failure): Promise<void> {
		this.#worker.terminate();
		await removeResult(this.#name);
		this.#release?.();
		this.failure = failure;
		this.status = 'failed';
	}
}
