/**
 * Times and counts in the words a learner uses. Days are days of the learner's own calendar, so that an answer
 * at half past eleven in the evening and a card due next morning are one day apart.
 */

const DAY = 86_400_000;

const weekday = new Intl.DateTimeFormat('en-GB', {
	weekday: 'long',
	day: 'numeric',
	month: 'long'
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const calendar = new Intl.DateTimeFormat('en-GB', {
	day: 'numeric',
	month: 'long',
	year: 'numeric',
	timeZone: 'UTC'
});

/** Midnight at the start of the day, local time. */
export function startOfDay(at: Date): Date {
	return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

/** How many calendar days lie between two moments; clocks that change in between do not matter. */
export function daysBetween(from: Date, to: Date): number {
	return Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / DAY);
}

/** `Tuesday 24 November`. */
export const longDay = (at: Date): string => weekday.format(at).replace(',', '');

/** A day of the content, `2026-08-07`, as `7 August 2026`. */
export const calendarDay = (day: string): string => calendar.format(new Date(`${day}T00:00:00Z`));

/**
 * When a card comes back, to stand after "comes back": `in 10 minutes`, `today at 18:40`,
 * `tomorrow, on Sunday 22 November`, `in 3 days, on Tuesday 24 November`.
 */
export function whenBack(due: Date, now: Date): string {
	const minutes = Math.ceil((due.getTime() - now.getTime()) / 60_000);
	if (minutes <= 0) return 'now';
	if (minutes < 60) return `in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`;
	const days = daysBetween(now, due);
	if (days === 0) return `today at ${clock.format(due)}`;
	const day = `on ${longDay(due)}${due.getFullYear() === now.getFullYear() ? '' : ` ${due.getFullYear()}`}`;
	return days === 1 ? `tomorrow, ${day}` : `in ${days} days, ${day}`;
}

/** `1 card`, `3 cards`; `many` where adding an s is not enough. */
export const count = (n: number, one: string, many = `${one}s`): string =>
	`${n} ${n === 1 ? one : many}`;

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** `1 byte`, `999 bytes`, `1.4 MB`: in thousands, as browsers and disks count. */
export function sayBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	if (unit === 0) return count(Math.round(value), 'byte');
	// What rounds to 10 has no place after the point, whichever side of 10 it is.
	return `${value.toFixed(value >= 9.95 ? 0 : 1)} ${units[unit] ?? ''}`;
}
