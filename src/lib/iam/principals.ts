/** Principal and NotPrincipal elements (iam-evaluation section 2; PRI, NPR, EVD). */
import type { Caller } from './context.ts';
import { listOf } from './document.ts';
import type { PrincipalElement } from './document.ts';
import { splitArn } from './resources.ts';

/**
 * How an element names a caller, strongest first; it decides which limits stay (section 2.1).
 * `direct`: the user, the session, everyone, the service, the account's root user. `role`: the role of
 * the session, or the user behind a federated session. `account`: the caller's account, which in an
 * Allow only delegates.
 */
export type PrincipalClass = 'direct' | 'role' | 'account';

export interface PrincipalSet {
	readonly everyone: boolean;
	readonly arns: ReadonlySet<string>;
	readonly accounts: ReadonlySet<string>;
	readonly services: ReadonlySet<string>;
	/** As a reader sees it: `AWS: arn:…`. */
	readonly shown: readonly string[];
}

const accountId = /^\d{12}$/;

/** The account that an account principal stands for: its twelve digits, or the ARN of its root user. */
export function accountOfPrincipal(value: string): string | undefined {
	if (accountId.test(value)) return value;
	const [, , service, region, account = '', resource] = splitArn(value) ?? [];
	const isRoot = service === 'iam' && region === '' && resource === 'root';
	return isRoot && accountId.test(account) ? account : undefined;
}

export function compilePrincipals(element: PrincipalElement): PrincipalSet {
	if (typeof element === 'string') {
		const none = new Set<string>();
		return {
			everyone: element === '*',
			arns: none,
			accounts: none,
			services: none,
			shown: [element]
		};
	}
	const { AWS, Service } = element;
	const aws = listOf(AWS);
	return {
		everyone: aws.includes('*'),
		// The ARN of an account's root user stands for the account, whoever calls.
		arns: new Set(aws.filter((value) => accountOfPrincipal(value) === undefined)),
		accounts: new Set(aws.flatMap((value) => accountOfPrincipal(value) ?? [])),
		services: new Set(listOf(Service)),
		shown: Object.entries(element).flatMap(([type, values]) =>
			listOf(values).map((value) => `${type}: ${value}`)
		)
	};
}

/** How the set names the caller; undefined when it does not. Names are case-sensitive (PRI). */
export function classOf(set: PrincipalSet, caller: Caller): PrincipalClass | undefined {
	if (set.everyone) return 'direct';
	if (caller.kind === 'service') return set.services.has(caller.arn) ? 'direct' : undefined;
	if (set.arns.has(caller.arn)) return 'direct';
	if (caller.roleArn !== undefined && set.arns.has(caller.roleArn)) return 'role';
	if (caller.issuerUserArn !== undefined && set.arns.has(caller.issuerUserArn)) return 'role';
	if (set.accounts.has(caller.accountId)) return caller.kind === 'root' ? 'direct' : 'account';
	return undefined;
}

/**
 * Whether a Deny with NotPrincipal spares the caller (section 2.3; NPR). Listed must be the caller and
 * the caller's account; who has a permissions boundary is never spared.
 */
export function isSpared(set: PrincipalSet, caller: Caller, hasBoundary: boolean): boolean {
	if (set.everyone) return true;
	if (hasBoundary) return false;
	const named = classOf(set, caller);
	if (caller.kind === 'service') return named !== undefined;
	return (named === 'direct' || named === 'role') && set.accounts.has(caller.accountId);
}
