/** What a KMS that is not ours is ever asked for. */
import type { KmsOperation } from '../client.ts';

/**
 * The operations that are sent to a real KMS: what the Lab and the
 * file tool do with a key, and what tells them of it. Everything that
 * makes, changes, shares or deletes a key is missing from the list on purpose, and so is never sent.
 */
export const sentOperations = [
	'Decrypt',
	'DescribeKey',
	'Encrypt',
	'GenerateDataKey',
	'GetPublicKey',
	'ReEncrypt',
	'Sign',
	'Verify'
] as const satisfies readonly KmsOperation[];

export type SentOperation = (typeof sentOperations)[number];

/** Whether an operation may go to a real KMS. */
export function isSent(operation: KmsOperation): operation is SentOperation {
	return (sentOperations as readonly string[]).includes(operation);
}
