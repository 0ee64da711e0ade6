import { copyBytes, erase } from '#lib/crypto/index.ts';
import { assertCipher, decryptWith } from '../ciphers.ts';
import { sourceKey } from '../sources.ts';
import { assertLength, assertModelled, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const decrypt: Operation<'Decrypt'> = {
	readOnly: true,
	async run(call, input) {
		const { EncryptionContext, EncryptionAlgorithm, KeyId, GrantTokens } = input;
		assertModelled(input, 'Recipient', 'DryRunModifiers');
		const ciphertext = copyBytes(required('ciphertextBlob', input.CiphertextBlob));
		assertLength('ciphertextBlob', ciphertext, 1, 6144);
		const key = sourceKey(call, ciphertext, KeyId, {
			encryptionContext: EncryptionContext,
			grantTokens: GrantTokens,
			context: { 'kms:EncryptionAlgorithm': EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT' }
		});
		const algorithm = assertCipher(call, key, EncryptionAlgorithm, EncryptionContext);
		const opened = await decryptWith(call, key, algorithm, ciphertext, EncryptionContext);
		if (input.DryRun) erase(opened.plaintext);
		call.assertNotDryRun(input);
		return {
			KeyId: key.arn,
			Plaintext: opened.plaintext,
			EncryptionAlgorithm: algorithm,
			...(opened.materialId ? { KeyMaterialId: opened.materialId } : {})
		};
	}
};
