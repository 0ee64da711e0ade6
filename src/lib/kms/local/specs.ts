/** Key specs and algorithms as data: a new one is a row here (kms-behaviour section 4, [M]). */
import type {
	EncryptionAlgorithmSpec,
	GrantOperation,
	KeyUsageType,
	MacAlgorithmSpec,
	SigningAlgorithmSpec
} from '@aws-sdk/client-kms';
import type { HmacHash, KeyPairKind } from '#lib/crypto/index.ts';
import { KmsError } from '../errors.ts';

export interface KeySpecFacts {
	readonly usages: readonly KeyUsageType[];
	readonly material: MaterialKind;
	readonly encryption?: readonly (keyof typeof encryptionAlgorithms)[];
	readonly signing?: readonly (keyof typeof signingAlgorithms)[];
	readonly mac?: readonly (keyof typeof macAlgorithms)[];
}

export type MaterialKind =
	/** Key derivation, then AES-256-GCM. */
	| { readonly kind: 'symmetric'; readonly length: 32 }
	| { readonly kind: 'hmac'; readonly length: number; readonly hash: HmacHash }
	| { readonly kind: 'pair'; readonly pair: KeyPairKind };

/** `overhead`: how many bytes of the modulus OAEP needs (RFC 8017 section 7.1.1). */
export const encryptionAlgorithms = {
	SYMMETRIC_DEFAULT: {},
	RSAES_OAEP_SHA_1: { hash: 'SHA-1', overhead: 42 },
	RSAES_OAEP_SHA_256: { hash: 'SHA-256', overhead: 66 }
} as const satisfies Partial<Record<EncryptionAlgorithmSpec, { hash?: string; overhead?: number }>>;

/** `name` and `hash` as WebCrypto calls them; `digest`: bytes of the hash. */
export const signingAlgorithms = {
	RSASSA_PSS_SHA_256: { name: 'RSA-PSS', hash: 'SHA-256', digest: 32 },
	RSASSA_PSS_SHA_384: { name: 'RSA-PSS', hash: 'SHA-384', digest: 48 },
	RSASSA_PSS_SHA_512: { name: 'RSA-PSS', hash: 'SHA-512', digest: 64 },
	RSASSA_PKCS1_V1_5_SHA_256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', digest: 32 },
	RSASSA_PKCS1_V1_5_SHA_384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384', digest: 48 },
	RSASSA_PKCS1_V1_5_SHA_512: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512', digest: 64 },
	ECDSA_SHA_256: { name: 'ECDSA', hash: 'SHA-256', digest: 32, namedCurve: 'P-256' },
	ECDSA_SHA_384: { name: 'ECDSA', hash: 'SHA-384', digest: 48, namedCurve: 'P-384' }
} as const satisfies Partial<
	Record<SigningAlgorithmSpec, { name: string; hash: string; digest: number; namedCurve?: string }>
>;

export const macAlgorithms = {
	HMAC_SHA_256: { hash: 'SHA-256' },
	HMAC_SHA_384: { hash: 'SHA-384' },
	HMAC_SHA_512: { hash: 'SHA-512' }
} as const satisfies Partial<Record<MacAlgorithmSpec, { hash: HmacHash }>>;

const rsa = (modulusLength: number): KeySpecFacts => ({
	usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
	material: { kind: 'pair', pair: { name: 'RSA', modulusLength } },
	encryption: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
	signing: [
		'RSASSA_PKCS1_V1_5_SHA_256',
		'RSASSA_PKCS1_V1_5_SHA_384',
		'RSASSA_PKCS1_V1_5_SHA_512',
		'RSASSA_PSS_SHA_256',
		'RSASSA_PSS_SHA_384',
		'RSASSA_PSS_SHA_512'
	]
});

const ecc = (
	namedCurve: 'P-256' | 'P-384',
	algorithm: 'ECDSA_SHA_256' | 'ECDSA_SHA_384'
): KeySpecFacts => ({
	// The API also has KEY_AGREEMENT for these; DeriveSharedSecret is not modelled.
	usages: ['SIGN_VERIFY'],
	material: { kind: 'pair', pair: { name: 'ECDSA', namedCurve } },
	signing: [algorithm]
});

export const keySpecs = {
	SYMMETRIC_DEFAULT: {
		usages: ['ENCRYPT_DECRYPT'],
		material: { kind: 'symmetric', length: 32 },
		encryption: ['SYMMETRIC_DEFAULT']
	},
	RSA_2048: rsa(2048),
	RSA_3072: rsa(3072),
	RSA_4096: rsa(4096),
	ECC_NIST_P256: ecc('P-256', 'ECDSA_SHA_256'),
	ECC_NIST_P384: ecc('P-384', 'ECDSA_SHA_384'),
	HMAC_256: {
		usages: ['GENERATE_VERIFY_MAC'],
		material: { kind: 'hmac', length: 32, hash: 'SHA-256' },
		mac: ['HMAC_SHA_256']
	}
} as const satisfies Record<string, KeySpecFacts>;

export type ModelledKeySpec = keyof typeof keySpecs;

/** What a key is, as far as its operations depend on it. */
export interface KeyKind {
	readonly spec: ModelledKeySpec;
	readonly usage: KeyUsageType;
}

export function factsOf(spec: ModelledKeySpec): KeySpecFacts {
	return keySpecs[spec];
}

export function isSymmetric(key: Pick<KeyKind, 'spec'>): boolean {
	return key.spec === 'SYMMETRIC_DEFAULT';
}

/** All key specs of the API that are not modelled here: known to AWS, refused under our own name. */
export const knownKeySpecs: readonly string[] = [
	'HMAC_224',
	'HMAC_384',
	'HMAC_512',
	'ECC_NIST_P521',
	'ECC_SECG_P256K1',
	'ECC_NIST_EDWARDS25519',
	'ML_DSA_44',
	'ML_DSA_65',
	'ML_DSA_87',
	'ML_KEM_512',
	'ML_KEM_768',
	'ML_KEM_1024',
	'SM2'
];

/** Algorithms with which GetParametersForImport wraps. */
export const wrappingAlgorithms = {
	RSAES_OAEP_SHA_1: { hash: 'SHA-1', aesKeyWrap: false },
	RSAES_OAEP_SHA_256: { hash: 'SHA-256', aesKeyWrap: false },
	RSA_AES_KEY_WRAP_SHA_1: { hash: 'SHA-1', aesKeyWrap: true },
	RSA_AES_KEY_WRAP_SHA_256: { hash: 'SHA-256', aesKeyWrap: true }
} as const;

export type WrappingAlgorithm = keyof typeof wrappingAlgorithms;

export const wrappingKeySpecs = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;

/** Operations of grants that need something of the key; those not named here fit every key. */
const grantable: Readonly<Partial<Record<GrantOperation, (key: KeyKind) => boolean>>> = {
	Encrypt: (key) => key.usage === 'ENCRYPT_DECRYPT',
	Decrypt: (key) => key.usage === 'ENCRYPT_DECRYPT',
	ReEncryptFrom: (key) => key.usage === 'ENCRYPT_DECRYPT',
	ReEncryptTo: (key) => key.usage === 'ENCRYPT_DECRYPT',
	GenerateDataKey: isSymmetric,
	GenerateDataKeyWithoutPlaintext: isSymmetric,
	GenerateDataKeyPair: isSymmetric,
	GenerateDataKeyPairWithoutPlaintext: isSymmetric,
	Sign: (key) => key.usage === 'SIGN_VERIFY',
	Verify: (key) => key.usage === 'SIGN_VERIFY',
	GetPublicKey: (key) => factsOf(key.spec).material.kind === 'pair',
	GenerateMac: (key) => key.usage === 'GENERATE_VERIFY_MAC',
	VerifyMac: (key) => key.usage === 'GENERATE_VERIFY_MAC',
	DeriveSharedSecret: (key) => key.usage === 'KEY_AGREEMENT',
	Encapsulate: (key) => key.usage === 'ENCAPSULATE_DECAPSULATE',
	Decapsulate: (key) => key.usage === 'ENCAPSULATE_DECAPSULATE'
};

/** Whether a grant on this key can give this operation. */
export function isGrantable(key: KeyKind, operation: GrantOperation): boolean {
	return grantable[operation]?.(key) ?? true;
}

/** @throws {KmsError} `InvalidKeyUsageException` when the key is for something else [S] */
export function assertUsage(
	key: KeyKind & { readonly arn: string },
	usage: KeyUsageType,
	operation: string
): void {
	if (key.usage !== usage)
		throw new KmsError(
			'InvalidKeyUsageException',
			`${key.arn} key usage is ${key.usage} which is not valid for ${operation}.`
		);
}

/**
 * The algorithm that a request names, if the key's spec knows it.
 * @throws {KmsError} `InvalidKeyUsageException` [S]
 */
export function algorithmFor<Algorithm extends string>(
	key: KeyKind,
	known: readonly Algorithm[] | undefined,
	named: string
): Algorithm {
	const found = known?.find((algorithm) => algorithm === named);
	if (found) return found;
	throw new KmsError(
		'InvalidKeyUsageException',
		`Algorithm ${named} is incompatible with key spec ${key.spec}.`
	);
}
