/** What is kept between calls and visits, and faults by name. */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createClock, createFaults, createLocalKms, createMemoryStore } from '../index.ts';
import type { KmsRecord, KmsStore } from '../index.ts';
import { accountId, newKey, refusal, session } from './kms.testing.ts';

const message = encodeUtf8('x');

describe('a store', () => {
	it('brings keys, aliases, grants and old material to the next visit', async () => {
		const store = createMemoryStore();
		const clock = createClock();
		const first = createLocalKms({ store, clock });
		const { arn } = await newKey(first);
		const rsa = await newKey(first, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
		const mac = await newKey(first, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
		await first.send('CreateAlias', { AliasName: 'alias/its', TargetKeyId: arn });
		await first.send('CreateGrant', {
			KeyId: arn,
			GranteePrincipal: `arn:aws:iam::${accountId}:role/App`,
			Operations: ['Decrypt']
		});
		const sealed = await first.send('Encrypt', { KeyId: arn, Plaintext: message });
		await first.send('RotateKeyOnDemand', { KeyId: arn });
		const signing = {
			KeyId: rsa.arn,
			Message: message,
			SigningAlgorithm: 'RSASSA_PSS_SHA_256' as const
		};
		const { Signature } = await first.send('Sign', signing);
		const coding = { KeyId: mac.arn, Message: message, MacAlgorithm: 'HMAC_SHA_256' as const };
		const { Mac } = await first.send('GenerateMac', coding);

		const second = createLocalKms({ store, clock });
		const { CiphertextBlob } = sealed;
		expect(await second.as(session('App')).send('Decrypt', { CiphertextBlob })).toMatchObject({
			Plaintext: message
		});
		expect(await second.send('DescribeKey', { KeyId: 'alias/its' })).toEqual(
			await first.send('DescribeKey', { KeyId: arn })
		);
		expect(await second.send('Sign', signing)).toMatchObject({ KeyId: rsa.arn });
		expect(await second.send('Verify', { ...signing, Signature })).toHaveProperty('SignatureValid');
		expect(await second.send('GenerateMac', coding)).toMatchObject({ Mac });
		clock.advance({ days: 30 });
		await second.send('ScheduleKeyDeletion', { KeyId: arn, PendingWindowInDays: 7 });
		clock.advance({ days: 7 });
		const third = createLocalKms({ store, clock });
		expect((await third.send('ListKeys', {})).Keys).toHaveLength(2);
		expect((await third.send('ListAliases', {})).Aliases).toEqual([]);
		expect((await store.all()).map(({ kind }) => kind)).toEqual(['key', 'key']);
	});

	it('is written when something has changed, and only then', async () => {
		const memory = createMemoryStore();
		const writes: string[][] = [];
		const store: KmsStore = {
			all: () => memory.all(),
			write(records: readonly KmsRecord[], removed) {
				writes.push(records.map(({ kind }) => kind));
				return memory.write(records, removed);
			}
		};
		const kms = createLocalKms({ store });
		const { arn } = await newKey(kms);
		await kms.send('Encrypt', { KeyId: arn, Plaintext: message });
		await kms.send('DescribeKey', { KeyId: arn });
		await refusal(kms.send('CancelKeyDeletion', { KeyId: arn }));
		await kms.send('CreateAlias', { AliasName: 'alias/a', TargetKeyId: arn });
		expect(writes).toEqual([['key'], ['alias']]);
	});

	it('that fails leaves everything as it was: keys, aliases and the trail', async () => {
		const memory = createMemoryStore();
		let full = false;
		let closed = true;
		const store: KmsStore = {
			all: () => (closed ? Promise.reject(new Error('closed')) : memory.all()),
			write: (records, removed) =>
				full ? Promise.reject(new Error('full')) : memory.write(records, removed)
		};
		const kms = createLocalKms({ store });
		await expect(kms.send('ListKeys', {})).rejects.toThrow('closed');
		closed = false;
		const { arn } = await newKey(kms);
		await kms.send('CreateAlias', { AliasName: 'alias/kept', TargetKeyId: arn });
		const sealed = await kms.send('Encrypt', { KeyId: arn, Plaintext: message });
		const events = kms.events.length;
		full = true;
		for (const change of [
			() => kms.send('CreateKey', {}),
			() => kms.send('DisableKey', { KeyId: arn }),
			() => kms.send('RotateKeyOnDemand', { KeyId: arn }),
			() => kms.send('DeleteAlias', { AliasName: 'alias/kept' })
		])
			await expect(change()).rejects.toThrow('full');
		expect(kms.events).toHaveLength(events);
		expect((await kms.send('ListKeys', {})).Keys).toHaveLength(1);
		expect((await kms.send('ListAliases', {})).Aliases).toHaveLength(1);
		expect((await kms.send('ListKeyRotations', { KeyId: arn })).Rotations).toEqual([]);
		expect(await kms.send('Decrypt', { CiphertextBlob: sealed.CiphertextBlob })).toMatchObject({
			Plaintext: message
		});
		full = false;
		await kms.send('DisableKey', { KeyId: arn });
		const later = createLocalKms({ store });
		expect((await later.send('DescribeKey', { KeyId: arn })).KeyMetadata).toMatchObject({
			KeyState: 'Disabled'
		});
	});

	it('sees calls that change something one after the other', async () => {
		const kms = createLocalKms();
		const { arn } = await newKey(kms);
		const calls = Array.from({ length: 30 }, () => kms.send('RotateKeyOnDemand', { KeyId: arn }));
		const answers = await Promise.allSettled(calls);
		expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
		const { Rotations = [] } = await kms.send('ListKeyRotations', { KeyId: arn });
		expect(Rotations.filter(({ KeyMaterialState }) => KeyMaterialState === 'CURRENT')).toHaveLength(
			1
		);
	});
});

describe('a fault', () => {
	it('strikes an operation, a key, or so many times', async () => {
		const faults = createFaults({
			name: 'ThrottlingException',
			operation: 'Encrypt',
			times: 2
		});
		const kms = createLocalKms({ faults });
		const { arn } = await newKey(kms);
		const { arn: other } = await newKey(kms);
		const encrypt = (KeyId: string) => kms.send('Encrypt', { KeyId, Plaintext: message });
		for (let i = 0; i < 2; i++)
			expect(await refusal(encrypt(arn))).toMatchObject({ name: 'ThrottlingException' });
		expect(await encrypt(arn)).toMatchObject({ KeyId: arn });
		const lift = faults.inject({ name: 'KeyUnavailableException', keyArn: arn });
		expect(await refusal(encrypt(arn))).toMatchObject({ name: 'KeyUnavailableException' });
		expect(await encrypt(other)).toMatchObject({ KeyId: other });
		expect(await kms.send('DescribeKey', { KeyId: arn })).toHaveProperty('KeyMetadata');
		await kms.send('DisableKey', { KeyId: other });
		lift();
		expect(await encrypt(arn)).toMatchObject({ KeyId: arn });
		expect(kms.events.filter(({ errorCode }) => errorCode === 'ThrottlingException')).toHaveLength(
			2
		);
	});
});
