import { copyBytes } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import { pairOf } from '../key-material.ts';
import { algorithmsOf, currentMaterial, specMembers } from '../keys.ts';
import { factsOf } from '../specs.ts';
import type { Operation } from './operation.ts';

export const getPublicKey: Operation<'GetPublicKey'> = {
	readOnly: true,
	run(call, { KeyId, GrantTokens }) {
		const key = call.key(KeyId, { aliases: true, grantTokens: GrantTokens });
		// The model lists this error for the operation; the text is a choice.
		if (factsOf(key.spec).material.kind !== 'pair')
			throw new KmsError(
				'UnsupportedOperationException',
				`${key.arn} has no public key: its key spec is ${key.spec}.`
			);
		call.assertState(key);
		const material = currentMaterial(key);
		if (!material?.kept)
			throw new KmsError('KMSInvalidStateException', `${key.arn} is pending import.`);
		const { EncryptionAlgorithms, SigningAlgorithms } = algorithmsOf(key);
		return {
			KeyId: key.arn,
			PublicKey: copyBytes(pairOf(material).publicKey),
			...specMembers(key),
			KeyUsage: key.usage,
			...(EncryptionAlgorithms ? { EncryptionAlgorithms } : {}),
			...(SigningAlgorithms ? { SigningAlgorithms } : {})
		};
	}
};
