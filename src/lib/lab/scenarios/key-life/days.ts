/** Days of the clock that moves. */
import type { Clock } from '#lib/kms/index.ts';

export const day = 86_400_000;

/** `21 November 2026`, in UTC. */
export function dayText(date: Date): string {
	return date.toLocaleDateString('en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'UTC'
	});
}

/** `1 day`, `30 days`. */
export function daysText(days: number): string {
	return days === 1 ? '1 day' : `${days.toLocaleString('en-US')} days`;
}

/** Moves the clock to a moment; leaves it where it is when that has passed. */
export function moveTo(clock: Clock, date: Date): void {
	clock.advance(Math.max(0, date.getTime() - clock.now().getTime()));
}
