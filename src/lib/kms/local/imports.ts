/** Imported key material: what it is wrapped with, its tokens, and what may replace it. */
import type { ImportKeyMaterialRequest } from '@aws-sdk/client-kms';
import {
	CryptoError,
	copyBytes,
	decryptRsaOaep,
	equalBytes,
	erase,
	generateReceivingKeyPair,
	unwrapPadded
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { KmsError } from '../errors.ts';
import { importMaterial } from './key-material.ts';
import { currentMaterial } from './keys.ts';
import type { ImportParameters, KeyRecord, MaterialRecord } from './records.ts';
import { factsOf, isSymmetric, wrappingAlgorithms, wrappingKeySpecs } from './specs.ts';
import type { WrappingAlgorithm } from './specs.ts';
import { validation } from './validate.ts';
import type { World } from './world.ts';

const day = 86_400_000;
/** How long parameters for an import are valid [M]. */
const parametersLast = day;
/** How far in the future material may expire [M]. */
const longestValidity = 365 * day;

/** @throws {KmsError} `UnsupportedOperationException` for material that AWS KMS made (footnote 9) [S] */
export function assertImportable(key: KeyRecord): void {
	if (key.origin !== 'EXTERNAL')
		throw new KmsError(
			'UnsupportedOperationException',
			`${key.arn} origin is ${key.origin} which is not valid for this operation.`
		);
}

/** Parameters whose time has not run out. */
type ValidParameters = ImportParameters & { unwrappingKey: CryptoKey };

/** A new wrapping key and its token. */
export async function createParameters(
	world: World,
	algorithm: WrappingAlgorithm,
	keySpec: keyof typeof wrappingKeySpecs
): Promise<{ parameters: ImportParameters; publicKey: Bytes }> {
	const { privateKey, publicKey } = await generateReceivingKeyPair(
		wrappingKeySpecs[keySpec],
		wrappingAlgorithms[algorithm].hash
	);
	const parameters = {
		token: world.parts.random(256),
		algorithm,
		keySpec,
		unwrappingKey: privateKey,
		validTo: new Date(world.now.getTime() + parametersLast)
	};
	return { parameters, publicKey };
}

/**
 * The parameters that a token stands for.
 * @throws {KmsError} `InvalidImportTokenException`, `ExpiredImportTokenException` [M]
 */
export function parametersOf(world: World, key: KeyRecord, token: Uint8Array): ValidParameters {
	const found = key.importParameters.find((some) => equalBytes(some.token, token));
	if (!found)
		throw new KmsError(
			'InvalidImportTokenException',
			'The request was rejected because the provided import token is invalid or is associated with a different KMS key.'
		);
	if (found.validTo <= world.now || !found.unwrappingKey)
		throw new KmsError(
			'ExpiredImportTokenException',
			'The request was rejected because the specified import token is expired.'
		);
	return { ...found, unwrappingKey: found.unwrappingKey };
}

/**
 * Unwraps what was sent and makes material of it; the bytes exist in here only.
 * @throws {KmsError} `InvalidCiphertextException` when it does not unwrap, `IncorrectKeyMaterialException`
 * when it is no material for the key [M]
 */
export async function unwrapMaterial(
	key: KeyRecord,
	{ algorithm, unwrappingKey }: ValidParameters,
	encrypted: Uint8Array
): Promise<MaterialRecord> {
	const bytes = await unwrap(algorithm, unwrappingKey, copyBytes(encrypted));
	try {
		const kind = factsOf(key.spec).material;
		if (kind.kind !== 'pair' && bytes.length !== kind.length) throw incorrectMaterial();
		return await importMaterial(kind, bytes, key.arn);
	} catch (error) {
		if (error instanceof CryptoError) throw incorrectMaterial();
		throw error;
	} finally {
		erase(bytes);
	}
}

async function unwrap(
	algorithm: WrappingAlgorithm,
	unwrappingKey: CryptoKey,
	encrypted: Bytes
): Promise<Bytes> {
	const { aesKeyWrap } = wrappingAlgorithms[algorithm];
	const { modulusLength } = unwrappingKey.algorithm as RsaHashedKeyAlgorithm;
	const end = aesKeyWrap ? modulusLength / 8 : encrypted.length;
	try {
		const opened = await decryptRsaOaep(unwrappingKey, encrypted.slice(0, end));
		if (!aesKeyWrap) return opened;
		try {
			return await unwrapPadded(opened, encrypted.subarray(end));
		} finally {
			erase(opened);
		}
	} catch (error) {
		if (error instanceof CryptoError) throw new KmsError('InvalidCiphertextException');
		throw error;
	}
}

function incorrectMaterial(): KmsError {
	return new KmsError(
		'IncorrectKeyMaterialException',
		'The request was rejected because the key material in the request is, expired, invalid, or is not the same key material that was previously imported into this KMS key.'
	);
}

/**
 * When imported material is to expire.
 * @throws {KmsError} `ValidationException` for no date where one is needed, a date that has passed, or one too far away
 */
export function expiryOf(
	world: World,
	{ ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo }: ImportKeyMaterialRequest
): NonNullable<MaterialRecord['imported']> {
	if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
		if (ValidTo)
			throw new KmsError(
				'ValidationException',
				'ValidTo goes with the expiration model KEY_MATERIAL_EXPIRES only.'
			);
		return { expires: ExpirationModel };
	}
	if (!ValidTo) throw validation('validTo', 'not be null');
	const ahead = ValidTo.getTime() - world.now.getTime();
	if (!(ahead > 0) || ahead > longestValidity)
		throw new KmsError(
			'ValidationException',
			'ValidTo must be in the future and at most 365 days away.'
		);
	return { expires: ExpirationModel, validTo: new Date(ValidTo) };
}

/**
 * Puts material into its key: the first, a new one that waits for its rotation, or the same again.
 * @throws {KmsError} `IncorrectKeyMaterialException` when it has to be the same and is not
 */
export function placeMaterial(
	key: KeyRecord,
	made: MaterialRecord,
	imported: NonNullable<MaterialRecord['imported']>,
	isNew: boolean
): MaterialRecord {
	const known = key.materials.find(({ id }) => id === made.id);
	const material = known ?? made;
	if (known) {
		// To import known material as new would rotate to what has been used before.
		if (isNew) throw incorrectMaterial();
		known.kept = made.kept;
	} else if (key.materials.length === 0) key.materials.push(made);
	else if (isNew && isSymmetric(key)) {
		const waiting = key.materials.find(({ state }) => state === 'PENDING_ROTATION');
		if (waiting?.kept) throw incorrectMaterial();
		made.state = 'PENDING_ROTATION';
		key.materials.push(made);
	} else throw incorrectMaterial();
	const description = imported.description ?? material.imported?.description;
	material.imported = { ...imported, ...(description === undefined ? {} : { description }) };
	const complete = key.materials.every(({ kept }) => kept) && currentMaterial(key);
	if (complete && key.state === 'PendingImport') key.state = 'Enabled';
	return material;
}
