import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import type { Connection } from './connection.svelte.ts';

/** A connected KMS for a program that shows no more of a failure than its name and a text. */
export function clientOf(connection: Connection): KmsClient {
	return {
		async send(operation, input) {
			try {
				return (await connection.call(operation, input)).output;
			} catch (error) {
				const name = error instanceof KmsError ? error.name : 'KMSInternalException';
				throw new KmsError(name, connection.explain(error));
			}
		}
	};
}
