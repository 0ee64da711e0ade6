/** The sentences of a trace. */
import type { ConditionCheck, Decider, Decision, Place, ReasonCode } from './decision.ts';

export const groupName: Record<Decider, string> = {
	'key-policy': 'Key policy',
	'identity-policy': 'Identity policies',
	'permissions-boundary': 'Permissions boundary',
	'session-policy': 'Session policy',
	scp: 'Service control policies',
	rcp: 'Resource control policies',
	'vpc-endpoint-policy': 'VPC endpoint policy',
	grant: 'Grants',
	'root-user': 'Root user'
};

const documentName: Record<Decider, string> = {
	...groupName,
	'identity-policy': 'Identity policy',
	scp: 'Service control policy',
	rcp: 'Resource control policy',
	grant: 'Grant'
};

/** Documents, levels and statements are counted from 1 in sentences. */
export function placeText({ policy, level, index, statement }: Place): string {
	if (policy === 'grant' && statement !== undefined)
		return `Grant ${typeof statement === 'number' ? String(statement + 1) : statement}`;
	const parts = [
		index === undefined ? documentName[policy] : `${documentName[policy]} ${index + 1}`,
		...(level === undefined ? [] : [`level ${level + 1}`]),
		...(statement === undefined
			? []
			: [`statement ${typeof statement === 'number' ? String(statement + 1) : `“${statement}”`}`])
	];
	return parts.join(', ');
}

/** At most three values of a list. */
export function listText(values: readonly string[]): string {
	if (values.length <= 3) return values.join(', ') || 'nothing';
	return `${values.slice(0, 3).join(', ')} and ${values.length - 3} more`;
}

const quote = (value: string | null) => (value === null ? '${…}' : `"${value}"`);

export function conditionText({
	operator,
	key,
	expected,
	actual,
	matches,
	note
}: ConditionCheck): string {
	const found =
		actual === null
			? 'as the request does not carry it'
			: `as it is ${listText(actual.map(quote))}`;
	const reason = note === undefined ? '' : ` (${note})`;
	return `${operator} ${key} ${listText(expected.map(quote))} ${matches ? 'holds' : 'does not hold'}, ${found}${reason}`;
}

const because: Record<ReasonCode, string> = {
	EXPLICIT_DENY: 'an explicit deny wins over every allow',
	NOT_CROSS_ACCOUNT: 'the operation does not work on a key of another account',
	NO_SCP_ALLOW: 'a level of the service control policies does not allow it',
	NO_ENDPOINT_ALLOW: 'the policy of the VPC endpoint does not allow it',
	NO_KEY_POLICY_ALLOW:
		'the key policy neither allows the caller nor lets the account’s IAM policies do so, and no grant does',
	NO_IDENTITY_ALLOW: 'no identity policy of the caller allows it',
	NO_BOUNDARY_ALLOW: 'the permissions boundary does not allow it',
	NO_SESSION_ALLOW: 'the session policy does not allow it',
	NO_GRANT_ALLOW: 'no grant lets the caller retire it',
	ALLOW_DIRECT: 'the key policy names the caller',
	ALLOW_ROLE: 'the key policy names the role or user behind the session, and nothing limits it',
	ALLOW_DELEGATED: 'the key policy lets the account’s IAM policies decide, and they allow it',
	ALLOW_BOTH_ACCOUNTS: 'the account of the key and the account of the caller both allow it',
	ALLOW_GRANT: 'a grant gives it',
	ALLOW_IDENTITY: 'no key policy decides it, and the caller’s own account allows it'
};

export function decisionText(
	{ allowed, reason, decidedBy }: Omit<Decision, 'trace'>,
	action: string
): string {
	const verdict = allowed ? 'Allowed' : 'Denied';
	const where =
		decidedBy?.statement === undefined
			? ''
			: ` (${[decidedBy, ...(decidedBy.with ? [decidedBy.with] : [])].map(placeText).join('; ')})`;
	return `${verdict}: ${action}, because ${because[reason]}${where}.`;
}
