/** Long work in slices: between two of them the page answers, shows how far it is, or stops it. */

/** Milliseconds for which the page may be busy before it answers again. */
const slice = 40;

/**
 * Runs steps. What takes less than a slice is done at once, with nothing shown.
 * @param onprogress is told what each slice came to, as the steps give it
 * @throws what the signal was aborted with, or what a step throws
 */
export async function inSlices<T>(
	steps: Generator<number, T>,
	{ onprogress, signal }: { onprogress?: (done: number) => void; signal?: AbortSignal } = {}
): Promise<T> {
	let until = performance.now() + slice;
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		if (performance.now() < until) continue;
		onprogress?.(step.value);
		await pause();
		signal?.throwIfAborted();
		until = performance.now() + slice;
	}
}

/** Lets the page answer and draw. */
export function pause(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
