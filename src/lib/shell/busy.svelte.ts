import { untrack } from 'svelte';

/**
 * Whether the learner is in the middle of something that must not be interrupted: an open
 * question, a running encryption. The update notice waits while it is.
 */
class Busy {
	#holders = $state(0);

	get active(): boolean {
		return this.#holders > 0;
	}

	/** @returns a function that ends what it began; calling it again does nothing */
	begin(): () => void {
		// Untracked: an effect that begins something must not run again because of it.
		untrack(() => (this.#holders += 1));
		let ended = false;
		return () => {
			if (ended) return;
			ended = true;
			untrack(() => (this.#holders -= 1));
		};
	}
}

export const busy = new Busy();
