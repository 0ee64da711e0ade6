import { KmsError } from '../../errors.ts';
import { assertAlgorithm } from '../algorithms.ts';
import type { Call } from '../call.ts';
import { readBlob } from '../ciphertext-blob.ts';
import { open } from '../key-material.ts';
import { assertEnabled, materialIdOf } from '../keys.ts';
import type { KmsKey } from '../keys.ts';
import { assertLength, assertModelled, required } from '../validate.ts';
import type { Handler } from './handler.ts';

export const decrypt: Handler<'Decrypt'> = async (call, input) => {
	const { CiphertextBlob, EncryptionContext, EncryptionAlgorithm, KeyId } = input;
	assertModelled(input, 'GrantTokens', 'Recipient', 'DryRunModifiers');
	const bytes = required('ciphertextBlob', CiphertextBlob);
	assertLength('ciphertextBlob', bytes, 1, 6144);
	const named = KeyId === undefined ? undefined : call.key(KeyId);
	assertAlgorithm(EncryptionAlgorithm);

	const blob = readBlob(bytes);
	if (!blob) throw new KmsError('InvalidCiphertextException');
	const key = keyFor(call, call.keyOfMaterial(blob.keyMaterialId), named);
	call.used(key);
	assertEnabled(key);
	const plaintext = await open(key.material, blob, EncryptionContext);
	if (!plaintext) throw new KmsError('InvalidCiphertextException');
	call.assertNotDryRun(input);
	return {
		KeyId: key.arn,
		Plaintext: plaintext,
		EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
		KeyMaterialId: materialIdOf(key)
	};
};

/** The blob says which key encrypted it; a `KeyId` in the request must say the same. */
function keyFor(call: Call, holder: KmsKey | undefined, named: KmsKey | undefined): KmsKey {
	if (named && holder !== named)
		throw new KmsError(
			'IncorrectKeyException',
			'The key ID in the request does not identify a CMK that can perform this operation.'
		);
	if (!holder || holder.accountId !== call.principal.accountId)
		throw new KmsError(
			'AccessDeniedException',
			'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
		);
	return holder;
}
