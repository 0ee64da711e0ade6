/**
 * What WebCrypto lacks for signed files: a hash that takes its input piece by piece, and ECDSA over
 * a digest. noble's are loaded only when a signed message is streamed.
 */
import type { Bytes } from './bytes.ts';
import { decodeBase64 } from './encodings.ts';
import { KeyFormatError } from './errors.ts';
import { curves } from './ecdsa.ts';
import type { CurveName } from './ecdsa.ts';
import { subtle } from './webcrypto.ts';

export interface StreamingHash {
	update(bytes: Uint8Array): void;
	/** The digest of everything so far; ends the hash. */
	digest(): Bytes;
}

/** The hash that signatures on this curve use: SHA-256 or SHA-384. */
export async function createStreamingHash(curve: CurveName): Promise<StreamingHash> {
	const { sha256, sha384 } = await import('@noble/hashes/sha2.js');
	const hash = (curves[curve].hash === 'SHA-256' ? sha256 : sha384).create();
	return {
		update: (bytes) => void hash.update(bytes),
		digest: () => new Uint8Array(hash.digest())
	};
}

/** The signature `r || s` over a digest. `privateKey` must be exportable. */
export async function signDigest(
	curve: CurveName,
	privateKey: CryptoKey,
	digest: Uint8Array
): Promise<Bytes> {
	const { d } = await subtle().exportKey('jwk', privateKey);
	if (d === undefined) throw new KeyFormatError('This is not a private key.');
	const base64 = d.replaceAll('-', '+').replaceAll('_', '/');
	const secret = decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
	const signer = await nobleCurve(curve);
	return new Uint8Array(signer.sign(digest, secret, { prehash: false, lowS: false }));
}

/** Whether the signature `r || s` is the key's over the digest. `point`: either form. */
export async function verifyDigest(
	curve: CurveName,
	point: Uint8Array,
	digest: Uint8Array,
	signature: Uint8Array
): Promise<boolean> {
	const verifier = await nobleCurve(curve);
	return verifier.verify(signature, digest, point, { prehash: false, lowS: false });
}

async function nobleCurve(curve: CurveName) {
	const { p256, p384 } = await import('@noble/curves/nist.js');
	return curve === 'P-256' ? p256 : p384;
}
