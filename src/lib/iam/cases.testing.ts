/** The 75 cases of iam-evaluation section 10.1, in its order and with its numbers. */
import type { Decider, ReasonCode } from './decision.ts';
import type { PolicyDocument } from './document.ts';
import type { AccessRequest, Grant, PolicySet, Principal, RequestContext } from './request.ts';
import {
	A,
	at,
	B,
	callers,
	cloudtrail,
	defaultContext,
	K,
	KeyAdmin,
	KM,
	MU,
	policy,
	R,
	rootA,
	rootB,
	S,
	S2,
	SLR,
	st,
	TRAIL,
	TRAIL2,
	U,
	X
} from './world.testing.ts';
import type { CallerName } from './world.testing.ts';

export interface Case {
	no: number;
	title: string;
	KP?: PolicyDocument;
	ID?: PolicyDocument;
	PB?: PolicyDocument;
	SP?: PolicyDocument;
	VPCE?: PolicyDocument;
	/** One document a level. */
	SCP?: PolicyDocument[];
	scpAccountId?: string;
	RCP?: PolicyDocument[];
	grants?: Grant[];
	key?: PolicySet['key'];
	/** `U Decrypt`, on K unless `on` says otherwise. */
	by: CallerName;
	action: string;
	on?: string;
	/** Over the default context; `undefined` takes a key away. */
	context?: RequestContext;
	EC?: Record<string, string>;
	tokens?: string[];
	orgId?: string;
	expected: 'ALLOW' | 'DENY';
	/** "Decided by", as reason and policy. */
	reason: ReasonCode;
	decider?: Decider;
	source: string;
}

const admin = policy(at('+', '*:*'));
const s3Only = policy(at('+', 's3:*'));
const everything = policy(at('+', '*:*'));
const denyKms = policy(at('-', '*'));
const whenRole = { ArnEquals: { 'aws:PrincipalArn': R } };
const trailOnly = { ArnEquals: { 'aws:SourceArn': TRAIL } };
const sawDept = { 'kms:EncryptionContextKeys': ['Dept'] };
const s3 = 's3.us-east-1.amazonaws.com';
const managedByS3 = policy(
	st('+', '*', 'Encrypt,Decrypt,ReEncrypt*,GenerateDataKey*,DescribeKey', {
		StringEquals: { 'kms:CallerAccount': A, 'kms:ViaService': s3 }
	}),
	st('+', rootA, 'Describe*,List*,Get*,RevokeGrant')
);
const userVariable = { StringEquals: { 'kms:EncryptionContext:user': '${aws:username}' } };
const decryptForApp: Grant = { GrantId: 'g1', GranteePrincipal: R, Operations: ['Decrypt'] };
const spreading: Grant = { ...decryptForApp, propagated: false, GrantToken: 'T1' };

/** The row as `authorize` takes it. */
export function questionOf(row: Case): [AccessRequest, PolicySet] {
	const caller: Principal = callers[row.by];
	const principal: Principal = {
		...caller,
		...(row.orgId === undefined ? {} : { orgId: row.orgId }),
		...(row.ID ? { identityPolicies: [row.ID] } : {}),
		...(row.PB ? { permissionsBoundary: row.PB } : {}),
		...(row.SP ? { sessionPolicies: [row.SP] } : {})
	};
	const context = Object.fromEntries(
		Object.entries(row.EC ?? {}).map(([key, value]) => [`kms:EncryptionContext:${key}`, value])
	);
	return [
		{
			principal,
			action: `kms:${row.action}`,
			resource: row.on ?? K,
			context: { ...defaultContext, ...context, ...row.context },
			...(row.tokens ? { grantTokens: row.tokens } : {})
		},
		{
			keyPolicy: row.KP,
			grants: row.grants,
			scps: row.SCP,
			scpAccountId: row.scpAccountId,
			rcps: row.RCP,
			vpcEndpointPolicy: row.VPCE,
			key: row.key
		}
	];
}

export const cases: readonly Case[] = [
	// Delegation and direct naming
	{
		no: 1,
		title: 'AdministratorAccess, key delegates',
		KP: policy(st('+', rootA, '*')),
		ID: admin,
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DELEGATED',
		decider: 'identity-policy',
		source: 'KPD'
	},
	{
		no: 2,
		title: 'AdministratorAccess, key does not delegate',
		KP: policy(st('+', KeyAdmin, '*')),
		ID: admin,
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KPD'
	},
	{
		no: 3,
		title: 'Delegation without IAM allow',
		KP: policy(st('+', rootA, '*')),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'KPE ex.1'
	},
	{
		no: 4,
		title: 'User named, no IAM policy',
		KP: policy(st('+', U, 'Decrypt')),
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'EVD'
	},
	{
		no: 5,
		title: 'User named, IAM denies',
		KP: policy(st('+', U, 'Decrypt')),
		ID: policy(at('-', 'Decrypt')),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'identity-policy',
		source: 'KPD, EVD'
	},
	{
		no: 6,
		title: 'Delegation limited to one action',
		KP: policy(st('+', rootA, 'Decrypt')),
		ID: policy(at('+', '*')),
		by: 'U',
		action: 'Encrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KPD'
	},
	{
		no: 7,
		title: 'Account ID short form delegates too',
		KP: policy(st('+', A, '*')),
		ID: policy(at('+', 'Decrypt', { on: K })),
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DELEGATED',
		decider: 'identity-policy',
		source: 'PRI'
	},
	{
		no: 8,
		title: 'Account principal + PrincipalArn condition is still only delegation',
		KP: policy(st('+', rootA, 'Decrypt', whenRole)),
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'KPO, PRI'
	},
	{
		no: 9,
		title: 'Root user, account principal present',
		KP: policy(st('+', rootA, '*')),
		by: 'rootA',
		action: 'PutKeyPolicy',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'KPO'
	},
	{
		no: 10,
		title: 'Root user, account principal absent',
		KP: policy(st('+', U, '*')),
		by: 'rootA',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KPD'
	},
	{
		no: 11,
		title: 'Statement without Action has no effect',
		KP: policy({ Effect: 'Allow', Principal: { AWS: U }, Resource: '*' }),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KPO'
	},
	// Role, session, boundary, session policy
	{
		no: 12,
		title: 'Role ARN named, session calls, no IAM',
		KP: policy(st('+', R, 'Decrypt')),
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'EVD'
	},
	{
		no: 13,
		title: 'Role ARN named, boundary silent',
		KP: policy(st('+', R, 'Decrypt')),
		PB: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_BOUNDARY_ALLOW',
		decider: 'permissions-boundary',
		source: 'EVD'
	},
	{
		no: 14,
		title: 'Session ARN named, boundary silent',
		KP: policy(st('+', S, 'Decrypt')),
		PB: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'EVD'
	},
	{
		no: 15,
		title: 'User ARN named, boundary silent',
		KP: policy(st('+', U, 'Decrypt')),
		PB: s3Only,
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'EVD'
	},
	{
		no: 16,
		title: 'User ARN named, boundary denies',
		KP: policy(st('+', U, 'Decrypt')),
		PB: policy(at('+', '*:*'), at('-', 'Decrypt')),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'permissions-boundary',
		source: 'EVD'
	},
	{
		no: 17,
		title: 'Principal * with PrincipalArn of the role, boundary silent',
		KP: policy(st('+', '*', 'Decrypt', whenRole)),
		PB: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'EVD, PRI'
	},
	{
		no: 18,
		title: 'Role ARN named, session policy silent',
		KP: policy(st('+', R, 'Decrypt')),
		SP: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_SESSION_ALLOW',
		decider: 'session-policy',
		source: 'EVD'
	},
	{
		no: 19,
		title: 'Session ARN named, session policy silent',
		KP: policy(st('+', S, 'Decrypt')),
		SP: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'EVD; simulator differs'
	},
	{
		no: 20,
		title: 'Delegation + IAM, boundary silent',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', 'Decrypt')),
		PB: s3Only,
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_BOUNDARY_ALLOW',
		decider: 'permissions-boundary',
		source: 'PBD'
	},
	{
		no: 21,
		title: 'Delegation + IAM, session policy lacks the action',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', '*')),
		SP: policy(at('+', 'Encrypt')),
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_SESSION_ALLOW',
		decider: 'session-policy',
		source: 'EVD'
	},
	{
		no: 22,
		title: 'Deny names another session',
		KP: policy(st('+', R, 'Decrypt'), st('-', S2, 'Decrypt')),
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'PRI'
	},
	{
		no: 23,
		title: 'NotPrincipal Deny and a boundary',
		KP: policy(st('+', U, 'Decrypt'), st('-', { not: [U, rootA] }, 'Decrypt')),
		PB: everything,
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'NPR'
	},
	// Conditions
	{
		no: 24,
		title: 'Negated operator, key missing',
		KP: policy(
			st('+', R, 'Decrypt'),
			st('-', R, 'Decrypt', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })
		),
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'OPR, VPC'
	},
	{
		no: 25,
		title: 'Negated + IfExists, key missing: same',
		KP: policy(
			st('+', R, 'Decrypt'),
			st('-', R, 'Decrypt', { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } })
		),
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'OPR'
	},
	{
		no: 26,
		title: 'Bool on missing MFA key: Deny does not fire',
		KP: policy(
			st('+', U, 'Decrypt'),
			st('-', '*', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })
		),
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'OPR, GCK'
	},
	{
		no: 27,
		title: 'BoolIfExists on missing MFA key: Deny fires',
		KP: policy(
			st('+', U, 'Decrypt'),
			st('-', '*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })
		),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'OPR'
	},
	{
		no: 28,
		title: 'ForAllValues with an empty set',
		KP: policy(st('+', R, 'Encrypt', { 'ForAllValues:StringEquals': sawDept })),
		by: 'S',
		action: 'Encrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'MVC, KCK'
	},
	{
		no: 29,
		title: '… plus Null false',
		KP: policy(
			st('+', R, 'Encrypt', {
				'ForAllValues:StringEquals': sawDept,
				Null: { 'kms:EncryptionContextKeys': 'false' }
			})
		),
		by: 'S',
		action: 'Encrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'MVC'
	},
	{
		no: 30,
		title: 'ForAnyValue with an empty set',
		KP: policy(st('+', R, 'Encrypt', { 'ForAnyValue:StringEquals': sawDept })),
		by: 'S',
		action: 'Encrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KCK'
	},
	{
		no: 31,
		title: 'Context key name: case ignored',
		KP: policy(
			st('+', R, 'Decrypt', { StringEquals: { 'kms:EncryptionContext:department': 'IT' } })
		),
		by: 'S',
		action: 'Decrypt',
		EC: { Department: 'IT' },
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'KCK'
	},
	{
		no: 32,
		title: 'Context value: case matters',
		KP: policy(
			st('+', R, 'Decrypt', { StringEquals: { 'kms:EncryptionContext:department': 'IT' } })
		),
		by: 'S',
		action: 'Decrypt',
		EC: { Department: 'it' },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KCK'
	},
	{
		no: 33,
		title: 'Two values under a negated operator = NOR',
		KP: policy(
			st('+', U, 'Decrypt'),
			st('-', '*', 'Decrypt', { StringNotEquals: { 'aws:PrincipalAccount': [A, B] } })
		),
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'MKV'
	},
	{
		no: 34,
		title: 'Two operators = AND',
		KP: policy(
			st('+', U, 'Decrypt', {
				Bool: { 'aws:SecureTransport': 'true' },
				StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }
			})
		),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'MKV'
	},
	{
		no: 35,
		title: 'Variable resolved (IAM user)',
		KP: policy(st('+', [U, R], 'Decrypt', userVariable)),
		by: 'U',
		action: 'Decrypt',
		EC: { user: 'alice' },
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'VAR, KCK'
	},
	{
		no: 36,
		title: 'Variable without value (role session)',
		KP: policy(st('+', [U, R], 'Decrypt', userVariable)),
		by: 'S',
		action: 'Decrypt',
		EC: { user: 'alice' },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'VAR'
	},
	{
		no: 37,
		title: 'Variable default used',
		KP: policy(
			st('+', R, 'Decrypt', {
				StringEquals: { 'kms:EncryptionContext:team': "${aws:PrincipalTag/team, 'none'}" }
			})
		),
		by: 'S',
		action: 'Decrypt',
		EC: { team: 'none' },
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'VAR'
	},
	{
		no: 38,
		title: 'Version 2008-10-17: variable is literal text',
		KP: { Version: '2008-10-17', Statement: st('+', U, 'Decrypt', userVariable) },
		by: 'U',
		action: 'Decrypt',
		EC: { user: 'alice' },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'VAR'
	},
	{
		no: 39,
		title: 'NotIpAddress when aws:SourceIp is absent (VPC endpoint)',
		KP: policy(
			st('+', U, 'Decrypt'),
			st('-', '*', '*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })
		),
		by: 'U',
		action: 'Decrypt',
		context: { 'aws:SourceVpce': 'vpce-1', 'aws:SourceIp': undefined },
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'OPR, KGC'
	},
	{
		no: 40,
		title: 'ViaService Allow, direct call',
		KP: policy(st('+', U, 'Decrypt', { StringEquals: { 'kms:ViaService': s3 } })),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KCK'
	},
	// Action, resource, alias
	{
		no: 41,
		title: 'Action name: case ignored',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', 'KMS:decrypt')),
		by: 'U',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_DELEGATED',
		decider: 'identity-policy',
		source: 'ACT'
	},
	{
		no: 42,
		title: 'NotAction leaves Decrypt out',
		KP: policy(st('+', rootA, '*')),
		ID: policy({ Effect: 'Allow', NotAction: 'kms:Decrypt', Resource: '*' }),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'NAC'
	},
	{
		no: 43,
		title: 'Key ARN of another Region',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', 'Decrypt', { on: `arn:aws:kms:eu-west-1:${A}:key/*` })),
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'RES'
	},
	{
		no: 44,
		title: 'Alias ARN in Resource does not mean the key',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', 'Decrypt', { on: `arn:aws:kms:us-east-1:${A}:alias/app` })),
		by: 'U',
		action: 'Decrypt',
		context: { 'kms:RequestAlias': 'alias/app', 'kms:ResourceAliases': ['alias/app'] },
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'ALI, RIA'
	},
	{
		no: 45,
		title: 'ResourceAliases, request used the key ID',
		KP: policy(st('+', rootA, '*')),
		ID: policy(
			at('+', 'Decrypt', {
				when: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/app' } }
			})
		),
		by: 'U',
		action: 'Decrypt',
		context: { 'kms:ResourceAliases': ['alias/app', 'alias/b'] },
		expected: 'ALLOW',
		reason: 'ALLOW_DELEGATED',
		decider: 'identity-policy',
		source: 'ALI'
	},
	{
		no: 46,
		title: 'RequestAlias, request used the key ID',
		KP: policy(st('+', U, 'Decrypt', { StringEquals: { 'kms:RequestAlias': 'alias/app' } })),
		by: 'U',
		action: 'Decrypt',
		context: { 'kms:ResourceAliases': ['alias/app'] },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'ALI'
	},
	// Cross-account
	{
		no: 47,
		title: 'Key side only',
		KP: policy(st('+', rootA, '*'), st('+', rootB, 'Decrypt')),
		by: 'XS',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'XAC'
	},
	{
		no: 48,
		title: 'Caller side only',
		KP: policy(st('+', rootA, '*')),
		ID: policy(at('+', 'Decrypt', { on: K })),
		by: 'XS',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'XAC'
	},
	{
		no: 49,
		title: 'Both sides (account principal)',
		KP: policy(st('+', rootA, '*'), st('+', rootB, 'Decrypt')),
		ID: policy(at('+', 'Decrypt', { on: K })),
		by: 'XS',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_BOTH_ACCOUNTS',
		decider: 'key-policy',
		source: 'XAC, XEV'
	},
	{
		no: 50,
		title: 'Both sides, role named but IAM missing',
		KP: policy(st('+', X, 'Decrypt')),
		by: 'XS',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_IDENTITY_ALLOW',
		decider: 'identity-policy',
		source: 'XAC'
	},
	{
		no: 51,
		title: 'Key names one role, another role has IAM',
		KP: policy(st('+', X, 'Decrypt')),
		ID: policy(at('+', 'Decrypt', { on: K })),
		by: 'YS',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'XAC'
	},
	{
		no: 52,
		title: 'Both sides, boundary silent',
		KP: policy(st('+', X, 'Decrypt')),
		ID: policy(at('+', 'Decrypt')),
		PB: s3Only,
		by: 'XS',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_BOUNDARY_ALLOW',
		decider: 'permissions-boundary',
		source: 'XEV'
	},
	{
		no: 53,
		title: 'Operation not usable cross-account',
		KP: policy(st('+', X, '*')),
		ID: policy(at('+', '*')),
		by: 'XS',
		action: 'ScheduleKeyDeletion',
		expected: 'DENY',
		reason: 'NOT_CROSS_ACCOUNT',
		source: 'XAC'
	},
	// Organization and endpoint
	{
		no: 54,
		title: 'SCP explicit deny beats a direct key policy allow',
		KP: policy(st('+', U, 'Decrypt')),
		SCP: [everything, policy(at('-', 'Decrypt'), at('+', '*:*'))],
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'scp',
		source: 'SCP'
	},
	{
		no: 55,
		title: 'SCP level without an allow',
		KP: policy(st('+', U, 'Decrypt')),
		SCP: [everything, s3Only],
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_SCP_ALLOW',
		decider: 'scp',
		source: 'SCP'
	},
	{
		no: 56,
		title: 'Caller and key in the management account: SCP not applied',
		KP: policy(st('+', MU, 'Decrypt')),
		SCP: [denyKms],
		by: 'MU',
		action: 'Decrypt',
		on: KM,
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'SCP'
	},
	{
		no: 57,
		title: 'SCP of the key’s account, external caller',
		KP: policy(st('+', rootB, 'Decrypt')),
		ID: policy(at('+', 'Decrypt')),
		SCP: [denyKms],
		scpAccountId: A,
		by: 'XS',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_BOTH_ACCOUNTS',
		decider: 'key-policy',
		source: 'SCP'
	},
	{
		no: 58,
		title: 'RCP identity perimeter, external org',
		KP: policy(st('+', rootB, 'Decrypt')),
		ID: policy(at('+', 'Decrypt')),
		RCP: [
			policy(
				st('-', '*', '*', {
					StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
					Bool: { 'aws:PrincipalIsAWSService': 'false' }
				})
			)
		],
		by: 'XS',
		action: 'Decrypt',
		orgId: 'o-2',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'rcp',
		source: 'RCK'
	},
	{
		no: 59,
		title: 'Service-linked role: RCP and SCP denies do not apply',
		KP: policy(st('+', SLR, 'Decrypt')),
		SCP: [denyKms],
		RCP: [policy(st('-', '*', '*'))],
		by: 'SLRS',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_ROLE',
		decider: 'key-policy',
		source: 'RCP, SCP'
	},
	{
		no: 60,
		title: 'VPC endpoint policy lacks the action',
		KP: policy(st('+', U, 'Decrypt')),
		VPCE: policy(st('+', '*', 'Encrypt')),
		by: 'U',
		action: 'Decrypt',
		context: { 'aws:SourceVpce': 'vpce-1' },
		expected: 'DENY',
		reason: 'NO_ENDPOINT_ALLOW',
		decider: 'vpc-endpoint-policy',
		source: 'KVE'
	},
	// Services and AWS managed keys
	{
		no: 61,
		title: 'Service principal, SourceArn matches; SCP is ignored',
		KP: policy(st('+', { svc: cloudtrail }, 'GenerateDataKey', trailOnly)),
		SCP: [denyKms],
		by: 'cloudtrail',
		action: 'GenerateDataKey',
		context: { 'aws:SourceArn': TRAIL, 'aws:PrincipalIsAWSService': true },
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'LPR, SCP'
	},
	{
		no: 62,
		title: 'Service principal, other trail',
		KP: policy(st('+', { svc: cloudtrail }, 'GenerateDataKey', trailOnly)),
		by: 'cloudtrail',
		action: 'GenerateDataKey',
		context: { 'aws:SourceArn': TRAIL2, 'aws:PrincipalIsAWSService': true },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'LPR'
	},
	{
		no: 63,
		title: 'Service principal, RCP denies foreign source',
		KP: policy(st('+', { svc: cloudtrail }, 'GenerateDataKey')),
		RCP: [
			policy(
				st('-', '*', '*', {
					StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-1' },
					Bool: { 'aws:PrincipalIsAWSService': 'true' },
					Null: { 'aws:SourceAccount': 'false' }
				})
			)
		],
		by: 'cloudtrail',
		action: 'GenerateDataKey',
		context: {
			'aws:PrincipalIsAWSService': true,
			'aws:SourceAccount': '777788889999',
			'aws:SourceOrgID': 'o-9'
		},
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'rcp',
		source: 'RCK'
	},
	{
		no: 64,
		title: 'AWS managed key, direct call with AdministratorAccess',
		KP: managedByS3,
		ID: admin,
		key: { manager: 'AWS' },
		by: 'U',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'WMK, KCK'
	},
	{
		no: 65,
		title: 'AWS managed key through S3, no KMS permission in IAM',
		KP: managedByS3,
		ID: s3Only,
		key: { manager: 'AWS' },
		by: 'U',
		action: 'Decrypt',
		context: { 'kms:ViaService': s3, 'aws:ViaAWSService': true },
		expected: 'ALLOW',
		reason: 'ALLOW_DIRECT',
		decider: 'key-policy',
		source: 'WMK, KCK'
	},
	{
		no: 66,
		title: 'CreateGrant for AWS resource only, direct call',
		KP: policy(st('+', U, 'CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })),
		by: 'U',
		action: 'CreateGrant',
		context: { 'kms:GrantIsForAWSResource': false },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'KCK'
	},
	// Grants
	{
		no: 67,
		title: 'Grant to the role, nothing else',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [decryptForApp],
		by: 'S',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_GRANT',
		decider: 'grant',
		source: 'GRA'
	},
	{
		no: 68,
		title: 'Operation not in the grant',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [decryptForApp],
		by: 'S',
		action: 'Encrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'GRA'
	},
	{
		no: 69,
		title: 'Subset constraint, request has an extra pair',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [{ ...decryptForApp, Constraints: { EncryptionContextSubset: { Dept: 'IT' } } }],
		by: 'S',
		action: 'Decrypt',
		EC: { Dept: 'IT', Purpose: 'Test' },
		expected: 'ALLOW',
		reason: 'ALLOW_GRANT',
		decider: 'grant',
		source: 'GRC'
	},
	{
		no: 70,
		title: 'Equals constraint, request has an extra pair',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [{ ...decryptForApp, Constraints: { EncryptionContextEquals: { Dept: 'IT' } } }],
		by: 'S',
		action: 'Decrypt',
		EC: { Dept: 'IT', Purpose: 'Test' },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'GRC'
	},
	{
		no: 71,
		title: 'Subset constraint, key case differs',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [{ ...decryptForApp, Constraints: { EncryptionContextSubset: { Dept: 'IT' } } }],
		by: 'S',
		action: 'Decrypt',
		EC: { dept: 'IT' },
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'GRC'
	},
	{
		no: 72,
		title: 'Explicit deny in the key policy beats the grant',
		KP: policy(st('-', R, 'Decrypt')),
		grants: [decryptForApp],
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'EXPLICIT_DENY',
		decider: 'key-policy',
		source: 'KCK EncryptionAlgorithm'
	},
	{
		no: 73,
		title: 'New grant, not yet propagated, no token',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [spreading],
		by: 'S',
		action: 'Decrypt',
		expected: 'DENY',
		reason: 'NO_KEY_POLICY_ALLOW',
		decider: 'key-policy',
		source: 'GRA'
	},
	{
		no: 74,
		title: 'Same with its grant token',
		KP: policy(st('+', KeyAdmin, '*')),
		grants: [spreading],
		by: 'S',
		action: 'Decrypt',
		tokens: ['T1'],
		expected: 'ALLOW',
		reason: 'ALLOW_GRANT',
		decider: 'grant',
		source: 'GRA'
	},
	{
		no: 75,
		title: 'Cross-account grantee role without IAM policy',
		KP: policy(st('+', rootA, '*')),
		grants: [{ GrantId: 'g1', GranteePrincipal: X, Operations: ['Decrypt'] }],
		by: 'XS',
		action: 'Decrypt',
		expected: 'ALLOW',
		reason: 'ALLOW_GRANT',
		decider: 'grant',
		source: 'XAC, ASG'
	}
];
