/** Key policies: the one a key gets by default, and what a new one must pass (iam-evaluation section 8). */
import { defaultKeyPolicy, parsePolicy } from '#lib/iam/index.ts';
import type { PolicyDocument, PolicyFault } from '#lib/iam/index.ts';
import { KmsError, NotModelledError } from '../errors.ts';

/** The only name a key policy can have [M]. */
export const policyName = 'default';

/** What CreateKey gives a key without a policy: it lets the account hand out access by IAM [G]. */
export function defaultPolicy(accountId: string): string {
	return JSON.stringify(defaultKeyPolicy(accountId), null, 2);
}

/**
 * Reads a key policy.
 * @throws {KmsError} `MalformedPolicyDocumentException`, `LimitExceededException` or `InvalidArnException`
 * @throws {NotModelledError} for a fault to which no source knows AWS's answer
 */
export function parseKeyPolicy(
	text: string,
	principalExists?: (arn: string) => boolean
): PolicyDocument {
	const { document, faults } = parsePolicy(text, 'key-policy', { principalExists });
	if (document) return document;
	// LimitExceeded first: the service measures a policy before it reads it.
	const errors = faults.filter(({ severity }) => severity === 'error');
	const fault = errors.find(({ code }) => code === 'TOO_LONG') ?? errors[0];
	if (!fault) throw new NotModelledError('this key policy');
	throw refusalOf(fault);
}

function refusalOf({ reaction, awsMessage, message }: PolicyFault): Error {
	if (!reaction) return new NotModelledError(`the answer to this policy: ${message}`);
	return new KmsError(reaction, awsMessage ?? message);
}

/** @throws {KmsError} `NotFoundException` for any name but `default`; the text is a choice */
export function assertPolicyName(name: string | undefined): void {
	if (name !== undefined && name !== policyName)
		throw new KmsError('NotFoundException', 'No such policy exists');
}
