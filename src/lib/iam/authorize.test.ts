import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { MalformedPolicyError } from './faults.ts';
import type { AccessRequest, PolicySet, Principal } from './request.ts';
import { awsManagedKeyPolicy, defaultKeyPolicy } from './standard-policies.ts';
import {
	A,
	at,
	B,
	callers,
	cloudtrail,
	defaultContext,
	K,
	policy,
	R,
	rootA,
	rootB,
	S,
	st,
	U,
	X
} from './world.testing.ts';
import type { CallerName } from './world.testing.ts';

const silent = policy(at('+', 's3:*'));
const allowAll = policy(at('+', '*:*'));

function ask(
	by: CallerName | Principal,
	action: string,
	policies: PolicySet,
	more: Partial<AccessRequest> = {}
) {
	const principal: Principal = typeof by === 'string' ? callers[by] : by;
	return authorize(
		{
			principal,
			action: `kms:${action}`,
			resource: K,
			...more,
			context: { ...defaultContext, ...more.context }
		},
		policies
	);
}

const federated: Principal = {
	arn: `arn:aws:sts::${A}:federated-user/Bob`,
	accountId: A,
	kind: 'federated',
	issuerUserArn: U
};

describe('principals of a key policy (section 2.1)', () => {
	const named: [string, Principal, Statement['Principal'], string, boolean][] = [
		['a user', callers.U, { AWS: U }, 'ALLOW_DIRECT', false],
		['the role of a session', callers.S, { AWS: R }, 'ALLOW_ROLE', true],
		['a session', callers.S, { AWS: S }, 'ALLOW_DIRECT', false],
		['a federated session', federated, { AWS: federated.arn }, 'ALLOW_DIRECT', false],
		['the user behind a federated session', federated, { AWS: U }, 'ALLOW_ROLE', true],
		['everyone as "*"', callers.S, '*', 'ALLOW_DIRECT', false],
		['everyone as AWS "*"', callers.U, { AWS: '*' }, 'ALLOW_DIRECT', false],
		['the root user by its account', callers.rootA, { AWS: A }, 'ALLOW_DIRECT', false]
	];

	it.each(named)('%s', (_, principal, Principal, reason, limited) => {
		const keyPolicy = policy({ ...st('+', '*', 'Decrypt'), Principal });
		expect(ask(principal, 'Decrypt', { keyPolicy }).reason).toBe(reason);
		const bounded = { ...principal, permissionsBoundary: silent };
		const inSession = { ...principal, sessionPolicies: [silent] };
		expect(ask(bounded, 'Decrypt', { keyPolicy }).reason).toBe(
			limited ? 'NO_BOUNDARY_ALLOW' : reason
		);
		expect(ask(inSession, 'Decrypt', { keyPolicy }).reason).toBe(
			limited ? 'NO_SESSION_ALLOW' : reason
		);
	});

	it.each<[string, Statement['Principal']]>([
		['a name in another case', { AWS: `arn:aws:iam::${A}:user/Alice` }],
		['part of a name', { AWS: `arn:aws:iam::${A}:user/*` }],
		['a federation provider', { Federated: 'cognito-identity.amazonaws.com' }],
		['the id of a deleted user', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }],
		['another account', { AWS: rootB }],
		['a service', { Service: cloudtrail }]
	])('%s names nobody here', (_, Principal) => {
		const keyPolicy = policy({ ...st('+', '*', 'Decrypt'), Principal });
		expect(ask('U', 'Decrypt', { keyPolicy }).reason).toBe('NO_KEY_POLICY_ALLOW');
	});

	it('matches the role by its ARN with the path, which the session ARN lacks', () => {
		const roleArn = `arn:aws:iam::${A}:role/ops/App`;
		const session: Principal = { ...callers.S, roleArn };
		const withPath = { keyPolicy: policy(st('+', roleArn, 'Decrypt')) };
		const withoutPath = { keyPolicy: policy(st('+', R, 'Decrypt')) };
		expect(ask(session, 'Decrypt', withPath).reason).toBe('ALLOW_ROLE');
		expect(ask(session, 'Decrypt', withoutPath).allowed).toBe(false);
	});

	it('takes the strongest of several statements, in any order', () => {
		const principal = { ...callers.S, permissionsBoundary: silent };
		for (const [first, second] of [
			[R, S],
			[S, R]
		]) {
			const keyPolicy = policy(st('+', first ?? '', 'Decrypt'), st('+', second ?? '', 'Decrypt'));
			expect(ask(principal, 'Decrypt', { keyPolicy }).reason).toBe('ALLOW_DIRECT');
		}
	});

	it('takes the account for a delegation, also when its root user made the federated session', () => {
		const ofRoot: Principal = { ...federated, issuerUserArn: rootA };
		const keyPolicy = policy(st('+', rootA, 'Decrypt'));
		expect(ask(ofRoot, 'Decrypt', { keyPolicy }).reason).toBe('NO_IDENTITY_ALLOW');
	});

	it('takes a session without roleArn for one of a role without a path', () => {
		const session: Principal = { arn: S, accountId: A, kind: 'role-session' };
		const keyPolicy = policy(st('+', R, 'Decrypt'));
		expect(ask(session, 'Decrypt', { keyPolicy }).reason).toBe('ALLOW_ROLE');
	});

	it('lets a service be named only exactly', () => {
		const keyPolicy = policy(st('+', { svc: cloudtrail }, 'Decrypt'));
		const other: Principal = { arn: 'logs.amazonaws.com', accountId: '', kind: 'service' };
		expect(ask('cloudtrail', 'Decrypt', { keyPolicy }).reason).toBe('ALLOW_DIRECT');
		expect(ask(other, 'Decrypt', { keyPolicy }).reason).toBe('NO_KEY_POLICY_ALLOW');
	});
});

describe('delegation (section 2.2)', () => {
	it('holds its conditions in the request', () => {
		const when = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
		const keyPolicy = policy(st('+', rootA, '*', when));
		const admin = { ...callers.U, identityPolicies: [allowAll] };
		expect(ask(admin, 'Decrypt', { keyPolicy }).reason).toBe('NO_KEY_POLICY_ALLOW');
		const context = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
		expect(ask(admin, 'Decrypt', { keyPolicy }, { context }).reason).toBe('ALLOW_DELEGATED');
	});

	it('names both halves', () => {
		const admin = { ...callers.U, identityPolicies: [silent, allowAll] };
		expect(ask(admin, 'Decrypt', { keyPolicy: defaultKeyPolicy(A) }).decidedBy).toEqual({
			policy: 'identity-policy',
			index: 1,
			statement: 0,
			with: { policy: 'key-policy', statement: 'Enable IAM User Permissions' }
		});
	});

	it('leaves identity denies in force without any account statement', () => {
		const keyPolicy = policy(st('+', R, 'Decrypt'));
		const principal = { ...callers.S, identityPolicies: [policy(at('-', '*'))] };
		expect(ask(principal, 'Decrypt', { keyPolicy }).reason).toBe('EXPLICIT_DENY');
	});
});

describe('denies of a key policy (section 2.3)', () => {
	const everyone = st('+', '*', 'Decrypt');
	const hits = (deny: Statement, by: CallerName | Principal) =>
		ask(by, 'Decrypt', { keyPolicy: policy(everyone, deny) }).reason === 'EXPLICIT_DENY';

	it('hit exactly the user or session they name', () => {
		expect(hits(st('-', U, 'Decrypt'), 'U')).toBe(true);
		expect(hits(st('-', U, 'Decrypt'), 'S')).toBe(false);
		expect(hits(st('-', S, 'Decrypt'), 'S')).toBe(true);
	});

	it('hit all sessions of a role', () => {
		expect(hits(st('-', R, 'Decrypt'), 'S')).toBe(true);
		expect(hits(st('-', R, 'Decrypt'), 'U')).toBe(false);
	});

	it('hit every principal of an account', () => {
		for (const by of ['U', 'S', 'rootA'] as const) expect(hits(st('-', rootA, '*'), by)).toBe(true);
		expect(hits(st('-', rootB, '*'), 'U')).toBe(false);
	});

	it('hit everyone, service principals included', () => {
		for (const by of ['U', 'S', 'rootA', 'cloudtrail'] as const)
			expect(hits(st('-', '*', '*'), by)).toBe(true);
	});

	it.each<[string, readonly string[], Principal, boolean]>([
		['the caller and the account: spared', [U, rootA], callers.U, false],
		['the role and the account: spared', [R, rootA], callers.S, false],
		['the account alone', [rootA], callers.U, true],
		['the caller without the account', [U], callers.U, true],
		['somebody else', [R, rootA], callers.U, true],
		['a boundary', [U, rootA], { ...callers.U, permissionsBoundary: allowAll }, true]
	])('NotPrincipal lists %s', (_, not, principal, hit) => {
		expect(hits(st('-', { not }, 'Decrypt'), principal)).toBe(hit);
	});
});

describe('across accounts (sections 3.1 and 3.4)', () => {
	const keyPolicy = policy(st('+', '*', '*'));
	const external = { ...callers.XS, identityPolicies: [allowAll] };

	it.each(
		`Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext
		GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext Sign Verify GenerateMac VerifyMac
		DeriveSharedSecret CreateGrant DescribeKey GetKeyRotationStatus GetPublicKey ListGrants
		RevokeGrant`.split(/\s+/)
	)('%s works', (action) => {
		expect(ask(external, action, { keyPolicy }).reason).toBe('ALLOW_BOTH_ACCOUNTS');
		expect(ask('XS', action, { keyPolicy }).reason).toBe('NO_IDENTITY_ALLOW');
	});

	it.each(
		`PutKeyPolicy GetKeyPolicy ScheduleKeyDeletion TagResource EnableKey GetKeyLastUsage
		CreateAlias DisableKeyRotation`.split(/\s+/)
	)('%s does not, whatever the policies say', (action) => {
		expect(ask(external, action, { keyPolicy }).reason).toBe('NOT_CROSS_ACCOUNT');
	});

	it('lets SCPs of the caller’s account and session policies limit', () => {
		expect(ask(external, 'Decrypt', { keyPolicy, scps: [silent] }).reason).toBe('NO_SCP_ALLOW');
		const inSession = { ...external, sessionPolicies: [silent] };
		expect(ask(inSession, 'Decrypt', { keyPolicy }).reason).toBe('NO_SESSION_ALLOW');
	});

	it('lets the key’s RCP and key policy deny', () => {
		const rcps = [policy(st('-', '*', '*'))];
		expect(ask(external, 'Decrypt', { keyPolicy, rcps }).decidedBy?.policy).toBe('rcp');
		const denying = policy(st('+', '*', '*'), st('-', rootB, '*'));
		expect(ask(external, 'Decrypt', { keyPolicy: denying }).decidedBy?.policy).toBe('key-policy');
	});

	it('needs no IAM policy for the root user of the other account', () => {
		const root: Principal = { arn: rootB, accountId: B, kind: 'root' };
		expect(ask(root, 'Decrypt', { keyPolicy }).reason).toBe('ALLOW_BOTH_ACCOUNTS');
	});
});

describe('who is exempt (section 3.2)', () => {
	const keyPolicy = policy(st('+', '*', 'Decrypt'));
	const scps = [policy(at('-', '*'))];
	const rcps = [policy(st('-', '*', '*'))];
	const denied = (by: CallerName | Principal, policies: PolicySet) =>
		!ask(by, 'Decrypt', { keyPolicy, ...policies }).allowed;

	it.each<[string, Principal, boolean, boolean]>([
		['user', callers.U, true, true],
		['role session', callers.S, true, true],
		['root user', callers.rootA, true, true],
		['caller in the management account', { ...callers.U, isManagementAccount: true }, false, false],
		['service-linked role', callers.SLRS, false, false],
		['service principal', callers.cloudtrail, false, true]
	])('%s', (_, principal, scp, rcp) => {
		expect(denied(principal, { scps })).toBe(scp);
		expect(denied(principal, { rcps })).toBe(rcp);
	});

	it('knows a service-linked role by the path of its ARN', () => {
		const session: Principal = { ...callers.SLRS };
		delete session.isServiceLinkedRole;
		expect(denied(session, { scps, rcps })).toBe(false);
	});

	it('lets keys of the management account and AWS managed keys go without RCPs', () => {
		expect(denied('U', { rcps, key: { inManagementAccount: true } })).toBe(false);
		expect(denied('U', { rcps, key: { manager: 'AWS' } })).toBe(false);
		expect(denied('U', { scps, key: { manager: 'AWS' } })).toBe(true);
	});

	it('binds a key of a member account to RCPs when the management account calls', () => {
		const mine = { ...callers.MU, identityPolicies: [allowAll] };
		expect(denied(mine, { rcps })).toBe(true);
	});

	it('reads identity policies, boundary and session of no service and no root user', () => {
		const none = { identityPolicies: scps, permissionsBoundary: silent, sessionPolicies: scps };
		expect(denied({ ...callers.cloudtrail, ...none }, {})).toBe(false);
		expect(denied({ ...callers.rootA, ...none }, {})).toBe(false);
	});
});

describe('levels of an organization', () => {
	const keyPolicy = policy(st('+', U, 'Decrypt'));

	it('must each allow; several documents of one level do so together', () => {
		const ask1 = (scps: PolicySet['scps']) => ask('U', 'Decrypt', { keyPolicy, scps }).reason;
		expect(ask1([allowAll, allowAll])).toBe('ALLOW_DIRECT');
		expect(ask1([[silent, allowAll], allowAll])).toBe('ALLOW_DIRECT');
		expect(ask1([[silent, silent], allowAll])).toBe('NO_SCP_ALLOW');
		expect(ask1([allowAll, []])).toBe('NO_SCP_ALLOW');
		expect(ask1([])).toBe('ALLOW_DIRECT');
	});

	it('is named in the decision', () => {
		const decision = ask('U', 'Decrypt', { keyPolicy, scps: [allowAll, [allowAll], silent] });
		expect(decision.decidedBy).toEqual({ policy: 'scp', level: 2 });
	});
});

describe('VPC endpoint policy (sections 3.1 and 3.3)', () => {
	const keyPolicy = policy(st('+', U, 'Decrypt'));
	const vpcEndpointPolicy = policy(st('+', '*', 'Encrypt'));

	it('counts only for a call through an endpoint', () => {
		const policies = { keyPolicy, vpcEndpointPolicy };
		expect(ask('U', 'Decrypt', policies).allowed).toBe(true);
		const context = { 'aws:sourcevpce': 'vpce-1' };
		expect(ask('U', 'Decrypt', policies, { context }).reason).toBe('NO_ENDPOINT_ALLOW');
	});

	it('limits grants', () => {
		const grants = [{ GranteePrincipal: U, Operations: ['Decrypt'] }];
		const context = { 'aws:SourceVpce': 'vpce-1' };
		const policies = { vpcEndpointPolicy, grants };
		expect(ask('U', 'Decrypt', policies, { context }).reason).toBe('NO_ENDPOINT_ALLOW');
	});
});

describe('operations without a key policy (section 3.5)', () => {
	const iam = { ...callers.U, identityPolicies: [allowAll] };
	const everything = { resource: '*' };

	it.each(['CreateKey', 'ListKeys', 'ListAliases', 'ListRetirableGrants', 'GenerateRandom'])(
		'%s is decided by IAM alone',
		(action) => {
			expect(ask(iam, action, {}, everything).reason).toBe('ALLOW_IDENTITY');
			expect(ask('U', action, {}, everything).reason).toBe('NO_IDENTITY_ALLOW');
			const keyPolicy = policy(st('+', U, '*'));
			expect(ask('U', action, { keyPolicy }, everything).reason).toBe('NO_IDENTITY_ALLOW');
			expect(ask(iam, action, { scps: [silent] }, everything).reason).toBe('NO_SCP_ALLOW');
			expect(ask('rootA', action, {}, everything).reason).toBe('ALLOW_IDENTITY');
			const bounded = { ...iam, permissionsBoundary: silent };
			expect(ask(bounded, action, {}, everything).reason).toBe('NO_BOUNDARY_ALLOW');
		}
	);

	it('checks an alias by IAM, with the ARN of the alias', () => {
		const alias = `arn:aws:kms:us-east-1:${A}:alias/app`;
		const mine = {
			...callers.U,
			identityPolicies: [policy(at('+', 'UpdateAlias', { on: alias }))]
		};
		const keyPolicy = policy(st('-', '*', '*'));
		expect(ask(mine, 'UpdateAlias', { keyPolicy }, { resource: alias }).allowed).toBe(true);
		expect(ask(mine, 'UpdateAlias', {}, { resource: `${alias}2` }).allowed).toBe(false);
		expect(ask(mine, 'UpdateAlias', { keyPolicy: policy(st('+', rootA, '*')) }).allowed).toBe(
			false
		);
	});

	it('takes only * for a resource that is *', () => {
		const keysOnly = policy(at('+', 'CreateKey', { on: `arn:aws:kms:*:${A}:key/*` }));
		const mine = { ...callers.U, identityPolicies: [keysOnly] };
		expect(ask(mine, 'CreateKey', {}, everything).allowed).toBe(false);
	});
});

describe('AWS managed keys (section 3.6)', () => {
	const via = 's3.us-east-1.amazonaws.com';
	const policies: PolicySet = {
		keyPolicy: awsManagedKeyPolicy(A, via),
		key: { manager: 'AWS' }
	};
	const context = { 'kms:ViaService': via, 'aws:ViaAWSService': true };

	it('work through their service for everybody in the account', () => {
		expect(ask('S', 'GenerateDataKey', policies, { context }).reason).toBe('ALLOW_DIRECT');
	});

	it('fail for other accounts', () => {
		const external = { ...callers.XS, identityPolicies: [allowAll] };
		expect(ask(external, 'Decrypt', policies, { context }).allowed).toBe(false);
	});

	it('yield to an explicit deny', () => {
		const denied = { ...callers.U, identityPolicies: [policy(at('-', 'Decrypt'))] };
		expect(ask(denied, 'Decrypt', policies, { context }).reason).toBe('EXPLICIT_DENY');
	});

	it('can be looked at by whom IAM allows', () => {
		const admin = { ...callers.U, identityPolicies: [allowAll] };
		expect(ask(admin, 'DescribeKey', policies).reason).toBe('ALLOW_DELEGATED');
		expect(ask(admin, 'ScheduleKeyDeletion', policies).allowed).toBe(false);
	});
});

describe('what a request proves without saying it (section 6.2)', () => {
	const holds = (key: string, value: string, by: Principal, more: Partial<AccessRequest> = {}) =>
		ask(
			by,
			'Decrypt',
			{ keyPolicy: policy(st('+', '*', '*', { StringEquals: { [key]: value } })) },
			more
		).allowed;

	it.each<[string, string, Principal]>([
		['aws:PrincipalArn', R, callers.S],
		['aws:PrincipalArn', U, callers.U],
		['aws:PrincipalArn', rootA, callers.rootA],
		['aws:PrincipalArn', federated.arn, federated],
		['aws:PrincipalAccount', A, callers.S],
		['kms:CallerAccount', A, callers.U],
		['aws:PrincipalOrgID', 'o-1', callers.U],
		['aws:PrincipalTag/team', 'blue', { ...callers.U, tags: { Team: 'blue' } }],
		['aws:PrincipalIsAWSService', 'true', callers.cloudtrail],
		['aws:PrincipalIsAWSService', 'false', callers.U],
		['aws:username', 'alice', callers.U],
		['aws:userid', A, callers.rootA],
		['aws:userid', `${A}:Bob`, federated],
		['aws:RequestedRegion', 'us-east-1', callers.U]
	])('%s is %s', (key, value, principal) => {
		expect(holds(key, value, principal, { context: {} })).toBe(true);
		expect(holds(key, `${value}x`, principal, { context: {} })).toBe(false);
	});

	it.each<[string, Principal]>([
		['aws:username', callers.S],
		['aws:PrincipalOrgID', callers.cloudtrail],
		['aws:PrincipalArn', callers.cloudtrail],
		['aws:userid', callers.U]
	])('%s is missing for others', (key, principal) => {
		const keyPolicy = policy(st('+', '*', '*', { Null: { [key]: 'true' } }));
		expect(ask(principal, 'Decrypt', { keyPolicy }).allowed).toBe(true);
	});

	it('lets what the request says stand', () => {
		const context = { 'AWS:principalorgid': 'o-9' };
		expect(holds('aws:PrincipalOrgID', 'o-9', callers.U, { context })).toBe(true);
	});

	it('makes kms:EncryptionContextKeys of the encryption context, however that is given', () => {
		const keyPolicy = policy(
			st('+', U, 'Decrypt', {
				'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['Dept'] },
				Null: { 'kms:EncryptionContextKeys': 'false' },
				StringEquals: { 'kms:EncryptionContext:dept': 'IT' }
			})
		);
		const asked = (more: Partial<AccessRequest>) =>
			ask('U', 'Decrypt', { keyPolicy }, more).allowed;
		expect(asked({ encryptionContext: { Dept: 'IT' } })).toBe(true);
		expect(asked({ context: { 'kms:EncryptionContext:Dept': 'IT' } })).toBe(true);
		expect(asked({ encryptionContext: { Dept: 'IT', More: 'x' } })).toBe(false);
		expect(asked({ encryptionContext: {} })).toBe(false);
	});
});

describe('documents', () => {
	it.each<[string, unknown]>([
		['no object', 'Allow'],
		['null', null],
		['no Statement', { Version: '2012-10-17' }],
		['Effect in another case', { Statement: { ...st('+', U, '*'), Effect: 'allow' } }],
		['no Principal', { Statement: at('+', '*') }],
		['an unknown operator', { Statement: st('+', U, '*', { StringIs: { a: 'b' } }) }],
		['an unknown element', { Statement: { ...st('+', U, '*'), Condtion: {} } }]
	])('with %s are refused', (_, keyPolicy) => {
		const asking = () => ask('U', 'Decrypt', { keyPolicy: keyPolicy as PolicyDocument });
		expect(asking).toThrow(MalformedPolicyError);
		// Also the second time.
		expect(asking).toThrow(MalformedPolicyError);
	});

	it('are read anew when their statements are replaced', () => {
		const Statement = [st('+', U, 'Decrypt')];
		const keyPolicy = { Version: '2012-10-17', Statement };
		expect(ask('U', 'Decrypt', { keyPolicy }).allowed).toBe(true);
		Statement.push(st('-', '*', 'Decrypt'));
		expect(ask('U', 'Decrypt', { keyPolicy }).allowed).toBe(false);
	});

	it('mean different things in different places', () => {
		const shared = policy(at('+', 'Decrypt'));
		const principal = {
			...callers.U,
			identityPolicies: [shared],
			permissionsBoundary: shared,
			sessionPolicies: [shared]
		};
		const policies = { keyPolicy: defaultKeyPolicy(A), scps: [shared] };
		expect(ask(principal, 'Decrypt', policies).reason).toBe('ALLOW_DELEGATED');
		expect(() => ask(principal, 'Decrypt', { keyPolicy: shared })).toThrow(MalformedPolicyError);
	});
});

describe('the trace', () => {
	it('says of each statement what matched and what did not', () => {
		const keyPolicy = policy({
			...st('+', U, 'Encrypt', { StringEquals: { 'kms:ViaService': 's3' } }),
			Sid: 'App'
		});
		const { trace } = ask('U', 'Decrypt', { keyPolicy });
		expect(trace.map(({ step, result }) => `${step} ${result}`)).toEqual([
			'request passes',
			'explicit-deny passes',
			'key-policy does-not-match',
			'identity-policy note',
			'decision denies'
		]);
		expect(trace[2]).toEqual({
			step: 'key-policy',
			place: { policy: 'key-policy', statement: 'App' },
			effect: 'Allow',
			result: 'does-not-match',
			principal: {
				element: 'Principal',
				expected: [`AWS: ${U}`],
				actual: U,
				matches: true,
				note: 'names the caller'
			},
			action: {
				element: 'Action',
				expected: ['kms:Encrypt'],
				actual: 'kms:Decrypt',
				matches: false
			},
			resource: { element: 'Resource', expected: ['*'], actual: K, matches: true },
			conditions: [
				{
					operator: 'StringEquals',
					key: 'kms:ViaService',
					expected: ['s3'],
					actual: null,
					matches: false
				}
			],
			text: 'Key policy, statement “App” (Allow) does not fit: Action is kms:Encrypt, not kms:Decrypt; StringEquals kms:ViaService "s3" does not hold, as the request does not carry it.'
		});
	});

	it('keeps after the deciding step what would also have counted, and only that', () => {
		const principal = {
			...callers.U,
			identityPolicies: [policy(at('-', 'Decrypt'), at('+', 'Encrypt'))]
		};
		const keyPolicy = policy(st('-', U, 'Decrypt'), st('+', U, 'Decrypt'));
		const { trace, decidedBy } = ask(principal, 'Decrypt', { keyPolicy });
		expect(decidedBy).toEqual({ policy: 'key-policy', statement: 0 });
		expect(trace.map(({ step, result, wouldAlso }) => [step, result, wouldAlso ?? false])).toEqual([
			['request', 'passes', false],
			['explicit-deny', 'denies', false],
			['explicit-deny', 'denies', true],
			['key-policy', 'allows', true],
			['decision', 'denies', false]
		]);
	});

	it('says why a Deny fires that the request says nothing about', () => {
		const mfa = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
		const fired = ask('U', 'Decrypt', { keyPolicy: policy(st('-', '*', '*', mfa)) }).trace[1];
		expect(fired?.text).toBe(
			'Key policy, statement 1 (Deny) fits the request and names the caller: BoolIfExists aws:MultiFactorAuthPresent "false" holds, as the request does not carry it.'
		);
		const bounded = { ...callers.U, permissionsBoundary: allowAll };
		const listed = policy(st('-', { not: [U, rootA] }, 'Decrypt'));
		expect(ask(bounded, 'Decrypt', { keyPolicy: listed }).trace[1]?.principal?.note).toBe(
			'spares nobody who has a permissions boundary'
		);
	});

	it('says that a grant is still spreading', () => {
		const grants = [{ GranteePrincipal: U, Operations: ['Decrypt'], propagated: false }];
		const step = ask('U', 'Decrypt', { grants }).trace.find(({ step }) => step === 'grant');
		expect(step?.text).toBe(
			'Grant 1 does not fit: it is still spreading, and the request has no grant token.'
		);
	});

	it('names policies that do not count, and why', () => {
		const { trace } = ask('cloudtrail', 'Decrypt', {
			keyPolicy: policy(st('+', { svc: cloudtrail }, 'Decrypt')),
			scps: [policy(at('-', '*'))]
		});
		expect(trace.find(({ result }) => result === 'not-applied')?.text).toBe(
			'Service control policies: not applied, because the caller is a service principal.'
		);
	});

	it('shows variables filled in, and those without a value', () => {
		const when = { StringEquals: { 'test:a': ['${aws:username}', '${test:none}'] } };
		const { trace } = ask('U', 'Decrypt', { keyPolicy: policy(st('+', U, '*', when)) });
		const step = trace.find(({ step }) => step === 'key-policy');
		expect(step?.conditions?.[0]).toMatchObject({
			expected: ['alice', null],
			note: 'a variable has no value'
		});
	});

	it('remarks where simulators differ (section 0.3)', () => {
		const principal = { ...callers.S, sessionPolicies: [silent] };
		const { trace } = ask(principal, 'Decrypt', { keyPolicy: policy(st('+', S, 'Decrypt')) });
		expect(trace.find(({ step }) => step === 'session-policy')?.result).toBe('note');
	});

	it('is of the moment of the decision, and plain data', () => {
		const Statement = [st('+', U, 'Decrypt')];
		const decision = ask('U', 'Decrypt', { keyPolicy: { Version: '2012-10-17', Statement } });
		Statement.length = 0;
		expect(decision.trace.find(({ step }) => step === 'key-policy')?.result).toBe('allows');
		expect(structuredClone(decision)).toEqual(JSON.parse(JSON.stringify(decision)));
	});

	it('reads well for a grant', () => {
		const grants = [
			{ GrantId: 'g1', GranteePrincipal: X, Operations: ['Decrypt'] },
			{ GrantId: 'g2', GranteePrincipal: U, Operations: ['Decrypt'] }
		];
		const { trace } = ask('U', 'Decrypt', { grants });
		expect(trace.filter(({ step }) => step === 'grant').map(({ text }) => text)).toEqual([
			`Grant g1 does not fit: GranteePrincipal is ${X}, not ${U}.`,
			'Grant g2 fits the request and names the caller.'
		]);
	});
});
