/**
 * Key material and what is done with it inside the HSM's line: the bytes exist only while material
 * is made; from then on it is a CryptoKey that cannot be exported, and leaves it only as use.
 */
import {
	AuthenticationError,
	concat,
	decryptAesGcm,
	deriveAesGcmKey,
	encodeUtf8,
	encryptAesGcm,
	erase,
	importHkdfKey,
	ivLength
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import { blobHeader, writeBlob } from './ciphertext-blob.ts';
import type { CiphertextBlob } from './ciphertext-blob.ts';
import { canonicalContext } from './encryption-context.ts';
import type { EncryptionContext } from './encryption-context.ts';

export interface KeyMaterial {
	/** 32 bytes; the API shows them in hex as `KeyMaterialId`. */
	readonly id: Bytes;
	/** HKDF input; not extractable. */
	readonly root: CryptoKey;
}

/** New 256-bit material. */
export async function createKeyMaterial(random: RandomBytes): Promise<KeyMaterial> {
	const bytes = random(32);
	const root = await importHkdfKey(bytes);
	erase(bytes);
	return { id: random(32), root };
}

/**
 * Encrypts under a key derived for this message: AES-256-GCM with a key that HKDF-SHA-256 makes of
 * the material and a fresh nonce, the clear header and the canonical context authenticated. That a
 * key is derived for material and nonce is AWS's published design; the derivation itself is ours.
 */
export async function seal(
	material: KeyMaterial,
	plaintext: Uint8Array,
	context: EncryptionContext | undefined,
	random: RandomBytes
): Promise<Bytes> {
	const nonce = random(ivLength);
	const sealed = await encryptAesGcm(plaintext, await parameters(material, nonce, context));
	return writeBlob({ keyMaterialId: material.id, nonce, ...sealed });
}

/** Opens what `seal` made, or `undefined` when blob and context do not belong together. */
export async function open(
	material: KeyMaterial,
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
	material: KeyMaterial,
	nonce: Uint8Array,
	context: EncryptionContext | undefined
) {
	return {
		key: await deriveAesGcmKey(material.root, { salt: nonce, info: encodeUtf8('keywrap-sim') }),
		iv: nonce,
		additionalData: concat(blobHeader(material.id), canonicalContext(context))
	};
}
