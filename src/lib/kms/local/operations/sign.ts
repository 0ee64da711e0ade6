import { createSignature } from '#lib/crypto/index.ts';
import { pairOf } from '../key-material.ts';
import { signingFor } from '../signing.ts';
import { signingAlgorithms } from '../specs.ts';
import type { Operation } from './operation.ts';

export const sign: Operation<'Sign'> = {
	readOnly: true,
	async run(call, input) {
		const { key, material, algorithm, signed } = signingFor(call, input);
		call.assertNotDryRun(input);
		const { privateKey } = pairOf(material);
		return {
			KeyId: key.arn,
			Signature: await createSignature(privateKey, signingAlgorithms[algorithm], signed),
			SigningAlgorithm: algorithm
		};
	}
};
