/** `4 seconds`, `2 minutes`; for what takes less than a second, tenths. */
export function timeOf(seconds: number): string {
	if (seconds < 1) return `${Math.max(0.1, Math.round(seconds * 10) / 10)} seconds`;
	if (seconds < 90)
		return Math.round(seconds) === 1 ? '1 second' : `${Math.round(seconds)} seconds`;
	const minutes = Math.round(seconds / 60);
	return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
