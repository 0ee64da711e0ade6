/** What scenarios ask of the keys of a KMS that was connected. */
import type { ConnectedKey } from '../connect/try-key.ts';

export function isSymmetric({ spec }: ConnectedKey): boolean {
	return spec === 'SYMMETRIC_DEFAULT';
}

export const needsSymmetric =
	'This walk needs a symmetric key, and the one you connected is a key pair.';
