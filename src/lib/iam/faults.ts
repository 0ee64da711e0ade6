/** What can be wrong with a policy document, and how AWS answers (iam-evaluation section 8). */
import type { PolicyKind } from './document.ts';

/** Stable; screens choose their words by them. */
export type PolicyFaultCode =
	// The text
	| 'MALFORMED_JSON'
	| 'NESTED_TOO_DEEPLY'
	| 'DUPLICATE_KEY'
	| 'INVALID_CHARACTER'
	| 'TOO_LONG'
	// The grammar
	| 'WRONG_TYPE'
	| 'EMPTY_LIST'
	| 'UNKNOWN_ELEMENT'
	| 'MISSING_ELEMENT'
	| 'CONFLICTING_ELEMENTS'
	| 'INVALID_VERSION'
	| 'INVALID_EFFECT'
	| 'INVALID_SID'
	| 'INVALID_ARN'
	| 'PRINCIPAL_REQUIRED'
	| 'PRINCIPAL_FORBIDDEN'
	| 'NOT_PRINCIPAL_WITH_ALLOW'
	| 'INVALID_PRINCIPAL'
	| 'UNKNOWN_OPERATOR'
	| 'OVERLY_PERMISSIVE_CONDITION'
	| 'RCP_ONLY_DENIES'
	| 'RCP_PRINCIPAL'
	| 'RCP_ACTION'
	// Accepted, and probably not what was meant
	| 'INERT_STATEMENT'
	| 'NO_EFFECT'
	| 'LITERAL_VARIABLE'
	| 'OPERATOR_CASE'
	| 'UNREADABLE_VALUE'
	| 'NEEDS_SET_OPERATOR'
	| 'TRUE_WHEN_MISSING'
	| 'BYPASSED_BY_KEY_ID';

/** How AWS answers a document with this fault; `undefined` where no source says. */
export type PolicyReaction =
	'MalformedPolicyDocumentException' | 'LimitExceededException' | 'InvalidArnException';

export interface PolicyFault {
	readonly code: PolicyFaultCode;
	/** An error is a document that AWS does not take; a warning is one that it takes. */
	readonly severity: 'error' | 'warning';
	readonly reaction?: PolicyReaction;
	/** The service's own text, where it was observed. */
	readonly awsMessage?: string;
	/** What is wrong, in plain words. */
	readonly message: string;
	/** JSON pointer (RFC 6901) of the place; `''` is the whole document. */
	readonly pointer: string;
	/** Where it stands in the text, when there is one: characters from 0, lines and columns from 1. */
	readonly offset?: number;
	readonly line?: number;
	readonly column?: number;
}

/** Texts of the service that were observed (section 8). */
export const policyTexts = {
	invalidPrincipals: 'Policy contains a statement with one or more invalid principals.',
	/** PutKeyPolicy and CreateKey, when the caller could not call PutKeyPolicy afterwards. */
	lockout: 'The new key policy will not allow you to update the key policy in the future.',
	/** The beginning; how it goes on was not observed. */
	overlyPermissive:
		'OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key'
} as const;

/** A document given to `authorize` that AWS would not have taken. */
export class MalformedPolicyError extends Error {
	override readonly name = 'MalformedPolicyError';
	readonly code = 'IAM_MALFORMED_POLICY';
	readonly kind: PolicyKind;
	readonly faults: readonly PolicyFault[];

	constructor(kind: PolicyKind, faults: readonly PolicyFault[]) {
		const [first] = faults;
		super(
			`${first?.message ?? 'The policy is malformed.'} (${kind}, at "${first?.pointer ?? ''}")`
		);
		this.kind = kind;
		this.faults = faults;
	}
}
