/**
 * Private keys for which one CryptoKey is not enough: WebCrypto ties each to one algorithm and one
 * hash, and signs no digest made elsewhere. Their PKCS #8 form rests sealed under an AES-256-GCM
 * CryptoKey that no one can export; WebCrypto opens it straight into a CryptoKey for one use.
 */
import { copyBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { KeyFormatError } from './errors.ts';
import { systemRandom } from './random.ts';
import { subtle } from './webcrypto.ts';

/** Can be stored as it is wherever a CryptoKey can (structured clone). */
export interface SealedKey {
	readonly sealed: Bytes;
	/** 12 bytes. */
	readonly iv: Bytes;
	/** Not extractable. */
	readonly under: CryptoKey;
}

/** How WebCrypto is to read a key; parameters as `importKey` takes them. */
export type KeyReading =
	| { name: 'RSA-OAEP' | 'RSA-PSS' | 'RSASSA-PKCS1-v1_5'; hash: string }
	| { name: 'ECDSA'; namedCurve: 'P-256' | 'P-384' };

export type KeyPairKind =
	{ name: 'RSA'; modulusLength: number } | { name: 'ECDSA'; namedCurve: 'P-256' | 'P-384' };

/** A new pair: the private key sealed from the start, the public key as SubjectPublicKeyInfo. */
export async function generateSealedKeyPair(
	kind: KeyPairKind
): Promise<{ privateKey: SealedKey; publicKey: Bytes }> {
	const algorithm =
		kind.name === 'RSA'
			? {
					name: 'RSA-PSS',
					hash: 'SHA-256',
					modulusLength: kind.modulusLength,
					publicExponent: new Uint8Array([1, 0, 1])
				}
			: kind;
	const pair = await subtle().generateKey(algorithm, true, ['sign', 'verify']);
	return sealPair(
		pair.privateKey,
		new Uint8Array(await subtle().exportKey('spki', pair.publicKey))
	);
}

/**
 * Seals a private key given as PKCS #8 and works out its public key. The bytes stay the caller's, to
 * erase.
 * @throws {KeyFormatError} when the bytes are no such key
 */
export async function sealPrivateKey(
	pkcs8: Uint8Array,
	kind: KeyPairKind
): Promise<{ privateKey: SealedKey; publicKey: Bytes }> {
	const reading =
		kind.name === 'RSA' ? { name: 'RSA-PSS', hash: 'SHA-256' } : { ...kind, name: 'ECDSA' };
	try {
		const key = await subtle().importKey('pkcs8', copyBytes(pkcs8), reading, true, ['sign']);
		const jwk = await subtle().exportKey('jwk', key);
		const { kty, n, e, crv, x, y } = jwk;
		const isPublic = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
		const open = await subtle().importKey('jwk', definedOnly(isPublic), reading, true, ['verify']);
		if (kind.name === 'RSA') {
			const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
			if (modulusLength !== kind.modulusLength)
				throw new KeyFormatError(
					`This RSA key has ${modulusLength} bits, not ${kind.modulusLength}.`
				);
		}
		return await sealPair(key, new Uint8Array(await subtle().exportKey('spki', open)));
	} catch (cause) {
		if (cause instanceof KeyFormatError) throw cause;
		throw new KeyFormatError('This is not a private key of that kind in PKCS #8.', { cause });
	}
}

function definedOnly(jwk: Record<string, string | undefined>): JsonWebKey {
	return Object.fromEntries(Object.entries(jwk).filter(([, value]) => value !== undefined));
}

async function sealPair(privateKey: CryptoKey, publicKey: Bytes) {
	const under = await subtle().generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'wrapKey',
		'unwrapKey'
	]);
	const iv = systemRandom(12);
	const sealed = await subtle().wrapKey('pkcs8', privateKey, under, { name: 'AES-GCM', iv });
	return { privateKey: { sealed: new Uint8Array(sealed), iv, under }, publicKey };
}

/** The private key for one use; no one can export it. */
export async function unsealKey(
	{ sealed, iv, under }: SealedKey,
	reading: KeyReading
): Promise<CryptoKey> {
	return unwrap(sealed, iv, under, reading, false);
}

async function unwrap(
	sealed: Bytes,
	iv: Bytes,
	under: CryptoKey,
	reading: KeyReading,
	extractable: boolean
) {
	const usage = reading.name === 'RSA-OAEP' ? 'decrypt' : 'sign';
	const opening = { name: 'AES-GCM', iv };
	return subtle().unwrapKey('pkcs8', sealed, under, opening, reading, extractable, [usage]);
}

/**
 * The private key for one use that WebCrypto does not have: it can be exported. What is exported is
 * partly strings, which nobody can erase; keep none of it.
 */
export async function unsealKeyForExport(
	{ sealed, iv, under }: SealedKey,
	reading: KeyReading
): Promise<CryptoKey> {
	return unwrap(sealed, iv, under, reading, true);
}

/** A public key for one use, of SubjectPublicKeyInfo. */
export async function readPublicKey(
	publicKey: Bytes,
	reading: KeyReading,
	extractable = false
): Promise<CryptoKey> {
	const usage = reading.name === 'RSA-OAEP' ? 'encrypt' : 'verify';
	return subtle().importKey('spki', publicKey, reading, extractable, [usage]);
}

/** A pair of which nobody can export the private half, to receive one secret with RSA-OAEP. */
export async function generateReceivingKeyPair(
	modulusLength: number,
	hash: 'SHA-1' | 'SHA-256'
): Promise<{ privateKey: CryptoKey; publicKey: Bytes }> {
	const pair = await subtle().generateKey(
		{ name: 'RSA-OAEP', hash, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) },
		false,
		['encrypt', 'decrypt']
	);
	const publicKey = new Uint8Array(await subtle().exportKey('spki', pair.publicKey));
	return { privateKey: pair.privateKey, publicKey };
}
