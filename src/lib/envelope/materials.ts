/**
 * What one message needs of keys, and who provides it: keyrings wrap and open data keys, a materials
 * manager (the specification's CMM) asks them (framework/keyring-interface.md, cmm-interface.md,
 * default-cmm.md).
 */
import {
	compressPoint,
	decodeBase64,
	decompressPoint,
	encodeBase64,
	exportPublicPoint,
	generateSigningKey
} from '#lib/crypto/index.ts';
import type { Bytes, PlaintextDataKey } from '#lib/crypto/index.ts';
import { checkDecryptPolicy, checkEncryptPolicy, defaultSuite } from './commitment.ts';
import type { CommitmentPolicy } from './commitment.ts';
import { checkReservedKeys, publicKeyEntry } from './context.ts';
import type { EncryptionContext } from './context.ts';
import {
	ContextMismatchError,
	InvalidArgumentError,
	NoDataKeyError,
	NoKeyringError,
	PublicKeyError,
	RequiredContextError,
	ReservedContextKeyError
} from './errors.ts';
import type { EncryptedDataKey } from './header.ts';
import { suiteOf } from './suites.ts';
import type { Suite, SuiteId } from './suites.ts';

//  Keyrings

export interface WrapRequest {
	readonly suite: Suite;
	readonly encryptionContext: EncryptionContext;
	/** The data key, if a keyring before this one has made it. */
	readonly dataKey?: PlaintextDataKey | undefined;
}

export interface Wrapped {
	/** The data key asked to be wrapped, or a new one. */
	readonly dataKey: PlaintextDataKey;
	/** At least one. */
	readonly encryptedDataKeys: readonly EncryptedDataKey[];
}

export interface UnwrapRequest {
	readonly suite: Suite;
	readonly encryptionContext: EncryptionContext;
	readonly encryptedDataKeys: readonly EncryptedDataKey[];
}

export interface Keyring {
	/**
	 * Wraps the data key, or makes one and wraps it.
	 * @throws {NoDataKeyError} when it cannot
	 */
	onEncrypt(request: WrapRequest): Promise<Wrapped>;
	/**
	 * Opens one of the encrypted data keys.
	 * @throws {NoKeyringError} when it cannot
	 */
	onDecrypt(request: UnwrapRequest): Promise<PlaintextDataKey>;
}

//  Materials

export interface EncryptionRequest {
	readonly encryptionContext: EncryptionContext;
	/** Keys of entries that the message is not to store: whoever decrypts must know them. */
	readonly requiredContextKeys: readonly string[];
	readonly commitmentPolicy: CommitmentPolicy;
	/** The suite asked for; the policy's default where none is. */
	readonly suite?: SuiteId | undefined;
	/** Bytes of plaintext, where they are known beforehand. */
	readonly plaintextLength?: number | undefined;
}

export interface EncryptionMaterials {
	readonly suite: Suite;
	/** With the public key of signing suites. */
	readonly encryptionContext: EncryptionContext;
	readonly requiredContextKeys: readonly string[];
	/** The receiver erases it after use. */
	readonly dataKey: PlaintextDataKey;
	readonly encryptedDataKeys: readonly EncryptedDataKey[];
	/** In signing suites. */
	readonly signingKey?: CryptoKey;
}

export interface DecryptionRequest {
	readonly suite: Suite;
	/** As the header stores it. */
	readonly encryptionContext: EncryptionContext;
	/** As the caller gave it. */
	readonly reproducedContext: EncryptionContext;
	readonly encryptedDataKeys: readonly EncryptedDataKey[];
	readonly commitmentPolicy: CommitmentPolicy;
}

export interface DecryptionMaterials {
	readonly suite: Suite;
	/** Stored and reproduced entries together. */
	readonly encryptionContext: EncryptionContext;
	/** Keys of entries that the header does not store and its tag covers. */
	readonly requiredContextKeys: readonly string[];
	/** The receiver erases it after use. */
	readonly dataKey: PlaintextDataKey;
	/** The uncompressed point, in signing suites. */
	readonly verificationKey?: Bytes;
}

export interface MaterialsManager {
	encryptionMaterials(request: EncryptionRequest): Promise<EncryptionMaterials>;
	decryptionMaterials(request: DecryptionRequest): Promise<DecryptionMaterials>;
}

/** A keyring as a materials manager; a materials manager as it is. */
export function materialsManagerOf(keyring: Keyring | MaterialsManager): MaterialsManager {
	if ('encryptionMaterials' in keyring) return keyring;
	return {
		encryptionMaterials: (request) => encryptionMaterials(keyring, request),
		decryptionMaterials: (request) => decryptionMaterials(keyring, request)
	};
}

async function encryptionMaterials(
	keyring: Keyring,
	request: EncryptionRequest
): Promise<EncryptionMaterials> {
	const { commitmentPolicy, requiredContextKeys } = request;
	const suite = suiteOf(request.suite ?? defaultSuite(commitmentPolicy));
	checkEncryptPolicy(commitmentPolicy, suite);
	checkReservedKeys(request.encryptionContext);
	for (const key of requiredContextKeys)
		if (!Object.hasOwn(request.encryptionContext, key)) throw new RequiredContextError(key);

	const pair = suite.signature ? await generateSigningKey(suite.signature) : undefined;
	const encryptionContext = pair
		? {
				...request.encryptionContext,
				[publicKeyEntry]: encodeBase64(compressPoint(await exportPublicPoint(pair.publicKey)))
			}
		: request.encryptionContext;
	const { dataKey, encryptedDataKeys } = await keyring.onEncrypt({ suite, encryptionContext });
	if (dataKey.length !== suite.keyLength)
		throw new NoDataKeyError(
			`The keyring gave a data key of ${dataKey.length} bytes; the suite takes ${suite.keyLength}.`
		);
	if (encryptedDataKeys.length === 0)
		throw new NoDataKeyError('No keyring wrapped the data key, so nobody could open the message.');
	return {
		suite,
		encryptionContext,
		requiredContextKeys,
		dataKey,
		encryptedDataKeys,
		...(pair ? { signingKey: pair.privateKey } : {})
	};
}

async function decryptionMaterials(
	keyring: Keyring,
	request: DecryptionRequest
): Promise<DecryptionMaterials> {
	const { suite, encryptedDataKeys } = request;
	checkDecryptPolicy(request.commitmentPolicy, suite);
	const verificationKey = verificationKeyOf(suite, request.encryptionContext);
	const { encryptionContext, requiredContextKeys } = withReproduced(
		request.encryptionContext,
		request.reproducedContext
	);
	const dataKey = await keyring.onDecrypt({ suite, encryptionContext, encryptedDataKeys });
	if (dataKey.length !== suite.keyLength)
		throw new NoKeyringError(
			`the keyring gave one of ${dataKey.length} bytes, and the suite takes ${suite.keyLength}.`
		);
	return {
		suite,
		encryptionContext,
		requiredContextKeys,
		dataKey,
		...(verificationKey ? { verificationKey } : {})
	};
}

/** The stored context with the entries that only the caller knows. */
function withReproduced(stored: EncryptionContext, reproduced: EncryptionContext) {
	for (const [key, value] of Object.entries(reproduced)) {
		if (Object.hasOwn(stored, key)) {
			if (stored[key] !== value) throw new ContextMismatchError(key);
		} else if (key.startsWith('aws-crypto-')) throw new ReservedContextKeyError(key);
	}
	return {
		encryptionContext: { ...stored, ...reproduced },
		requiredContextKeys: Object.keys(reproduced).filter((key) => !Object.hasOwn(stored, key))
	};
}

/** The key of the signature, from the context the header stores. */
function verificationKeyOf(suite: Suite, context: EncryptionContext): Bytes | undefined {
	const text = Object.hasOwn(context, publicKeyEntry) ? context[publicKeyEntry] : undefined;
	if (!suite.signature) {
		if (text === undefined) return undefined;
		throw new PublicKeyError(
			'The header has the public key of a signature, and its suite makes none: a signed message may have been passed off as an unsigned one.'
		);
	}
	if (text === undefined)
		throw new PublicKeyError(
			'The suite signs its messages, and the header lacks the public key: the signature could not be verified.'
		);
	try {
		return decompressPoint(suite.signature, decodeBase64(text));
	} catch (cause) {
		throw new PublicKeyError(
			'The public key in the header cannot be read, so the signature could not be verified.',
			{ cause }
		);
	}
}

/** @throws {InvalidArgumentError} when neither a keyring nor a materials manager was given */
export function checkKeyring(keyring: unknown): asserts keyring is Keyring | MaterialsManager {
	if (
		typeof keyring !== 'object' ||
		keyring === null ||
		!('onDecrypt' in keyring || 'decryptionMaterials' in keyring)
	)
		throw new InvalidArgumentError('A keyring (or a materials manager) is needed.');
}
