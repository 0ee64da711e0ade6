import { copyBytes, erase } from '#lib/crypto/index.ts';
import { assertAlgorithm } from '../algorithms.ts';
import { seal } from '../key-material.ts';
import { assertEnabled } from '../keys.ts';
import { assertLength, assertModelled, required } from '../validate.ts';
import type { Handler } from './handler.ts';

export const encrypt: Handler<'Encrypt'> = async (call, input) => {
	const { KeyId, Plaintext, EncryptionContext, EncryptionAlgorithm } = input;
	assertModelled(input, 'GrantTokens');
	assertLength('plaintext', required('plaintext', Plaintext), 1, 4096);
	// A copy, because the caller may erase or reuse theirs while the call is under way.
	const plaintext = copyBytes(required('plaintext', Plaintext));
	try {
		const key = call.key(KeyId);
		assertAlgorithm(EncryptionAlgorithm);
		assertEnabled(key);
		call.assertNotDryRun(input);
		const blob = await seal(key.material, plaintext, EncryptionContext, call.world.random);
		call.used(key);
		return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
	} finally {
		erase(plaintext);
	}
};
