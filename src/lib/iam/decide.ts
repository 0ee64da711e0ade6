/** The decision (iam-evaluation section 3.1). Its order does not change the result, only the reason. */
import { worksAcrossAccounts } from './actions.ts';
import { appliesBeyondAction, statementsFor } from './compile.ts';
import type { Decision, Place, ReasonCode } from './decision.ts';
import type { PolicyKind } from './document.ts';
import type { PrincipalClass } from './principals.ts';
import type { PolicyGroup, Scene } from './scene.ts';

/**
 * Where explicit denies are looked for. When several policies deny, AWS names one of them and no source
 * says which (section 9, unverified): the first of this list is named here.
 */
export const denyOrder: readonly PolicyKind[] = [
	'rcp',
	'scp',
	'vpc-endpoint-policy',
	'key-policy',
	'identity-policy',
	'permissions-boundary',
	'session-policy'
];

export type Outcome = Omit<Decision, 'trace'>;

const deny = (reason: ReasonCode, decidedBy?: Outcome['decidedBy']): Outcome => ({
	allowed: false,
	reason,
	...(decidedBy ? { decidedBy } : {})
});
const allow = (reason: ReasonCode, place: Place, other?: Place): Outcome => ({
	allowed: true,
	reason,
	decidedBy: { ...place, ...(other ? { with: other } : {}) }
});

export function decide(scene: Scene): Outcome {
	const { groups, mode, crossAccount, action } = scene;
	// Step 0 for callers of another account (section 3.4).
	if (crossAccount && !worksAcrossAccounts(action)) return deny('NOT_CROSS_ACCOUNT');
	for (const kind of denyOrder) {
		const denied = firstDeny(groups[kind], scene);
		if (denied) return deny('EXPLICIT_DENY', denied);
	}
	const closed = closedLevel(groups.scp, scene);
	if (closed !== undefined) return deny('NO_SCP_ALLOW', { policy: 'scp', level: closed });
	if (!lets(groups['vpc-endpoint-policy'], scene))
		return deny('NO_ENDPOINT_ALLOW', { policy: 'vpc-endpoint-policy' });
	if (mode === 'no-key-policy') return decideByIdentity(scene);
	return mode === 'key' ? decideByKey(scene) : decideByGrants(scene, 'NO_GRANT_ALLOW');
}

/** An Allow statement that fits, and how it names the caller. */
interface Found {
	place: Place;
	how: PrincipalClass;
}

function firstDeny(
	{ documents, notApplied }: PolicyGroup,
	{ situation }: Scene
): Place | undefined {
	if (notApplied !== undefined) return undefined;
	for (const { policy, place } of documents)
		for (const statement of statementsFor(policy, situation.action).denies)
			if (appliesBeyondAction(statement, situation)) return { ...place, statement: statement.name };
	return undefined;
}

/** The Allow of a group that names the caller in the strongest way; of several such the first. */
function strongestAllow(
	{ documents, notApplied }: PolicyGroup,
	{ situation }: Scene
): Found | undefined {
	if (notApplied !== undefined) return undefined;
	let best: Found | undefined;
	for (const { policy, place } of documents)
		for (const statement of statementsFor(policy, situation.action).allows) {
			const how = appliesBeyondAction(statement, situation);
			if (how === undefined || (best && strength[how] <= strength[best.how])) continue;
			best = { place: { ...place, statement: statement.name }, how };
			if (how === 'direct') return best;
		}
	return best;
}

const strength: Record<PrincipalClass, number> = { account: 0, role: 1, direct: 2 };

/** The first level without an allow: SCPs must allow at every level (SCP). */
export function closedLevel(group: PolicyGroup, scene: Scene): number | undefined {
	if (group.notApplied !== undefined) return undefined;
	for (let level = 0; level < group.levels; level++) {
		const documents = group.documents.filter(({ place }) => place.level === level);
		if (!strongestAllow({ ...group, documents }, scene)) return level;
	}
	return undefined;
}

/** Whether a policy that only limits is absent, does not count, or allows. */
export function lets(group: PolicyGroup, scene: Scene): boolean {
	if (group.documents.length === 0 || group.notApplied !== undefined) return true;
	return strongestAllow(group, scene) !== undefined;
}

/** What permissions boundary and session policy leave out, if anything. */
function limit(scene: Scene): Outcome | undefined {
	const { groups } = scene;
	if (!lets(groups['permissions-boundary'], scene))
		return deny('NO_BOUNDARY_ALLOW', { policy: 'permissions-boundary' });
	if (!lets(groups['session-policy'], scene))
		return deny('NO_SESSION_ALLOW', { policy: 'session-policy' });
	return undefined;
}

/** What the caller's own side lacks, or the place of its allow. The root user needs none. */
function callerSide(scene: Scene): { lacks: Outcome } | { place: Place } {
	const isRoot = scene.situation.caller.kind === 'root';
	const identity = strongestAllow(scene.groups['identity-policy'], scene);
	if (!identity && !isRoot)
		return { lacks: deny('NO_IDENTITY_ALLOW', { policy: 'identity-policy' }) };
	const lacks = limit(scene);
	return lacks ? { lacks } : { place: identity?.place ?? { policy: 'root-user' } };
}

/** Section 3.5: only the caller's own policies count. */
function decideByIdentity(scene: Scene): Outcome {
	const own = callerSide(scene);
	return 'lacks' in own ? own.lacks : allow('ALLOW_IDENTITY', own.place);
}

/** Steps 5 to 9. */
function decideByKey(scene: Scene): Outcome {
	const named = strongestAllow(scene.groups['key-policy'], scene);
	const byKeyPolicy = named && decideByKeyPolicy(named, scene);
	if (byKeyPolicy?.allowed) return byKeyPolicy;
	const byGrant = decideByGrants(scene, 'NO_KEY_POLICY_ALLOW');
	// What the key policy gave and something else withheld is the nearer reason.
	return byGrant.allowed ? byGrant : (byKeyPolicy ?? byGrant);
}

function decideByKeyPolicy({ place, how }: Found, scene: Scene): Outcome {
	// Naming an external caller never replaces the caller's own policies (XAC).
	if (!scene.crossAccount) {
		if (how === 'direct') return allow('ALLOW_DIRECT', place);
		if (how === 'role') return limit(scene) ?? allow('ALLOW_ROLE', place);
	}
	const own = callerSide(scene);
	if ('lacks' in own) return own.lacks;
	return scene.crossAccount
		? allow('ALLOW_BOTH_ACCOUNTS', place, own.place)
		: allow('ALLOW_DELEGATED', own.place, place);
}

/**
 * Step 8, and all of RetireGrant. Boundary and session policy limit a grant as they limit a key policy
 * that names the caller in the same way (section 3.3, unverified).
 */
function decideByGrants(
	scene: Scene,
	otherwise: 'NO_KEY_POLICY_ALLOW' | 'NO_GRANT_ALLOW'
): Outcome {
	// The reason is what a grant that names the caller more closely lacks, whatever the order of grants.
	let ofRole: Outcome | undefined;
	let ofAccount: Outcome | undefined;
	for (const { verdict, place } of scene.grants) {
		if (verdict.via === undefined) continue;
		if (verdict.via === 'account') {
			const own = callerSide(scene);
			if (!('lacks' in own)) return allow('ALLOW_GRANT', place, own.place);
			ofAccount = own.lacks;
			continue;
		}
		const lacks = verdict.via === 'role' ? limit(scene) : undefined;
		if (!lacks) return allow('ALLOW_GRANT', place);
		ofRole = lacks;
	}
	const policy = otherwise === 'NO_GRANT_ALLOW' ? 'grant' : 'key-policy';
	return ofRole ?? ofAccount ?? deny(otherwise, { policy });
}
