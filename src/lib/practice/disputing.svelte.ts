import type { Response } from '#lib/content/index.ts';
import {
	standingDisputes,
	type DisputedPart,
	type GeneratedQuestion,
	type LogEntry
} from '#lib/study/index.ts';
import type { AnswerLog } from './log.ts';

/** What the form holds. */
export interface Draft {
	about: DisputedPart | undefined;
	reason: string;
	source: string;
}

const emptyDraft = (): Draft => ({ about: undefined, reason: '', source: '' });

/** What keeps a dispute from being kept, and the part of the form where it is put right. */
export interface DraftLack {
	part: 'about' | 'reason';
	say: string;
}

/**
 * Whether a learner disputes a question, and the form in which it is said. A dispute is an entry of
 * the log, and so is its withdrawal.
 */
export class Disputing {
	readonly #asked: string | GeneratedQuestion;
	readonly #log: () => Promise<AnswerLog>;
	readonly #version: () => Promise<string>;

	/** The disputes of the question that were not withdrawn, the oldest first. */
	standing = $state.raw<readonly LogEntry[]>([]);
	/** `version` of the curriculum on screen, once it is known. */
	contentVersion = $state.raw('');
	/** The form is open. */
	open = $state(false);
	/** Something is on its way to the log. */
	saving = $state(false);
	/** Why the log did not take it; the draft stands. */
	error = $state.raw<unknown>();
	/** Stays when the form is closed, so that a slip of the finger loses nothing. */
	draft = $state<Draft>(emptyDraft());

	/**
	 * @param asked the question as the log names it
	 * @param version `version` of the curriculum on screen
	 */
	constructor(
		asked: string | GeneratedQuestion,
		log: () => Promise<AnswerLog>,
		version: () => Promise<string>
	) {
		this.#asked = asked;
		this.#log = log;
		this.#version = version;
	}

	get lack(): DraftLack | undefined {
		if (!this.draft.about) return { part: 'about', say: 'Choose what is wrong.' };
		if (this.draft.reason.trim() === '')
			return { part: 'reason', say: 'Write what speaks against it.' };
		return undefined;
	}

	/** Reads what stands. Where the log cannot be read nothing is shown as disputed. */
	async look(): Promise<void> {
		try {
			const entries = await (await this.#log()).ofKinds('dispute', 'undo');
			this.standing = standingDisputes(entries, this.#asked);
			if (this.standing.length > 0) this.contentVersion = await this.#version();
		} catch {
			// Whoever answers or disputes is told that nothing can be kept.
		}
	}

	/**
	 * Keeps the draft as a dispute.
	 * @param response what the learner had answered
	 * @param seed of the order in which it was shown
	 * @returns whether it is in the log
	 */
	async keep(response: Response, seed: number): Promise<boolean> {
		const { about, reason, source } = this.draft;
		if (!about || this.lack) return false;
		return this.#write(async (log) => {
			const version = await this.#version();
			const entry = await log.append({
				kind: 'dispute',
				question: this.#asked,
				contentVersion: version,
				about,
				text: reason.trim(),
				...(source.trim() === '' ? {} : { source: source.trim() }),
				response,
				seed
			});
			this.contentVersion = version;
			this.standing = [...this.standing, entry];
			this.draft = emptyDraft();
			this.open = false;
		});
	}

	/** Takes a dispute back; the log keeps both. @returns whether that is in the log */
	async withdraw(dispute: LogEntry): Promise<boolean> {
		return this.#write(async (log) => {
			await log.append({
				kind: 'undo',
				question: this.#asked,
				contentVersion: await this.#version(),
				undoes: dispute.id
			});
			this.standing = this.standing.filter(({ id }) => id !== dispute.id);
		});
	}

	async #write(write: (log: AnswerLog) => Promise<void>): Promise<boolean> {
		if (this.saving) return false;
		this.saving = true;
		this.error = undefined;
		try {
			await write(await this.#log());
			return true;
		} catch (error) {
			this.error = error;
			return false;
		} finally {
			this.saving = false;
		}
	}
}
