import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8, encodeHex } from '#lib/crypto/index.ts';
import { attempt, begin, bytesOf, find, noon, walkThrough } from '../../engine/session.testing.ts';
import type { PlacedAct } from '../../engine/session.ts';
import type { Shot } from '../../engine/types.ts';
import { ledgerOf } from '../key-life/ledger.ts';
import { scenario } from './index.ts';

const { steps } = labScenarios.rotation;
const inputs = {
	document: { text: 'Ωmega, first' },
	later: 'second',
	context: { pairs: { archive: 'a' } },
	period: 90
};
const at = (step: (typeof steps)[number]) => steps.indexOf(step);
const days = (step: (typeof steps)[number], count: number): PlacedAct => ({
	id: 'move-clock',
	values: { days: count },
	at: at(step)
});
const dayOf = (count: number) => new Date(noon.getTime() + count * 86_400_000);
const wraps = (shot: Shot | undefined) => ledgerOf(shot)?.rows.map((row) => row.at(-1));
/** The material that a wrapped data key names, in the layout of this page. */
const named = (shot: Shot, name: string) =>
	encodeHex(bytesOf(find(shot, 'storage', name)).slice(5, 37));

describe('a KMS key with several materials', () => {
	it('comes to what its predictions ask for', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			undefined,
			undefined,
			'nothing-changed',
			'opens',
			undefined,
			'same-date',
			'opens',
			'only-wrapping',
			'opens'
		]);
		expect(decodeUtf8(bytesOf(find(shots['open-all'], 'application', 'First document')))).toBe(
			'Ωmega, first'
		);
		expect(decodeUtf8(bytesOf(find(shots['open-all'], 'application', 'Second document')))).toBe(
			'second'
		);
		expect(decodeUtf8(bytesOf(find(shots.done, 'application', 'First document')))).toBe(
			'Ωmega, first'
		);
	});

	it('wraps with the current material, and says which wrapped what', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(wraps(shots.start)).toEqual(['nothing']);
		expect(wraps(shots['period-over'])).toEqual(['first data key', 'nothing']);
		expect(wraps(shots['on-demand'])).toEqual(['first data key', 'second data key', 'nothing']);
		expect(wraps(shots.rewrap)).toEqual(['nothing', 'second data key', 'first data key']);
		expect(ledgerOf(shots.rewrap)?.rows.map(([, , how]) => how)).toEqual([
			'CreateKey',
			'AUTOMATIC',
			'ON_DEMAND'
		]);
		const first = named(shots.seal, 'First wrapped data key');
		const second = named(shots['seal-new'], 'Second wrapped data key');
		const third = named(shots.rewrap, 'First wrapped data key');
		expect(new Set([first, second, third]).size).toBe(3);
		expect(find(shots['open-all'], 'storage', 'First wrapped data key').note).toContain(
			`under material 1, ${first.slice(0, 8)}`
		);
		expect(find(shots.rewrap, 'storage', 'First wrapped data key').note).toContain(
			`under material 3, ${third.slice(0, 8)}`
		);
		expect(find(shots.rewrap, 'kms', 'KMS key').text).toContain(
			`material 3, ${third.slice(0, 8)}…: current`
		);
	});

	it('keeps ciphertext and data key through all of it', async () => {
		const shots = await walkThrough(scenario, inputs);
		const sealed = bytesOf(find(shots.seal, 'storage', 'First ciphertext'));
		for (const step of steps.slice(1))
			expect(bytesOf(find(shots[step], 'storage', 'First ciphertext'))).toEqual(sealed);
		const keyAt = (step: 'seal' | 'open-old' | 'done') => {
			const things = shots[step].travel?.flatMap((travel) => travel.things) ?? [];
			return things.find(({ kind }) => kind === 'data-key')?.parts[0]?.bytes;
		};
		expect(keyAt('seal')).toHaveLength(32);
		expect(keyAt('open-old')).toEqual(keyAt('seal'));
		expect(keyAt('done')).toEqual(keyAt('seal'));
		expect(shots['open-all'].notes?.storage).toContain('Not one byte has changed');
		expect(shots.rewrap.notes?.storage).toContain('167 bytes written anew');
	});

	it('binds each wrapping to the context, and says so', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const step of ['seal', 'open-old', 'seal-new', 'open-all', 'rewrap', 'done'] as const)
			for (const work of shots[step].work ?? []) expect(work.from).toContain('context');
		expect(shots.seal.work?.[0]?.label).toContain('bound to the context');
		const put = shots['seal-new'].travel?.find(({ to }) => to === 'storage');
		expect(put?.things.map(({ name }) => name)).toEqual([
			'Second wrapped data key',
			'Second ciphertext',
			'Encryption context'
		]);
	});

	it('counts each call under whoever made it', async () => {
		const { done } = await walkThrough(scenario, inputs);
		expect(done.calls).toBe(12);
		expect(
			done.trail.map(({ operation, event }) => [
				event?.userIdentity.arn.split('/')[1] === 'key-administrator' ? 'administrator' : 'app',
				operation
			])
		).toEqual([
			['app', 'GenerateDataKey'],
			['administrator', 'EnableKeyRotation'],
			['administrator', 'GetKeyRotationStatus'],
			['administrator', 'ListKeyRotations'],
			['app', 'Decrypt'],
			['app', 'GenerateDataKey'],
			['administrator', 'RotateKeyOnDemand'],
			['administrator', 'GetKeyRotationStatus'],
			['app', 'Decrypt'],
			['app', 'Decrypt'],
			['app', 'ReEncrypt'],
			['app', 'Decrypt']
		]);
	});

	it('says who could read the documents', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: (typeof steps)[number]) => shots[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['yes', 'no', 'no', 'no']);
		expect(can('seal')).toEqual(['no', 'no', 'no', 'no', 'with-permission']);
		expect(can('open-all')).toEqual(['yes', 'no', 'no', 'no', 'with-permission']);
	});
});

describe('the clock', () => {
	it.each([90, 365, 2560])('rotates after a period of %i days', async (period) => {
		const shots = await walkThrough(scenario, { ...inputs, period });
		expect(shots['period-over'].now).toEqual(dayOf(period));
	});

	it('rotates on every date that the user lets go by', async () => {
		const session = begin(scenario, inputs, [days('enable', 275), days('on-demand', 89)]);
		await session.to(steps.length - 1);
		const [, , enable, over, , , demand, , , done] = session.shots;
		expect(enable?.came).toBe(
			'It is 23 August 2027. By itself KMS has rotated the key 3 times on the way.'
		);
		expect(demand?.came).toContain('once on the way');
		expect(wraps(enable)).toHaveLength(4);
		expect(over?.now).toEqual(dayOf(275));
		expect(demand?.now).toEqual(dayOf(364));
		expect(wraps(demand)).toHaveLength(6);
		expect(done?.outcome).toBe('opens');
		expect(wraps(done)).toEqual([
			'nothing',
			'nothing',
			'nothing',
			'second data key',
			'nothing',
			'first data key'
		]);
		expect(find(done as Shot, 'kms', 'KMS key').text).toContain('and 4 more, kept');
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	it.each([
		['enable', 'other-key', { kind: 'symmetric', period: 90 }, 'enabled'],
		['enable', 'other-key', { kind: 'symmetric', period: 2560 }, 'enabled'],
		['enable', 'other-key', { kind: 'symmetric', period: 89 }, 'ValidationException'],
		['enable', 'other-key', { kind: 'hmac', period: 2561 }, 'ValidationException'],
		['enable', 'other-key', { kind: 'imported', period: 365 }, 'UnsupportedOperationException'],
		['enable', 'other-key', { kind: 'rsa', period: 365 }, 'UnsupportedOperationException'],
		['enable', 'other-key', { kind: 'ecc', period: 365 }, 'UnsupportedOperationException'],
		['enable', 'other-key', { kind: 'hmac', period: 365 }, 'UnsupportedOperationException'],
		['period-over', 'kept-copy', { copy: 'data-key' }, 'opens'],
		['on-demand', 'kept-copy', { copy: 'data-key' }, 'opens'],
		['rewrap', 'kept-copy', { copy: 'wrapped' }, 'opens'],
		['done', 'kept-copy', { copy: 'data-key' }, 'opens'],
		['on-demand', 'rotate-more', { times: 24 }, 'rotated'],
		['on-demand', 'rotate-more', { times: 25 }, 'LimitExceededException']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		const outcome = await attempt(session, scenario, { step, id, values });
		expect(outcome.code).toBe(code);
		expect(outcome.refusal ?? outcome.told).toBeTruthy();
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(12);
		expect(wraps(session.shots.at(-1))).toHaveLength(3);
	});
});
