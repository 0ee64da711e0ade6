import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { packAgain, readAgain, shared, unpackAgain, writeAgain } from './again.ts';
import type { Again } from './again.ts';
import type { Recipe } from './make.ts';

const recipe: Recipe = {
	plaintext: encodeUtf8('Payroll, Ω'),
	context: JSON.parse('{"__proto__": "1", "purpose": "payroll"}') as Record<string, string>,
	suite: 0x0578,
	frameLength: 24,
	wrapper: 'kms'
};
const again: Again = {
	recipe,
	breaks: [
		{ kind: 'flip', byte: 412, bit: 3 },
		{ kind: 'truncate', length: 600 },
		{ kind: 'remove', offset: 1, length: 2 },
		{ kind: 'append', bytes: new Uint8Array([0, 255]) },
		{ kind: 'swap-frames', first: 1, second: 2, renumber: true },
		{ kind: 'swap-keys', recipe: undefined },
		{ kind: 'swap-keys', recipe: { ...recipe, wrapper: 'aes' } },
		{ kind: 'swap-keys', recipe: undefined, standsIn: true },
		{ kind: 'context', context: { purpose: 'travel' } }
	]
};

describe('a message and what was done to it', () => {
	it('comes back from a link and from a file as it was', async () => {
		const packed = await packAgain(again);
		expect(packed).toMatch(/^[\w-]+$/);
		expect(await unpackAgain(packed)).toEqual(again);
		expect(readAgain(writeAgain(again))).toEqual(again);
	});

	it('says which wrapped keys stand in for those of a message that was brought', () => {
		const other = new Uint8Array(3);
		expect(shared({ kind: 'swap-keys', other })).toEqual({ kind: 'swap-keys' });
		expect(shared({ kind: 'swap-keys', other, recipe })).toEqual({ kind: 'swap-keys', recipe });
		expect(shared({ kind: 'swap-keys', other, brought: true })).toEqual({
			kind: 'swap-keys',
			standsIn: true
		});
		expect(shared({ kind: 'truncate', length: 3 })).toEqual({ kind: 'truncate', length: 3 });
	});

	it('is nothing where it was changed, is incomplete or of another kind', async () => {
		const packed = await packAgain(again);
		expect(await unpackAgain(packed.slice(0, -9))).toBeUndefined();
		expect(await unpackAgain('%')).toBeUndefined();
		expect(readAgain('{"keywrap": "lab"}')).toBeUndefined();
		const changed = (from: string, to: string) => readAgain(writeAgain(again).replace(from, to));
		expect(changed('"suite":1400', '"suite":1401')).toBeUndefined();
		expect(changed('"bit":3', '"bit":9')).toBeUndefined();
		expect(changed('"byte":412', '"byte":-1')).toBeUndefined();
		expect(changed('"frameLength":24', '"frameLength":0')).toBeUndefined();
		expect(changed('"plaintext":"', '"plaintext":"%')).toBeUndefined();
		fc.assert(
			fc.property(fc.json(), (json) => {
				expect(readAgain(json)).toBeUndefined();
			})
		);
	});
});
