/** What the tests of this room share. */
import { expect } from 'vitest';
import type { PolicyDocument, Principal } from '#lib/iam/index.ts';
import { KmsError } from '../index.ts';
import type { KmsInput, LocalKms } from '../index.ts';

export const accountId = '111122223333';
export const otherAccountId = '444455556666';

/** Name and text of a refusal by the service; anything else fails the test. */
export async function refusal(
	promise: Promise<unknown>
): Promise<{ name: string; message: string }> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason
	);
	expect(error).toBeInstanceOf(KmsError);
	const { name, message } = error as KmsError;
	return { name, message };
}

/** A new key's ARN and id. */
export async function newKey(
	kms: LocalKms,
	input: KmsInput<'CreateKey'> = {}
): Promise<{ arn: string; id: string }> {
	const { KeyMetadata } = await kms.send('CreateKey', input);
	if (!KeyMetadata?.Arn || !KeyMetadata.KeyId) throw new Error('no key');
	return { arn: KeyMetadata.Arn, id: KeyMetadata.KeyId };
}

/** A policy of one Allow a group of actions. */
export function allow(actions: string | string[], resource = '*'): PolicyDocument {
	return {
		Version: '2012-10-17',
		Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }]
	};
}

/** An IAM user with these policies. */
export function user(
	name: string,
	policies: PolicyDocument[] = [],
	account = accountId
): Principal {
	return {
		arn: `arn:aws:iam::${account}:user/${name}`,
		accountId: account,
		kind: 'user',
		identityPolicies: policies
	};
}

/** A session of an IAM role with these policies. */
export function session(
	role: string,
	policies: PolicyDocument[] = [],
	account = accountId
): Principal {
	return {
		arn: `arn:aws:sts::${account}:assumed-role/${role}/web`,
		roleArn: `arn:aws:iam::${account}:role/${role}`,
		accountId: account,
		kind: 'role-session',
		identityPolicies: policies
	};
}

/** A key policy as text. */
export function policyText(...statements: PolicyDocument['Statement'][]): string {
	return JSON.stringify({ Version: '2012-10-17', Statement: statements.flat() });
}
