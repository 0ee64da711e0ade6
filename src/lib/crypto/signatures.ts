/**
 * Signatures as other programs have them (RFC 8017; ECDSA in DER), with a sealed private key, over a
 * message or over a digest made elsewhere. What makes them is loaded with the first one.
 */
import type { Bytes } from './bytes.ts';
import type { SealedKey } from './sealed-key.ts';
import type { SignatureScheme, Signed } from './signing.ts';

export type { SignatureScheme, Signed } from './signing.ts';

export async function createSignature(
	key: SealedKey,
	scheme: SignatureScheme,
	signed: Signed
): Promise<Bytes> {
	const signing = await import('./signing.ts');
	return signing.createSignature(key, scheme, signed);
}

/**
 * Whether the signature is that key's. A signature that is not even formed as one is not.
 * @param publicKey SubjectPublicKeyInfo
 */
export async function verifySignature(
	publicKey: Bytes,
	scheme: SignatureScheme,
	signed: Signed,
	signature: Uint8Array
): Promise<boolean> {
	const signing = await import('./signing.ts');
	return signing.verifySignature(publicKey, scheme, signed, signature);
}
