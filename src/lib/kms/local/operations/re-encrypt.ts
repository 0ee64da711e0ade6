import { copyBytes, erase } from '#lib/crypto/index.ts';
import { assertCipher, assertFits, decryptWith, encryptWith } from '../ciphers.ts';
import { sourceKey } from '../sources.ts';
import { assertLength, assertModelled, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const reEncrypt: Operation<'ReEncrypt'> = {
	readOnly: true,
	async run(call, input) {
		const { SourceEncryptionContext, DestinationEncryptionContext, GrantTokens } = input;
		const { SourceEncryptionAlgorithm, DestinationEncryptionAlgorithm } = input;
		assertModelled(input, 'DryRunModifiers');
		const ciphertext = copyBytes(required('ciphertextBlob', input.CiphertextBlob));
		assertLength('ciphertextBlob', ciphertext, 1, 6144);
		const { key: destination, requestAlias } = call.find(input.DestinationKeyId, {
			aliases: true,
			action: 'ReEncryptTo'
		});
		const isSame = (arn: string) => ({ 'kms:ReEncryptOnSameKey': arn === destination.arn });
		const source = sourceKey(call, ciphertext, input.SourceKeyId, {
			action: 'ReEncryptFrom',
			encryptionContext: SourceEncryptionContext,
			grantTokens: GrantTokens,
			context: (arn) => ({
				...isSame(arn),
				'kms:EncryptionAlgorithm': SourceEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
			})
		});
		call.authorizeKey(destination, {
			action: 'ReEncryptTo',
			encryptionContext: DestinationEncryptionContext,
			grantTokens: GrantTokens,
			context: {
				...isSame(source.arn),
				...(requestAlias ? { 'kms:RequestAlias': requestAlias } : {}),
				'kms:EncryptionAlgorithm': DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
			}
		});
		const from = assertCipher(call, source, SourceEncryptionAlgorithm, SourceEncryptionContext);
		const to = assertCipher(
			call,
			destination,
			DestinationEncryptionAlgorithm,
			DestinationEncryptionContext
		);
		const opened = await decryptWith(call, source, from, ciphertext, SourceEncryptionContext);
		try {
			assertFits(destination, to, opened.plaintext);
			call.assertNotDryRun(input);
			const made = await encryptWith(
				call,
				destination,
				to,
				opened.plaintext,
				DestinationEncryptionContext
			);
			return {
				CiphertextBlob: made.blob,
				SourceKeyId: source.arn,
				KeyId: destination.arn,
				SourceEncryptionAlgorithm: from,
				DestinationEncryptionAlgorithm: to,
				...(opened.materialId ? { SourceKeyMaterialId: opened.materialId } : {}),
				...(made.materialId ? { DestinationKeyMaterialId: made.materialId } : {})
			};
		} finally {
			erase(opened.plaintext);
		}
	}
};
