/** Aliases, tags, grants and lists: what they do beside their refusals. */
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms } from '../index.ts';
import type { LocalKms } from '../index.ts';
import { accountId, newKey, refusal, session } from './kms.testing.ts';

let kms: LocalKms;
let arn: string;
let id: string;
const message = encodeUtf8('x');
const app = session('App');
const role = `arn:aws:iam::${accountId}:role/App`;

beforeEach(async () => {
	kms = createLocalKms();
	({ arn, id } = await newKey(kms));
});

describe('an alias', () => {
	it('stands for its key, and for another one when it is moved', async () => {
		await kms.send('CreateAlias', { AliasName: 'alias/app', TargetKeyId: id });
		const { KeyId, CiphertextBlob } = await kms.send('Encrypt', {
			KeyId: 'alias/app',
			Plaintext: message
		});
		expect(KeyId).toBe(arn);
		const second = await newKey(kms);
		kms.clock.advance({ days: 1 });
		await kms.send('UpdateAlias', { AliasName: 'alias/app', TargetKeyId: second.arn });
		expect(await kms.send('DescribeKey', { KeyId: 'alias/app' })).toMatchObject({
			KeyMetadata: { Arn: second.arn }
		});
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyId: arn });
		const { Aliases } = await kms.send('ListAliases', {});
		expect(Aliases).toEqual([
			{
				AliasName: 'alias/app',
				AliasArn: `arn:aws:kms:eu-central-1:${accountId}:alias/app`,
				TargetKeyId: second.id,
				CreationDate: new Date('2026-01-01T00:00:00Z'),
				LastUpdatedDate: new Date('2026-01-02T00:00:00Z')
			}
		]);
		expect((await kms.send('ListAliases', { KeyId: id })).Aliases).toEqual([]);
		await kms.send('DeleteAlias', { AliasName: 'alias/app' });
		expect(await refusal(kms.send('DescribeKey', { KeyId: 'alias/app' }))).toMatchObject({
			name: 'NotFoundException'
		});
		expect(await kms.send('DescribeKey', { KeyId: second.id })).toHaveProperty('KeyMetadata');
	});

	it('is one a Region and account, and has a key of one kind [M]', async () => {
		await kms.send('CreateAlias', { AliasName: 'alias/app', TargetKeyId: id });
		expect(
			await refusal(kms.send('CreateAlias', { AliasName: 'alias/app', TargetKeyId: id }))
		).toMatchObject({ name: 'AlreadyExistsException' });
		const mac = await newKey(kms, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
		expect(
			await refusal(kms.send('UpdateAlias', { AliasName: 'alias/app', TargetKeyId: mac.id }))
		).toMatchObject({ name: 'ValidationException' });
		const there = kms.in('us-east-1');
		const other = await newKey(there);
		await there.send('CreateAlias', { AliasName: 'alias/app', TargetKeyId: other.id });
		expect((await there.send('ListAliases', {})).Aliases).toHaveLength(1);
	});

	it('is one of at most 50 of a key [R]', async () => {
		for (let i = 0; i < 50; i++)
			await kms.send('CreateAlias', { AliasName: `alias/${i}`, TargetKeyId: id });
		expect(
			await refusal(kms.send('CreateAlias', { AliasName: 'alias/50', TargetKeyId: id }))
		).toMatchObject({ name: 'LimitExceededException' });
	});
});

describe('tags', () => {
	it('are put, replaced, listed and taken away', async () => {
		const { arn: KeyId } = await newKey(kms, { Tags: [{ TagKey: 'team', TagValue: 'blue' }] });
		await kms.send('TagResource', {
			KeyId,
			Tags: [
				{ TagKey: 'team', TagValue: 'red' },
				{ TagKey: 'cost', TagValue: '' }
			]
		});
		await kms.send('UntagResource', { KeyId, TagKeys: ['cost', 'never there'] });
		expect(await kms.send('ListResourceTags', { KeyId })).toEqual({
			Tags: [{ TagKey: 'team', TagValue: 'red' }],
			Truncated: false
		});
	});
});

describe('a description', () => {
	it('can be changed', async () => {
		await kms.send('UpdateKeyDescription', { KeyId: id, Description: 'payroll' });
		expect(await kms.send('DescribeKey', { KeyId: id })).toMatchObject({
			KeyMetadata: { Description: 'payroll' }
		});
	});
});

describe('a grant', () => {
	const terms = { GranteePrincipal: role, Operations: ['Decrypt' as const, 'Encrypt' as const] };
	const encrypt = (tokens: string[] = []) =>
		kms.as(app).send('Encrypt', { KeyId: arn, Plaintext: message, GrantTokens: tokens });

	it('gives what it lists, to whom it names, until it is revoked [GRA]', async () => {
		expect(await refusal(encrypt())).toMatchObject({ name: 'AccessDeniedException' });
		const { GrantId, GrantToken } = await kms.send('CreateGrant', {
			KeyId: arn,
			...terms,
			Name: 'n'
		});
		expect(await encrypt()).toMatchObject({ KeyId: arn });
		expect(
			await refusal(kms.as(app).send('GenerateDataKey', { KeyId: arn, KeySpec: 'AES_256' }))
		).toMatchObject({ name: 'AccessDeniedException' });
		expect(await kms.send('ListGrants', { KeyId: arn })).toEqual({
			Grants: [
				{
					KeyId: arn,
					GrantId,
					Name: 'n',
					CreationDate: new Date('2026-01-01T00:00:00Z'),
					GranteePrincipal: role,
					IssuingAccount: `arn:aws:iam::${accountId}:root`,
					Operations: ['Decrypt', 'Encrypt']
				}
			],
			Truncated: false
		});
		expect(JSON.stringify(kms.events)).not.toContain(GrantToken);
		await kms.send('RevokeGrant', { KeyId: arn, GrantId });
		expect(await refusal(encrypt())).toMatchObject({ name: 'AccessDeniedException' });
		expect(await refusal(kms.send('RevokeGrant', { KeyId: arn, GrantId }))).toMatchObject({
			name: 'NotFoundException'
		});
	});

	it('holds its constraints against the encryption context [GRC]', async () => {
		await kms.send('CreateGrant', {
			KeyId: arn,
			...terms,
			Constraints: { EncryptionContextSubset: { dept: 'it' } }
		});
		const as = (EncryptionContext: Record<string, string>) =>
			kms.as(app).send('Encrypt', { KeyId: arn, Plaintext: message, EncryptionContext });
		expect(await as({ dept: 'it', purpose: 'test' })).toMatchObject({ KeyId: arn });
		expect(await refusal(as({ Dept: 'it' }))).toMatchObject({ name: 'AccessDeniedException' });
	});

	it('that has not spread yet needs its token, which is a fault by name [GRA]', async () => {
		const lift = kms.faults.inject({ name: 'GrantNotPropagated', delay: { minutes: 3 } });
		const { GrantToken = '' } = await kms.send('CreateGrant', { KeyId: arn, ...terms });
		lift();
		expect(await refusal(encrypt())).toMatchObject({ name: 'AccessDeniedException' });
		expect(await encrypt([GrantToken])).toMatchObject({ KeyId: arn });
		kms.clock.advance({ minutes: 3 });
		expect(await encrypt()).toMatchObject({ KeyId: arn });
	});

	it('of a name and the same terms is made once, with a token each time [M]', async () => {
		const first = await kms.send('CreateGrant', { KeyId: arn, ...terms, Name: 'n' });
		const again = await kms.send('CreateGrant', { KeyId: arn, ...terms, Name: 'n' });
		expect(again.GrantId).toBe(first.GrantId);
		expect(again.GrantToken).not.toBe(first.GrantToken);
		const nameless = await kms.send('CreateGrant', { KeyId: arn, ...terms });
		expect(nameless.GrantId).not.toBe(first.GrantId);
		await kms.as(session('App')).send('Encrypt', {
			KeyId: arn,
			Plaintext: message,
			GrantTokens: [first.GrantToken ?? '', again.GrantToken ?? '']
		});
	});

	it('can be retired by its token or its id, and does nothing under DryRun', async () => {
		const withRetire = { ...terms, Operations: [...terms.Operations, 'RetireGrant' as const] };
		const one = await kms.send('CreateGrant', { KeyId: arn, ...withRetire });
		const two = await kms.send('CreateGrant', { KeyId: arn, ...withRetire });
		expect(
			await refusal(kms.send('CreateGrant', { KeyId: arn, ...terms, DryRun: true }))
		).toMatchObject({ name: 'DryRunOperationException' });
		expect(
			await refusal(kms.as(app).send('RetireGrant', { GrantToken: one.GrantToken, DryRun: true }))
		).toMatchObject({ name: 'DryRunOperationException' });
		await kms.as(app).send('RetireGrant', { GrantToken: one.GrantToken });
		expect((await kms.send('ListGrants', { KeyId: arn })).Grants).toMatchObject([
			{ GrantId: two.GrantId }
		]);
		await kms.as(app).send('RetireGrant', { KeyId: arn, GrantId: two.GrantId });
		expect((await kms.send('ListGrants', { KeyId: arn })).Grants).toEqual([]);
		expect(
			await refusal(kms.as(app).send('RetireGrant', { GrantToken: one.GrantToken }))
		).toMatchObject({
			name: 'InvalidGrantTokenException'
		});
	});

	it.each([
		[
			'both context constraints',
			{ Constraints: { EncryptionContextEquals: {}, EncryptionContextSubset: {} } }
		],
		[
			'nine pairs',
			{
				Constraints: {
					EncryptionContextSubset: Object.fromEntries(
						Array.from({ length: 9 }, (_, i) => [`${i}`, ''])
					)
				}
			}
		],
		[
			'a value of 385 characters',
			{ Constraints: { EncryptionContextEquals: { a: 'x'.repeat(385) } } }
		],
		['no operation', { Operations: [] }],
		['a name of 257 characters', { Name: 'x'.repeat(257) }],
		['no grantee', { GranteePrincipal: undefined }]
	])('with %s is refused [M, GRC]', async (_what, wrong) => {
		expect(
			await refusal(kms.send('CreateGrant', { KeyId: arn, ...terms, ...wrong }))
		).toMatchObject({ name: 'ValidationException' });
	});

	it('is found by who may retire it', async () => {
		const RetiringPrincipal = `arn:aws:iam::${accountId}:role/Retire`;
		const { GrantId } = await kms.send('CreateGrant', { KeyId: arn, ...terms, RetiringPrincipal });
		await kms.send('CreateGrant', { KeyId: arn, ...terms });
		expect((await kms.send('ListRetirableGrants', { RetiringPrincipal })).Grants).toMatchObject([
			{ GrantId, RetiringPrincipal }
		]);
	});
});

describe('lists', () => {
	it('come in pages that hold everything once, whatever their size [M]', async () => {
		const all = new Set([id]);
		for (let i = 0; i < 6; i++) all.add((await newKey(kms)).id);
		for (const Limit of [1, 2, 3, 7, 1000]) {
			const found: (string | undefined)[] = [];
			let Marker: string | undefined;
			do {
				const page = await kms.send('ListKeys', { Limit, Marker });
				expect(page.Keys?.length).toBeLessThanOrEqual(Limit);
				found.push(...(page.Keys ?? []).map(({ KeyId }) => KeyId));
				expect(page.Truncated).toBe(page.NextMarker !== undefined);
				Marker = page.NextMarker;
			} while (Marker !== undefined);
			expect(found).toHaveLength(all.size);
			expect(new Set(found)).toEqual(all);
		}
	});

	it.each([0, 1001])('have no page of %i [M]', async (Limit) => {
		expect(await refusal(kms.send('ListKeys', { Limit }))).toMatchObject({
			name: 'ValidationException'
		});
	});

	it('know one policy of a key', async () => {
		expect(await kms.send('ListKeyPolicies', { KeyId: id })).toEqual({
			PolicyNames: ['default'],
			Truncated: false
		});
		expect(
			await refusal(kms.send('GetKeyPolicy', { KeyId: id, PolicyName: 'other' }))
		).toMatchObject({ name: 'NotFoundException' });
	});
});
