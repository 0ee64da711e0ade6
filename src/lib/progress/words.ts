/** Shares in words. */

/** `86 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** `21 Nov`. */
export const shortDay = (day: Date): string => short.format(day);
