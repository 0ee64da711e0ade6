import { copyBytes, verifySignature } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import { pairOf } from '../key-material.ts';
import { signingFor } from '../signing.ts';
import { signingAlgorithms } from '../specs.ts';
import { assertLength, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const verify: Operation<'Verify'> = {
	readOnly: true,
	async run(call, input) {
		const signature = copyBytes(required('signature', input.Signature));
		assertLength('signature', signature, 1, 6144);
		const { key, material, algorithm, signed } = signingFor(call, input);
		const { publicKey } = pairOf(material);
		const scheme = signingAlgorithms[algorithm];
		if (!(await verifySignature(publicKey, scheme, signed, signature)))
			throw new KmsError('KMSInvalidSignatureException');
		call.assertNotDryRun(input);
		return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
	}
};
