/** Policy documents as JSON has them (IAM: grammar of the JSON policy language). */

/** Which of the policies around a call a document is. A document means different things in each. */
export type PolicyKind =
	| 'key-policy'
	| 'identity-policy'
	| 'permissions-boundary'
	| 'session-policy'
	| 'scp'
	| 'rcp'
	| 'vpc-endpoint-policy';

type OneOrMore<T> = T | readonly T[];

/**
 * One policy. Treat a document as immutable once it has been given to `authorize`, which keeps what
 * it made of each statement: to change a policy, make a new one.
 */
export interface PolicyDocument {
	/** `2012-10-17`, or `2008-10-17`, which is also what a missing one means and knows no variables. */
	readonly Version?: string | undefined;
	readonly Id?: string | undefined;
	readonly Statement: OneOrMore<Statement>;
}

export interface Statement {
	readonly Sid?: string | undefined;
	/** `Allow` or `Deny`, in this spelling; a string, so that a document fresh from JSON is one. */
	readonly Effect: string;
	readonly Principal?: PrincipalElement | undefined;
	readonly NotPrincipal?: PrincipalElement | undefined;
	readonly Action?: OneOrMore<string> | undefined;
	readonly NotAction?: OneOrMore<string> | undefined;
	readonly Resource?: OneOrMore<string> | undefined;
	readonly NotResource?: OneOrMore<string> | undefined;
	readonly Condition?: ConditionBlock | undefined;
}

/** `"*"`, or who by type: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type PrincipalElement = string | { readonly [type: string]: OneOrMore<string> };

/** Operator → condition key → the values of the policy. */
export type ConditionBlock = {
	readonly [operator: string]: { readonly [key: string]: OneOrMore<ConditionValue> };
};

export type ConditionValue = string | number | boolean;

/** A member that JSON writes as one value or a list of them, as a list. */
export function listOf<T>(member: T | readonly T[] | undefined): readonly T[] {
	if (member === undefined) return [];
	return Array.isArray(member) ? (member as readonly T[]) : [member as T];
}

/** The statements of a document, which may be written as a single one. */
export function statementsOf(document: PolicyDocument): readonly Statement[] {
	return listOf(document.Statement);
}
