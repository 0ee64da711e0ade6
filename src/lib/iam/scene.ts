/**
 * A request and its policies, made ready: which policies bear on it, which do not and why (section 3.2),
 * and how the resource is decided.
 */
import { hasNoKeyPolicy, isAction } from './actions.ts';
import { compilePolicy } from './compile.ts';
import type { CompiledPolicy, Situation } from './compile.ts';
import { callerOf, ConditionKeys } from './context.ts';
import type { Place } from './decision.ts';
import type { PolicyDocument, PolicyKind } from './document.ts';
import { checkGrant, checkRetirement, grantSituationOf } from './grants.ts';
import type { GrantVerdict } from './grants.ts';
import type { AccessRequest, Grant, PolicySet } from './request.ts';
import { accountOf, splitArn } from './resources.ts';

/** A document, and where it stands among its kind. */
export interface PlacedPolicy {
	readonly policy: CompiledPolicy;
	readonly place: Place;
}

/** All documents of one kind. */
export interface PolicyGroup {
	readonly kind: PolicyKind;
	readonly documents: readonly PlacedPolicy[];
	/** SCPs: how many levels there are, each of which must allow. */
	readonly levels: number;
	/** There is such a policy, but it does not count here, and why. */
	readonly notApplied: string | undefined;
}

export interface Scene {
	readonly action: string;
	readonly resource: string;
	readonly situation: Situation;
	/** Who decides: key policy and the rest; IAM alone (section 3.5); or the grant to be retired. */
	readonly mode: 'key' | 'no-key-policy' | 'retire-grant';
	readonly keyAccount: string;
	readonly crossAccount: boolean;
	readonly groups: Readonly<Record<PolicyKind, PolicyGroup>>;
	readonly grants: readonly { grant: Grant; place: Place; verdict: GrantVerdict }[];
}

type Levels = PolicySet['scps'];

/** @throws {MalformedPolicyError} for a document that AWS would not have taken */
export function createScene(request: AccessRequest, policies: PolicySet): Scene {
	const { principal, action, resource } = request;
	const caller = callerOf(principal);
	const keys = new ConditionKeys(request, caller);
	const isService = caller.kind === 'service';
	const keyAccount = accountOf(resource);
	const crossAccount = !isService && keyAccount !== '' && keyAccount !== caller.accountId;
	const mode = isAction(action, 'RetireGrant')
		? 'retire-grant'
		: hasNoKeyPolicy(action) || !isKey(resource)
			? 'no-key-policy'
			: 'key';
	const isManaged = policies.key?.manager === 'AWS';
	const keyInManagement =
		policies.key?.inManagementAccount ?? (caller.isManagementAccount && !crossAccount);

	const notForKeyPolicy =
		mode === 'retire-grant'
			? 'kms:RetireGrant in a key policy has no effect'
			: mode === 'no-key-policy'
				? 'no key policy decides this operation'
				: undefined;
	const notForRcp =
		mode === 'no-key-policy'
			? 'the operation is on no key'
			: mode === 'retire-grant'
				? 'kms:RetireGrant is exempt'
				: caller.isServiceLinkedRole
					? 'the caller is a service-linked role'
					: isManaged
						? 'the key is an AWS managed key'
						: keyInManagement
							? 'the key is in the management account'
							: undefined;
	const notForScp = isService
		? 'the caller is a service principal'
		: caller.isServiceLinkedRole
			? 'the caller is a service-linked role'
			: caller.isManagementAccount
				? 'the caller is in the management account'
				: policies.scpAccountId !== undefined && policies.scpAccountId !== caller.accountId
					? `they are of account ${policies.scpAccountId}, and the caller is not`
					: undefined;
	const throughEndpoint = ['aws:SourceVpce', 'aws:SourceVpc'].some((key) => keys.find(key));
	const notForEndpoint = throughEndpoint ? undefined : 'the call used no VPC endpoint';
	const notForIdentity = isService
		? 'the caller is a service principal'
		: caller.kind === 'root'
			? 'the root user has no such policies'
			: undefined;

	const group = (
		kind: PolicyKind,
		documents: readonly PlacedPolicy[],
		notApplied: string | undefined,
		levels = 0
	): PolicyGroup => ({
		kind,
		documents,
		levels,
		notApplied: documents.length > 0 || levels > 0 ? notApplied : undefined
	});
	const single = (kind: PolicyKind, document: PolicyDocument | undefined, not?: string) =>
		group(
			kind,
			document !== undefined
				? [{ policy: compilePolicy(document, kind), place: { policy: kind } }]
				: [],
			not
		);
	const list = (kind: PolicyKind, documents: readonly PolicyDocument[] | undefined, not?: string) =>
		group(
			kind,
			(documents ?? []).map((document, index) => ({
				policy: compilePolicy(document, kind),
				place: { policy: kind, index }
			})),
			not
		);
	const organization = (kind: PolicyKind, levels: Levels, not?: string) =>
		group(kind, placeLevels(kind, levels), not, levels?.length ?? 0);

	const groups = {
		rcp: organization('rcp', policies.rcps, notForRcp),
		scp: organization('scp', policies.scps, notForScp),
		'vpc-endpoint-policy': single(
			'vpc-endpoint-policy',
			policies.vpcEndpointPolicy,
			notForEndpoint
		),
		'key-policy': single('key-policy', policies.keyPolicy, notForKeyPolicy),
		'identity-policy': list('identity-policy', principal.identityPolicies, notForIdentity),
		'permissions-boundary': single(
			'permissions-boundary',
			principal.permissionsBoundary,
			notForIdentity
		),
		'session-policy': list('session-policy', principal.sessionPolicies, notForIdentity)
	};
	const situation: Situation = {
		caller,
		hasBoundary: groups['permissions-boundary'].documents.length > 0,
		action: action.toLowerCase(),
		actionName: action,
		resource,
		keys
	};
	return {
		action,
		resource,
		situation,
		mode,
		keyAccount,
		crossAccount,
		groups,
		grants: mode === 'no-key-policy' ? [] : checkGrants(request, policies, situation)
	};
}

function isKey(resource: string): boolean {
	return splitArn(resource)?.[5]?.startsWith('key/') ?? false;
}

function placeLevels(kind: PolicyKind, levels: Levels): PlacedPolicy[] {
	return (levels ?? []).flatMap((entry, level) => {
		const isList = Array.isArray(entry);
		const documents = (isList ? entry : [entry]) as readonly PolicyDocument[];
		return documents.map((document, index) => ({
			policy: compilePolicy(document, kind),
			place: { policy: kind, level, ...(isList ? { index } : {}) }
		}));
	});
}

function checkGrants(
	request: AccessRequest,
	{ grants = [] }: PolicySet,
	{ caller, keys }: Situation
): Scene['grants'] {
	const situation = grantSituationOf(request, caller, keys);
	const retiring = isAction(request.action, 'RetireGrant');
	return grants.flatMap((grant, at) => {
		if (retiring && request.grantId !== undefined && request.grantId !== grant.GrantId) return [];
		const verdict = retiring ? checkRetirement(grant, caller) : checkGrant(grant, situation);
		return [{ grant, place: { policy: 'grant', statement: grant.GrantId ?? at }, verdict }];
	});
}
