import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';
import { accessDeniedMessage, unknownKeyMessage } from './messages.ts';
import type { AccessRequest, PolicySet, Principal } from './request.ts';
import { A, at, callers, K, policy, R, rootA, S, st, U } from './world.testing.ts';

const silent = policy(at('+', 's3:*'));
const deny = policy(at('-', '*'), at('+', '*:*'));
const byKey: PolicySet = { keyPolicy: policy(st('+', R, '*'), st('+', U, '*')) };
const delegated: PolicySet = { keyPolicy: policy(st('+', rootA, '*')) };

function refusal(
	principal: Principal,
	policies: PolicySet,
	more: Partial<AccessRequest> = {},
	options?: Parameters<typeof accessDeniedMessage>[2]
): string {
	const request = { principal, action: 'kms:Decrypt', resource: K, context: {}, ...more };
	return accessDeniedMessage(authorize(request, policies), request, options);
}

const endpoint = { context: { 'aws:SourceVpce': 'vpce-1' } };
const none = (what: string) => `because no ${what} allows the kms:Decrypt action`;
const explicit = (what: string) => `with an explicit deny in ${what}`;

/** Section 9, row by row. */
const rows: [string, Principal, PolicySet, Partial<AccessRequest>, string][] = [
	['no identity allow', callers.U, delegated, {}, none('identity-based policy')],
	['no key policy allow', callers.U, {}, {}, none('resource-based policy')],
	['SCP silent', callers.U, { ...byKey, scps: [silent] }, {}, none('service control policy')],
	[
		'boundary silent',
		{ ...callers.S, permissionsBoundary: silent },
		byKey,
		{},
		none('permissions boundary')
	],
	[
		'session silent',
		{ ...callers.S, sessionPolicies: [silent] },
		byKey,
		{},
		none('session policy')
	],
	[
		'endpoint silent',
		callers.U,
		{ ...byKey, vpcEndpointPolicy: policy(st('+', '*', 'Encrypt')) },
		endpoint,
		none('VPC endpoint policy')
	],
	[
		'identity denies',
		{ ...callers.U, identityPolicies: [deny] },
		byKey,
		{},
		explicit('an identity-based policy')
	],
	[
		'key policy denies',
		callers.U,
		{ keyPolicy: policy(st('-', U, '*')) },
		{},
		explicit('a resource-based policy')
	],
	[
		'boundary denies',
		{ ...callers.U, permissionsBoundary: deny },
		byKey,
		{},
		explicit('a permissions boundary')
	],
	[
		'session denies',
		{ ...callers.S, sessionPolicies: [deny] },
		byKey,
		{},
		explicit('a session policy')
	],
	['SCP denies', callers.U, { ...byKey, scps: [deny] }, {}, explicit('a service control policy')],
	[
		'RCP denies',
		callers.U,
		{ ...byKey, rcps: [policy(st('-', '*', '*'))] },
		{},
		explicit('a resource control policy')
	],
	[
		'endpoint denies',
		callers.U,
		{ ...byKey, vpcEndpointPolicy: policy(st('-', '*', '*')) },
		endpoint,
		explicit('a VPC endpoint policy')
	]
];

describe('AccessDenied texts (section 9)', () => {
	it.each(rows)('%s', (_, principal, policies, more, reason) => {
		expect(refusal(principal, policies, more)).toBe(
			`User: ${principal.arn} is not authorized to perform: kms:Decrypt on resource: ${K} ${reason}`
		);
	});

	const hidden =
		'because the resource does not exist in this Region, no resource-based policies allow access, ' +
		'or a resource-based policy explicitly denies access';

	it.each<[string, PolicySet, string]>([
		['does not name it', delegated, 'kms:Decrypt'],
		['denies it', { keyPolicy: policy(st('-', '*', '*')) }, 'kms:Decrypt'],
		['may not be asked', { keyPolicy: policy(st('+', '*', '*')) }, 'kms:EnableKey']
	])('to a caller of another account whom the key policy %s', (_, policies, action) => {
		const principal = { ...callers.XS, identityPolicies: [policy(at('+', '*'))] };
		expect(refusal(principal, policies, { action })).toBe(
			`User: ${principal.arn} is not authorized to perform: ${action} on this resource ${hidden}`
		);
	});

	it('to a caller of another account who lacks an IAM policy', () => {
		expect(refusal(callers.XS, { keyPolicy: policy(st('+', '*', '*')) })).toContain(
			`on resource: ${K} ${none('identity-based policy')}`
		);
	});

	it('when the request named no key', () => {
		const text = `User: ${S} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext ${hidden}`;
		const request = { principal: callers.S, action: 'kms:Decrypt' };
		expect(unknownKeyMessage(request, { keyFromCiphertext: true })).toBe(text);
		expect(refusal(callers.XS, {}, {}, { keyFromCiphertext: true })).toBe(
			text.replace(S, callers.XS.arn)
		);
	});

	it('for a grant that the caller may not retire is the frame alone', () => {
		expect(refusal(callers.U, {}, { action: 'kms:RetireGrant' })).toBe(
			`User: ${U} is not authorized to perform: kms:RetireGrant on resource: ${K}`
		);
	});

	it('is none for a decision that allows', () => {
		const principal: Principal = { arn: U, accountId: A, kind: 'user' };
		expect(() => refusal(principal, byKey)).toThrow(TypeError);
	});
});
