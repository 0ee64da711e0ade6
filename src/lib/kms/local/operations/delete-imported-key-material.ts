import { KmsError } from '../../errors.ts';
import { assertImportable } from '../imports.ts';
import { currentMaterial } from '../keys.ts';
import { dropMaterial } from '../settle.ts';
import { isSymmetric } from '../specs.ts';
import type { Operation } from './operation.ts';

export const deleteImportedKeyMaterial: Operation<'DeleteImportedKeyMaterial'> = {
	readOnly: false,
	run(call, { KeyId, KeyMaterialId }) {
		const key = call.key(KeyId);
		assertImportable(key);
		call.assertState(key);
		const named =
			KeyMaterialId === undefined
				? currentMaterial(key)
				: key.materials.find(({ id }) => id === KeyMaterialId);
		// The model lists this error for the operation; the text is a choice.
		if (KeyMaterialId !== undefined && !named)
			throw new KmsError('NotFoundException', `Key material '${KeyMaterialId}' does not exist`);
		// What is not there need not go: no effect, and no error (key-state table).
		if (named?.kept) {
			dropMaterial(key, named);
			call.world.touch(key);
		}
		return {
			KeyId: key.arn,
			...(named && isSymmetric(key) ? { KeyMaterialId: named.id } : {})
		};
	}
};
