import type { ActorId, ThingKind } from './types.ts';

export const kindNames: Record<ThingKind, string> = {
	plaintext: 'document',
	ciphertext: 'ciphertext',
	'data-key': 'data key',
	'wrapped-key': 'wrapped data key',
	'kms-key': 'KMS key',
	context: 'encryption context'
};

export const actorNames: Record<ActorId, string> = {
	application: 'Your application',
	kms: 'AWS KMS',
	storage: 'Storage'
};
