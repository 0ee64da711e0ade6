/** Actions: how patterns match them, and the lists of operations that are special at KMS. */
import { matchesPattern, wildcardPattern } from './glob.ts';
import type { Pattern } from './glob.ts';

/** Action patterns of a statement; prefix and name are compared without case (ACT). */
export interface ActionSet {
	readonly patterns: readonly string[];
	/** The statement says NotAction: every action that no pattern matches (NAC). */
	readonly inverted: boolean;
	readonly exact: ReadonlySet<string>;
	readonly globs: readonly Pattern[];
}

export function compileActions(patterns: readonly string[], inverted: boolean): ActionSet {
	const lower = patterns.map((pattern) => pattern.toLowerCase());
	const wild = lower.filter((pattern) => /[*?]/.test(pattern));
	return {
		patterns,
		inverted,
		exact: new Set(lower.filter((pattern) => !wild.includes(pattern))),
		globs: wild.map(wildcardPattern)
	};
}

/** @param action in lower case */
export function coversAction(set: ActionSet, action: string): boolean {
	const listed =
		set.exact.has(action) || set.globs.some((pattern) => matchesPattern(pattern, action));
	return listed !== set.inverted;
}

function operations(names: string): ReadonlySet<string> {
	return new Set(names.split(/\s+/).map((name) => name.toLowerCase()));
}

/** `Decrypt` of `kms:Decrypt`; undefined for an action of another service. */
export function operationOf(action: string): string | undefined {
	return action.slice(0, 4).toLowerCase() === 'kms:' ? action.slice(4) : undefined;
}

/** Operations that work on a key of another account (section 3.4; XAC, KPR). */
const crossAccount = operations(
	`Encrypt Decrypt ReEncryptFrom ReEncryptTo ReEncrypt GenerateDataKey GenerateDataKeyWithoutPlaintext
	GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext Sign Verify GenerateMac VerifyMac
	DeriveSharedSecret CreateGrant DescribeKey GetKeyRotationStatus GetPublicKey ListGrants RetireGrant
	RevokeGrant`
);

/** Operations that no key policy decides (section 3.5; KPR). */
const withoutKeyPolicy = operations(
	`CreateKey ListKeys ListAliases ListRetirableGrants GenerateRandom CreateCustomKeyStore
	ConnectCustomKeyStore DeleteCustomKeyStore DescribeCustomKeyStores DisconnectCustomKeyStore
	UpdateCustomKeyStore`
);

/** The 17 operations a grant can give (section 7; API:CreateGrant). */
export const grantOperations = [
	'Encrypt',
	'Decrypt',
	'GenerateDataKey',
	'GenerateDataKeyWithoutPlaintext',
	'GenerateDataKeyPair',
	'GenerateDataKeyPairWithoutPlaintext',
	'ReEncryptFrom',
	'ReEncryptTo',
	'Sign',
	'Verify',
	'GenerateMac',
	'VerifyMac',
	'DeriveSharedSecret',
	'GetPublicKey',
	'DescribeKey',
	'CreateGrant',
	'RetireGrant'
] as const;

const has = (set: ReadonlySet<string>) => (action: string) =>
	set.has(operationOf(action)?.toLowerCase() ?? '');

/** Whether a caller of another account can use this action on a key at all (section 3.4). */
export const worksAcrossAccounts = has(crossAccount);
/** Whether the action is decided by IAM alone, with Resource `*` (section 3.5). */
export const hasNoKeyPolicy = has(withoutKeyPolicy);

/** Whether an action pattern of a key policy can only mean what key policies do not decide (KPD). */
export function isIamOnly(pattern: string): boolean {
	return !/[*?]/.test(pattern) && hasNoKeyPolicy(pattern);
}

/** Whether an action pattern covers nothing of KMS. */
export function isForeign(pattern: string): boolean {
	const [service = '', ...rest] = pattern.toLowerCase().split(':');
	if (rest.length === 0) return pattern !== '*';
	return !matchesPattern(wildcardPattern(service), 'kms');
}

/** Whether an action is this one of KMS. */
export function isAction(action: string, operation: string): boolean {
	return operationOf(action)?.toLowerCase() === operation.toLowerCase();
}
