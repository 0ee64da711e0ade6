import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterFrame, Turns } from './later.svelte.ts';

/** Frames and quiet moments that come when the test says so. */
class Browser {
	#frames = new Map<number, () => void>();
	#quiet = new Map<number, () => void>();
	#ids = 0;

	constructor() {
		vi.stubGlobal('requestAnimationFrame', (work: () => void) => this.#put(this.#frames, work));
		vi.stubGlobal('cancelAnimationFrame', (id: number) => this.#frames.delete(id));
		vi.stubGlobal('requestIdleCallback', (work: () => void) => this.#put(this.#quiet, work));
		vi.stubGlobal('cancelIdleCallback', (id: number) => this.#quiet.delete(id));
	}

	#put(where: Map<number, () => void>, work: () => void): number {
		where.set(++this.#ids, work);
		return this.#ids;
	}

	#run(which: Map<number, () => void>): void {
		const due = [...which.values()];
		which.clear();
		for (const work of due) work();
		flushSync();
	}

	/** How much is to be done yet. */
	get waiting(): number {
		return this.#frames.size + this.#quiet.size;
	}

	frame(): void {
		this.#run(this.#frames);
	}

	quiet(): void {
		this.#run(this.#quiet);
	}

	/** A frame, and the quiet moment behind it. */
	turn(): void {
		this.frame();
		this.quiet();
	}
}

let browser: Browser;
beforeEach(() => {
	browser = new Browser();
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

describe('work after a frame', () => {
	it('waits for the frame, then for a quiet moment', () => {
		const work = vi.fn();
		afterFrame(work);
		browser.quiet();
		expect(work).not.toHaveBeenCalled();
		browser.frame();
		expect(work).not.toHaveBeenCalled();
		browser.quiet();
		expect(work).toHaveBeenCalledOnce();
	});

	it('is called off before the frame and behind it', () => {
		const work = vi.fn();
		afterFrame(work)();
		browser.turn();
		const off = afterFrame(work);
		browser.frame();
		off();
		browser.quiet();
		expect(work).not.toHaveBeenCalled();
	});

	it('does without frames where nobody sees the page', async () => {
		vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
		const work = vi.fn();
		const never = vi.fn();
		afterFrame(work);
		afterFrame(never)();
		await expect.poll(() => work).toHaveBeenCalledOnce();
		expect(never).not.toHaveBeenCalled();
	});

	it('does without quiet moments where the browser tells of none', async () => {
		vi.stubGlobal('requestIdleCallback', undefined);
		const work = vi.fn();
		afterFrame(work);
		browser.frame();
		await expect.poll(() => work).toHaveBeenCalledOnce();
	});
});

describe('turns', () => {
	let moment = $state('1');
	let value = $state('a');
	let near: () => string;
	let far: () => string;
	let behind: () => boolean;
	let end: () => void;
	const shown = () => [near(), far()];
	/** The next moment, at which there is something else to see. */
	const goOn = (to: string, shows: string) => {
		moment = to;
		value = shows;
		flushSync();
	};

	beforeEach(() => {
		moment = '1';
		value = 'a';
		end = $effect.root(() => {
			const turns = new Turns(() => moment, 2);
			near = turns.follow(1, () => value);
			far = turns.follow(2, () => value);
			behind = () => turns.behind;
			// As a template does: it reads what it shows.
			$effect(() => {
				shown();
			});
		});
		flushSync();
	});
	afterEach(() => {
		end();
	});

	it('show what is there from the first', () => {
		expect(shown()).toEqual(['a', 'a']);
	});

	it('tell that some are behind, until the last has followed', () => {
		expect(behind()).toBe(false);
		goOn('2', 'b');
		expect(behind()).toBe(true);
		browser.turn();
		expect(shown()).toEqual(['b', 'a']);
		expect(behind()).toBe(true);
		browser.turn();
		expect(shown()).toEqual(['b', 'b']);
		expect(behind()).toBe(false);
	});

	it('come one after the other when the moment changes', () => {
		goOn('2', 'b');
		expect(shown()).toEqual(['a', 'a']);
		browser.turn();
		expect(shown()).toEqual(['b', 'a']);
		browser.turn();
		expect(shown()).toEqual(['b', 'b']);
	});

	it('change at once between two moments', () => {
		goOn('1', 'b');
		expect(shown()).toEqual(['b', 'b']);
		goOn('2', 'c');
		browser.turn();
		browser.turn();
		goOn('2', 'd');
		expect(shown()).toEqual(['d', 'd']);
	});

	it('begin anew when the next moment comes before the last turn, and show nothing in between', () => {
		goOn('2', 'b');
		browser.turn();
		goOn('3', 'c');
		expect(shown()).toEqual(['b', 'a']);
		browser.turn();
		expect(shown()).toEqual(['c', 'a']);
		browser.turn();
		expect(shown()).toEqual(['c', 'c']);
	});

	it('follow no more once the component is gone', () => {
		goOn('2', 'b');
		expect(browser.waiting).toBe(1);
		end();
		expect(browser.waiting).toBe(0);
	});
});
