import type { GenerateMacRequest } from '@aws-sdk/client-kms';
import { copyBytes, createMac, verifyMac as fits } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { secretOf } from '../key-material.ts';
import { currentMaterial } from '../keys.ts';
import { algorithmFor, assertUsage, factsOf } from '../specs.ts';
import { assertLength, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const generateMac: Operation<'GenerateMac'> = {
	readOnly: true,
	async run(call, input) {
		const { key, secret, algorithm, message } = macFor(call, input);
		call.assertNotDryRun(input);
		return { KeyId: key.arn, Mac: await createMac(secret, message), MacAlgorithm: algorithm };
	}
};

export const verifyMac: Operation<'VerifyMac'> = {
	readOnly: true,
	async run(call, input) {
		const mac = copyBytes(required('mac', input.Mac));
		assertLength('mac', mac, 1, 6144);
		const { key, secret, algorithm, message } = macFor(call, input);
		if (!(await fits(secret, mac, message))) throw new KmsError('KMSInvalidMacException');
		call.assertNotDryRun(input);
		return { KeyId: key.arn, MacValid: true, MacAlgorithm: algorithm };
	}
};

function macFor(
	call: Call,
	input: Pick<GenerateMacRequest, 'KeyId' | 'Message' | 'MacAlgorithm' | 'GrantTokens'>
) {
	const message = copyBytes(required('message', input.Message));
	const named = required('macAlgorithm', input.MacAlgorithm);
	assertLength('message', message, 1, 4096);
	const key = call.key(input.KeyId, {
		aliases: true,
		grantTokens: input.GrantTokens,
		context: { 'kms:MacAlgorithm': named }
	});
	assertUsage(key, 'GENERATE_VERIFY_MAC', call.operation);
	const algorithm = algorithmFor(key, factsOf(key.spec).mac, named);
	call.assertState(key);
	const material = currentMaterial(key);
	if (!material?.kept)
		throw new KmsError('KMSInvalidStateException', `${key.arn} is pending import.`);
	return { key, secret: secretOf(material), algorithm, message };
}
