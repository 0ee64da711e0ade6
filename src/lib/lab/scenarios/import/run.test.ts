import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import {
	attempt,
	begin,
	bytesOf,
	find,
	names,
	noon,
	walkThrough
} from '../../engine/session.testing.ts';
import type { PlacedAct } from '../../engine/session.ts';
import type { Shot } from '../../engine/types.ts';
import { ledgerOf } from '../key-life/ledger.ts';
import { scenario } from './index.ts';

const { steps } = labScenarios.import;
const inputs = { secret: 'Ωmega', context: { pairs: { file: '7' } }, valid: 90 };
const at = (step: (typeof steps)[number]) => steps.indexOf(step);
const does = (id: string, step: (typeof steps)[number], days: number): PlacedAct => ({
	id,
	values: { days },
	at: at(step)
});
const dayOf = (count: number) => new Date(noon.getTime() + count * 86_400_000);
const tries = (shot: Shot | undefined) => ledgerOf(shot)?.rows.map((row) => row.slice(1));

describe('material of one’s own', () => {
	it.each([
		{ wrapping: 'RSAES_OAEP_SHA_256', 'wrapping-key': 'RSA_2048', wrapped: 256 },
		{ wrapping: 'RSAES_OAEP_SHA_1', 'wrapping-key': 'RSA_3072', wrapped: 384 }
	])('goes in with $wrapping under $wrapping-key, and comes back', async ({ wrapped, ...how }) => {
		const shots = await walkThrough(scenario, { ...inputs, ...how });
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			'KMSInvalidStateException',
			'IncorrectKeyMaterialException',
			undefined,
			'opens'
		]);
		expect(bytesOf(find(shots.wrap, 'custodian', 'Wrapped material'))).toHaveLength(wrapped);
		expect(shots.parameters.exchanges[0]?.request).toMatchObject({
			WrappingAlgorithm: how.wrapping,
			WrappingKeySpec: how['wrapping-key']
		});
		expect(decodeUtf8(bytesOf(find(shots['opens-again'], 'application', 'Secret')))).toBe('Ωmega');
	});

	it('keeps the copy in the safe, and nothing that has served', async () => {
		const shots = await walkThrough(scenario, inputs);
		const copy = bytesOf(find(shots.start, 'custodian', 'Key material'));
		expect(copy).toHaveLength(32);
		for (const step of steps)
			expect(bytesOf(find(shots[step], 'custodian', 'Key material'))).toEqual(copy);
		expect(names(shots.parameters, 'custodian')).toEqual([
			'Key material',
			'Wrapping key',
			'Import token'
		]);
		expect(names(shots.import, 'custodian')).toEqual(['Key material']);
		expect(names(shots['other-material'], 'custodian')).toEqual(['Key material', 'Other material']);
	});

	it('takes a fresh wrapping key and token for each import', async () => {
		const shots = await walkThrough(scenario, inputs);
		const tokenAt = (step: 'import' | 'other-material' | 'same-material') =>
			bytesOf(
				shots[step].travel?.[0]?.things.find(({ kind }) => kind === 'token') ?? {
					kind: 'token',
					name: '',
					parts: []
				}
			).join();
		const tokens = [tokenAt('import'), tokenAt('other-material'), tokenAt('same-material')];
		expect(new Set(tokens).size).toBe(3);
		expect(tokens).not.toContain('');
	});

	it('shows the state of the key as DescribeKey has it', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(find(shots.start, 'kms', 'No KMS key yet').gone).toBe(true);
		const key = (step: (typeof steps)[number]) => find(shots[step], 'kms', 'KMS key');
		expect(key('create')).toMatchObject({ gone: true });
		expect(key('create').text).toContain('PendingImport');
		expect(key('use').gone).toBeUndefined();
		expect(key('use').text).toContain('Enabled\nits material expires on 19 February 2027');
		expect(key('expire')).toMatchObject({ gone: true });
		expect(key('opens-again').text).toContain('Enabled');
	});

	it('counts each call under whoever made it, and no bytes are in the trail', async () => {
		const shots = await walkThrough(scenario, inputs);
		const last = shots['opens-again'];
		expect(last.calls).toBe(11);
		expect(
			last.trail.map(({ operation, event, refusal }) => [
				event?.userIdentity.arn.split('/')[1],
				operation,
				refusal?.name
			])
		).toEqual([
			['key-custodian', 'CreateKey', undefined],
			['key-custodian', 'GetParametersForImport', undefined],
			['key-custodian', 'ImportKeyMaterial', undefined],
			['payroll-app', 'Encrypt', undefined],
			['key-custodian', 'DescribeKey', undefined],
			['payroll-app', 'Decrypt', 'KMSInvalidStateException'],
			['key-custodian', 'GetParametersForImport', undefined],
			['key-custodian', 'ImportKeyMaterial', 'IncorrectKeyMaterialException'],
			['key-custodian', 'GetParametersForImport', undefined],
			['key-custodian', 'ImportKeyMaterial', undefined],
			['payroll-app', 'Decrypt', undefined]
		]);
		expect(last.trail[2]?.event?.requestParameters).not.toHaveProperty('importToken');
		expect(last.trail[2]?.event?.requestParameters).not.toHaveProperty('encryptedKeyMaterial');
	});

	it('says who could read the secret', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: (typeof steps)[number]) => shots[step].readers.map((reader) => reader.can);
		expect(can('wrap')).toEqual(['yes', 'no', 'no', 'no']);
		expect(can('use')).toEqual(['no', 'no', 'no', 'no', 'with-permission']);
		expect(can('refused')).toEqual(['no', 'no', 'no', 'no', 'no']);
		expect(can('opens-again')).toEqual(['yes', 'no', 'no', 'no', 'with-permission']);
	});

	it('takes no secret that the walk could not carry', () => {
		const given = { ...inputs, wrapping: 'RSAES_OAEP_SHA_256', 'wrapping-key': 'RSA_2048' };
		expect(scenario.check?.({ ...given, secret: 'x'.repeat(4097) })?.problem).toContain('4,096');
		expect(scenario.check?.({ ...given, secret: '' })?.problem).toContain('at least one byte');
		expect(scenario.check?.(given)).toBeUndefined();
	});
});

describe('the clock', () => {
	it.each([1, 90, 365])('comes to a date %i days ahead', async (valid) => {
		const shots = await walkThrough(scenario, { ...inputs, valid });
		expect(shots.expire.now).toEqual(dayOf(valid));
		expect(shots['opens-again'].outcome).toBe('opens');
	});

	it('is moved by the user, who sees the material go', async () => {
		const session = begin(scenario, inputs, [
			does('move-clock', 'use', 89),
			does('move-clock', 'use', 1),
			does('move-clock', 'opens-again', 90)
		]);
		await session.to(steps.length - 1);
		expect(session.shots[at('expire')]?.now).toEqual(dayOf(90));
		expect(tries(session.shots.at(-1))).toEqual([
			['ImportKeyMaterial', 'taken', 'Enabled'],
			['Encrypt', 'a ciphertext', 'Enabled'],
			['Decrypt', 'opens', 'Enabled'],
			['Decrypt', 'KMSInvalidStateException', 'PendingImport'],
			['the date came', 'material deleted', 'PendingImport'],
			['Decrypt', 'KMSInvalidStateException', 'PendingImport'],
			['ImportKeyMaterial', 'IncorrectKeyMaterialException', 'PendingImport'],
			['ImportKeyMaterial', 'taken', 'Enabled'],
			['Decrypt', 'opens', 'Enabled'],
			['Decrypt', 'KMSInvalidStateException', 'PendingImport']
		]);
	});

	it('lets the material come back after its date as before it', async () => {
		const session = begin(scenario, inputs, [
			does('move-clock', 'use', 91),
			does('renew', 'use', 10),
			does('move-clock', 'use', 9)
		]);
		await session.to(at('opens-again'));
		const use = session.shots[at('use')];
		expect(tries(use)?.slice(2)).toEqual([
			['Decrypt', 'KMSInvalidStateException', 'PendingImport'],
			['ImportKeyMaterial', 'taken', 'Enabled'],
			['Decrypt', 'opens', 'Enabled']
		]);
		expect(decodeUtf8(bytesOf(find(use as Shot, 'application', 'Secret')))).toBe('Ωmega');
		expect(use?.came).toBe(
			'It is 1 March 2027. The application asks for its secret, and has it opened.'
		);
		expect(session.shots[at('expire')]?.now).toEqual(dayOf(101));
		expect(session.shots[at('opens-again')]?.outcome).toBe('opens');
	});

	it('leaves a prediction what it was held against', async () => {
		const session = begin(scenario, inputs, [does('move-clock', 'opens-again', 400)]);
		await session.to(at('opens-again'));
		const last = session.shots.at(-1);
		expect(last?.refusal?.name).toBe('KMSInvalidStateException');
		expect(last?.came).toContain('is refused: KMSInvalidStateException');
		expect(last?.predicted).toBe('opens');
	});

	it('has a later date after an import before the first', async () => {
		const session = begin(scenario, inputs, [
			does('move-clock', 'use', 60),
			does('renew', 'use', 200)
		]);
		await session.to(at('expire'));
		expect(session.shots[at('use')]?.came).toContain('8 August 2027');
		expect(session.shots[at('expire')]?.now).toEqual(dayOf(260));
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	it.each([
		['wrap', 'wrong-import', { how: 'other-token' }, 'InvalidImportTokenException'],
		['wrap', 'wrong-import', { how: 'token-bit' }, 'InvalidImportTokenException'],
		['wrap', 'wrong-import', { how: 'late' }, 'ExpiredImportTokenException'],
		['wrap', 'wrong-import', { how: 'material-bit' }, 'InvalidCiphertextException'],
		['wrap', 'wrong-import', { how: 'other-hash' }, 'InvalidCiphertextException'],
		['wrap', 'wrong-import', { how: 'short' }, 'IncorrectKeyMaterialException'],
		['wrap', 'wrong-import', { how: 'far' }, 'ValidationException'],
		['use', 'delete-material', {}, 'KMSInvalidStateException'],
		['same-material', 'second-key', {}, 'IncorrectKeyException'],
		['opens-again', 'second-key', {}, 'IncorrectKeyException']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		const outcome = await attempt(session, scenario, { step, id, values });
		expect(outcome).toMatchObject({ code, refusal: { actor: 'kms', name: code } });
		expect(outcome.refusal?.why).toBeTruthy();
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(11);
		expect(session.shots.at(-1)?.outcome).toBe('opens');
	});
});
