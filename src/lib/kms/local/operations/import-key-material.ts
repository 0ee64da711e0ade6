import type { KeyRecord } from '../records.ts';
import {
	assertImportable,
	expiryOf,
	parametersOf,
	placeMaterial,
	unwrapMaterial
} from '../imports.ts';
import { isSymmetric } from '../specs.ts';
import { KmsError } from '../../errors.ts';
import { assertLength, assertOneOf, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const importKeyMaterial: Operation<'ImportKeyMaterial'> = {
	readOnly: false,
	async run(call, input) {
		const { KeyId, ValidTo, ExpirationModel, ImportType, KeyMaterialDescription } = input;
		const token = required('importToken', input.ImportToken);
		const encrypted = required('encryptedKeyMaterial', input.EncryptedKeyMaterial);
		assertLength('encryptedKeyMaterial', encrypted, 1, 6144);
		if (KeyMaterialDescription !== undefined)
			assertLength('keyMaterialDescription', KeyMaterialDescription, 0, 256);
		const key = call.key(KeyId, {
			// KCK: the expiration model is missing from a request that does not say it.
			context: {
				'kms:ExpirationModel': ExpirationModel,
				'kms:ValidTo': ValidTo && Math.floor(ValidTo.getTime() / 1000)
			}
		});
		assertImportable(key);
		call.assertState(key);
		const imported = expiryOf(call.world, input);
		const isNew = isNewMaterial(key, ImportType);
		const made = await unwrapMaterial(key, parametersOf(call.world, key, token), encrypted);
		if (input.KeyMaterialId !== undefined && input.KeyMaterialId !== made.id)
			throw new KmsError(
				'IncorrectKeyMaterialException',
				'The key material is not the one that KeyMaterialId names.'
			);
		const described =
			KeyMaterialDescription === undefined
				? imported
				: { ...imported, description: KeyMaterialDescription };
		const { id } = placeMaterial(key, made, described, isNew);
		call.world.touch(key);
		if (!isSymmetric(key)) return { KeyId: key.arn };
		call.keyMaterialId = id;
		return { KeyId: key.arn, KeyMaterialId: id };
	}
};

/** Left out, the first import is new and every later one is of known material [M]. */
function isNewMaterial(key: KeyRecord, importType: string | undefined): boolean {
	if (importType === undefined) return key.materials.length === 0;
	assertOneOf('importType', importType, ['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL']);
	return importType === 'NEW_KEY_MATERIAL';
}
