/** The accounts, callers and keys of iam-evaluation section 10.1, and its notation. */
import type { ConditionBlock, PolicyDocument, Statement } from './document.ts';
import type { AccessRequest, Principal } from './request.ts';

/** Owns K; a member of the organization. */
export const A = '111122223333';
export const B = '444455556666';
/** The management account; owns KM. */
const M = '999900001111';

export const K = `arn:aws:kms:us-east-1:${A}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const KM = `arn:aws:kms:us-east-1:${M}:key/0987dcba-09fe-87dc-65ba-ab0987654321`;
export const rootA = `arn:aws:iam::${A}:root`;
export const rootB = `arn:aws:iam::${B}:root`;
export const U = `arn:aws:iam::${A}:user/alice`;
export const MU = `arn:aws:iam::${M}:user/mia`;
export const R = `arn:aws:iam::${A}:role/App`;
export const S = `arn:aws:sts::${A}:assumed-role/App/web1`;
export const S2 = `arn:aws:sts::${A}:assumed-role/App/web2`;
export const X = `arn:aws:iam::${B}:role/Ext`;
const XS = `arn:aws:sts::${B}:assumed-role/Ext/batch`;
const Y = `arn:aws:iam::${B}:role/Other`;
const YS = `arn:aws:sts::${B}:assumed-role/Other/batch`;
export const SLR = `arn:aws:iam::${A}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
const SLRS = `arn:aws:sts::${A}:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling`;
export const KeyAdmin = `arn:aws:iam::${A}:role/KeyAdmin`;
export const cloudtrail = 'cloudtrail.amazonaws.com';
export const TRAIL = `arn:aws:cloudtrail:us-east-1:${A}:trail/main`;
export const TRAIL2 = `arn:aws:cloudtrail:us-east-1:${A}:trail/other`;

/** Callers by the letters of the paper. */
export const callers = {
	U: { arn: U, accountId: A, kind: 'user', orgId: 'o-1' },
	MU: { arn: MU, accountId: M, kind: 'user', orgId: 'o-1', isManagementAccount: true },
	S: { arn: S, accountId: A, kind: 'role-session', roleArn: R, orgId: 'o-1' },
	XS: { arn: XS, accountId: B, kind: 'role-session', roleArn: X, orgId: 'o-1' },
	YS: { arn: YS, accountId: B, kind: 'role-session', roleArn: Y, orgId: 'o-1' },
	SLRS: {
		arn: SLRS,
		accountId: A,
		kind: 'role-session',
		roleArn: SLR,
		orgId: 'o-1',
		isServiceLinkedRole: true
	},
	rootA: { arn: rootA, accountId: A, kind: 'root', orgId: 'o-1' },
	cloudtrail: { arn: cloudtrail, accountId: '', kind: 'service' }
} satisfies Record<string, Principal>;

export type CallerName = keyof typeof callers;

/** The default context of the paper. */
export const defaultContext: AccessRequest['context'] = {
	'aws:SecureTransport': true,
	'aws:RequestedRegion': 'us-east-1',
	'aws:SourceIp': '203.0.113.9',
	'aws:ViaAWSService': false
};

/** `Decrypt,Encrypt` → with the prefix that the notation leaves out; `*:*` stays. */
function actionsOf(names: string): string[] {
	return names.split(',').map((name) => (name.includes(':') ? name : `kms:${name}`));
}

type Who = string | readonly string[] | { svc: string } | { not: readonly string[] };

function principalOf(who: Who): Pick<Statement, 'Principal' | 'NotPrincipal'> {
	if (who === '*') return { Principal: '*' };
	if (typeof who === 'string' || Array.isArray(who)) return { Principal: { AWS: who as string } };
	return 'svc' in who
		? { Principal: { Service: who.svc } }
		: { NotPrincipal: { AWS: (who as { not: readonly string[] }).not } };
}

const effectOf = { '+': 'Allow', '-': 'Deny' } as const;

/** `+[who] actions {condition}`: a statement that names principals. */
export function st(
	sign: '+' | '-',
	who: Who,
	actions: string,
	Condition?: ConditionBlock
): Statement {
	return {
		Effect: effectOf[sign],
		...principalOf(who),
		Action: actionsOf(actions),
		Resource: '*',
		...(Condition ? { Condition } : {})
	};
}

/** `+actions on resource {condition}`: a statement that is attached to its principal. */
export function at(
	sign: '+' | '-',
	actions: string,
	{ on = '*', when }: { on?: string; when?: ConditionBlock } = {}
): Statement {
	return {
		Effect: effectOf[sign],
		Action: actionsOf(actions),
		Resource: on,
		...(when ? { Condition: when } : {})
	};
}

export function policy(...Statement: Statement[]): PolicyDocument {
	return { Version: '2012-10-17', Statement };
}
