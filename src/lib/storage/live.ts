import { liveQuery } from 'dexie';
import { createSubscriber } from 'svelte/reactivity';
import { storageError, type StorageError } from './errors.ts';

/**
 * A query of the database as a rune: it runs while some effect or template reads it, runs again when
 * what it read changes (in this tab or another), and stops when the last reader goes away.
 */
export class Live<T> {
	#value: T | undefined;
	#error: StorageError | undefined;
	readonly #subscribe: () => void;

	/**
	 * @param query begins with an operation of Dexie: what it reads before any other `await` is what
	 * it is run again for
	 * @param ready resolves once the database can be asked
	 */
	constructor(query: () => Promise<T>, ready: () => Promise<unknown> = () => Promise.resolve()) {
		this.#subscribe = createSubscriber((update) => {
			const fail = (error: unknown) => {
				this.#error = storageError(error);
				update();
			};
			let ended = false;
			let end = () => {};
			ready().then(() => {
				if (ended) return;
				const subscription = liveQuery(query).subscribe({
					next: (value) => {
						this.#value = value;
						this.#error = undefined;
						update();
					},
					error: fail
				});
				end = () => {
					subscription.unsubscribe();
				};
			}, fail);
			return () => {
				ended = true;
				end();
			};
		});
	}

	/** The latest result; `undefined` until the first. After an error the last good one stays. */
	get current(): T | undefined {
		this.#subscribe();
		return this.#value;
	}

	/** Why there is no newer result. */
	get error(): StorageError | undefined {
		this.#subscribe();
		return this.#error;
	}
}
