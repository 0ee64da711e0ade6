import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import {
	applyBreak,
	describeBreak,
	ImpossibleBreakError,
	openBroken,
	optionsFor,
	readBroken,
	regularFrames
} from './breaks.ts';
import type { Break } from './breaks.ts';
import { everySuite, sealWith, testKeys } from './bytes.testing.ts';
import { bytesOf, mapBytes, regionOf } from './fields.ts';
import type { Sealed } from './make.ts';
import { withoutTags } from './without-tag.ts';

const offsetOf = ({ message }: Sealed, path: string) => {
	const region = regionOf(mapBytes(message, 'message'), path);
	if (!region) throw new Error(path);
	return region.offset;
};
const flip = (sealed: Sealed, path: string, by = 0): Break => ({
	kind: 'flip',
	byte: offsetOf(sealed, path) + by,
	bit: 0
});
const suiteOf = (id: number) => suites.find((suite) => suite.id === id);

/** The outcome, which must be among the options that were offered. */
async function outcomeOf(sealed: Sealed, ...breaks: Break[]) {
	const outcome = await openBroken(sealed, breaks);
	const kind = breaks.at(-1)?.kind ?? 'flip';
	expect(optionsFor(sealed, kind).map(({ code }) => code)).toContain(outcome.code);
	return outcome;
}

describe.each(everySuite)('a message of suite $name', ({ suite }) => {
	const { committing = false, signature } = suiteOf(suite) ?? {};

	it('opens as it was made', async () => {
		const sealed = await sealWith({ suite });
		expect(await outcomeOf(sealed)).toMatchObject({ code: 'opens', unharmed: true });
	});

	it('with any one bit flipped is refused', { timeout: 120_000 }, async () => {
		const sealed = await sealWith({
			suite,
			plaintext: encodeUtf8('attack at dawn'),
			frameLength: 6
		});
		const { regions } = mapBytes(sealed.message, 'message');
		for (const { offset, length, path } of regions)
			for (const byte of new Set([offset, offset + length - 1])) {
				const outcome = await openBroken(sealed, [{ kind: 'flip', byte, bit: 3 }]);
				expect(outcome.code, `${path}, byte ${byte}`).not.toBe('opens');
				expect(outcome.plaintext).toBeUndefined();
				expect(outcome.name).not.toBe('');
				expect(outcome.why).toMatch(/\.$/);
			}
	});

	it('is refused at the place that vouches for what was changed', async () => {
		const sealed = await sealWith({ suite });
		expect((await outcomeOf(sealed, flip(sealed, 'header.messageId'))).code).toBe(
			committing ? 'commitment' : 'header-tag'
		);
		expect((await outcomeOf(sealed, flip(sealed, 'header.aad[0].value'))).code).toMatch(
			/data-key|form/
		);
		expect((await outcomeOf(sealed, flip(sealed, 'header.tag'))).code).toBe('header-tag');
		const frame = await outcomeOf(sealed, flip(sealed, 'frames[1].ciphertext', 3));
		expect(frame).toMatchObject({ code: 'frame-tag', errorCode: 'ENVELOPE_FRAME_TAG' });
		expect(frame.offset).toBe(offsetOf(sealed, 'frames[1].ciphertext'));
		if (signature)
			expect((await outcomeOf(sealed, flip(sealed, 'footer.signature', 12))).code).toBe(
				'signature'
			);
	});

	it('without a tag would have given out the text with the same bit flipped', async () => {
		const sealed = await sealWith({ suite });
		const broken = applyBreak(sealed.message, flip(sealed, 'frames[1].ciphertext', 3));
		const damaged = await withoutTags(sealed, broken);
		const expected = sealed.plaintext.slice();
		expected[16 + 3] = (expected[16 + 3] ?? 0) ^ 1;
		expect(damaged).toEqual(expected);
	});
});

describe('a message', () => {
	it('cut short, with bytes taken out or put behind is refused', async () => {
		const sealed = await sealWith();
		const { length } = sealed.message;
		expect(await outcomeOf(sealed, { kind: 'truncate', length: length - 1 })).toMatchObject({
			code: 'form',
			errorCode: 'ENVELOPE_TRUNCATED',
			offset: length - 1
		});
		expect(await outcomeOf(sealed, { kind: 'append', bytes: new Uint8Array(3) })).toMatchObject({
			errorCode: 'ENVELOPE_TRAILING_BYTES',
			offset: length
		});
		const at = offsetOf(sealed, 'frames[0].ciphertext');
		expect((await outcomeOf(sealed, { kind: 'remove', offset: at, length: 1 })).code).toBe('form');
	});

	it('with two frames exchanged is refused by their numbers; with those put right, by a tag', async () => {
		const sealed = await sealWith();
		expect(regularFrames(mapBytes(sealed.message, 'message')).count).toBe(2);
		const swap = { kind: 'swap-frames', first: 1, second: 2 } as const;
		expect(await outcomeOf(sealed, { ...swap, renumber: false })).toMatchObject({
			code: 'form',
			errorCode: 'ENVELOPE_SEQUENCE',
			offset: offsetOf(sealed, 'frames[0].sequenceNumber') + 3
		});
		expect((await outcomeOf(sealed, { ...swap, renumber: true })).code).toBe('frame-tag');
		expect(() => applyBreak(sealed.message, { ...swap, second: 3, renumber: true })).toThrow(
			ImpossibleBreakError
		);
	});

	it('with the wrapped keys of another is refused, each by what binds them', async () => {
		const keys = await testKeys();
		const sealed = await sealWith({ suite: 0x0478 }, keys);
		const swap = async (other: Partial<Sealed>, from = sealed) =>
			(
				await outcomeOf(from, {
					kind: 'swap-keys',
					other: (await sealWith({ ...from, ...other }, keys)).message
				})
			).code;
		// The same context: the data key opens, and it is another.
		expect(await swap({})).toBe('commitment');
		expect(await swap({}, await sealWith({ suite: 0x0178 }, keys))).toBe('header-tag');
		expect(await swap({ context: { purpose: 'travel' } })).toBe('data-key');
		// A signed message's public key is part of the context that its data key is bound to.
		expect(await swap({}, await sealWith({ suite: 0x0578 }, keys))).toBe('data-key');
	});

	it('opened with another context is refused before any key is used', async () => {
		const sealed = await sealWith();
		const open = (context: Record<string, string>) =>
			outcomeOf(sealed, { kind: 'context', context });
		expect((await open({ purpose: 'travel' })).code).toBe('context');
		expect((await open({ purpose: 'payroll' })).code).toBe('opens');
		// An entry that the header does not store belongs to what the data key must be bound to.
		expect((await open({ purpose: 'payroll', month: '2026-11' })).code).toBe('data-key');
	});

	it('whose key AWS KMS wrapped: the refusal is that of AWS KMS, by its name', async () => {
		const keys = await testKeys();
		const sealed = await sealWith({ wrapper: 'kms' }, keys);
		const blob = offsetOf(sealed, 'header.encryptedDataKeys[0].ciphertext');
		const inTag = await outcomeOf(sealed, { kind: 'flip', byte: blob + 150, bit: 0 });
		expect(inTag).toMatchObject({
			code: 'data-key',
			actor: 'AWS KMS',
			name: 'InvalidCiphertextException'
		});
		expect(await outcomeOf(sealed, flip(sealed, 'header.aad[1].value'))).toMatchObject({
			actor: 'AWS KMS',
			name: 'InvalidCiphertextException'
		});
		expect(
			await outcomeOf(sealed, flip(sealed, 'header.encryptedDataKeys[0].providerInfo', 60))
		).toMatchObject({ code: 'data-key', actor: 'The keyring in your application' });
	});

	it('of which the key is not at hand can be judged by its form alone', async () => {
		const sealed = await sealWith();
		expect(optionsFor(undefined, 'flip')).toHaveLength(2);
		const read = (path: string) =>
			readBroken(mapBytes(applyBreak(sealed.message, flip(sealed, path)), 'message'));
		expect(read('frames[0].ciphertext').code).toBe('not-known');
		expect(read('header.version')).toMatchObject({ code: 'form', offset: 0 });
	});

	it('of which the key is not at hand says of wrapped keys that they are those of another', async () => {
		const keys = await testKeys();
		const [mine, { message: other }] = [await sealWith({}, keys), await sealWith({}, keys)];
		const swap = { kind: 'swap-keys', other } as const;
		const map = mapBytes(applyBreak(mine.message, swap), 'message');
		expect(readBroken(map, [swap])).toMatchObject({
			code: 'not-known',
			why: expect.stringContaining('does not say whose message it belongs to') as string
		});
		expect(readBroken(map).why).toContain('Tags, commitment and data key');
	});

	it('is no blob of AWS KMS: that is judged by a form of its own', async () => {
		const sealed = await sealWith({ wrapper: 'kms' });
		const map = mapBytes(sealed.message, 'message');
		const region = regionOf(map, 'header.encryptedDataKeys[0].ciphertext');
		const blob = region ? bytesOf(sealed.message, region) : new Uint8Array();
		const whole = mapBytes(blob, 'blob');
		const flipped = (path: string) => {
			const byte = regionOf(whole, path)?.offset ?? -1;
			const change = { kind: 'flip', byte, bit: 0 } as const;
			return {
				...readBroken(mapBytes(applyBreak(blob, change), 'blob')),
				told: describeBreak(change, whole)
			};
		};
		expect(flipped('ciphertext')).toMatchObject({
			code: 'not-known',
			why: expect.stringContaining('AWS KMS alone') as string,
			told: expect.stringMatching(/flipped \(Ciphertext\)$/) as string
		});
		expect(flipped('form.contentType')).toMatchObject({ code: 'form', actor: 'Any reader' });
	});

	it('is mended by taking the break back', async () => {
		const sealed = await sealWith();
		const change = flip(sealed, 'frames[0].ciphertext');
		expect((await outcomeOf(sealed, change, change)).code).toBe('opens');
		expect(decodeUtf8((await openBroken(sealed, [])).plaintext ?? new Uint8Array())).toContain(
			'Payroll'
		);
	});

	it('has a sentence for each break', async () => {
		const sealed = await sealWith();
		const map = mapBytes(sealed.message, 'message');
		expect(describeBreak(flip(sealed, 'frames[1].tag'), map)).toMatch(
			/^Bit 0 of byte \d+ flipped \(Tag, frame 2\)$/
		);
		expect(describeBreak({ kind: 'context', context: {} }, map)).toContain('none');
		expect(describeBreak({ kind: 'truncate', length: 1 }, map)).toBe('Cut off after 1 byte');
	});
});
