/** Commitment policies (specification: framework/commitment-policy.md). */
import { CommitmentPolicyError, InvalidArgumentError } from './errors.ts';
import { formatSuiteId } from './suites.ts';
import type { Suite, SuiteId } from './suites.ts';

const policies = [
	'FORBID_ENCRYPT_ALLOW_DECRYPT',
	'REQUIRE_ENCRYPT_ALLOW_DECRYPT',
	'REQUIRE_ENCRYPT_REQUIRE_DECRYPT'
] as const;

export type CommitmentPolicy = (typeof policies)[number];

/** The default of every AWS Encryption SDK since version 2. */
export const defaultCommitmentPolicy: CommitmentPolicy = 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT';

/** @throws {InvalidArgumentError} for a name that is none of the policies */
export function checkPolicyName(policy: CommitmentPolicy): void {
	if (!policies.includes(policy))
		throw new InvalidArgumentError(
			`There is no commitment policy “${policy}”; the policies are ${policies.join(', ')}.`
		);
}

/** The suite that a policy leads to when none is asked for, for whole messages and for streams. */
export function defaultSuite(policy: CommitmentPolicy, streaming = false): SuiteId {
	if (policy === 'FORBID_ENCRYPT_ALLOW_DECRYPT') return streaming ? 0x0178 : 0x0378;
	return streaming ? 0x0478 : 0x0578;
}

/** @throws {CommitmentPolicyError} when the policy forbids to encrypt with the suite */
export function checkEncryptPolicy(policy: CommitmentPolicy, suite: Suite): void {
	if (suite.committing === (policy !== 'FORBID_ENCRYPT_ALLOW_DECRYPT')) return;
	throw new CommitmentPolicyError(
		suite.committing
			? `The policy ${policy} forbids suite ${formatSuiteId(suite.id)}, which has key commitment: readers of the old format could not open the message.`
			: `The policy ${policy} forbids suite ${formatSuiteId(suite.id)}, which has no key commitment: one ciphertext could open to different plaintexts under different keys.`
	);
}

/** @throws {CommitmentPolicyError} when the policy forbids to decrypt the suite */
export function checkDecryptPolicy(policy: CommitmentPolicy, suite: Suite): void {
	if (suite.committing || policy !== 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT') return;
	throw new CommitmentPolicyError(
		`The policy ${policy} refuses suite ${formatSuiteId(suite.id)}, which has no key commitment: the message could open to another plaintext under another key. REQUIRE_ENCRYPT_ALLOW_DECRYPT reads such older messages.`
	);
}
