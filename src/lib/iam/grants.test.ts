import { describe, expect, it } from 'vitest';
import { grantOperations } from './actions.ts';
import { authorize } from './authorize.ts';
import { childGrantFits, grantAllows, grantLetsRetire } from './grants.ts';
import type { NewGrant } from './grants.ts';
import type { AccessRequest, Grant, PolicySet, Principal } from './request.ts';
import {
	A,
	at,
	B,
	callers,
	cloudtrail,
	K,
	policy,
	R,
	rootA,
	rootB,
	S,
	st,
	TRAIL,
	TRAIL2,
	U,
	X
} from './world.testing.ts';

const silent = policy(at('+', 's3:*'));
const admin = policy(at('+', '*'));

function request(
	principal: Principal,
	action: string,
	more: Partial<AccessRequest> = {}
): AccessRequest {
	return { principal, action: `kms:${action}`, resource: K, context: {}, ...more };
}

function ask(
	principal: Principal,
	action: string,
	policies: PolicySet,
	more?: Partial<AccessRequest>
) {
	return authorize(request(principal, action, more), policies);
}

const to = (GranteePrincipal: string, ...Operations: string[]): Grant => ({
	GranteePrincipal,
	Operations
});

describe('operations of a grant (section 7; API:CreateGrant)', () => {
	it('are seventeen', () => {
		expect(grantOperations).toHaveLength(17);
	});

	it.each(grantOperations.filter((name) => name !== 'RetireGrant'))('%s can be given', (name) => {
		const newGrant = { Operations: [name] };
		const grants = [to(U, name)];
		expect(ask(callers.U, name, { grants }, { newGrant }).reason).toBe('ALLOW_GRANT');
		expect(ask(callers.U, name, { grants: [to(U)] }, { newGrant }).allowed).toBe(false);
	});

	it.each(['ListGrants', 'RevokeGrant', 'PutKeyPolicy', 'ScheduleKeyDeletion'])(
		'%s cannot, even when a grant says so',
		(name) => {
			expect(ask(callers.U, name, { grants: [to(U, name)] }).allowed).toBe(false);
		}
	);
});

describe('the grantee (sections 3.3 and 7)', () => {
	const federated: Principal = {
		arn: `arn:aws:sts::${A}:federated-user/Bob`,
		accountId: A,
		kind: 'federated',
		issuerUserArn: U
	};

	it.each<[string, string, Principal, boolean]>([
		['a user', U, callers.U, true],
		['another user', `arn:aws:iam::${A}:user/bob`, callers.U, false],
		['the role of the session', R, callers.S, true],
		['the session', S, callers.S, true],
		['a federated user', federated.arn, federated, true],
		['a role of another account', X, callers.XS, true],
		['a service, as principal', cloudtrail, callers.cloudtrail, false],
		['everyone', '*', callers.U, false]
	])('%s', (_, grantee, principal, allows) => {
		expect(grantAllows(to(grantee, 'Decrypt'), request(principal, 'Decrypt')).allows).toBe(allows);
		expect(ask(principal, 'Decrypt', { grants: [to(grantee, 'Decrypt')] }).allowed).toBe(allows);
	});

	it('can be a service', () => {
		const grant: Grant = {
			GranteeServicePrincipal: cloudtrail,
			Operations: ['GenerateDataKey'],
			Constraints: { SourceArn: TRAIL }
		};
		const from = (arn?: string) => ({ context: arn === undefined ? {} : { 'aws:SourceArn': arn } });
		const may = (more: Partial<AccessRequest>, by: Principal = callers.cloudtrail) =>
			ask(by, 'GenerateDataKey', { grants: [grant] }, more).allowed;
		expect(may(from(TRAIL))).toBe(true);
		expect(may(from(TRAIL2))).toBe(false);
		expect(may(from())).toBe(false);
		expect(may(from(TRAIL), callers.U)).toBe(false);
	});

	it('as an account delegates to IAM (unverified, by analogy)', () => {
		const grants = [to(rootB, 'Decrypt')];
		expect(ask(callers.XS, 'Decrypt', { grants }).reason).toBe('NO_IDENTITY_ALLOW');
		const withIam = { ...callers.XS, identityPolicies: [admin] };
		expect(ask(withIam, 'Decrypt', { grants }).reason).toBe('ALLOW_GRANT');
		const root: Principal = { arn: rootB, accountId: B, kind: 'root' };
		expect(ask(root, 'Decrypt', { grants }).reason).toBe('ALLOW_GRANT');
	});

	it('as a role is limited by boundary and session policy, as a user or session not (unverified)', () => {
		const limits: Partial<Principal>[] = [
			{ permissionsBoundary: silent },
			{ sessionPolicies: [silent] }
		];
		for (const limit of limits) {
			const session = { ...callers.S, ...limit };
			expect(ask(session, 'Decrypt', { grants: [to(R, 'Decrypt')] }).allowed).toBe(false);
			expect(ask(session, 'Decrypt', { grants: [to(S, 'Decrypt')] }).allowed).toBe(true);
			const both = [to(R, 'Decrypt'), to(S, 'Decrypt')];
			expect(ask(session, 'Decrypt', { grants: both }).allowed).toBe(true);
		}
	});
});

describe('grants among policies (section 3.3)', () => {
	const grants = [to(U, 'Decrypt')];
	const deny = policy(at('-', 'Decrypt'));

	it('need no key policy and no IAM policy', () => {
		expect(ask(callers.U, 'Decrypt', { grants }).reason).toBe('ALLOW_GRANT');
	});

	it('yield to every explicit deny', () => {
		const denied = (more: Partial<Principal>, policies: PolicySet = {}) =>
			ask({ ...callers.U, ...more }, 'Decrypt', { grants, ...policies }).decidedBy?.policy;
		expect(denied({ identityPolicies: [deny] })).toBe('identity-policy');
		expect(denied({}, { keyPolicy: policy(st('-', '*', '*')) })).toBe('key-policy');
		expect(denied({}, { scps: [[deny, admin]] })).toBe('scp');
		expect(denied({}, { rcps: [policy(st('-', '*', '*'))] })).toBe('rcp');
	});

	it('yield to SCPs that do not allow', () => {
		expect(ask(callers.U, 'Decrypt', { grants, scps: [silent] }).reason).toBe('NO_SCP_ALLOW');
	});

	it('count for their own key only', () => {
		const elsewhere = [{ ...to(U, 'Decrypt'), KeyId: `${K}0` }];
		const here = [{ ...to(U, 'Decrypt'), KeyId: K }];
		expect(ask(callers.U, 'Decrypt', { grants: elsewhere }).allowed).toBe(false);
		expect(ask(callers.U, 'Decrypt', { grants: here }).allowed).toBe(true);
	});
});

describe('constraints (section 7; GRC)', () => {
	const pairs = { Dept: 'IT', Purpose: 'Test' };

	it.each<[string, Grant['Constraints'], Record<string, string>, boolean]>([
		['Equals, the same', { EncryptionContextEquals: pairs }, { Purpose: 'Test', Dept: 'IT' }, true],
		['Equals, one more', { EncryptionContextEquals: pairs }, { ...pairs, x: 'y' }, false],
		['Equals, one fewer', { EncryptionContextEquals: pairs }, { Dept: 'IT' }, false],
		['Equals, none', { EncryptionContextEquals: pairs }, {}, false],
		['Subset, the same', { EncryptionContextSubset: pairs }, pairs, true],
		['Subset, one more', { EncryptionContextSubset: pairs }, { ...pairs, x: 'y' }, true],
		['Subset, one fewer', { EncryptionContextSubset: pairs }, { Dept: 'IT' }, false],
		['Subset, none', { EncryptionContextSubset: pairs }, {}, false],
		['key in another case', { EncryptionContextSubset: { Dept: 'IT' } }, { dept: 'IT' }, false],
		['value in another case', { EncryptionContextSubset: { Dept: 'IT' } }, { Dept: 'it' }, false],
		['the name of a built-in', { EncryptionContextSubset: { toString: 'x' } }, {}, false]
	])('%s', (_, Constraints, encryptionContext, allows) => {
		const grant = { ...to(U, 'Decrypt', 'DescribeKey'), Constraints };
		const asked = (action: string, more: Partial<AccessRequest>) =>
			grantAllows(grant, request(callers.U, action, more)).allows;
		expect(asked('Decrypt', { encryptionContext })).toBe(allows);
		// The same from condition keys alone.
		const context = Object.fromEntries(
			Object.entries(encryptionContext).map(([key, value]) => [
				`kms:EncryptionContext:${key}`,
				value
			])
		);
		expect(asked('Decrypt', { context })).toBe(allows);
		// DescribeKey carries no encryption context, so constraints are not asked.
		expect(asked('DescribeKey', {})).toBe(true);
	});

	it('asks SourceArn only of calls that a service makes', () => {
		const grant = { ...to(U, 'Decrypt'), Constraints: { SourceArn: TRAIL } };
		const may = (context: AccessRequest['context']) =>
			grantAllows(grant, request(callers.U, 'Decrypt', { context })).allows;
		expect(may({})).toBe(true);
		expect(may({ 'aws:ViaAWSService': true })).toBe(false);
		expect(may({ 'aws:ViaAWSService': true, 'aws:SourceArn': TRAIL })).toBe(true);
	});
});

describe('tokens (section 7; GRA)', () => {
	const spreading: Grant = { ...to(R, 'Decrypt'), GrantToken: 'T1', propagated: false };
	const may = (grant: Grant, grantTokens?: string[], by: Principal = callers.S) =>
		ask(by, 'Decrypt', { grants: [grant] }, { grantTokens }).allowed;

	it('prove a grant while it spreads, and are not needed afterwards', () => {
		expect(may(spreading)).toBe(false);
		expect(may(spreading, ['T0'])).toBe(false);
		expect(may(spreading, ['T0', 'T1'])).toBe(true);
		expect(may({ ...spreading, propagated: true })).toBe(true);
	});

	it('add no rights to a caller who is not the grantee (unverified)', () => {
		expect(may(spreading, ['T1'], callers.U)).toBe(false);
	});
});

describe('CreateGrant by the right of a grant (section 7; GRC)', () => {
	const parent: Grant = {
		...to(U, 'Decrypt', 'CreateGrant'),
		Constraints: { EncryptionContextSubset: { Dept: 'IT' } }
	};
	const equals = { EncryptionContextEquals: { Dept: 'IT' } };

	it.each<[string, NewGrant, boolean]>([
		['V8: child {Encrypt}', { Operations: ['Encrypt'] }, false],
		['V9: child {Decrypt, Equals Dept=IT}', { Operations: ['Decrypt'], Constraints: equals }, true],
		['fewer constraints', { Operations: ['Decrypt'] }, false],
		[
			'the same Subset',
			{ Operations: ['Decrypt'], Constraints: { EncryptionContextSubset: { Dept: 'IT' } } },
			true
		],
		[
			'Subset with a pair added',
			{
				Operations: ['Decrypt', 'CreateGrant'],
				Constraints: { EncryptionContextSubset: { Dept: 'IT', Purpose: 'Test' } }
			},
			true
		],
		[
			'Subset with another value',
			{ Operations: ['Decrypt'], Constraints: { EncryptionContextSubset: { Dept: 'HR' } } },
			false
		],
		['an operation more', { Operations: ['Decrypt', 'Encrypt'], Constraints: equals }, false]
	])('%s', (_, newGrant, fits) => {
		expect(childGrantFits(parent, newGrant)).toBe(fits);
		const decision = ask(callers.U, 'CreateGrant', { grants: [parent] }, { newGrant });
		expect(decision.allowed).toBe(fits);
	});

	it('keeps Equals as it is', () => {
		const exact: Grant = { ...parent, Constraints: equals };
		const child = (Constraints: Grant['Constraints']): NewGrant => ({
			Operations: ['Decrypt'],
			Constraints
		});
		expect(childGrantFits(exact, child(equals))).toBe(true);
		expect(childGrantFits(exact, child({ EncryptionContextSubset: { Dept: 'IT' } }))).toBe(false);
		const more = { EncryptionContextEquals: { Dept: 'IT', a: 'b' } };
		expect(childGrantFits(exact, child(more))).toBe(false);
	});

	it('keeps SourceArn', () => {
		const bound: Grant = { ...to(U, 'Decrypt'), Constraints: { SourceArn: TRAIL } };
		const Operations = ['Decrypt'];
		expect(childGrantFits(bound, { Operations })).toBe(false);
		expect(childGrantFits(bound, { Operations, Constraints: { SourceArn: TRAIL } })).toBe(true);
		expect(childGrantFits(bound, { Operations, Constraints: { SourceArn: TRAIL2 } })).toBe(false);
	});

	it('is refused while nobody says what the new grant is to give', () => {
		expect(ask(callers.U, 'CreateGrant', { grants: [parent] }).allowed).toBe(false);
	});

	it('by a policy asks for none of the operations granted', () => {
		const keyPolicy = policy(st('+', U, 'CreateGrant'));
		const newGrant = { Operations: ['Decrypt'] };
		expect(ask(callers.U, 'CreateGrant', { keyPolicy }, { newGrant }).reason).toBe('ALLOW_DIRECT');
	});
});

describe('RetireGrant (section 7; GRX)', () => {
	const grant: Grant = {
		GrantId: 'g1',
		GranteePrincipal: R,
		RetiringPrincipal: U,
		Operations: ['Decrypt'],
		IssuingAccount: rootA,
		Constraints: { EncryptionContextEquals: { Dept: 'IT' } }
	};
	const retire = (by: Principal, policies: PolicySet = {}, more: Partial<AccessRequest> = {}) =>
		ask(by, 'RetireGrant', { grants: [grant], ...policies }, more);

	it('V10: is for the retiring principal, without any permission', () => {
		expect(retire(callers.U).reason).toBe('ALLOW_GRANT');
	});

	it('V11: is not given by a key policy', () => {
		const keyPolicy = policy(st('+', '*', '*'));
		expect(retire(callers.S, { keyPolicy }).reason).toBe('NO_IDENTITY_ALLOW');
		expect(retire(callers.XS, { keyPolicy }).reason).toBe('NO_GRANT_ALLOW');
	});

	it('is for the grantee when it is among the operations', () => {
		expect(retire(callers.S).allowed).toBe(false);
		const grants = [{ ...grant, Operations: ['Decrypt', 'RetireGrant'] }];
		expect(retire(callers.S, { grants }).reason).toBe('ALLOW_GRANT');
	});

	it('is for the account that made the grant, which may delegate it by IAM', () => {
		expect(retire(callers.rootA).reason).toBe('ALLOW_GRANT');
		const withIam = { ...callers.S, identityPolicies: [policy(at('+', 'RetireGrant'))] };
		expect(retire(withIam).reason).toBe('ALLOW_GRANT');
		expect(retire(callers.S).allowed).toBe(false);
		const elsewhere = [{ ...grant, IssuingAccount: B }];
		expect(retire(withIam, { grants: elsewhere }).reason).toBe('NO_GRANT_ALLOW');
	});

	it('is denied by IAM and SCPs, by no key policy and no RCP', () => {
		const denied = { ...callers.U, identityPolicies: [policy(at('-', 'RetireGrant'))] };
		expect(retire(denied).reason).toBe('EXPLICIT_DENY');
		expect(retire(callers.U, { scps: [silent] }).reason).toBe('NO_SCP_ALLOW');
		const everyone = policy(st('-', '*', '*'));
		expect(retire(callers.U, { keyPolicy: everyone, rcps: [everyone] }).allowed).toBe(true);
	});

	it('works across accounts', () => {
		const grants = [{ ...grant, RetiringPrincipal: X }];
		expect(retire(callers.XS, { grants }).reason).toBe('ALLOW_GRANT');
	});

	it('is decided by the grant that is to be retired', () => {
		const grants = [grant, { ...grant, GrantId: 'g2', RetiringPrincipal: X }];
		expect(retire(callers.U, { grants }, { grantId: 'g1' }).allowed).toBe(true);
		expect(retire(callers.U, { grants }, { grantId: 'g2' }).allowed).toBe(false);
	});

	it('by a service is for the retiring service principal', () => {
		const served = { ...grant, RetiringPrincipal: undefined, RetiringServicePrincipal: cloudtrail };
		expect(grantLetsRetire(served, callers.cloudtrail).allows).toBe(true);
		expect(grantLetsRetire(served, callers.U).via).toBe('account');
		expect(grantLetsRetire(grant, callers.cloudtrail).allows).toBe(false);
	});
});
