/** What `authorize` answers: the decision, who decided, and the way there. */
import type { PolicyKind } from './document.ts';

/**
 * Why (iam-evaluation section 9, last paragraph). For `EXPLICIT_DENY` the type of policy is in
 * `decidedBy.policy`. Two codes are added for what the list there leaves without one:
 * `ALLOW_IDENTITY` and its counterpart `NO_IDENTITY_ALLOW` decide operations that have no key policy
 * (section 3.5); `NO_GRANT_ALLOW` is RetireGrant without a grant that allows it (section 7).
 */
export type ReasonCode =
	| 'EXPLICIT_DENY'
	| 'NOT_CROSS_ACCOUNT'
	| 'NO_SCP_ALLOW'
	| 'NO_ENDPOINT_ALLOW'
	| 'NO_KEY_POLICY_ALLOW'
	| 'NO_IDENTITY_ALLOW'
	| 'NO_BOUNDARY_ALLOW'
	| 'NO_SESSION_ALLOW'
	| 'NO_GRANT_ALLOW'
	| 'ALLOW_DIRECT'
	| 'ALLOW_ROLE'
	| 'ALLOW_DELEGATED'
	| 'ALLOW_BOTH_ACCOUNTS'
	| 'ALLOW_GRANT'
	| 'ALLOW_IDENTITY';

/** A policy of the request, or a grant. */
export type Decider = PolicyKind | 'grant' | 'root-user';

/** Where in the policies something stands. */
export interface Place {
	policy: Decider;
	/** Which document, when there can be several: of the identity policies, the session policies, the level. */
	index?: number;
	/** Which level of the organization, root first, for SCPs and RCPs. */
	level?: number;
	/** The `Sid`, or the position in the document counted from 0, or the id of the grant. */
	statement?: number | string;
}

export interface Decision {
	allowed: boolean;
	reason: ReasonCode;
	/**
	 * Who decided. For a missing allow, the policy that lacks it, without a statement; nobody when the
	 * operation does not work across accounts. `with` is the other half of an allow that takes two: the
	 * key policy behind a delegation, the caller's identity policy across accounts.
	 */
	decidedBy?: Place & { with?: Place };
	/** Every step before the decision in the order of section 3.1, and what later ones would also have done. */
	readonly trace: TraceStep[];
}

/** One part of a statement held against the request. */
export interface PartCheck {
	element: string;
	/** What the statement says. */
	expected: readonly string[];
	/** What the request has. */
	actual: string;
	matches: boolean;
	/** What a reader could not see from the values: which class of principal, an absent variable. */
	note?: string;
}

/** One line of a Condition block held against the request. */
export interface ConditionCheck {
	/** As the policy spells it, set operator and IfExists included. */
	operator: string;
	key: string;
	/** The values of the policy, variables filled in; `null` for one whose variable has no value. */
	expected: readonly (string | null)[];
	/** The values of the request, or `null` when it does not carry the key. */
	actual: readonly string[] | null;
	matches: boolean;
	note?: string;
}

export type StepResult =
	/** A Deny statement that fits. */
	| 'denies'
	/** An Allow statement or a grant that fits. */
	| 'allows'
	/** A statement or grant that does not fit. */
	| 'does-not-match'
	/** A check on the way: fulfilled. */
	| 'passes'
	/** A check on the way: not fulfilled. */
	| 'fails'
	/** A policy that does not count for this caller or key, and why. */
	| 'not-applied'
	/** A remark. */
	| 'note';

export interface TraceStep {
	/** The part of the evaluation, in the order of section 3.1. */
	step:
		| 'request'
		| 'explicit-deny'
		| 'rcp'
		| 'scp'
		| 'vpc-endpoint-policy'
		| 'key-policy'
		| 'identity-policy'
		| 'permissions-boundary'
		| 'session-policy'
		| 'grant'
		| 'decision';
	place?: Place;
	effect?: 'Allow' | 'Deny';
	result: StepResult;
	/** It stands after the step that decided: it would also have done this. */
	wouldAlso?: true;
	principal?: PartCheck;
	action?: PartCheck;
	resource?: PartCheck;
	conditions?: readonly ConditionCheck[];
	/** The step as a sentence. */
	text: string;
}
