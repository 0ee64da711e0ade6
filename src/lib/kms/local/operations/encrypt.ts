import { copyBytes, erase } from '#lib/crypto/index.ts';
import { assertCipher, assertFits, encryptWith } from '../ciphers.ts';
import { assertLength, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const encrypt: Operation<'Encrypt'> = {
	readOnly: true,
	async run(call, input) {
		const { KeyId, EncryptionContext, EncryptionAlgorithm, GrantTokens } = input;
		assertLength('plaintext', required('plaintext', input.Plaintext), 1, 4096);
		// A copy, because the caller may erase or reuse theirs while the call is under way.
		const plaintext = copyBytes(required('plaintext', input.Plaintext));
		try {
			const key = call.key(KeyId, {
				aliases: true,
				encryptionContext: EncryptionContext,
				grantTokens: GrantTokens,
				context: { 'kms:EncryptionAlgorithm': EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT' }
			});
			const algorithm = assertCipher(call, key, EncryptionAlgorithm, EncryptionContext);
			assertFits(key, algorithm, plaintext);
			call.assertNotDryRun(input);
			const { blob } = await encryptWith(call, key, algorithm, plaintext, EncryptionContext);
			return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: algorithm };
		} finally {
			erase(plaintext);
		}
	}
};
