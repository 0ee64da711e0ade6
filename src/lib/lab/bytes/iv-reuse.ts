/** What happens when AES-GCM is used twice with one key and one IV. Really done, on two texts. */
import { encodeUtf8, encryptAesGcm, ivLength, systemRandom } from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';

export interface SealedText {
	readonly plaintext: Bytes;
	readonly iv: Bytes;
	readonly ciphertext: Bytes;
}

export interface Reuse {
	readonly first: SealedText;
	readonly second: SealedText;
	/** As long as the shorter text. */
	readonly ciphertextXor: Bytes;
	readonly plaintextXor: Bytes;
	/** Whether the two are the same: the ciphertexts give away the XOR of the plaintexts. */
	readonly leaks: boolean;
}

/** Bytes of both, each XORed with its partner, as long as the shorter one. */
export function xor(a: Uint8Array, b: Uint8Array): Bytes {
	return Uint8Array.from(
		{ length: Math.min(a.length, b.length) },
		(_, i) => (a[i] ?? 0) ^ (b[i] ?? 0)
	);
}

/**
 * Encrypts both texts with AES-256-GCM under one new key.
 * @param sameIv whether the second takes the IV of the first, or its own
 */
export async function sealBoth(
	texts: readonly [string, string],
	sameIv: boolean,
	random: RandomBytes = systemRandom
): Promise<Reuse> {
	const key = random(32);
	const firstIv = random(ivLength);
	const sealText = async (text: string, iv: Bytes): Promise<SealedText> => {
		const plaintext = encodeUtf8(text);
		const { ciphertext } = await encryptAesGcm(plaintext, { key, iv });
		return { plaintext, iv, ciphertext };
	};
	const first = await sealText(texts[0], firstIv);
	const second = await sealText(texts[1], sameIv ? firstIv : random(ivLength));
	const ciphertextXor = xor(first.ciphertext, second.ciphertext);
	const plaintextXor = xor(first.plaintext, second.plaintext);
	return {
		first,
		second,
		ciphertextXor,
		plaintextXor,
		leaks: ciphertextXor.length > 0 && ciphertextXor.every((byte, i) => byte === plaintextXor[i])
	};
}

/**
 * What a reader without the key gets who knows, or guesses, part of the first text: the same part of
 * the second.
 */
export function readWithGuess(
	{ ciphertextXor }: Pick<Reuse, 'ciphertextXor'>,
	guess: string
): Bytes {
	return xor(encodeUtf8(guess), ciphertextXor);
}
