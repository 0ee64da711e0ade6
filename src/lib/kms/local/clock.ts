/** A length of time: milliseconds, or units that add up. */
export type Duration =
	number | { days?: number; hours?: number; minutes?: number; seconds?: number };

export interface Clock {
	now(): Date;
	/** Moves time forward. @throws {RangeError} for a negative or infinite duration */
	advance(duration: Duration): void;
}

/** A clock that stands still until it is moved; from `start`, or the first second of 2026 (UTC). */
export function createClock(start: Date = new Date('2026-01-01T00:00:00Z')): Clock {
	let time = start.getTime();
	return {
		now: () => new Date(time),
		advance(duration) {
			const milliseconds = toMilliseconds(duration);
			if (!Number.isFinite(milliseconds) || milliseconds < 0)
				throw new RangeError('A clock moves forward, by a finite duration.');
			time += milliseconds;
		}
	};
}

/** A duration as a number. */
export function toMilliseconds(duration: Duration): number {
	if (typeof duration === 'number') return duration;
	const { days = 0, hours = 0, minutes = 0, seconds = 0 } = duration;
	return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
