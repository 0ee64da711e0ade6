/**
 * Counts the time a question was really in front of the learner: it runs while it is told to and the
 * page is visible, so that a phone in a pocket does not count as thinking.
 */
export class Stopwatch {
	readonly #now: () => number;
	#elapsed = 0;
	#since: number | undefined;

	constructor(now: () => number) {
		this.#now = now;
	}

	run(running: boolean): void {
		if (running) {
			this.#since ??= this.#now();
		} else if (this.#since !== undefined) {
			this.#elapsed += this.#now() - this.#since;
			this.#since = undefined;
		}
	}

	/** Whole milliseconds so far. */
	get ms(): number {
		const running = this.#since === undefined ? 0 : this.#now() - this.#since;
		return Math.round(this.#elapsed + running);
	}
}
