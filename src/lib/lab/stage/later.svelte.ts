/**
 * Lets what the eye is not on follow a step: the narration and the stage answer in the first frame,
 * the rest of the page comes part by part when the browser has time.
 */
import { untrack } from 'svelte';

/** Longest that a part waits for a quiet moment, in ms. */
const longest = 100;

/** Does something once the next frame is drawn and nothing is more urgent. Returns a way to call it off. */
export function afterFrame(work: () => void): () => void {
	// A page that nobody sees has no frames.
	if (document.hidden) {
		const timer = setTimeout(work);
		return () => {
			clearTimeout(timer);
		};
	}
	let off = () => {
		cancelAnimationFrame(frame);
	};
	const frame = requestAnimationFrame(() => {
		// Safari has no idle callback: a task comes after the frame, too.
		if (typeof requestIdleCallback === 'function') {
			const idle = requestIdleCallback(work, { timeout: longest });
			off = () => {
				cancelIdleCallback(idle);
			};
		} else {
			const timer = setTimeout(work);
			off = () => {
				clearTimeout(timer);
			};
		}
	});
	return () => {
		off();
	};
}

/** The order in which parts of a component follow a moment. Made while the component is. */
export class Turns {
	readonly #moment: () => string;
	readonly #count: number;
	/** The last moment that parts follow, and how many turns it has had. */
	#taken = $state.raw({ moment: '', turns: Infinity });

	/** `moment` names what the parts follow; `count` is how many turns there are. */
	constructor(moment: () => string, count: number) {
		this.#moment = moment;
		this.#count = count;
		this.#taken.moment = untrack(moment);
		$effect(() => {
			const now = moment();
			if (untrack(() => this.#taken.moment) === now) return;
			let turns = 0;
			let off = afterFrame(take);
			const reach = () => {
				this.#taken = { moment: now, turns };
			};
			function take() {
				turns++;
				reach();
				if (turns < count) off = afterFrame(take);
			}
			return () => {
				off();
			};
		});
	}

	/** Some parts still show the moment before. */
	get behind(): boolean {
		const { moment, turns } = this.#taken;
		return moment !== this.#moment() || turns < this.#count;
	}

	/**
	 * A value that stays what it was when the moment changes, until its turn, counted from 1.
	 * Between moments it changes at once.
	 */
	follow<T>(turn: number, value: () => T): () => T {
		let kept = untrack(value);
		const followed = $derived.by(() => {
			const { moment, turns } = this.#taken;
			if (moment === this.#moment() && turns >= turn) kept = value();
			return kept;
		});
		return () => followed;
	}
}
