import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import { readWithGuess, sealBoth, xor } from './iv-reuse.ts';

const texts = ['Pay Ana 4,210 euros', 'Pay Ben 3,985 euros'] as const;

describe('one key and one IV for two texts', () => {
	it('give away the XOR of the texts, and with one text the other', async () => {
		const reuse = await sealBoth(texts, true);
		expect(reuse.first.iv).toEqual(reuse.second.iv);
		expect(reuse.leaks).toBe(true);
		expect(reuse.ciphertextXor).toEqual(reuse.plaintextXor);
		expect(decodeUtf8(readWithGuess(reuse, texts[0]))).toBe(texts[1]);
		expect(decodeUtf8(readWithGuess(reuse, 'Pay Ana'))).toBe('Pay Ben');
	});

	it('with an IV for each give nothing away', async () => {
		const reuse = await sealBoth(texts, false);
		expect(reuse.first.iv).not.toEqual(reuse.second.iv);
		expect(reuse.leaks).toBe(false);
		expect(readWithGuess(reuse, texts[0])).not.toEqual(new TextEncoder().encode(texts[1]));
	});

	it('of different length are compared as far as both go', async () => {
		const { ciphertextXor } = await sealBoth(['short', 'a longer text'], true);
		expect(ciphertextXor).toHaveLength(5);
		expect(xor(new Uint8Array([3]), new Uint8Array())).toHaveLength(0);
		expect((await sealBoth(['', 'x'], true)).leaks).toBe(false);
	});
});
