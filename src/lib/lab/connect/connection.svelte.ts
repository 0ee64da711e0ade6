/** The KMS that somebody connected: in the memory of this tab, and nowhere else. */
import type { KmsInput, KmsOperation } from '#lib/kms/index.ts';
import type { Answered } from '#lib/kms/aws/index.ts';
import type { Explanation } from './explain.ts';
import type { ConnectedKey } from './try-key.ts';

/** A real KMS as the Lab uses it. */
export interface Connection {
	readonly region: string;
	/** A custom endpoint; AWS without it. */
	readonly endpoint: string | undefined;
	/** The first is the one that was asked for. */
	readonly keys: readonly ConnectedKey[];
	/** When temporary credentials end. */
	readonly expiration: Date | undefined;
	call<Op extends KmsOperation>(operation: Op, input: KmsInput<Op>): Promise<Answered<Op>>;
	/** What went wrong, and what to do. */
	explain(error: unknown): Explanation;
	/** Lets go of the credentials. */
	erase(): void;
}

class Connected {
	#current = $state.raw<Connection>();

	get current(): Connection | undefined {
		return this.#current;
	}

	use(connection: Connection): void {
		this.#current?.erase();
		this.#current = connection;
	}

	/** Nothing here leads to the credentials afterwards; pictures of walks go with the page. */
	erase(): void {
		this.#current?.erase();
		this.#current = undefined;
	}
}

export const connected = new Connected();

if (typeof window !== 'undefined') {
	// A page that the browser keeps for its Back button keeps no credentials and no data keys.
	let left = false;
	addEventListener('pagehide', () => {
		left = connected.current !== undefined;
		connected.erase();
	});
	addEventListener('pageshow', (event) => {
		if (event.persisted && left) location.reload();
	});
}
