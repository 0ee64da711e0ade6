/** Encryption context that messages do not store (specification: required-encryption-context-cmm.md). */
import { InvalidArgumentError, RequiredContextError } from './errors.ts';
import { materialsManagerOf } from './materials.ts';
import type { Keyring, MaterialsManager } from './materials.ts';

/**
 * Entries with these keys must be given on encrypt, are left out of the message, and must be given
 * again on decrypt. The header's tag covers them, so a wrong value opens nothing.
 * @throws {InvalidArgumentError} without keys
 */
export function requiredContext(
	requiredKeys: readonly string[],
	keyring: Keyring | MaterialsManager
): MaterialsManager {
	if (requiredKeys.length === 0)
		throw new InvalidArgumentError('Name at least one key that the encryption context must have.');
	const manager = materialsManagerOf(keyring);
	const check = (context: Readonly<Record<string, string>>) => {
		const missing = requiredKeys.find((key) => !Object.hasOwn(context, key));
		if (missing !== undefined) throw new RequiredContextError(missing);
	};
	return {
		encryptionMaterials: async (request) => {
			check(request.encryptionContext);
			return manager.encryptionMaterials({
				...request,
				requiredContextKeys: [...new Set([...request.requiredContextKeys, ...requiredKeys])]
			});
		},
		decryptionMaterials: async (request) => {
			check(request.reproducedContext);
			return manager.decryptionMaterials(request);
		}
	};
}
