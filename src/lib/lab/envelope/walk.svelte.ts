import { encodeUtf8, hasWebCrypto } from '#lib/crypto/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import { createPageKms } from '../page-kms.ts';
import { contextOf, maxFileSize, sample, sampleInput, sizeText } from './input.ts';
import type { Input, Pair } from './input.ts';
import type { Outcome } from './refusals.ts';
import { EnvelopeRun, envelopeSteps } from './run.ts';
import type { Flip, SealedDocument, StepId } from './run.ts';

type Status = 'preparing' | 'ready' | 'unavailable';

/** What the editor shows: as it is typed, not yet an input. */
interface Draft {
	text: string;
	file: { name: string; bytes: Uint8Array<ArrayBuffer> } | undefined;
	pairs: Pair[];
}

function sampleDraft(): Draft {
	const pairs = Object.entries(sample.context).map(([key, value], id) => ({ id, key, value }));
	return { text: sample.text, file: undefined, pairs };
}

/**
 * The envelope walk as a person goes through it: their input, the step they look at, what they
 * break. Steps are computed once, on the way forward; going back shows the pictures taken then.
 */
export class EnvelopeWalk {
	status = $state<Status>('preparing');
	/** A sentence when a step could not be computed. */
	failure = $state('');
	draft = $state.raw<Draft>(sampleDraft());
	/** A sentence when the draft stands for no input; the walk keeps the last good one. */
	problem = $state('');
	index = $state(0);
	/** Whether the last move went on by one: only then does a thing travel. */
	moving = $state(false);
	playing = $state(false);
	outcome = $state.raw<Outcome>();
	/** Calls to AWS KMS that were sent altered, on purpose. */
	tries = $state(0);
	/** There is something to go back to after a change of the input. */
	canUndo = $state(false);

	#kms: KmsClient = createLocalKms();
	#keyArn = '';
	#run = $state.raw(new EnvelopeRun(sampleInput, this.#kms, ''));
	#snapshots = $state.raw([...this.#run.snapshots]);
	#input = $state.raw<Input>(sampleInput);
	#target = 0;
	#before: { run: EnvelopeRun; input: Input; draft: Draft; index: number } | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly snapshot = $derived(this.#snapshots[this.index] ?? this.#run.snapshots[0]);
	/** The moment before, to tell what is new. */
	readonly previous = $derived(this.#snapshots[this.index - 1]);
	readonly step = $derived<StepId>(envelopeSteps[this.index] ?? 'start');
	readonly isFirst = $derived(this.index === 0);
	readonly isLast = $derived(this.index === envelopeSteps.length - 1);
	/** How far the walk has been computed; steps beyond can be jumped to all the same. */
	readonly reached = $derived(this.#snapshots.length - 1);

	/** Makes the KMS key. Call it once in the browser; until then nothing moves. */
	async prepare(): Promise<void> {
		if (!hasWebCrypto()) {
			this.status = 'unavailable';
			return;
		}
		try {
			({ kms: this.#kms, keyArn: this.#keyArn } = await createPageKms());
			this.#restart();
			this.status = 'ready';
		} catch {
			this.status = 'unavailable';
		}
	}

	next(): Promise<void> {
		return this.goTo(this.#target + 1);
	}

	back(): Promise<void> {
		return this.goTo(this.#target - 1);
	}

	/** Shows a step by its id or index, computing what lies before it. */
	async goTo(step: StepId | number): Promise<void> {
		if (this.status !== 'ready') return;
		const wanted = typeof step === 'number' ? step : envelopeSteps.indexOf(step);
		const target = Math.min(Math.max(wanted, 0), envelopeSteps.length - 1);
		const id = envelopeSteps[target];
		if (!id) return;
		this.#target = target;
		const run = this.#run;
		try {
			await run.to(id);
		} catch {
			if (run === this.#run) this.#fail();
			return;
		}
		// The input changed, or another step was asked for, while this one was computed.
		if (run !== this.#run || target !== this.#target) return;
		this.#snapshots = [...run.snapshots];
		if (this.index !== target) this.outcome = undefined;
		this.moving = target === this.index + 1;
		this.index = target;
		this.failure = '';
		if (this.isLast) this.pause();
	}

	/** Goes on by itself, each step for as long as `pace` says (ms), until the end or `pause`. */
	play(pace: (step: StepId) => number): void {
		if (this.status !== 'ready') return;
		this.playing = true;
		const arm = () => {
			this.#timer = setTimeout(() => {
				void this.next().then(() => {
					if (this.playing) arm();
				});
			}, pace(this.step));
		};
		void (this.isLast ? this.goTo(0) : this.next()).then(() => {
			if (this.playing) arm();
		});
	}

	pause(): void {
		this.playing = false;
		clearTimeout(this.#timer);
	}

	/** @see EnvelopeRun.tryDecrypt */
	async tryDecrypt(change: {
		context?: Record<string, string>;
		flip?: Flip<'wrapped-key'>;
	}): Promise<void> {
		this.pause();
		this.tries++;
		await this.#try((run) => run.tryDecrypt(change));
	}

	/** @see EnvelopeRun.tryOpen */
	async tryOpen(flip: Flip<keyof SealedDocument>): Promise<void> {
		this.pause();
		await this.#try((run) => run.tryOpen(flip));
	}

	/** Takes back what was broken. The walk itself never was. */
	putBack(): void {
		this.outcome = undefined;
	}

	setText(text: string): void {
		this.#edit({ ...this.draft, text, file: undefined });
	}

	setPairs(pairs: Pair[]): void {
		this.#edit({ ...this.draft, pairs });
	}

	/** Takes a file's bytes, unless it is larger than the walk can show. */
	async setFile(file: File): Promise<void> {
		if (file.size > maxFileSize) {
			this.problem = `“${file.name}” has ${sizeText(file.size)}. The walk takes files of up to 1 MB; the document stays as it was.`;
			return;
		}
		try {
			const bytes = new Uint8Array(await file.arrayBuffer());
			this.#edit({ ...this.draft, file: { name: file.name, bytes } });
		} catch {
			this.problem = `“${file.name}” could not be read. The document stays as it was. Choose the file again.`;
		}
	}

	removeFile(): void {
		this.#edit({ ...this.draft, file: undefined });
	}

	useSample(): void {
		this.#edit(sampleDraft());
	}

	/** Brings back input, step and every byte from before the last change. */
	undo(): void {
		const before = this.#before;
		if (!before) return;
		this.pause();
		this.draft = before.draft;
		this.problem = '';
		this.#input = before.input;
		this.#run = before.run;
		this.#snapshots = [...before.run.snapshots];
		this.#show(before.index);
		this.#forget();
	}

	/** The same document and context from the start, with a fresh data key. */
	again(): void {
		this.pause();
		this.#forget();
		this.#restart();
	}

	/** The document as it came back, for saving. */
	get document(): { name: string; bytes: Uint8Array<ArrayBuffer> } {
		return { name: this.#input.fileName || 'document.txt', bytes: this.#input.document };
	}

	/** The context that the data key is wrapped with. */
	get context(): Readonly<Record<string, string>> {
		return this.#input.context;
	}

	get isFile(): boolean {
		return this.draft.file !== undefined;
	}

	#edit(draft: Draft): void {
		const draftBefore = this.draft;
		this.draft = draft;
		const parsed = contextOf(draft.pairs);
		if ('problem' in parsed) {
			this.problem = parsed.problem;
			return;
		}
		this.problem = '';
		this.pause();
		// Several changes in a row, seen from the first step, are one: undo leads back to the walk.
		if (this.reached > 0)
			this.#before = {
				run: this.#run,
				input: this.#input,
				draft: draftBefore,
				index: this.index
			};
		this.canUndo = this.#before !== undefined;
		const { file, text } = draft;
		this.#input = {
			fileName: file?.name ?? '',
			document: file?.bytes ?? encodeUtf8(text),
			context: parsed.context
		};
		this.#restart();
	}

	#restart(): void {
		this.#run = new EnvelopeRun(this.#input, this.#kms, this.#keyArn);
		this.#snapshots = [...this.#run.snapshots];
		this.#show(0);
	}

	#show(index: number): void {
		this.#target = index;
		this.index = index;
		this.moving = false;
		this.outcome = undefined;
		this.failure = '';
		this.tries = 0;
	}

	#forget(): void {
		this.#before = undefined;
		this.canUndo = false;
	}

	async #try(attempt: (run: EnvelopeRun) => Promise<Outcome>): Promise<void> {
		const run = this.#run;
		const { index } = this;
		try {
			const outcome = await attempt(run);
			if (run === this.#run && index === this.index) this.outcome = outcome;
		} catch {
			this.#fail();
		}
	}

	#fail(): void {
		this.pause();
		this.#target = this.index;
		this.failure =
			'This step could not be computed. Your input is kept. Try again, or reload the page.';
	}
}
