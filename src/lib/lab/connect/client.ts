import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient, KmsOperation } from '#lib/kms/index.ts';
import type { Connection } from './connection.svelte.ts';
import type { Explanation } from './explain.ts';

/** A call that a connected KMS did not carry out. */
export interface FailedCall {
	operation: KmsOperation;
	/** As the request named it. */
	keyId: string;
	why: Explanation;
}

/**
 * A connected KMS for a program that passes on no more of a failure than its name and its text. Whoever
 * shows what came of it is told the whole by `onFailure`.
 */
export function clientOf(
	connection: Connection,
	onFailure: (call: FailedCall) => unknown
): KmsClient {
	return {
		async send(operation, input) {
			try {
				return (await connection.call(operation, input)).output;
			} catch (error) {
				const why = connection.explain(error);
				const { KeyId: keyId = '' } = input as { KeyId?: string };
				onFailure({ operation, keyId, why });
				const name = error instanceof KmsError ? error.name : 'KMSInternalException';
				throw new KmsError(name, why.said || why.what);
			}
		}
	};
}
