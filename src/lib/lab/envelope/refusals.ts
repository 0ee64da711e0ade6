/** What came of a request or a decryption that was altered on purpose. */
import { encodeHex, flipBit } from '#lib/crypto/index.ts';

/** One difference between what was expected and what was used. */
export interface Difference {
	what: string;
	/** Empty where it was not there. */
	was: string;
	/** Empty where it is not there. */
	now: string;
}

export type Outcome =
	| { refused: false; actor: string; request?: object; differences: Difference[] }
	| {
			refused: true;
			/** Who refuses. */
			actor: string;
			/** The error's own name. */
			name: string;
			/** The error's own text; AWS KMS leaves it empty for some. */
			message: string;
			why: string;
			request?: object;
			differences: Difference[];
	  };

/** Pairs that are missing, added or changed. No difference in order is one. */
export function contextDifferences(
	wrapped: Readonly<Record<string, string>>,
	sent: Readonly<Record<string, string>>
): Difference[] {
	return [...new Set([...Object.keys(wrapped), ...Object.keys(sent)])]
		.filter((key) => wrapped[key] !== sent[key])
		.map((key) => ({
			what: 'Encryption context',
			was: pair(key, wrapped[key]),
			now: pair(key, sent[key])
		}));
}

function pair(key: string, value: string | undefined): string {
	return value === undefined ? '' : `${key} = ${value}`;
}

/** The byte around which a bit was flipped, before and after. */
export function flippedDifference(
	what: string,
	bytes: Uint8Array,
	{ byte, bit }: { byte: number; bit: number }
): Difference {
	const around = (all: Uint8Array) => encodeHex(all.subarray(byte, byte + 1));
	return {
		what: `${what}, byte ${byte}, bit ${bit}`,
		was: around(bytes),
		now: around(flipBit(bytes, byte, bit))
	};
}

/** Why, in a sentence or two, by the name of the refusal. */
export function whyRefused(name: string, { flipped }: { flipped: boolean }): string {
	switch (name) {
		case 'InvalidCiphertextException':
			return flipped
				? 'The wrapped data key was changed on the way, so its authentication tag no longer fits. The message of this error is empty: AWS KMS does not say what is wrong.'
				: 'The encryption context sent is not the one this data key was wrapped with. The message of this error is empty: AWS KMS does not say what differed.';
		case 'AccessDeniedException':
			return 'The flipped bit is in the part that names the KMS key, and no key of yours goes by the new name. A key that is missing and a key that is forbidden get the same answer.';
		default:
			return 'The authentication tag does not fit what was given, so AES-GCM releases nothing, not even the part that is unharmed. It cannot tell which bit was changed; WebCrypto reports an error without a message.';
	}
}
