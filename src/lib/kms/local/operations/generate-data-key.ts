import type {
	GenerateDataKeyRequest,
	GenerateDataKeyWithoutPlaintextRequest
} from '@aws-sdk/client-kms';
import { erase } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { assertCipher, encryptWith } from '../ciphers.ts';
import { assertModelled, assertOneOf, assertRange } from '../validate.ts';
import type { Operation } from './operation.ts';

export const generateDataKey: Operation<'GenerateDataKey'> = {
	readOnly: true,
	async run(call, input) {
		assertModelled(input, 'Recipient');
		const { plaintext, ...rest } = await makeDataKey(call, input);
		return { ...rest, Plaintext: plaintext };
	}
};

export const generateDataKeyWithoutPlaintext: Operation<'GenerateDataKeyWithoutPlaintext'> = {
	readOnly: true,
	async run(call, input) {
		const { plaintext, ...rest } = await makeDataKey(call, input);
		erase(plaintext);
		return rest;
	}
};

async function makeDataKey(
	call: Call,
	input: GenerateDataKeyRequest | GenerateDataKeyWithoutPlaintextRequest
): Promise<{ plaintext: Bytes; CiphertextBlob: Bytes; KeyId: string; KeyMaterialId: string }> {
	const { EncryptionContext, GrantTokens } = input;
	const length = lengthOf(input);
	const key = call.key(input.KeyId, {
		aliases: true,
		encryptionContext: EncryptionContext,
		grantTokens: GrantTokens,
		context: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' }
	});
	const algorithm = assertCipher(call, key, 'SYMMETRIC_DEFAULT', EncryptionContext);
	call.assertNotDryRun(input);
	const plaintext = call.world.parts.random(length);
	const made = await encryptWith(call, key, algorithm, plaintext, EncryptionContext);
	return {
		plaintext,
		CiphertextBlob: made.blob,
		KeyId: key.arn,
		KeyMaterialId: made.materialId ?? ''
	};
}

/** Bytes of the data key: `KeySpec` or `NumberOfBytes`, exactly one of them (API reference). */
function lengthOf({ KeySpec, NumberOfBytes }: GenerateDataKeyRequest): number {
	if ((KeySpec === undefined) === (NumberOfBytes === undefined))
		throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
	if (NumberOfBytes !== undefined) {
		assertRange('numberOfBytes', NumberOfBytes, 1, 1024);
		return NumberOfBytes;
	}
	const lengths = { AES_256: 32, AES_128: 16 } as const;
	assertOneOf('keySpec', KeySpec ?? '', ['AES_256', 'AES_128']);
	return lengths[KeySpec as keyof typeof lengths];
}
