import { copyBytes, systemRandom } from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';

/**
 * Random bytes that can be played again: what was drawn is kept, and the next player gets the same
 * bytes in the same order, so that a run that is undone and done again has the same keys. A player
 * that asks for other lengths than before has left the tape, and gets fresh bytes from there on.
 */
export class Tape {
	readonly #drawn: Bytes[] = [];

	/** A player from the beginning. */
	play(): Player {
		let at = 0;
		const player: Player = {
			aside: false,
			random: (length) => {
				if (player.aside) return systemRandom(length);
				const known = this.#drawn[at];
				if (known?.length !== length) {
					this.#drawn.length = at;
					this.#drawn.push(systemRandom(length));
				}
				return copyBytes(this.#drawn[at++] ?? systemRandom(length));
			}
		};
		return player;
	}
}

export interface Player {
	random: RandomBytes;
	/** While it is set, bytes are fresh and the tape stands still. */
	aside: boolean;
}
