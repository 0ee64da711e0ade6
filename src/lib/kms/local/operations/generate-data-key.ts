import type {
	GenerateDataKeyRequest,
	GenerateDataKeyWithoutPlaintextRequest
} from '@aws-sdk/client-kms';
import { erase } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { seal } from '../key-material.ts';
import { assertEnabled, materialIdOf } from '../keys.ts';
import { assertModelled, assertRange } from '../validate.ts';
import type { Handler } from './handler.ts';

export const generateDataKey: Handler<'GenerateDataKey'> = async (call, input) => {
	assertModelled(input, 'GrantTokens', 'Recipient');
	const { plaintext, ...rest } = await makeDataKey(call, input);
	return { ...rest, Plaintext: plaintext };
};

export const generateDataKeyWithoutPlaintext: Handler<'GenerateDataKeyWithoutPlaintext'> = async (
	call,
	input
) => {
	assertModelled(input, 'GrantTokens');
	const { plaintext, ...rest } = await makeDataKey(call, input);
	erase(plaintext);
	return rest;
};

async function makeDataKey(
	call: Call,
	input: GenerateDataKeyRequest | GenerateDataKeyWithoutPlaintextRequest
) {
	const length = lengthOf(input);
	const key = call.key(input.KeyId);
	assertEnabled(key);
	call.assertNotDryRun(input);
	const { random } = call.world;
	const plaintext = random(length);
	const blob = await seal(key.material, plaintext, input.EncryptionContext, random);
	call.used(key);
	return { plaintext, CiphertextBlob: blob, KeyId: key.arn, KeyMaterialId: materialIdOf(key) };
}

/** Bytes of the data key: `KeySpec` or `NumberOfBytes`, exactly one of them (API reference). */
function lengthOf({ KeySpec, NumberOfBytes }: GenerateDataKeyRequest): number {
	if ((KeySpec === undefined) === (NumberOfBytes === undefined))
		throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
	if (NumberOfBytes !== undefined) {
		assertRange('numberOfBytes', NumberOfBytes, 1, 1024);
		return NumberOfBytes;
	}
	if (KeySpec === 'AES_256') return 32;
	if (KeySpec === 'AES_128') return 16;
	throw new KmsError(
		'ValidationException',
		"1 validation error detected: Value at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]"
	);
}
