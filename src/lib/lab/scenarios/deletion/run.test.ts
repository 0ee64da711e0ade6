import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#lib/crypto/index.ts';
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
import { ledgerOf } from '../key-life/ledger.ts';
import { scenario } from './index.ts';

const text = 'Ωmega, sealed';
const inputs = { document: { text }, context: { pairs: { file: '7' } }, window: 7 };
const steps = (await import('#lib/content/index.ts')).labScenarios.deletion.steps;
const at = (step: (typeof steps)[number]) => steps.indexOf(step);
const days = (step: (typeof steps)[number], count: number): PlacedAct => ({
	id: 'move-clock',
	values: { days: count },
	at: at(step)
});
const dayOf = (date: Date) => date.toISOString().slice(0, 10);

describe('a KMS key on its way out', () => {
	it('opens, stands still, comes back, and is gone', async () => {
		const shots = await walkThrough(scenario, inputs);
		const outcomes = steps.map((step) => shots[step].outcome);
		expect(outcomes).toEqual([
			undefined,
			'opens',
			undefined,
			'DisabledException',
			'opens',
			'opens',
			undefined,
			'KMSInvalidStateException',
			'Disabled',
			'opens',
			undefined,
			'NotFoundException',
			undefined
		]);
		for (const step of ['open', 'from-memory', 'enable', 'enable-again'] as const)
			expect(decodeUtf8(bytesOf(find(shots[step], 'application', 'Document')))).toBe(text);
	});

	it('counts the calls, and has each in the audit trail with who made it', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(steps.map((step) => shots[step].calls)).toEqual([
			0, 1, 2, 3, 3, 5, 6, 7, 9, 11, 12, 13, 13
		]);
		expect(
			shots.shredded.trail.map(({ operation, event, refusal }) => [
				operation,
				event?.userIdentity.arn.split('/')[1],
				refusal?.name
			])
		).toEqual([
			['Decrypt', 'payroll-app', undefined],
			['DisableKey', 'key-administrator', undefined],
			['Decrypt', 'payroll-app', 'DisabledException'],
			['EnableKey', 'key-administrator', undefined],
			['Decrypt', 'payroll-app', undefined],
			['ScheduleKeyDeletion', 'key-administrator', undefined],
			['Decrypt', 'payroll-app', 'KMSInvalidStateException'],
			['CancelKeyDeletion', 'key-administrator', undefined],
			['DescribeKey', 'key-administrator', undefined],
			['EnableKey', 'key-administrator', undefined],
			['Decrypt', 'payroll-app', undefined],
			['ScheduleKeyDeletion', 'key-administrator', undefined],
			['Decrypt', 'payroll-app', 'NotFoundException']
		]);
	});

	it('touches no byte of what is stored', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const step of steps) {
			expect(shots[step].holds.storage).toEqual(shots.start.holds.storage);
			expect(shots[step].notes?.storage).toContain('not one of them has changed');
		}
		expect(bytesOf(find(shots.start, 'storage', 'Ciphertext'))).toHaveLength(
			encodeUtf8(text).length
		);
	});

	it('erases the data key when it says so', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(bytesOf(find(shots['from-memory'], 'application', 'Data key'))).toHaveLength(32);
		expect(bytesOf(find(shots.enable, 'application', 'No data key'))).toEqual(new Uint8Array(32));
		expect(names(shots['schedule-again'], 'application')).toEqual(['No data key']);
	});

	it('says who could read the document, from what is where', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: (typeof steps)[number]) => shots[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['no', 'no', 'no', 'no', 'with-permission']);
		expect(can('open')).toEqual(['yes', 'no', 'no', 'no', 'with-permission']);
		expect(can('ask-disabled')).toEqual(['yes', 'no', 'no', 'no', 'no']);
		expect(can('wait')).toEqual(['no', 'no', 'no', 'no', 'no']);
		expect(can('shredded')).toEqual(['no', 'no', 'no', 'no', 'no']);
	});

	it('keeps the data key from the first opening on, in the table too', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(ledgerOf(shots.open)?.rows.map((row) => row.at(-1))).toEqual(['kept from now on']);
		expect(ledgerOf(shots.shredded)?.rows.map((row) => row.at(-1))).toEqual([
			'kept from now on',
			'there, not used',
			'opens',
			...Array<string>(4).fill('none kept')
		]);
	});

	it('brings the context along whenever the wrapped data key goes to AWS KMS', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const step of ['open', 'ask-disabled', 'from-memory', 'wait', 'end'] as const) {
			const fetched = shots[step].travel?.find(({ from }) => from === 'storage')?.things ?? [];
			expect(fetched.map(({ kind }) => kind)).toContain('context');
		}
	});

	it('draws no KMS key once there is none', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(find(shots['schedule-again'], 'kms', 'KMS key').text).toContain('PendingDeletion');
		expect(find(shots.shredded, 'kms', 'No KMS key').gone).toBe(true);
	});
});

describe('the clock', () => {
	it.each([7, 18, 30])('follows a waiting period of %i days', async (window) => {
		const shots = await walkThrough(scenario, { ...inputs, window });
		const later = (count: number) => dayOf(new Date(noon.getTime() + count * 86_400_000));
		const half = Math.floor(window / 2);
		expect(dayOf(shots.wait.now)).toBe(later(half));
		expect(dayOf(shots.end.now)).toBe(later(half + window + 1));
	});

	it('is moved by the user, who sees what still opens then', async () => {
		const session = begin(scenario, inputs, [
			days('ask-disabled', 400),
			days('schedule', 2),
			days('schedule-again', 6),
			days('schedule-again', 2)
		]);
		await session.to(steps.length - 1);
		const shot = session.shots.at(-1);
		expect(ledgerOf(shot)?.rows.map(([, state, opened]) => [state, opened])).toEqual([
			['Enabled', 'opens'],
			['Disabled', 'DisabledException'],
			['Disabled', 'DisabledException'],
			['Disabled', 'not asked'],
			['Enabled', 'opens'],
			['PendingDeletion', 'KMSInvalidStateException'],
			['PendingDeletion', 'KMSInvalidStateException'],
			['Enabled', 'opens'],
			['PendingDeletion', 'KMSInvalidStateException'],
			['deleted', 'NotFoundException'],
			['deleted', 'NotFoundException']
		]);
	});

	it('has gone by half of the waiting period, or as far as the user moved it', async () => {
		const wide = { ...inputs, window: 30 };
		const dayAt = async (count: number) => {
			const session = begin(scenario, wide, [days('schedule', count)]);
			await session.to(at('wait'));
			return dayOf(session.shots[at('wait')]?.now ?? noon);
		};
		expect(await dayAt(2)).toBe('2026-12-06');
		expect(await dayAt(20)).toBe('2026-12-11');
	});

	it('does not run past a deletion that is to be called back', async () => {
		const session = begin(scenario, inputs, [days('schedule', 400)]);
		await session.to(at('enable-again'));
		const schedule = session.shots[at('schedule')];
		expect(schedule?.refusal?.name).toBe('KMSInvalidStateException');
		expect(schedule?.came).toMatch(/^It is 28 November 2026\. .* The clock stopped an hour before/);
		expect(session.shots[at('cancel')]?.outcome).toBe('Disabled');
		expect(session.shots[at('enable-again')]?.outcome).toBe('opens');
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	it.each([
		['enable', 'own-window', { days: 6 }, 'ValidationException'],
		['enable', 'own-window', { days: 7 }, 'scheduled'],
		['enable-again', 'own-window', { days: 30 }, 'scheduled'],
		['enable-again', 'own-window', { days: 31 }, 'ValidationException'],
		['schedule', 'while-pending', { way: 'GenerateDataKey' }, 'KMSInvalidStateException'],
		['wait', 'while-pending', { way: 'EnableKey' }, 'KMSInvalidStateException'],
		['wait', 'while-pending', { way: 'ScheduleKeyDeletion' }, 'KMSInvalidStateException'],
		['wait', 'while-pending', { way: 'DescribeKey' }, 'works'],
		['wait', 'while-pending', { way: 'GetKeyPolicy' }, 'works'],
		['schedule', 'cancel-late', { days: 6 }, 'cancelled'],
		['schedule', 'cancel-late', { days: 8 }, 'NotFoundException'],
		['wait', 'cancel-late', { days: 3 }, 'cancelled'],
		['wait', 'cancel-late', { days: 4 }, 'NotFoundException'],
		['end', 'bring-back', { way: 'cancel' }, 'NotFoundException'],
		['shredded', 'bring-back', { way: 'enable' }, 'NotFoundException'],
		['shredded', 'bring-back', { way: 'unnamed' }, 'AccessDeniedException'],
		['shredded', 'bring-back', { way: 'new-key' }, 'IncorrectKeyException'],
		['wait', 'copied-key', {}, 'opens'],
		['shredded', 'copied-key', {}, 'opens']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		const outcome = await attempt(session, scenario, { step, id, values });
		expect(outcome.code).toBe(code);
		expect(outcome.refusal ?? outcome.told).toBeTruthy();
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(13);
	});
});
