/** What Sign and Verify share: the key, the algorithm, and what is signed. */
import type { SignRequest } from '@aws-sdk/client-kms';
import { copyBytes } from '#lib/crypto/index.ts';
import type { Signed } from '#lib/crypto/index.ts';
import { KmsError } from '../errors.ts';
import type { Call } from './call.ts';
import { currentMaterial } from './keys.ts';
import type { KeyRecord, MaterialRecord } from './records.ts';
import { algorithmFor, assertUsage, factsOf, signingAlgorithms } from './specs.ts';
import { assertLength, assertOneOf, required } from './validate.ts';

interface Signing {
	key: KeyRecord;
	material: MaterialRecord;
	algorithm: keyof typeof signingAlgorithms;
	signed: Signed;
}

/** @throws {KmsError} when request, caller, key or state do not let it sign or verify */
export function signingFor(
	call: Call,
	input: Pick<SignRequest, 'KeyId' | 'Message' | 'MessageType' | 'SigningAlgorithm' | 'GrantTokens'>
): Signing {
	const { KeyId, MessageType = 'RAW', GrantTokens } = input;
	const message = copyBytes(required('message', input.Message));
	const named = required('signingAlgorithm', input.SigningAlgorithm);
	assertLength('message', message, 0, 4096);
	assertOneOf('messageType', MessageType, ['RAW', 'DIGEST', 'EXTERNAL_MU']);
	const key = call.key(KeyId, {
		aliases: true,
		grantTokens: GrantTokens,
		context: { 'kms:SigningAlgorithm': named, 'kms:MessageType': MessageType }
	});
	assertUsage(key, 'SIGN_VERIFY', call.operation);
	const algorithm = algorithmFor(key, factsOf(key.spec).signing, named);
	// EXTERNAL_MU is for ML-DSA, which no key here has [M].
	if (MessageType === 'EXTERNAL_MU')
		throw new KmsError(
			'ValidationException',
			`MessageType EXTERNAL_MU is not valid for algorithm ${algorithm}.`
		);
	if (MessageType === 'DIGEST' && message.length !== signingAlgorithms[algorithm].digest)
		throw new KmsError(
			'ValidationException',
			`Digest is invalid length for algorithm ${algorithm}.`
		);
	call.assertState(key);
	const material = currentMaterial(key);
	if (!material?.kept)
		throw new KmsError('KMSInvalidStateException', `${key.arn} is pending import.`);
	const signed = MessageType === 'RAW' ? { message } : { digest: message };
	return { key, material, algorithm, signed };
}
