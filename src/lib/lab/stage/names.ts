import type { ThingKind } from './types.ts';

export const kindNames: Record<ThingKind, string> = {
	plaintext: 'plaintext',
	ciphertext: 'ciphertext',
	'data-key': 'data key',
	'message-key': 'message key',
	'wrapped-key': 'wrapped data key',
	'kms-key': 'KMS key',
	context: 'encryption context',
	'public-key': 'public key',
	signature: 'signature',
	token: 'token',
	policy: 'policy'
};
