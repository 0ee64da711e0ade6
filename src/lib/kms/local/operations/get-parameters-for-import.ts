import { copyBytes } from '#lib/crypto/index.ts';
import { KmsError, NotModelledError } from '../../errors.ts';
import { assertImportable, createParameters } from '../imports.ts';
import { factsOf, wrappingAlgorithms, wrappingKeySpecs } from '../specs.ts';
import type { WrappingAlgorithm } from '../specs.ts';
import { assertOneOf, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const getParametersForImport: Operation<'GetParametersForImport'> = {
	readOnly: false,
	async run(call, { KeyId, WrappingAlgorithm, WrappingKeySpec }) {
		const algorithm = required('wrappingAlgorithm', WrappingAlgorithm);
		const keySpec = required('wrappingKeySpec', WrappingKeySpec);
		// SM2PKE is for China; PKCS #1 v1.5 ended on 10 October 2023, and no source has the refusal.
		if (algorithm === 'SM2PKE' || algorithm === 'RSAES_PKCS1_V1_5' || keySpec === 'SM2')
			throw new NotModelledError(`wrapping with ${algorithm} and ${keySpec}`);
		assertOneOf(
			'wrappingAlgorithm',
			algorithm,
			Object.keys(wrappingAlgorithms) as WrappingAlgorithm[]
		);
		assertOneOf(
			'wrappingKeySpec',
			keySpec,
			Object.keys(wrappingKeySpecs) as (keyof typeof wrappingKeySpecs)[]
		);
		const key = call.key(KeyId, {
			context: { 'kms:WrappingAlgorithm': algorithm, 'kms:WrappingKeySpec': keySpec }
		});
		assertImportable(key);
		const { material } = factsOf(key.spec);
		const isRsa = material.kind === 'pair' && material.pair.name === 'RSA';
		if (isRsa && !wrappingAlgorithms[algorithm].aesKeyWrap)
			throw new KmsError(
				'ValidationException',
				`RSA key material needs an RSA_AES_KEY_WRAP wrapping algorithm, not ${algorithm}.`
			);
		call.assertState(key);
		const { parameters, publicKey } = await createParameters(call.world, algorithm, keySpec);
		key.importParameters.push(parameters);
		call.world.touch(key);
		return {
			KeyId: key.arn,
			ImportToken: copyBytes(parameters.token),
			PublicKey: publicKey,
			ParametersValidTo: parameters.validTo
		};
	}
};
