import type { Html, PredictionView } from '#lib/content/index.ts';
import { alteringValues, fieldsOf, valuesText } from './breaks.ts';
import { sentencesIn, sentencesOf } from './sentences.ts';
import type { BreakCode } from './types.ts';
import type { Walk } from './walk.svelte.ts';

/** What stands under the stage when presenting: one of these at a time. */
export type Slide =
	| { is: 'html'; html: Html }
	| { is: 'text'; text: string }
	/** The room predicts; `id` is that of the step or break. */
	| { is: 'question'; id: string; prediction: PredictionView }
	| { is: 'answer'; id: string; prediction: PredictionView; code: string };

interface Broken {
	id: string;
	/** The slide that showed before. */
	was: number;
}

/** Goes through a walk one sentence at a time, and breaks things on the way. Made while a component is. */
export class Talk {
	readonly #walk: Walk;
	#at = $state(0);
	/** What is being broken, if something is. */
	#breaking = $state.raw<Broken>();
	#step: string;
	/** Which end of the next step shows first. */
	#landing: 'first' | 'last' = 'first';

	/** What can be broken at this step, with its words. */
	readonly offered = $derived.by(() =>
		this.#walk.breaks.flatMap((code) => {
			const words = this.#walk.content.breaks.find(({ id }) => id === code.id);
			return words ? [{ code, words }] : [];
		})
	);
	readonly #current = $derived.by(() =>
		this.offered.find(({ code }) => code.id === this.#breaking?.id)
	);
	readonly slides = $derived.by<readonly Slide[]>(() =>
		this.#current ? this.#slidesOfBreak(this.#current) : this.#slidesOfStep()
	);
	readonly slide = $derived.by(() => this.slides[Math.min(this.#at, this.slides.length - 1)]);
	/** The title of what is being broken. */
	readonly breaking = $derived.by(() => this.#current?.words.title);

	constructor(walk: Walk) {
		this.#walk = walk;
		this.#step = walk.step;
		// Another step, wherever it comes from, begins with its first sentence.
		$effect(() => {
			const { step } = walk;
			if (step === this.#step) return;
			this.#step = step;
			this.#breaking = undefined;
			this.#at = this.#landing === 'last' ? this.slides.length - 1 : 0;
			this.#landing = 'first';
		});
	}

	next(): void {
		const walk = this.#walk;
		walk.pause();
		if (this.#at < this.slides.length - 1) this.#at++;
		else if (!this.#breaking) void walk.next();
		else if (walk.broken) this.#leaveBreak();
		else void this.#doBreak();
	}

	back(): void {
		const walk = this.#walk;
		walk.pause();
		if (this.#at > 0) this.#at--;
		else if (this.#breaking) this.#leaveBreak();
		else if (!walk.isFirst) {
			this.#landing = 'last';
			void walk.back();
		}
	}

	/** Takes what the room predicts, by the place of the option, from 0. */
	choose(option: number): void {
		const { slide } = this;
		if (slide?.is !== 'question' || !slide.prediction.options[option]) return;
		this.#walk.predict(slide.id, option);
	}

	/** What can be broken here: the first, then the next one, then the narration again. */
	breakNext(): void {
		const { offered } = this;
		const position = offered.findIndex(({ code }) => code.id === this.#breaking?.id);
		const next = offered[position + 1];
		this.#walk.pause();
		this.#walk.putBack();
		if (next) this.#breaking = { id: next.code.id, was: this.#breaking?.was ?? this.#at };
		this.#at = 0;
		if (!next) this.#leaveBreak();
	}

	#slidesOfStep(): Slide[] {
		const { told, shot, upcoming } = this.#walk;
		return [
			...sentencesOf(told?.tell ?? ('' as Html)).map((html) => ({ is: 'html', html }) as const),
			...(shot?.came === undefined ? [] : sentencesIn(shot.came)).map(
				(text) => ({ is: 'text', text }) as const
			),
			...(told?.prediction && shot?.predicted !== undefined
				? [
						{
							is: 'answer',
							id: told.id,
							prediction: told.prediction,
							code: shot.predicted
						} as const
					]
				: []),
			...(upcoming?.prediction
				? [{ is: 'question', id: upcoming.id, prediction: upcoming.prediction } as const]
				: [])
		];
	}

	#slidesOfBreak({ code, words }: (typeof this.offered)[number]): Slide[] {
		const { broken } = this.#walk;
		const { fields, values } = this.#choice(code);
		const line = valuesText(fields, values);
		const outcome = broken?.id === code.id ? broken.outcome : undefined;
		return [
			...sentencesOf(words.tell).map((html) => ({ is: 'html', html }) as const),
			...(line === '' ? [] : [{ is: 'text', text: line } as const]),
			{ is: 'question', id: code.id, prediction: words },
			...(outcome
				? sentencesIn(outcome.refusal?.why ?? `Nobody refuses. ${outcome.told ?? ''}`).map(
						(text) => ({ is: 'text', text }) as const
					)
				: []),
			...(outcome
				? [{ is: 'answer', id: code.id, prediction: words, code: outcome.code } as const]
				: [])
		];
	}

	/** What the page's form would send, altered where it would send nothing else. */
	#choice(code: BreakCode) {
		const { inputs, shot, broken } = this.#walk;
		const fields = shot ? fieldsOf(code, { inputs, moment: shot, values: {} }) : [];
		const values = broken?.id === code.id ? broken.values : alteringValues(fields);
		return { fields, values };
	}

	async #doBreak(): Promise<void> {
		const breaking = this.#breaking;
		const current = this.#current;
		if (!breaking || !current) return;
		await this.#walk.attempt(breaking.id, this.#choice(current.code).values);
		// The next press came first, or another thing is being broken.
		if (this.#breaking === breaking && this.#walk.broken && this.#at < this.slides.length - 1)
			this.#at++;
	}

	#leaveBreak(): void {
		this.#walk.putBack();
		this.#at = this.#breaking?.was ?? 0;
		this.#breaking = undefined;
	}
}
