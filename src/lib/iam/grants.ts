/** Grants as a source of access (iam-evaluation sections 3.3 and 7). */
import { grantOperations, isAction, operationOf } from './actions.ts';
import { callerOf, ConditionKeys, encryptionContextOf } from './context.ts';
import type { Caller } from './context.ts';
import type { PartCheck } from './decision.ts';
import { accountOfPrincipal, classOf, compilePrincipals } from './principals.ts';
import type { PrincipalClass } from './principals.ts';
import type { AccessRequest, Grant, GrantConstraints, Principal } from './request.ts';

/** Whether a grant gives what is asked, and every part of the answer. */
export interface GrantVerdict {
	allows: boolean;
	/**
	 * How the grantee takes in the caller. `account`: the grantee is the caller's account, which
	 * delegates, so an identity policy must allow too.
	 */
	via?: PrincipalClass;
	parts: readonly PartCheck[];
}

/** A grant, and what it is held against. */
export interface GrantSituation {
	readonly caller: Caller;
	readonly action: string;
	readonly resource: string;
	readonly keys: ConditionKeys;
	readonly encryptionContext: Readonly<Record<string, string>>;
	readonly grantTokens: readonly string[];
	readonly newGrant: AccessRequest['newGrant'];
}

export function grantSituationOf(
	request: AccessRequest,
	caller = callerOf(request.principal),
	keys = new ConditionKeys(request, caller)
): GrantSituation {
	return {
		caller,
		action: request.action,
		resource: request.resource,
		keys,
		encryptionContext: request.encryptionContext ?? encryptionContextOf(request.context),
		grantTokens: request.grantTokens ?? [],
		newGrant: request.newGrant
	};
}

/**
 * Whether the grant by itself gives the request (section 7): key, grantee, operation, constraints, and
 * either it has spread or the request carries its token. A token adds nothing to a grant of somebody
 * else. What limits grants (denies, SCPs, an endpoint policy) is for `authorize`.
 */
export function grantAllows(grant: Grant, request: AccessRequest): GrantVerdict {
	return checkGrant(grant, grantSituationOf(request));
}

export function checkGrant(grant: Grant, situation: GrantSituation): GrantVerdict {
	const { action, resource } = situation;
	const parts: PartCheck[] = [];
	if (grant.KeyId !== undefined && grant.KeyId.startsWith('arn:'))
		parts.push(part('KeyId', [grant.KeyId], resource, grant.KeyId === resource));
	const { via, check } = checkGrantee(grant, situation.caller);
	parts.push(check, checkOperation(grant, action));
	if (isAction(action, 'CreateGrant')) parts.push(...checkNewGrant(grant, situation.newGrant));
	else if (!isAction(action, 'DescribeKey')) parts.push(...checkContext(grant, situation));
	parts.push(...checkSourceArn(grant, situation), ...checkToken(grant, situation));
	const allows = parts.every(({ matches }) => matches);
	return { allows, ...(allows && via ? { via } : {}), parts };
}

function part(
	element: string,
	expected: readonly string[],
	actual: string,
	matches: boolean,
	note?: string
): PartCheck {
	return { element, expected, actual, matches, ...(note === undefined ? {} : { note }) };
}

/** How a principal of a grant takes in the caller (GRA; an account by analogy, section 3.3). */
function classOfGrantee(
	principal: string | undefined,
	service: string | undefined,
	caller: Caller
): PrincipalClass | undefined {
	if (caller.kind === 'service') return service === caller.arn ? 'direct' : undefined;
	if (principal === undefined || principal === '*') return undefined;
	return classOf(compilePrincipals({ AWS: principal }), caller);
}

function checkGrantee(
	grant: Grant,
	caller: Caller
): { via: PrincipalClass | undefined; check: PartCheck } {
	const { GranteePrincipal: principal, GranteeServicePrincipal: service } = grant;
	const via = classOfGrantee(principal, service, caller);
	const element = principal === undefined ? 'GranteeServicePrincipal' : 'GranteePrincipal';
	const note = via === 'account' ? 'the account, which delegates' : undefined;
	return {
		via,
		check: part(element, [principal ?? service ?? ''], caller.arn, via !== undefined, note)
	};
}

function checkOperation(grant: Grant, action: string): PartCheck {
	const asked = operationOf(action)?.toLowerCase();
	const name = grantOperations.find((operation) => operation.toLowerCase() === asked);
	const matches = name !== undefined && grant.Operations.includes(name);
	const note = name === undefined ? 'no grant can give this operation' : undefined;
	return part('Operations', grant.Operations, action, matches, note);
}

const showPairs = (pairs: Readonly<Record<string, string>>) => JSON.stringify(pairs);

/** Whether all pairs of `some` are among those of `all`, case and all (GRC). */
function contains(
	all: Readonly<Record<string, string>>,
	some: Readonly<Record<string, string>>
): boolean {
	return Object.entries(some).every(([key, value]) => all[key] === value);
}

function samePairs(
	a: Readonly<Record<string, string>>,
	b: Readonly<Record<string, string>>
): boolean {
	return contains(a, b) && Object.keys(a).length === Object.keys(b).length;
}

/** GRC: the encryption context of the request, for every operation that carries one. */
function checkContext(grant: Grant, { encryptionContext: actual }: GrantSituation): PartCheck[] {
	const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } =
		grant.Constraints ?? {};
	const shown = showPairs(actual);
	return [
		...(equals
			? [part('EncryptionContextEquals', [showPairs(equals)], shown, samePairs(actual, equals))]
			: []),
		...(subset
			? [part('EncryptionContextSubset', [showPairs(subset)], shown, contains(actual, subset))]
			: [])
	];
}

/** API:CreateGrant: checked for calls that an AWS service makes, and for no others. */
function checkSourceArn(grant: Grant, { caller, keys }: GrantSituation): PartCheck[] {
	const expected = grant.Constraints?.SourceArn;
	const byService = caller.kind === 'service' || keys.single('aws:ViaAWSService') === 'true';
	if (expected === undefined || !byService) return [];
	const actual = keys.single('aws:SourceArn');
	return [part('SourceArn', [expected], actual ?? 'no aws:SourceArn', actual === expected)];
}

function checkToken(grant: Grant, { grantTokens }: GrantSituation): PartCheck[] {
	if (grant.propagated !== false) return [];
	const matches = grant.GrantToken !== undefined && grantTokens.includes(grant.GrantToken);
	const shown = grantTokens.length > 0 ? 'another grant token' : 'no grant token';
	return [
		part(
			'GrantToken',
			['the token of the grant, which is still spreading'],
			matches ? 'its token' : shown,
			matches
		)
	];
}

/** A grant that gives CreateGrant: the new grant may give no more than it does (GRC). */
function checkNewGrant(parent: Grant, child: AccessRequest['newGrant']): PartCheck[] {
	if (!child)
		return [part('CreateGrant', ['a grant within this one'], 'the new grant is not given', false)];
	return childGrantChecks(parent, child);
}

/** What may be asked of a new grant that is made under another (GRC). */
export type NewGrant = NonNullable<AccessRequest['newGrant']>;

/**
 * Whether a grant that is made by the right of another stays within it: its operations are among the
 * parent's, its constraints as strict or stricter. Subset may become Equals, pairs may be added to
 * Subset; nothing goes the other way.
 */
export function childGrantFits(parent: Grant, child: NewGrant): boolean {
	return childGrantChecks(parent, child).every(({ matches }) => matches);
}

function childGrantChecks(parent: Grant, child: NewGrant): PartCheck[] {
	const operations = child.Operations.every((name) => parent.Operations.includes(name));
	return [
		part('Operations of the new grant', parent.Operations, child.Operations.join(', '), operations),
		...constraintChecks(parent.Constraints ?? {}, child.Constraints ?? {})
	];
}

function constraintChecks(parent: GrantConstraints, child: GrantConstraints): PartCheck[] {
	const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = child;
	const pairs = equals ?? subset;
	const shown = `${equals ? 'Equals' : 'Subset'} ${pairs ? showPairs(pairs) : 'nothing'}`;
	const checks: PartCheck[] = [];
	const add = (name: string, expected: Readonly<Record<string, string>>, fits: boolean) => {
		checks.push(part(`${name} of the new grant`, [showPairs(expected)], shown, fits));
	};
	const { EncryptionContextEquals: exact, EncryptionContextSubset: least } = parent;
	if (exact)
		add('EncryptionContextEquals', exact, equals !== undefined && samePairs(equals, exact));
	if (least) add('EncryptionContextSubset', least, pairs !== undefined && contains(pairs, least));
	if (parent.SourceArn !== undefined)
		checks.push(
			part(
				'SourceArn of the new grant',
				[parent.SourceArn],
				child.SourceArn ?? 'none',
				child.SourceArn === parent.SourceArn
			)
		);
	return checks;
}

/**
 * Whether the grant lets the caller retire it (GRX): as its retiring principal, as its grantee when
 * RetireGrant is among its operations, or for the account in which it was made, whose identity policies
 * then decide (`via: 'account'`). Constraints and spreading do not matter.
 */
export function grantLetsRetire(grant: Grant, principal: Principal): GrantVerdict {
	return checkRetirement(grant, callerOf(principal));
}

export function checkRetirement(grant: Grant, caller: Caller): GrantVerdict {
	const retiring = grant.RetiringPrincipal ?? grant.RetiringServicePrincipal;
	const byRole = classOfGrantee(grant.RetiringPrincipal, grant.RetiringServicePrincipal, caller);
	const isGrantee = grant.Operations.includes('RetireGrant');
	const byGrantee = isGrantee
		? classOfGrantee(grant.GranteePrincipal, grant.GranteeServicePrincipal, caller)
		: undefined;
	const issuer = grant.IssuingAccount && accountOfPrincipal(grant.IssuingAccount);
	const byAccount =
		issuer !== undefined && caller.kind !== 'service' && issuer === caller.accountId
			? caller.kind === 'root'
				? 'direct'
				: 'account'
			: undefined;
	const found = [byRole, byGrantee, byAccount].filter((how) => how !== undefined);
	const via = (['direct', 'role', 'account'] as const).find((how) => found.includes(how));
	const expected = [
		...(retiring === undefined ? [] : [`RetiringPrincipal: ${retiring}`]),
		...(isGrantee
			? [`grantee: ${grant.GranteePrincipal ?? grant.GranteeServicePrincipal ?? ''}`]
			: []),
		...(grant.IssuingAccount === undefined ? [] : [`IssuingAccount: ${grant.IssuingAccount}`])
	];
	const note = via === 'account' ? 'the account, which delegates' : undefined;
	return {
		allows: via !== undefined,
		...(via === undefined ? {} : { via }),
		parts: [part('Who may retire it', expected, caller.arn, via !== undefined, note)]
	};
}
