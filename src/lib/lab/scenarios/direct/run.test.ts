import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import type { ScenarioCode } from '../../engine/types.ts';
import { scenario } from './index.ts';
import { keyKinds } from './run.ts';

const kinds = Object.entries(keyKinds).map(([key, { limit }]) => ({ key, limit }));

describe('a secret under a KMS key', () => {
	it.each(kinds)('comes back, and ends at the limit of $key', async ({ key, limit }) => {
		const shots = await walkThrough(scenario, { key, secret: 'Ωmega' });
		expect(decodeUtf8(bytesOf(find(shots['receive-plaintext'], 'application', 'Secret')))).toBe(
			'Ωmega'
		);
		expect(
			bytesOf(find(shots['at-the-limit'], 'application', 'A text of just that size'))
		).toHaveLength(limit);
		expect(shots['at-the-limit'].outcome).toBe('encrypted');
		expect(shots['over-the-limit']).toMatchObject({
			outcome: 'ValidationException',
			refusal: { actor: 'kms', name: 'ValidationException' }
		});
		expect(shots['over-the-limit'].refusal?.message).toContain(
			key === 'SYMMETRIC_DEFAULT' ? 'less than or equal to 4096' : `larger than ${limit} bytes`
		);
		expect(shots['over-the-limit'].calls).toBe(4);
	});

	it('gives a context to symmetric keys only', async () => {
		const { store } = await walkThrough(scenario);
		expect(names(store, 'storage')).toEqual(['Encryption context', 'Ciphertext']);
		const rsa = await walkThrough(scenario, { key: 'RSA_2048' });
		expect(names(rsa.store, 'storage')).toEqual(['Ciphertext']);
		expect(rsa['ask-decrypt'].awaited?.request).toMatchObject({
			EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
		});
	});

	it.each(kinds)('keeps each thing in its place, and says who may use $key', async ({ key }) => {
		const shots = await walkThrough(scenario, { key });
		for (const shot of Object.values(shots)) {
			expect(names(shot, 'application')[0]).toMatch(/^(No s|S)ecret$/);
			expect(find(shot, 'kms', 'Permission').text).toBe('Encrypt and Decrypt');
		}
	});

	it('takes no secret that the walk could not carry', () => {
		const inputs = { secret: 'x'.repeat(191), key: 'RSA_2048', context: { pairs: {} } };
		expect(scenario.check?.(inputs)?.problem).toContain('190 bytes');
		expect(scenario.check?.({ ...inputs, key: 'SYMMETRIC_DEFAULT' })).toBeUndefined();
		expect(scenario.check?.({ ...inputs, secret: '' })?.problem).toContain('at least one byte');
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario);
	it.each([
		['ask-decrypt', 'other-context', { context: { pairs: { purpose: 'database' } } }, 'opens'],
		['ask-decrypt', 'other-context', { context: { pairs: {} } }, 'InvalidCiphertextException'],
		['ask-decrypt', 'flipped-bit', { bit: { byte: 110, bit: 7 } }, 'InvalidCiphertextException'],
		['ask-decrypt', 'flipped-bit', { bit: { byte: 20, bit: 0 } }, 'AccessDeniedException'],
		['over-the-limit', 'own-size', { length: 4096 }, 'encrypted'],
		['at-the-limit', 'own-size', { length: 4097 }, 'ValidationException'],
		['at-the-limit', 'own-size', { length: 0 }, 'ValidationException']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		expect(await attempt(session, scenario as ScenarioCode, { step, id, values })).toMatchObject({
			code
		});
	});
});
