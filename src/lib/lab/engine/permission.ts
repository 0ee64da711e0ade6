/** Who may use a KMS key, as the stage shows it beside the key. */
import { authorize, parsePolicy } from '#lib/iam/index.ts';
import type { KmsOperation } from '#lib/kms/index.ts';
import type { Thing } from '../stage/types.ts';
import type { World } from './types.ts';

/**
 * What the caller of the application may ask of a KMS key, for AWS KMS to hold: each operation as it
 * is evaluated under the key policy in place and the policies of the caller.
 */
export async function permissionThing(
	{ kms, isOwn, app: { principal } }: Pick<World, 'kms' | 'app' | 'isOwn'>,
	keyArn: string,
	operations: readonly KmsOperation[]
): Promise<Thing> {
	if (isOwn)
		return {
			kind: 'policy',
			name: 'Permission',
			note: 'the credentials you connected may call',
			text: 'what your policies allow: each call tells',
			parts: []
		};
	const { Policy = '' } = await kms.send('GetKeyPolicy', { KeyId: keyArn });
	const keyPolicy = parsePolicy(Policy, 'key-policy').document;
	const allowed = operations.filter(
		(operation) =>
			authorize(
				{ principal, action: `kms:${operation}`, resource: keyArn, context: {} },
				keyPolicy ? { keyPolicy } : {}
			).allowed
	);
	return {
		kind: 'policy',
		name: 'Permission',
		note: `${principal.roleArn?.split('/').at(-1) ?? principal.arn} may call`,
		text: allowed.join(' and ') || 'nothing',
		parts: []
	};
}
