/** What the clock brings, and what a key keeps: deletion, rotation, expiry (kms-behaviour sections 3, 4). */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createClock, createLocalKms } from '../index.ts';
import type { LocalKms } from '../index.ts';
import { newKey, refusal } from './kms.testing.ts';

const start = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(start.getTime() + days * 86_400_000);

async function world(): Promise<{ kms: LocalKms; arn: string; id: string }> {
	const kms = createLocalKms({ clock: createClock(start) });
	return { kms, ...(await newKey(kms)) };
}

const stateOf = async (kms: LocalKms, KeyId: string) =>
	(await kms.send('DescribeKey', { KeyId })).KeyMetadata?.KeyState;
const seal = async (kms: LocalKms, KeyId: string) =>
	(await kms.send('Encrypt', { KeyId, Plaintext: encodeUtf8('kept') })).CiphertextBlob;
const materialOf = async (kms: LocalKms, KeyId: string) =>
	(await kms.send('DescribeKey', { KeyId })).KeyMetadata?.CurrentKeyMaterialId;
const rotations = async (kms: LocalKms, KeyId: string, all = false) =>
	(
		await kms.send('ListKeyRotations', {
			KeyId,
			...(all ? { IncludeKeyMaterial: 'ALL_KEY_MATERIAL' as const } : {})
		})
	).Rotations ?? [];

describe('deletion', () => {
	it.each([
		[undefined, 30],
		[7, 7],
		[30, 30]
	])(
		'with a window of %s days happens after %i, with all that hangs on the key [M]',
		async (window, days) => {
			const { kms, arn } = await world();
			await kms.send('CreateAlias', { AliasName: 'alias/its', TargetKeyId: arn });
			const CiphertextBlob = await seal(kms, arn);
			expect(
				await kms.send('ScheduleKeyDeletion', {
					KeyId: arn,
					...(window === undefined ? {} : { PendingWindowInDays: window })
				})
			).toEqual({
				KeyId: arn,
				DeletionDate: after(days),
				KeyState: 'PendingDeletion',
				PendingWindowInDays: days
			});
			kms.clock.advance({ days: days - 1, hours: 23, minutes: 59 });
			expect(await kms.send('DescribeKey', { KeyId: 'alias/its' })).toMatchObject({
				KeyMetadata: { KeyState: 'PendingDeletion', DeletionDate: after(days), Enabled: false }
			});
			kms.clock.advance({ minutes: 1 });
			expect(await refusal(kms.send('DescribeKey', { KeyId: arn }))).toMatchObject({
				name: 'NotFoundException'
			});
			expect((await kms.send('ListAliases', {})).Aliases).toEqual([]);
			expect((await kms.send('ListKeys', {})).Keys).toEqual([]);
			expect(await refusal(kms.send('Decrypt', { CiphertextBlob }))).toMatchObject({
				name: 'AccessDeniedException'
			});
		}
	);

	it('can be cancelled, which leaves the key disabled [M]', async () => {
		const { kms, arn } = await world();
		const CiphertextBlob = await seal(kms, arn);
		await kms.send('ScheduleKeyDeletion', { KeyId: arn });
		expect(await kms.send('CancelKeyDeletion', { KeyId: arn })).toEqual({ KeyId: arn });
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: arn });
		expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled' });
		expect(KeyMetadata).not.toHaveProperty('DeletionDate');
		kms.clock.advance({ days: 365 });
		await kms.send('EnableKey', { KeyId: arn });
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyId: arn });
	});
});

describe('automatic rotation', () => {
	it('happens each period at its own date, however far the clock moves [M]', async () => {
		const { kms, arn, id } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn });
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toEqual({
			KeyId: id,
			KeyRotationEnabled: true,
			RotationPeriodInDays: 365,
			NextRotationDate: after(365)
		});
		const blobs = [await seal(kms, arn)];
		const first = await materialOf(kms, arn);
		kms.clock.advance({ days: 364 });
		expect(await materialOf(kms, arn)).toBe(first);
		kms.clock.advance({ days: 1 });
		expect(await materialOf(kms, arn)).not.toBe(first);
		blobs.push(await seal(kms, arn));
		kms.clock.advance({ days: 2 * 365 });
		blobs.push(await seal(kms, arn));
		expect(await rotations(kms, arn)).toEqual(
			[365, 730, 1095].map((days) => ({
				KeyId: id,
				KeyMaterialId: expect.any(String) as string,
				KeyMaterialState: days === 1095 ? 'CURRENT' : 'NON_CURRENT',
				RotationDate: after(days),
				RotationType: 'AUTOMATIC'
			}))
		);
		expect(await rotations(kms, arn, true)).toHaveLength(4);
		// Old material is kept for ever, and Decrypt picks it by itself [M, G].
		const used = new Set<string | undefined>();
		for (const CiphertextBlob of blobs)
			used.add((await kms.send('Decrypt', { CiphertextBlob })).KeyMaterialId);
		expect(used.size).toBe(3);
	});

	it('takes a period of its own, and ends when it is disabled', async () => {
		const { kms, arn, id } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn, RotationPeriodInDays: 90 });
		kms.clock.advance({ days: 180 });
		expect(await rotations(kms, arn)).toHaveLength(2);
		await kms.send('DisableKeyRotation', { KeyId: arn });
		kms.clock.advance({ days: 3650 });
		expect(await rotations(kms, arn)).toHaveLength(2);
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toEqual({
			KeyId: id,
			KeyRotationEnabled: false
		});
	});

	it('rests while the key is disabled; what was missed happens when it is enabled [M]', async () => {
		const { kms, arn } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn });
		await kms.send('DisableKey', { KeyId: arn });
		kms.clock.advance({ days: 1000 });
		expect(await rotations(kms, arn)).toEqual([]);
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toMatchObject({
			KeyRotationEnabled: true
		});
		await kms.send('EnableKey', { KeyId: arn });
		expect(await rotations(kms, arn)).toMatchObject([{ RotationDate: after(1000) }]);
		kms.clock.advance({ days: 365 });
		expect(await rotations(kms, arn)).toHaveLength(2);
	});

	it('goes on as planned when the key was disabled for less [M]', async () => {
		const { kms, arn } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn });
		await kms.send('DisableKey', { KeyId: arn });
		kms.clock.advance({ days: 100 });
		await kms.send('EnableKey', { KeyId: arn });
		kms.clock.advance({ days: 265 });
		expect(await rotations(kms, arn)).toMatchObject([{ RotationDate: after(365) }]);
	});

	it('has the status false while the key is pending deletion, and its own again after [M]', async () => {
		const { kms, arn } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn });
		await kms.send('ScheduleKeyDeletion', { KeyId: arn });
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toMatchObject({
			KeyRotationEnabled: false
		});
		await kms.send('CancelKeyDeletion', { KeyId: arn });
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toMatchObject({
			KeyRotationEnabled: true
		});
	});
});

describe('rotation on demand', () => {
	it('changes the material at once and the schedule not at all [M]', async () => {
		const { kms, arn, id } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn });
		const CiphertextBlob = await seal(kms, arn);
		kms.clock.advance({ days: 10 });
		expect(await kms.send('RotateKeyOnDemand', { KeyId: arn })).toEqual({ KeyId: id });
		expect(await rotations(kms, arn)).toMatchObject([
			{ RotationDate: after(10), RotationType: 'ON_DEMAND', KeyMaterialState: 'CURRENT' }
		]);
		expect(await kms.send('GetKeyRotationStatus', { KeyId: arn })).toMatchObject({
			NextRotationDate: after(365)
		});
		const moved = await kms.send('ReEncrypt', { CiphertextBlob, DestinationKeyId: arn });
		expect(moved).toMatchObject({ SourceKeyId: arn, KeyId: arn });
		expect(moved.DestinationKeyMaterialId).not.toBe(moved.SourceKeyMaterialId);
		expect(await kms.send('Decrypt', { CiphertextBlob: moved.CiphertextBlob })).toMatchObject({
			Plaintext: encodeUtf8('kept'),
			KeyMaterialId: moved.DestinationKeyMaterialId
		});
	});

	it('counts apart from automatic rotations, 25 in a key’s life', async () => {
		const { kms, arn } = await world();
		await kms.send('EnableKeyRotation', { KeyId: arn, RotationPeriodInDays: 90 });
		kms.clock.advance({ days: 30 * 90 });
		for (let i = 0; i < 25; i++) await kms.send('RotateKeyOnDemand', { KeyId: arn });
		expect(await rotations(kms, arn)).toHaveLength(55);
		expect(await refusal(kms.send('RotateKeyOnDemand', { KeyId: arn }))).toMatchObject({
			name: 'LimitExceededException'
		});
	});
});

describe('a state that a fault holds', () => {
	it('is shown, and gives way to the key’s own [G: footnote 12]', async () => {
		const { kms, arn } = await world();
		const lift = kms.faults.inject({ name: 'KeyState', keyArn: arn, state: 'Unavailable' });
		await kms.send('DisableKey', { KeyId: arn });
		expect(await stateOf(kms, arn)).toBe('Unavailable');
		lift();
		expect(await stateOf(kms, arn)).toBe('Disabled');
	});
});
