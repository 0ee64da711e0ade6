import { deriveCards, type LogEntry } from '#lib/study/index.ts';
import type { AnswerLog } from './log.ts';

/**
 * A log whose disk can be slow or full, which a real one cannot be made to be on purpose. The tests
 * of what is kept use the real one.
 */
export class UnreliableLog implements AnswerLog {
	readonly entries: LogEntry[] = [];
	/** Rejects the next writes with this. */
	failure: Error | undefined;
	#hold: Promise<void> | undefined;

	open = (): Promise<AnswerLog> => Promise.resolve(this);

	/** Writes wait until the returned function is called. */
	hold(): () => void {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		this.#hold = promise;
		return () => {
			resolve(undefined);
		};
	}

	async append(entry: Parameters<AnswerLog['append']>[0]): Promise<LogEntry> {
		await this.#hold;
		if (this.failure) throw this.failure;
		const written = {
			...entry,
			id: `entry-${this.entries.length + 1}`,
			device: 'test',
			at: new Date().toISOString()
		};
		this.entries.push(written);
		return written;
	}

	ofKinds(...kinds: string[]) {
		return Promise.resolve(this.entries.filter(({ kind }) => kinds.includes(kind)));
	}

	allCards() {
		return Promise.resolve(deriveCards(this.entries));
	}
}
