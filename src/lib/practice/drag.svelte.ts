/** Where a pointer is in the window, in CSS pixels. */
export interface Point {
	x: number;
	y: number;
}

export interface DragHandlers<T> {
	/** It was brought here, or the page scrolled below it. */
	move?: (what: T, at: Point) => void;
	/** It was let go, here, or nowhere: then all is to be as before. */
	drop: (what: T, at: Point | undefined) => void;
}

/** As far as a finger may slip in a press. */
const SLIP = 5;
/** As near to the upper and lower end of the window the page scrolls, and by how much a frame. */
const EDGE = 88;
const SCROLL = 12;

/** Dragging with a mouse or a finger. It is an extra: nothing may need it. */
export class Drag<T> {
	readonly #on: DragHandlers<T>;
	#end: AbortController | undefined;

	/** What is dragged; not yet while it is only pressed. */
	held: T | undefined = $state.raw();
	/** How far it is from where it was taken, on the page. */
	by: Point = $state.raw({ x: 0, y: 0 });

	constructor(on: DragHandlers<T>) {
		this.#on = on;
	}

	/**
	 * Takes hold of something on `pointerdown`.
	 * @param within the element that hears the pointer until it lets go. It has to stay in the page: what
	 *   is moved about in it would lose the pointer.
	 * @returns whether it is held now, by this pointer
	 */
	grab(event: PointerEvent, what: T, within: Element): boolean {
		if (event.button !== 0 || this.#end) return false;
		const { pointerId } = event;
		within.setPointerCapture(pointerId);
		const from = { x: event.clientX + scrollX, y: event.clientY + scrollY };
		let at: Point = { x: event.clientX, y: event.clientY };
		const end = (this.#end = new AbortController());

		const follow = () => {
			const by = { x: at.x + scrollX - from.x, y: at.y + scrollY - from.y };
			if (this.held === undefined && Math.hypot(by.x, by.y) < SLIP) return;
			this.held = what;
			this.by = by;
			this.#on.move?.(what, at);
		};
		const letGo = (kept: boolean) => {
			end.abort();
			this.#end = undefined;
			const dragged = this.held !== undefined;
			this.held = undefined;
			if (dragged) this.#on.drop(what, kept ? at : undefined);
		};
		const hear = (type: 'pointermove' | 'pointerup' | 'pointercancel', heard: () => void) => {
			const listener = (event: Event) => {
				if (!(event instanceof PointerEvent) || event.pointerId !== pointerId) return;
				if (type !== 'pointercancel') at = { x: event.clientX, y: event.clientY };
				heard();
			};
			within.addEventListener(type, listener, { signal: end.signal });
		};
		hear('pointermove', follow);
		hear('pointerup', () => {
			// Moves come as seldom as frames; the last of them may lie well short of here.
			follow();
			letGo(true);
		});
		hear('pointercancel', () => {
			letGo(false);
		});

		/** What is dragged to an end of the window brings on what lies beyond it. */
		const scroll = () => {
			if (end.signal.aborted) return;
			if (!within.isConnected) {
				letGo(false);
				return;
			}
			const beyond = at.y < EDGE ? at.y - EDGE : Math.max(0, at.y - (innerHeight - EDGE));
			if (this.held !== undefined && beyond !== 0) {
				const top = SCROLL * Math.max(-1, Math.min(1, beyond / EDGE));
				const before = scrollY;
				scrollBy({ top, behavior: 'instant' });
				if (scrollY !== before) follow();
			}
			requestAnimationFrame(scroll);
		};
		requestAnimationFrame(scroll);
		return true;
	}
}
