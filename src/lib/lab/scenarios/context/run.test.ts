import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import { ledgerOf } from '../key-life/ledger.ts';
import { scenario } from './index.ts';

const record = 'Ωmega, "wrist"';
const inputs = {
	record,
	context: { pairs: { Unit: 'north-3', file: '7' } },
	asked: 'south'
};
const { steps } = labScenarios.context;

describe('an encryption context', () => {
	it.each([
		['the usual record', {}],
		['one of its own', inputs],
		['one of a byte', { ...inputs, record: 'x' }],
		['a long one', { ...inputs, record: 'x'.repeat(4096) }]
	])('fits, does not fit, and is asked for by the policy: %s', async (_, given) => {
		const shots = await walkThrough(scenario, given);
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			undefined,
			'opens',
			'opens',
			'InvalidCiphertextException',
			'context-only',
			'opens',
			undefined,
			'AccessDeniedException',
			'AccessDeniedException',
			'InvalidCiphertextException'
		]);
		expect(steps.map((step) => shots[step].calls)).toEqual([0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9]);
	});

	it('gives the record back where it fits', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const [step, actor] of [
			['match', 'application'],
			['order', 'application'],
			['bystander', 'reader']
		] as const)
			expect(decodeUtf8(bytesOf(find(shots[step], actor, 'Record')))).toBe(record);
	});

	it('is sent as the steps say', async () => {
		const shots = await walkThrough(scenario, inputs);
		const sent = (step: (typeof steps)[number]) =>
			Object.entries(
				(shots[step].exchanges[0]?.request as { EncryptionContext: Record<string, string> })
					.EncryptionContext
			);
		expect(sent('order')).toEqual([
			['file', '7'],
			['Unit', 'north-3']
		]);
		expect(sent('case')).toEqual([
			['Unit', 'North-3'],
			['file', '7']
		]);
		expect(sent('false-claim')).toEqual([
			['Unit', 'south'],
			['file', '7']
		]);
	});

	it('stands in the trail in clear, and the record does not', async () => {
		const { trail } = await walkThrough(scenario, inputs);
		expect(names(trail, 'trail')).toEqual([
			'Event 1: Encrypt by payroll-app',
			'Event 2: Decrypt by payroll-app',
			'Event 3: Decrypt by payroll-app',
			'Event 4: Decrypt by payroll-app'
		]);
		expect(find(trail, 'trail', 'Event 4: Decrypt by payroll-app')).toMatchObject({
			note: 'InvalidCiphertextException',
			text: 'Unit = North-3, file = 7'
		});
		expect(JSON.stringify(trail.trail.map(({ event }) => event))).not.toContain('wrist');
	});

	it('is looked at by the policy before any key is used', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(shots['by-policy'].refusal?.message).toContain('no resource-based policy allows');
		expect(shots['by-policy'].exchanges[0]?.decision?.allowed).toBe(false);
		const sent = shots['policy-first'].travel?.[0]?.things.map(({ name }) => name);
		expect(sent).toEqual(['Encryption context', 'Ciphertext, one bit flipped']);
		expect(shots['policy-first'].exchanges[0]?.event?.additionalEventData).toBeUndefined();
		expect(shots['false-claim'].exchanges[0]?.decision?.allowed).toBe(true);
		expect(ledgerOf(shots['false-claim'])?.rows.map(([who, , ...rest]) => [who, ...rest])).toEqual([
			['payroll-app', 'allows', 'fits'],
			['payroll-app', 'allows', 'fits'],
			['payroll-app', 'allows', 'refuses: InvalidCiphertextException'],
			['records-reader', 'allows', 'fits'],
			['records-reader', 'refuses: AccessDeniedException', 'not reached'],
			[
				'records-reader, one bit of the ciphertext flipped',
				'refuses: AccessDeniedException',
				'not reached'
			],
			['records-reader', 'allows', 'refuses: InvalidCiphertextException']
		]);
	});

	it('says who could read the record', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: (typeof steps)[number]) => shots[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['yes', 'no', 'no', 'no']);
		expect(can('seal')).toEqual(['with-permission', 'with-permission', 'no', 'no']);
		expect(can('bystander')).toEqual(['with-permission', 'yes', 'no', 'no']);
		expect(can('condition')).toEqual(['with-permission', 'no', 'no', 'no']);
	});

	it.each([
		[{ record: '' }, 'at least one byte'],
		[{ record: 'x'.repeat(4097) }, '4,096 bytes'],
		[{ context: { pairs: { a: 'b' } } }, 'two pairs'],
		[{ context: { pairs: { a: 'b', A: 'c' } } }, 'letter case'],
		[{ context: { pairs: { 1: 'b', 2: 'c' } } }, 'whole numbers'],
		[{ context: { pairs: { a: '1', b: '2' } } }, 'needs a letter'],
		[{ asked: 'north-3' }, 'another value'],
		[{ asked: '${aws:username}' }, 'plainer']
	])('does not begin with %o', (changed, problem) => {
		expect(scenario.check?.({ ...inputs, ...changed })?.problem).toContain(problem);
		expect(scenario.check?.(inputs)).toBeUndefined();
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	const pairs = (own: Record<string, string>) => ({ context: { pairs: own } });
	it.each([
		['match', 'own-context', pairs({ file: '7', Unit: 'north-3' }), 'opens'],
		['case', 'own-context', pairs({ Unit: 'north-3' }), 'InvalidCiphertextException'],
		['trail', 'own-context', pairs({}), 'InvalidCiphertextException'],
		['match', 'swapped', { other: 'B', bound: 'with' }, 'InvalidCiphertextException'],
		['order', 'swapped', { other: 'B', bound: 'without' }, 'other-record'],
		['condition', 'own-claim', pairs({ Unit: 'north-3', file: '7' }), 'AccessDeniedException'],
		['by-policy', 'own-claim', pairs({}), 'AccessDeniedException'],
		['policy-first', 'own-claim', pairs({ unit: 'south' }), 'InvalidCiphertextException'],
		['false-claim', 'own-claim', pairs({ Unit: 'south' }), 'InvalidCiphertextException']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		const outcome = await attempt(session, scenario, { step, id, values });
		expect(outcome.code).toBe(code);
		expect(outcome.refusal ?? outcome.told).toBeTruthy();
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		const last = session.shots.at(-1);
		expect(last?.calls).toBe(9);
		expect(last?.holds.trail?.map(({ name }) => name)).toEqual([
			'Event 9: Decrypt by records-reader'
		]);
	});
});
