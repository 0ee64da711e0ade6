/** Who asks, what for, and under which policies: the choices, and arrangements to begin with. */
import { defaultKeyPolicy } from '#lib/iam/index.ts';
import type { PolicyDocument, PolicyKind, Principal, Statement } from '#lib/iam/index.ts';
import type { Pairs } from '../../engine/fields.ts';

export const keyAccount = '111122223333';
const otherAccount = '444455556666';
export const objectArn = 'arn:aws:s3:::payroll-archive/2026-11.csv';
/** What S3 gives KMS as encryption context for an object, without a Bucket Key. */
export const objectContext: Pairs = { 'aws:s3:arn': objectArn };

const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const session = (accountId: string, role: string, name: string): Principal => ({
	arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`,
	accountId,
	kind: 'role-session',
	roleArn: roleArn(accountId, role)
});

/** Callers without their policies. */
export const callers = {
	payroll: {
		name: 'Role Payroll',
		label: 'Role Payroll, of the key’s account',
		principal: session(keyAccount, 'Payroll', 'mia')
	},
	admin: {
		name: 'Role Admin',
		label: 'Role Admin, of the key’s account',
		principal: session(keyAccount, 'Admin', 'sam')
	},
	root: {
		name: 'Root user',
		label: 'The root user of the key’s account',
		principal: { arn: `arn:aws:iam::${keyAccount}:root`, accountId: keyAccount, kind: 'root' }
	},
	other: {
		name: 'Role Audit',
		label: `Role Audit, of account ${otherAccount}`,
		principal: session(otherAccount, 'Audit', 'kim')
	}
} as const satisfies Record<string, { name: string; label: string; principal: Principal }>;
export type CallerId = keyof typeof callers;

/** What is asked for. `s3`: the permission that Amazon S3 asks for before it calls AWS KMS. */
export const calls = {
	get: { label: 'Read the object through S3', s3: 'GetObject', kms: 'Decrypt' },
	put: { label: 'Write the object through S3', s3: 'PutObject', kms: 'GenerateDataKey' },
	decrypt: { label: 'Decrypt, straight from AWS KMS', s3: undefined, kms: 'Decrypt' },
	encrypt: { label: 'Encrypt, straight from AWS KMS', s3: undefined, kms: 'Encrypt' },
	'data-key': {
		label: 'GenerateDataKey, straight from AWS KMS',
		s3: undefined,
		kms: 'GenerateDataKey'
	},
	describe: { label: 'DescribeKey, straight from AWS KMS', s3: undefined, kms: 'DescribeKey' },
	delete: {
		label: 'ScheduleKeyDeletion, straight from AWS KMS',
		s3: undefined,
		kms: 'ScheduleKeyDeletion'
	}
} as const;
export type CallId = keyof typeof calls;

export const grants = {
	none: { label: 'None', operations: [] },
	decrypt: { label: 'To the caller: Decrypt', operations: ['Decrypt'] },
	use: {
		label: 'To the caller: Encrypt, Decrypt, GenerateDataKey, DescribeKey',
		operations: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey']
	}
} as const;
export type GrantId = keyof typeof grants;

export const isCaller = (text: string): text is CallerId => Object.hasOwn(callers, text);
export const isCall = (text: string): text is CallId => Object.hasOwn(calls, text);
export const isGrant = (text: string): text is GrantId => Object.hasOwn(grants, text);

/** Policies as their editors hold them; an empty text is no policy. */
export interface Arrangement {
	readonly caller: CallerId;
	readonly call: CallId;
	/** Of a call straight to AWS KMS; S3 gives a context of its own. */
	readonly context: Pairs;
	readonly keyPolicy: string;
	/** Of the caller. */
	readonly identityPolicy: string;
	/** Of the caller's account; above it, at the root, everything is allowed. */
	readonly scp: string;
	readonly grant: GrantId;
}

/** The three texts that can be edited, and what kind of policy each is. */
export const policyKinds = {
	keyPolicy: 'key-policy',
	identityPolicy: 'identity-policy',
	scp: 'scp'
} as const satisfies Partial<Record<keyof Arrangement, PolicyKind>>;
export type PolicyText = keyof typeof policyKinds;
export const policyTexts = Object.keys(policyKinds) as PolicyText[];

const document = (...Statement: Statement[]): PolicyDocument => ({
	Version: '2012-10-17',
	Statement
});
const written = (policy: PolicyDocument) => JSON.stringify(policy, null, 2);

const bucket: Statement = {
	Sid: 'ReadArchive',
	Effect: 'Allow',
	Action: 's3:GetObject',
	Resource: 'arn:aws:s3:::payroll-archive/*'
};
const useKey = (Resource: string): Statement => ({
	Sid: 'UseKey',
	Effect: 'Allow',
	Action: 'kms:Decrypt',
	Resource
});
const everything: Statement = { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' };
const named = (Sid: string, role: string, more: Partial<Statement> = {}): Statement => ({
	Sid,
	Effect: 'Allow',
	Principal: { AWS: role },
	Action: ['kms:Decrypt', 'kms:DescribeKey'],
	Resource: '*',
	...more
});
/** Administration for the account, and no use of the key. */
const administration: Statement = {
	Sid: 'AdministerKey',
	Effect: 'Allow',
	Principal: { AWS: `arn:aws:iam::${keyAccount}:root` },
	Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:ListGrants'],
	Resource: '*'
};

const payroll = roleArn(keyAccount, 'Payroll');
const delegating = defaultKeyPolicy(keyAccount);
const withStatements = (...more: Statement[]): PolicyDocument => ({
	...delegating,
	Statement: [...(delegating.Statement as readonly Statement[]), ...more]
});

interface Start {
	readonly id: string;
	readonly label: string;
	readonly make: (keyArn: string) => Partial<Record<PolicyText, PolicyDocument>> & {
		keyPolicy: PolicyDocument;
	} & Partial<Pick<Arrangement, 'caller' | 'call' | 'context' | 'grant'>>;
}

/** Arrangements to begin with; the steps of the walk take theirs from here. */
export const starts = [
	{
		id: 'bucket-only',
		label: 'Default key policy; the role may read the bucket only',
		make: () => ({ keyPolicy: delegating, identityPolicy: document(bucket) })
	},
	{
		id: 'key-only',
		label: 'Default key policy; the role may use the key only',
		make: (key) => ({ keyPolicy: delegating, identityPolicy: document(useKey(key)) })
	},
	{
		id: 'both',
		label: 'Default key policy; the role may do both',
		make: (key) => ({ keyPolicy: delegating, identityPolicy: document(bucket, useKey(key)) })
	},
	{
		id: 'role-named',
		label: 'The key policy names the role only; its own policy has no word on the key',
		make: () => ({
			keyPolicy: document(named('Payroll', payroll)),
			identityPolicy: document(bucket)
		})
	},
	{
		id: 'other-named',
		label: 'The key policy names another role; the role’s own policy allows the key',
		make: (key) => ({
			keyPolicy: document(named('Billing', roleArn(keyAccount, 'Billing'))),
			identityPolicy: document(bucket, useKey(key))
		})
	},
	{
		id: 'admin-default',
		label: 'AdministratorAccess, under the default key policy',
		make: () => ({
			caller: 'admin',
			keyPolicy: delegating,
			identityPolicy: document(everything)
		})
	},
	{
		id: 'admin-named',
		label: 'AdministratorAccess, under a key policy without the account statement',
		make: () => ({
			caller: 'admin',
			keyPolicy: document(named('Payroll', payroll)),
			identityPolicy: document(everything)
		})
	},
	{
		id: 'cross-key-half',
		label: 'Another account: the key policy names it, its own policy is missing',
		make: () => ({
			caller: 'other',
			keyPolicy: withStatements(named('AuditFromOutside', roleArn(otherAccount, 'Audit'))),
			identityPolicy: document(bucket)
		})
	},
	{
		id: 'cross-caller-half',
		label: 'Another account: its own policy allows, the key policy is silent',
		make: (key) => ({
			caller: 'other',
			keyPolicy: delegating,
			identityPolicy: document(bucket, useKey(key))
		})
	},
	{
		id: 'cross-both',
		label: 'Another account: both halves are there',
		make: (key) => ({
			caller: 'other',
			keyPolicy: withStatements(named('AuditFromOutside', roleArn(otherAccount, 'Audit'))),
			identityPolicy: document(bucket, useKey(key))
		})
	},
	{
		id: 'deny',
		label: 'Everything is allowed, and one statement denies',
		make: () => ({
			keyPolicy: withStatements(
				named('NotThisRole', payroll, { Effect: 'Deny', Action: 'kms:Decrypt' })
			),
			identityPolicy: document(everything)
		})
	},
	{
		id: 'via-service',
		label: 'Only through S3 (kms:ViaService), and the role calls AWS KMS itself',
		make: () => ({
			call: 'decrypt',
			keyPolicy: document(
				administration,
				named('ThroughS3', payroll, {
					Action: 'kms:Decrypt',
					Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } }
				})
			),
			identityPolicy: document(bucket)
		})
	},
	{
		id: 'context',
		label: 'Only with one encryption context, and the call has another',
		make: () => ({
			call: 'decrypt',
			context: { department: 'sales' },
			keyPolicy: document(
				administration,
				named('WithContext', payroll, {
					Action: 'kms:Decrypt',
					Condition: { StringEquals: { 'kms:EncryptionContext:department': 'payroll' } }
				})
			),
			identityPolicy: document(bucket)
		})
	},
	{
		id: 'grant',
		label: 'A grant, and no policy that allows the use of the key',
		make: () => ({
			grant: 'decrypt',
			keyPolicy: document(administration),
			identityPolicy: document(bucket)
		})
	},
	{
		id: 'scp-silent',
		label: 'Both circles, and a service control policy that is silent on AWS KMS',
		make: (key) => ({
			keyPolicy: delegating,
			identityPolicy: document(bucket, useKey(key)),
			scp: document({ Sid: 'OnlyThese', Effect: 'Allow', Action: ['s3:*', 'ec2:*'], Resource: '*' })
		})
	}
] as const satisfies readonly Start[];
export type StartId = (typeof starts)[number]['id'];

/** @throws {RangeError} where no start has this id */
export function startWith(id: string, keyArn: string): Arrangement {
	const start: Start | undefined = starts.find((one) => one.id === id);
	if (!start) throw new RangeError(`There is no arrangement "${id}"`);
	const { keyPolicy, identityPolicy, scp, ...chosen } = start.make(keyArn);
	return {
		caller: 'payroll',
		call: 'get',
		context: { department: 'payroll' },
		grant: 'none',
		...chosen,
		keyPolicy: written(keyPolicy),
		identityPolicy: identityPolicy ? written(identityPolicy) : '',
		scp: scp ? written(scp) : ''
	};
}
