/**
 * The clock of an exam. It counts down as in the test centre: while the learner reads, while the device
 * sleeps, while the page is closed. What it knows is two clocks of the device, read together: the wall
 * clock in epoch milliseconds, which daylight saving and time zones do not touch, but which can be set;
 * and the steady clock of the page, which nobody can set, but which begins anew with every page and, on
 * some devices, stands still while they sleep.
 */

/** Both clocks at one moment. */
export interface ClockReading {
	/** Epoch milliseconds: `Date.now()`. */
	wall: number;
	/** Milliseconds since this page was loaded: `performance.now()`. */
	steady: number;
	/** Names this life of the page; another page, or the same one loaded anew, has another. */
	life: string;
}

/** A clock of an exam, as an attempt keeps it. Plain data. */
export interface ExamClock {
	/** Milliseconds that are allowed. */
	allowed: number;
	/** Milliseconds used up to `read`. */
	used: number;
	/** What both clocks showed when `used` was counted. */
	read: ClockReading;
	/** Time in which the page is closed, the device sleeps or the learner pauses does not count. */
	pausing: boolean;
	/** The learner has stopped it; only with `pausing`. */
	paused: boolean;
}

/**
 * The two clocks disagree by more than they drift. `ahead`: the device slept, or its clock was set
 * forward; nothing in the page can tell these apart. `back`: its clock was set back.
 */
export interface ClockJump {
	kind: 'ahead' | 'back';
	/** Milliseconds between the clocks. */
	ms: number;
	/** How much of it was counted as time of the exam: what giving it back returns. */
	counted: number;
}

/** Milliseconds that the two clocks may disagree by between two readings, and count as one. */
const TOLERANCE = 2000;

/** Minutes left at which the learner is told. */
export const NOTICES = [30, 15, 5] as const;

/** Minutes left from which on the clock cannot be hidden, as in the test centre. */
export const SHOWN_FROM = 5;

const MINUTE = 60_000;

export function startClock(allowed: number, read: ClockReading, pausing = false): ExamClock {
	return { allowed, used: 0, read, pausing, paused: false };
}

/**
 * Counts the time since the clock was last read.
 *
 * - The page lives on: the steady clock says how long at least. Where the wall clock has gone further,
 *   the device slept, and that counts unless the exam may be paused; it is told as a jump, because a
 *   wall clock that was set forward looks the same, and the learner may take it back ({@link giveBack}).
 *   A wall clock that was set back changes nothing.
 * - The page was closed or loaded anew: the wall clock alone says how long, and never less than nothing.
 *   With `pausing` that time does not count.
 */
export function readClock(
	clock: ExamClock,
	now: ClockReading
): { clock: ExamClock; jump?: ClockJump } {
	const { read, pausing, paused } = clock;
	const wall = now.wall - read.wall;
	let elapsed: number;
	let jump: ClockJump | undefined;
	if (now.life === read.life) {
		elapsed = Math.max(0, now.steady - read.steady);
		const apart = wall - elapsed;
		if (apart > TOLERANCE) {
			const counted = pausing || paused ? 0 : apart;
			jump = { kind: 'ahead', ms: apart, counted };
			elapsed += counted;
		} else if (apart < -TOLERANCE) jump = { kind: 'back', ms: -apart, counted: 0 };
	} else {
		elapsed = pausing ? 0 : Math.max(0, wall);
		if (wall < -TOLERANCE) jump = { kind: 'back', ms: -wall, counted: 0 };
	}
	const used = paused ? clock.used : Math.min(clock.allowed, clock.used + elapsed);
	const counted = { ...clock, used, read: now };
	return jump && !paused ? { clock: counted, jump } : { clock: counted };
}

/** Takes a jump ahead back, for who says that the device's clock was set and it did not sleep. */
export function giveBack(clock: ExamClock, jump: ClockJump): ExamClock {
	return { ...clock, used: Math.max(0, clock.used - jump.counted) };
}

/** Stops the clock, or lets it go on. Without `pausing` nothing happens. */
export function setPaused(clock: ExamClock, paused: boolean, now: ClockReading): ExamClock {
	if (!clock.pausing) return clock;
	return { ...readClock(clock, now).clock, paused };
}

/** Milliseconds that are left; 0 when time is up. */
export const timeLeft = ({ allowed, used }: ExamClock): number => Math.max(0, allowed - used);

/**
 * The notice that became due as the time left fell, in minutes; of several the last.
 * @param before milliseconds left at the reading before
 * @param after milliseconds left now
 */
export function noticeDue(before: number, after: number): (typeof NOTICES)[number] | undefined {
	return NOTICES.findLast((minutes) => after <= minutes * MINUTE && before > minutes * MINUTE);
}

/** `1:12:33`, `4:59`: rounded up, so that 0:00 shows only when time is up. */
export function clockFace(ms: number): string {
	const seconds = Math.ceil(Math.max(0, ms) / 1000);
	const two = (n: number) => String(n).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor(seconds / 60) % 60;
	return hours > 0
		? `${hours}:${two(minutes)}:${two(seconds % 60)}`
		: `${minutes}:${two(seconds % 60)}`;
}
