/** Of the study log what tells whether single keys are used, and keeps it. */
interface KeysLog {
	settings(): Promise<{ singleKeys: boolean }>;
	setSettings(change: { singleKeys: boolean }): Promise<void>;
}

/** Whether single keys do something on a page: as this browser keeps it, until somebody chooses here. */
export class SingleKeys {
	on = $state(true);
	#chosen = false;
	readonly #log: () => Promise<KeysLog>;

	constructor(log: () => Promise<KeysLog>) {
		this.#log = log;
	}

	/** Takes over what is kept; what was chosen meanwhile stays. @throws what reading throws */
	async read(): Promise<void> {
		this.take(await (await this.#log()).settings());
	}

	/** The same for who has read what is kept. */
	take({ singleKeys }: { singleKeys: boolean }): void {
		if (!this.#chosen) this.on = singleKeys;
	}

	/** Keeps a choice in this browser; where it cannot be kept, it holds until the page is loaded anew. */
	async choose(on: boolean): Promise<void> {
		this.#chosen = true;
		this.on = on;
		try {
			await (await this.#log()).setSettings({ singleKeys: on });
		} catch (error) {
			console.warn('Whether single keys are used could not be kept', error);
		}
	}
}
