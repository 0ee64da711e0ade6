/** The lockout check: a new key policy must leave its author able to change it (V1, V2). */
import { policyTexts } from '#lib/iam/index.ts';
import { KmsError } from '../errors.ts';
import type { Call } from './call.ts';
import type { KeyRecord } from './records.ts';

/**
 * @param key as it would be, with the new policy
 * @throws {KmsError} `MalformedPolicyDocumentException` when the caller could not put another policy
 * afterwards. Whether AWS asks IAM here is UNVERIFIED; this does (iam-evaluation section 8).
 */
export function assertNoLockout(call: Call, key: KeyRecord): void {
	try {
		call.authorizeKey(key, { action: 'PutKeyPolicy' });
	} catch (error) {
		if (error instanceof KmsError && error.name === 'AccessDeniedException')
			throw new KmsError('MalformedPolicyDocumentException', policyTexts.lockout);
		throw error;
	}
}
