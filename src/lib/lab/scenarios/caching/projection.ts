/** What a cache of data keys saves and exposes when messages come at an even pace. */
interface Plan {
	messages: number;
	/** Messages a minute. */
	pace: number;
	/** Bytes of each. */
	size: number;
	/** Minutes. */
	maxAge: number;
	maxMessages: number;
	maxBytes: number;
}

/** Calls to AWS KMS, and how many messages the data key with the most of them opens. */
export function project(plan: Plan): { calls: number; exposed: number } {
	const { messages, pace, size, maxAge, maxMessages, maxBytes } = plan;
	let calls = 0;
	let exposed = 0;
	let key = { made: 0, messages: Number.POSITIVE_INFINITY, bytes: 0 };
	for (let i = 0; i < messages; i++) {
		const now = i / pace;
		const fits =
			key.messages < maxMessages && key.bytes + size <= maxBytes && now - key.made < maxAge;
		if (fits) {
			key.messages++;
			key.bytes += size;
		} else {
			calls++;
			key = { made: now, messages: size > maxBytes ? Number.POSITIVE_INFINITY : 1, bytes: size };
		}
		exposed = Math.max(exposed, Number.isFinite(key.messages) ? key.messages : 1);
	}
	return { calls, exposed };
}
