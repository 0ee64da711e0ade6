import { describe, expect, it } from 'vitest';
import type { PolicyDocument, Principal } from '#lib/iam/index.ts';
import { notKms } from '#lib/kms/aws/index.ts';
import { createLocalKms, KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import { mostTestCalls, tryKey } from './try-key.ts';

const kms = createLocalKms();
const key = async (input = {}) => (await kms.send('CreateKey', input)).KeyMetadata?.Arn ?? '';

/** A role of these permissions, and the calls it makes. */
function role(...actions: string[]) {
	const policy: PolicyDocument = {
		Version: '2012-10-17',
		Statement: [{ Effect: 'Allow', Action: actions.map((name) => `kms:${name}`), Resource: '*' }]
	};
	const principal: Principal = {
		arn: 'arn:aws:sts::111122223333:assumed-role/class/pupil',
		accountId: '111122223333',
		kind: 'role-session',
		roleArn: 'arn:aws:iam::111122223333:role/class',
		identityPolicies: [policy]
	};
	const calls: string[] = [];
	const client: KmsClient = {
		send: (op, input) => {
			calls.push(op);
			return kms.as(principal).send(op, input);
		}
	};
	return { client, calls };
}

describe('the test of a connection', () => {
	it('makes nothing where both calls are allowed', async () => {
		const arn = await key();
		const { client, calls } = role('GenerateDataKey', 'DescribeKey');
		const tried = await tryKey(client, arn.split('/')[1] ?? '');
		expect(tried.key).toEqual({ arn, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' });
		expect(calls).toEqual(['GenerateDataKey', 'DescribeKey']);
		expect(tried.notes).toEqual([]);
	});

	it('learns the ARN of an alias without DescribeKey', async () => {
		const arn = await key();
		await kms.send('CreateAlias', { AliasName: 'alias/class', TargetKeyId: arn });
		const { client, calls } = role('GenerateDataKey');
		expect((await tryKey(client, 'alias/class')).key.arn).toBe(arn);
		expect(calls).toHaveLength(mostTestCalls);
	});

	it.each([
		['GenerateDataKey', 'DescribeKey'],
		['GenerateDataKey', 'GetPublicKey'],
		['DescribeKey', 'DescribeKey']
	])('knows an RSA pair by %s and %s', async (...allowed) => {
		const arn = await key({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
		const { client, calls } = role(...allowed);
		expect((await tryKey(client, arn)).key).toEqual({
			arn,
			spec: 'RSA_2048',
			usage: 'SIGN_VERIFY'
		});
		expect(calls.length).toBeLessThanOrEqual(mostTestCalls);
	});

	it('is not taken in by something that answers everything', async () => {
		const client: KmsClient = { send: () => Promise.resolve({} as never) };
		await expect(tryKey(client, 'alias/any')).rejects.toMatchObject({ name: notKms });
	});

	it('ends where the key cannot be used', async () => {
		const arn = await key();
		await expect(tryKey(role('DescribeKey').client, arn)).rejects.toThrow(/kms:GenerateDataKey/);
		const missing = arn.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
		await expect(tryKey(kms, missing)).rejects.toMatchObject({ name: 'NotFoundException' });
		await kms.send('DisableKey', { KeyId: arn });
		await expect(tryKey(kms, arn)).rejects.toBeInstanceOf(KmsError);
	});
});
