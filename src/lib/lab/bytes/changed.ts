/** Which bytes of a message were changed. */

/**
 * Which bytes of an altered copy are not as they were, in steps, each of which gives how many bytes are
 * looked at. Where bytes were taken out or put in, what stands before and after is matched from both
 * ends.
 */
export function* changedInSteps(
	before: Uint8Array,
	after: Uint8Array
): Generator<number, Uint8Array> {
	const changed = new Uint8Array(after.length);
	if (before.length === after.length) {
		for (let i = 0; i < after.length; i++) {
			if (i % perStep === perStep - 1) yield i;
			if (before[i] !== after[i]) changed[i] = 1;
		}
		return changed;
	}
	const shared = Math.min(before.length, after.length);
	let head = 0;
	for (; head < shared && before[head] === after[head]; head++)
		if (head % perStep === perStep - 1) yield head;
	let tail = 0;
	for (
		;
		tail < shared - head && before[before.length - 1 - tail] === after[after.length - 1 - tail];
		tail++
	)
		if (tail % perStep === perStep - 1) yield head + tail;
	changed.fill(1, head, after.length - tail);
	return changed;
}

/** Bytes looked at between two steps. */
const perStep = 2 ** 20;
