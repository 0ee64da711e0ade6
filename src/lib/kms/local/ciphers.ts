/** Encryption and decryption with a KMS key of either kind, behind all checks but the caller's rights. */
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import {
	AuthenticationError,
	decryptRsaOaep,
	encodeHex,
	encryptRsaOaep,
	readPublicKey,
	unsealKey
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { KmsError, NotModelledError } from '../errors.ts';
import type { Call } from './call.ts';
import { readBlob } from './ciphertext-blob.ts';
import type { EncryptionContext } from './encryption-context.ts';
import { open, pairOf, seal } from './key-material.ts';
import { currentMaterial } from './keys.ts';
import type { KeyRecord, MaterialRecord } from './records.ts';
import { algorithmFor, assertUsage, encryptionAlgorithms, factsOf, isSymmetric } from './specs.ts';

interface Ciphered {
	readonly algorithm: EncryptionAlgorithmSpec;
	/** Of symmetric keys; asymmetric ones have no id for it. */
	readonly materialId?: string;
}

/** @throws {KmsError} when key, algorithm, context and state do not let it encrypt or decrypt */
export function assertCipher(
	call: Call,
	key: KeyRecord,
	algorithm: EncryptionAlgorithmSpec | undefined,
	context: EncryptionContext | undefined
): keyof typeof encryptionAlgorithms {
	assertUsage(key, 'ENCRYPT_DECRYPT', call.operation);
	const named = algorithm ?? 'SYMMETRIC_DEFAULT';
	const found = algorithmFor(key, factsOf(key.spec).encryption, named);
	if (!isSymmetric(key) && context && Object.keys(context).length > 0)
		throw new NotModelledError('an encryption context with an asymmetric key');
	call.assertState(key);
	return found;
}

/** @throws {KmsError} `ValidationException` when the plaintext is too long for an RSA key [S] */
export function assertFits(
	key: KeyRecord,
	algorithm: keyof typeof encryptionAlgorithms,
	plaintext: Uint8Array
): void {
	const { material } = factsOf(key.spec);
	if (algorithm === 'SYMMETRIC_DEFAULT' || material.kind !== 'pair') return;
	if (material.pair.name !== 'RSA') return;
	const most = material.pair.modulusLength / 8 - encryptionAlgorithms[algorithm].overhead;
	if (plaintext.length > most)
		throw new KmsError(
			'ValidationException',
			`Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than ${most} bytes.`
		);
}

/** Encrypts with the current material. */
export async function encryptWith(
	call: Call,
	key: KeyRecord,
	algorithm: keyof typeof encryptionAlgorithms,
	plaintext: Bytes,
	context: EncryptionContext | undefined
): Promise<Ciphered & { blob: Bytes }> {
	const material = usable(key, currentMaterial(key));
	if (algorithm === 'SYMMETRIC_DEFAULT') {
		const blob = await seal(material, plaintext, context, call.world.parts.random);
		call.keyMaterialId = material.id;
		return { blob, algorithm, materialId: material.id };
	}
	const { hash } = encryptionAlgorithms[algorithm];
	const publicKey = await readPublicKey(pairOf(material).publicKey, { name: 'RSA-OAEP', hash });
	return { blob: await encryptRsaOaep(publicKey, plaintext), algorithm };
}

/**
 * Opens a ciphertext with whichever material made it.
 * @throws {KmsError} `InvalidCiphertextException`, `IncorrectKeyException`
 */
export async function decryptWith(
	call: Call,
	key: KeyRecord,
	algorithm: keyof typeof encryptionAlgorithms,
	ciphertext: Bytes,
	context: EncryptionContext | undefined
): Promise<Ciphered & { plaintext: Bytes }> {
	if (algorithm !== 'SYMMETRIC_DEFAULT') {
		const { privateKey } = pairOf(usable(key, currentMaterial(key)));
		const { hash } = encryptionAlgorithms[algorithm];
		const reading = await unsealKey(privateKey, { name: 'RSA-OAEP', hash });
		return { plaintext: await opened(decryptRsaOaep(reading, ciphertext)), algorithm };
	}
	const blob = readBlob(ciphertext);
	if (!blob) throw new KmsError('InvalidCiphertextException');
	const material = materialOf(key, blob.keyMaterialId);
	if (!material)
		throw new KmsError(
			'IncorrectKeyException',
			'The key ID in the request does not identify a CMK that can perform this operation.'
		);
	const plaintext = await open(usable(key, material), blob, context);
	if (!plaintext) throw new KmsError('InvalidCiphertextException');
	call.keyMaterialId = material.id;
	return { plaintext, algorithm, materialId: material.id };
}

/** The key of this Region whose material a ciphertext names, if any. */
export function keyOfCiphertext(call: Call, ciphertext: Uint8Array): KeyRecord | undefined {
	const blob = readBlob(ciphertext);
	if (!blob) throw new KmsError('InvalidCiphertextException');
	return [...call.world.keys.values()].find(
		(key) => key.region === call.region && materialOf(key, blob.keyMaterialId)
	);
}

function materialOf(key: KeyRecord, id: Uint8Array): MaterialRecord | undefined {
	const hex = encodeHex(id);
	return key.materials.find((material) => material.id === hex);
}

function usable(key: KeyRecord, material: MaterialRecord | undefined): MaterialRecord {
	if (material?.kept) return material;
	// What an imported key lacks, its state says too; between the two stands only a fault's state.
	throw new KmsError('KMSInvalidStateException', `${key.arn} is pending import.`);
}

async function opened(plaintext: Promise<Bytes>): Promise<Bytes> {
	try {
		return await plaintext;
	} catch (error) {
		if (error instanceof AuthenticationError) throw new KmsError('InvalidCiphertextException');
		throw error;
	}
}
