/** Bytes that are under way in WebCrypto at once: more than its threads take, and still in the caches. */
const bytesInFlight = 2 * 2 ** 20;
const fewestInFlight = 4;
const mostInFlight = 64;

/** How many pieces of this length to have under way at once. */
export function flightOf(pieceLength: number): number {
	const fitting = Math.floor(bytesInFlight / pieceLength);
	return Math.max(fewestInFlight, Math.min(mostInFlight, fitting));
}

/**
 * Runs `task` for 0 to `count` − 1, at most `width` at once, starting them in order. Rejects with the
 * first failure in time, and starts no further task after it.
 */
export async function runPool(
	count: number,
	width: number,
	task: (index: number) => Promise<void>
): Promise<void> {
	let next = 0;
	let failed = false;
	const lane = async () => {
		while (next < count && !failed) {
			try {
				await task(next++);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}
