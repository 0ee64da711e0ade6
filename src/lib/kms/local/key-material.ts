/**
 * Key material and what is done with it inside the HSM's line: the bytes exist only inside the call
 * that makes or imports material. From then on it is a CryptoKey that cannot be exported, or sealed
 * under one, and leaves it only as use.
 */
import {
	AuthenticationError,
	concat,
	createMac,
	decodeHex,
	decryptAesGcm,
	digest,
	deriveAesGcmKey,
	deriveBytes,
	encodeHex,
	encodeUtf8,
	encryptAesGcm,
	erase,
	generateSealedKeyPair,
	importHkdfKey,
	importHmacKey,
	ivLength,
	sealPrivateKey
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes, SealedKey } from '#lib/crypto/index.ts';
import { NotModelledError } from '../errors.ts';
import { blobHeader, writeBlob } from './ciphertext-blob.ts';
import type { CiphertextBlob } from './ciphertext-blob.ts';
import { canonicalContext } from './encryption-context.ts';
import type { EncryptionContext } from './encryption-context.ts';
import type { MaterialRecord } from './records.ts';
import type { MaterialKind } from './specs.ts';

//  Making

/** New material of a kind, current. RSA and ECC pairs come from WebCrypto, not from `random`. */
export async function createMaterial(
	kind: MaterialKind,
	random: RandomBytes
): Promise<MaterialRecord> {
	const id = () => encodeHex(random(32));
	if (kind.kind === 'pair') {
		const { privateKey, publicKey } = await generateSealedKeyPair(kind.pair);
		return { id: id(), state: 'CURRENT', kept: { pair: privateKey }, publicKey };
	}
	const bytes = random(kind.length);
	try {
		const key = await importSecret(kind, bytes);
		return { id: id(), state: 'CURRENT', kept: { key } };
	} finally {
		erase(bytes);
	}
}

/**
 * Material of bytes that a customer brought. Its id is a one-way function of the bytes and the key's
 * ARN, so that the same bytes in the same key are recognised, and open what they encrypted.
 * @throws {KeyFormatError} when the bytes are no key of that kind
 * @throws {UnsupportedLengthError}
 */
export async function importMaterial(
	kind: MaterialKind,
	bytes: Uint8Array,
	arn: string
): Promise<MaterialRecord> {
	const info = encodeUtf8(`keywrap-sim material id ${arn}`);
	if (kind.kind === 'pair') {
		const { privateKey, publicKey } = await sealPrivateKey(bytes, kind.pair);
		const id = encodeHex(await digest('SHA-256', concat(info, publicKey)));
		return { id, state: 'CURRENT', kept: { pair: privateKey }, publicKey };
	}
	const key = await importSecret(kind, bytes);
	const id =
		kind.kind === 'symmetric'
			? await deriveBytes(key, { salt: new Uint8Array(), info }, 32)
			: await digest('SHA-256', await createMac(key, info));
	return { id: encodeHex(id), state: 'CURRENT', kept: { key } };
}

async function importSecret(
	kind: Exclude<MaterialKind, { kind: 'pair' }>,
	bytes: Uint8Array
): Promise<CryptoKey> {
	return kind.kind === 'symmetric' ? importHkdfKey(bytes) : importHmacKey(bytes, kind.hash);
}

//  Using

/** The CryptoKey of symmetric or HMAC material. */
export function secretOf({ kept }: MaterialRecord): CryptoKey {
	if (!kept || !('key' in kept)) throw new NotModelledError('use of key material that is gone');
	return kept.key;
}

/** The sealed private key of RSA or ECC material. */
export function pairOf({ kept, publicKey }: MaterialRecord): {
	privateKey: SealedKey;
	publicKey: Bytes;
} {
	if (!kept || !('pair' in kept) || !publicKey)
		throw new NotModelledError('use of key material that is gone');
	return { privateKey: kept.pair, publicKey };
}

/**
 * Encrypts under a key derived for this message: AES-256-GCM with a key that HKDF-SHA-256 makes of
 * the material and a fresh nonce, the clear header and the canonical context authenticated. That a
 * key is derived for material and nonce is AWS's published design; the derivation itself is ours.
 */
export async function seal(
	material: MaterialRecord,
	plaintext: Uint8Array,
	context: EncryptionContext | undefined,
	random: RandomBytes
): Promise<Bytes> {
	const nonce = random(ivLength);
	const sealed = await encryptAesGcm(plaintext, await parameters(material, nonce, context));
	return writeBlob({ keyMaterialId: decodeHex(material.id), nonce, ...sealed });
}

/** Opens what `seal` made, or `undefined` when blob and context do not belong together. */
export async function open(
	material: MaterialRecord,
	blob: CiphertextBlob,
	context: EncryptionContext | undefined
): Promise<Bytes | undefined> {
	try {
		return await decryptAesGcm(blob, await parameters(material, blob.nonce, context));
	} catch (error) {
		if (error instanceof AuthenticationError) return undefined;
		throw error;
	}
}

async function parameters(
	material: MaterialRecord,
	nonce: Uint8Array,
	context: EncryptionContext | undefined
) {
	return {
		key: await deriveAesGcmKey(secretOf(material), {
			salt: nonce,
			info: encodeUtf8('keywrap-sim')
		}),
		iv: nonce,
		additionalData: concat(blobHeader(decodeHex(material.id)), canonicalContext(context))
	};
}
