const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `2026-08-07` → `7 August 2026`. */
export function dayInWords(iso: string): string {
	return day.format(new Date(`${iso}T00:00:00Z`));
}

/** `1 lesson`, `3 lessons`. */
export function counted(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
