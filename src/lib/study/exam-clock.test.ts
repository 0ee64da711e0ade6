import process from 'node:process';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
	clockFace,
	giveBack,
	noticeDue,
	readClock,
	setPaused,
	startClock,
	timeLeft,
	type ClockJump,
	type ExamClock
} from './exam-clock.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A device with a learner in front of it: true time goes on, and its clocks show what they show. */
class Device {
	/** Milliseconds that truly passed. */
	truth = 0;
	wall = Date.UTC(2026, 9, 25, 0, 30);
	steady = 5000;
	life = 1;
	clock: ExamClock;
	readonly jumps: ClockJump[] = [];
	readonly steadySleeps: boolean;

	constructor({ pausing = false, steadySleeps = true, allowed = 1000 * HOUR } = {}) {
		this.steadySleeps = steadySleeps;
		this.clock = startClock(allowed, this.now, pausing);
	}
	get now() {
		return { wall: this.wall, steady: this.steady, life: String(this.life) };
	}
	#pass(ms: number) {
		this.truth += ms;
		this.wall += ms;
	}
	/** The page is open, and reads its clock every now and then. */
	awake(ms: number) {
		this.#pass(ms);
		this.steady += ms;
		this.read();
	}
	sleep(ms: number) {
		this.#pass(ms);
		if (!this.steadySleeps) this.steady += ms;
		this.read();
	}
	/** The page, the browser or the whole device ends, and comes back after so long. */
	away(ms: number) {
		this.#pass(ms);
		this.life++;
		this.steady = 100;
		this.read();
	}
	set(ms: number) {
		this.wall += ms;
		this.read();
	}
	read() {
		const { clock, jump } = readClock(this.clock, this.now);
		this.clock = clock;
		if (jump) this.jumps.push(jump);
	}
}

const span = fc.integer({ min: 0, max: 9 * HOUR });
/** A moment apart, so that a clock that is set cannot be mistaken for one that drifts. */
const change = fc.integer({ min: 3000, max: 30 * HOUR });
const awake = fc.record({ kind: fc.constant('awake' as const), ms: span });
const sleep = fc.record({ kind: fc.constant('sleep' as const), ms: span });
const away = fc.record({ kind: fc.constant('away' as const), ms: span });
const forward = fc.record({ kind: fc.constant('forward' as const), ms: change });
const back = fc.record({ kind: fc.constant('back' as const), ms: change });
type Event = { kind: 'awake' | 'sleep' | 'away' | 'forward' | 'back'; ms: number };

function live(device: Device, { kind, ms }: Event) {
	if (kind === 'forward') device.set(ms);
	else if (kind === 'back') device.set(-ms);
	else device[kind](ms);
}
/** Sleep that is shorter than two seconds may be overlooked, each time. */
const overlooked = (events: readonly Event[]) =>
	2000 * events.filter(({ kind }) => kind === 'sleep').length;

describe('the clock', () => {
	test('counts what truly passed, through sleep, crashes and reloads, on either kind of device', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(awake, sleep, away)), fc.boolean(), (events, steadySleeps) => {
				const device = new Device({ steadySleeps });
				for (const event of events) live(device, event);
				const missing = device.truth - device.clock.used;
				expect(missing).toBeGreaterThanOrEqual(0);
				expect(missing).toBeLessThanOrEqual(overlooked(events));
			})
		);
	});

	test('takes no notice of a device whose clock is set back while the page is open', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(awake, back)), (events) => {
				const device = new Device();
				for (const event of events) live(device, event);
				expect(device.clock.used).toBe(device.truth);
				expect(device.jumps.map(({ kind, ms }) => ({ kind, ms }))).toEqual(
					events.flatMap(({ kind, ms }) => (kind === 'back' ? [{ kind, ms }] : []))
				);
			})
		);
	});

	test('tells of a clock that was set forward, and gives back what it took', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(awake, away, forward)), (events) => {
				const device = new Device();
				for (const event of events) live(device, event);
				const set = events.flatMap(({ kind, ms }) => (kind === 'forward' ? [ms] : []));
				expect(device.jumps.map(({ counted }) => counted)).toEqual(set);
				for (const jump of device.jumps) device.clock = giveBack(device.clock, jump);
				expect(device.clock.used).toBe(device.truth);
			})
		);
	});

	test('never runs backwards and never past its end, whatever is done to the device', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(awake, sleep, away, forward, back)),
				fc.boolean(),
				fc.boolean(),
				(events, pausing, steadySleeps) => {
					const device = new Device({ pausing, steadySleeps, allowed: 20 * HOUR });
					let before = device.clock.used;
					for (const event of events) {
						live(device, event);
						expect(device.clock.used).toBeGreaterThanOrEqual(before);
						expect(device.clock.used).toBeLessThanOrEqual(20 * HOUR);
						before = device.clock.used;
					}
				}
			)
		);
	});

	test('that may be paused counts only while the page is open, and not while it is paused', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(awake, sleep, away, forward, back)),
				fc.array(awake),
				(events, paused) => {
					const device = new Device({ pausing: true });
					for (const event of events) live(device, event);
					const open = events.reduce((sum, { kind, ms }) => sum + (kind === 'awake' ? ms : 0), 0);
					expect(device.clock.used).toBe(open);
					device.clock = setPaused(device.clock, true, device.now);
					for (const event of paused) live(device, event);
					expect(device.clock.used).toBe(open);
					device.clock = setPaused(device.clock, false, device.now);
					device.awake(1000);
					expect(device.clock.used).toBe(open + 1000);
				}
			)
		);
	});

	test('cannot be paused where that is not set', () => {
		const device = new Device();
		device.clock = setPaused(device.clock, true, device.now);
		device.awake(MINUTE);
		expect(device.clock.used).toBe(MINUTE);
	});

	test('is up after a closed tab came back too late', () => {
		const device = new Device({ allowed: HOUR });
		device.awake(MINUTE);
		expect(timeLeft(device.clock)).toBe(59 * MINUTE);
		device.away(3 * 24 * HOUR);
		expect(timeLeft(device.clock)).toBe(0);
	});
});

describe('daylight saving', () => {
	const zone = process.env.TZ;
	afterEach(() => {
		if (zone === undefined) delete process.env.TZ;
		else process.env.TZ = zone;
	});
	test.each([
		['the hour that comes twice', Date.UTC(2026, 9, 25, 0, 30), -60],
		['the hour that is missing', Date.UTC(2027, 2, 28, 0, 30), 60]
	])('%s changes nothing', (_, start, minutes) => {
		process.env.TZ = 'Europe/Berlin';
		const local = (ms: number) => {
			const at = new Date(ms);
			return at.getHours() * 60 + at.getMinutes();
		};
		// The wall on the wall moves by an hour while an hour passes: here, not at all, or by two.
		expect(local(start + HOUR) - local(start)).toBe(60 + minutes);
		for (const life of ['1', '2']) {
			const clock = startClock(3 * HOUR, { wall: start, steady: 0, life: '1' });
			const read = readClock(clock, { wall: start + HOUR, steady: HOUR, life });
			expect(read).toEqual({ clock: expect.objectContaining({ used: HOUR }) as ExamClock });
		}
	});
});

describe('notices and the face', () => {
	test('of several notices that were slept through, the last', () => {
		expect(noticeDue(31 * MINUTE, 30 * MINUTE)).toBe(30);
		expect(noticeDue(30 * MINUTE, 29 * MINUTE)).toBeUndefined();
		expect(noticeDue(40 * MINUTE, 4 * MINUTE)).toBe(5);
		expect(noticeDue(5 * MINUTE, 0)).toBeUndefined();
	});
	test('each comes once as time runs down', () => {
		const heard: number[] = [];
		for (let left = 40 * MINUTE; left > 0; left -= 1000)
			heard.push(...[noticeDue(left + 1000, left)].filter((due) => due !== undefined));
		expect(heard).toEqual([30, 15, 5]);
	});
	test('the face', () => {
		expect([0, 1, 59_001, 61_000, HOUR, 170 * MINUTE].map(clockFace)).toEqual([
			'0:00',
			'0:01',
			'1:00',
			'1:01',
			'1:00:00',
			'2:50:00'
		]);
	});
});
