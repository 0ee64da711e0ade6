const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `1.4 MB`, in thousands. */
export function sizeOf(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	if (unit === 0) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** `4 seconds`, `2 minutes`; for what takes less than a second, tenths. */
export function timeOf(seconds: number): string {
	if (seconds < 1) return `${Math.max(0.1, Math.round(seconds * 10) / 10)} seconds`;
	if (seconds < 90)
		return Math.round(seconds) === 1 ? '1 second' : `${Math.round(seconds)} seconds`;
	const minutes = Math.round(seconds / 60);
	return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
