/** Copies text. @returns whether the browser allowed it */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}

/** A button that copies, and what came of it, told for a moment beside it. */
export class Copying {
	/** For an element with `role="status"`; empty when there is nothing to tell any more. */
	said = $state('');
	readonly #moment: number;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** @param moment how long it is told, in ms */
	constructor(moment = 4000) {
		this.#moment = moment;
	}

	/**
	 * Copies text and tells of it.
	 * @param refused what to do instead, where the browser does not allow it
	 * @returns whether the browser allowed it
	 */
	async copy(text: string, done: string, refused: string): Promise<boolean> {
		const copied = await copyText(text);
		this.tell(copied ? done : refused);
		return copied;
	}

	/** Tells something else for a moment. */
	tell(said: string): void {
		this.said = said;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => (this.said = ''), this.#moment);
	}
}
