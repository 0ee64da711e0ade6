/** How signatures are made and verified; `signatures.ts` is its face. */
import { copyBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { derToRawSignature, exportPublicPoint, rawToDerSignature } from './ecdsa.ts';
import type { CurveName } from './ecdsa.ts';
import { signDigest, verifyDigest } from './ecdsa-streaming.ts';
import { EncodingError } from './errors.ts';
import { signRsaDigest, verifyRsaDigest } from './rsa-digest.ts';
import type { RsaHash, RsaPadding } from './rsa-digest.ts';
import { readPublicKey, unsealKey, unsealKeyForExport } from './sealed-key.ts';
import type { KeyReading, SealedKey } from './sealed-key.ts';
import { subtle } from './webcrypto.ts';

export type SignatureScheme =
	| { readonly name: RsaPadding; readonly hash: RsaHash }
	| {
			readonly name: 'ECDSA';
			readonly hash: 'SHA-256' | 'SHA-384';
			readonly namedCurve: CurveName;
	  };

/** What is signed: a message, or the digest of one. */
export type Signed = { readonly message: Uint8Array } | { readonly digest: Uint8Array };

export async function createSignature(
	key: SealedKey,
	scheme: SignatureScheme,
	signed: Signed
): Promise<Bytes> {
	if (scheme.name === 'ECDSA') {
		const raw =
			'message' in signed
				? await subtle().sign(
						scheme,
						await unsealKey(key, reading(scheme)),
						copyBytes(signed.message)
					)
				: await signDigest(
						scheme.namedCurve,
						await unsealKeyForExport(key, reading(scheme)),
						signed.digest
					);
		return rawToDerSignature(new Uint8Array(raw));
	}
	if ('message' in signed) {
		const privateKey = await unsealKey(key, reading(scheme));
		const made = await subtle().sign(parameters(scheme), privateKey, copyBytes(signed.message));
		return new Uint8Array(made);
	}
	const numbers = await subtle().exportKey('jwk', await unsealKeyForExport(key, reading(scheme)));
	return signRsaDigest(numbers, scheme.name, scheme.hash, signed.digest);
}

export async function verifySignature(
	publicKey: Bytes,
	scheme: SignatureScheme,
	signed: Signed,
	signature: Uint8Array
): Promise<boolean> {
	const key = await readPublicKey(publicKey, reading(scheme), true);
	if (scheme.name === 'ECDSA') {
		const raw = readDer(scheme.namedCurve, signature);
		if (!raw) return false;
		return 'message' in signed
			? subtle().verify(scheme, key, raw, copyBytes(signed.message))
			: verifyDigest(scheme.namedCurve, await exportPublicPoint(key), signed.digest, raw);
	}
	// RFC 8017 sections 8.1.2 and 8.2.2, step 1. OpenSSL also takes one without its leading zeros.
	const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
	if (signature.length !== Math.ceil(modulusLength / 8)) return false;
	if ('message' in signed)
		return subtle().verify(
			parameters(scheme),
			key,
			copyBytes(signature),
			copyBytes(signed.message)
		);
	const numbers = await subtle().exportKey('jwk', key);
	return verifyRsaDigest(numbers, scheme.name, scheme.hash, signed.digest, signature);
}

function reading(scheme: SignatureScheme): KeyReading {
	return scheme.name === 'ECDSA' ? { name: 'ECDSA', namedCurve: scheme.namedCurve } : scheme;
}

const saltLengths: Record<RsaHash, number> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

function parameters({ name, hash }: { name: RsaPadding; hash: RsaHash }): RsaPssParams | string {
	return name === 'RSA-PSS' ? { name, saltLength: saltLengths[hash] } : name;
}

function readDer(curve: CurveName, signature: Uint8Array): Bytes | undefined {
	try {
		return derToRawSignature(curve, signature);
	} catch (error) {
		if (error instanceof EncodingError) return undefined;
		throw error;
	}
}
