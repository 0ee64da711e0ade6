/** AWS Encryption SDK messages: encrypt, decrypt, stream, and see what every byte is. */
export {
	cachingMaterials,
	createMaterialsCache,
	decryptionCacheId,
	encryptionCacheId
} from './caching.ts';
export type { CachingOptions, MaterialsCache } from './caching.ts';
export { defaultCommitmentPolicy } from './commitment.ts';
export type { CommitmentPolicy } from './commitment.ts';
export { serialiseContext } from './context.ts';
export type { EncryptionContext } from './context.ts';
export { decrypt } from './decrypt.ts';
export type { Decrypted, DecryptOptions } from './decrypt.ts';
export { decryptBlob, decryptStream } from './decrypt-stream.ts';
export type { DecryptStreamOptions } from './decrypt-stream.ts';
export { deriveMessageKey } from './derive.ts';
export { encrypt } from './encrypt.ts';
export type { EncryptOptions } from './encrypt.ts';
export { encryptStream } from './encrypt-stream.ts';
export type { EncryptStreamOptions } from './encrypt-stream.ts';
export {
	Base64InputError,
	CommitmentMismatchError,
	CommitmentPolicyError,
	ContextMismatchError,
	ContextTooLargeError,
	EnvelopeError,
	FrameTagError,
	HeaderTagError,
	InvalidArgumentError,
	MalformedMessageError,
	NoDataKeyError,
	NoKeyringError,
	OverLimitError,
	PublicKeyError,
	RequiredContextError,
	ReservedContextKeyError,
	SequenceError,
	SignatureError,
	SignedStreamError,
	TooManyDataKeysError,
	TrailingBytesError,
	TruncatedError,
	UnsupportedSuiteError,
	UnsupportedVersionError
} from './errors.ts';
export type { EnvelopeErrorCode } from './errors.ts';
export type { EncryptedDataKey, MessageHeader } from './header.ts';
export { kmsKeyring } from './keyrings/kms.ts';
export type { KmsKeyringOptions } from './keyrings/kms.ts';
export { multiKeyring } from './keyrings/multi.ts';
export type { MultiKeyringOptions } from './keyrings/multi.ts';
export { rawAesKeyring } from './keyrings/raw-aes.ts';
export type { RawAesKeyringOptions } from './keyrings/raw-aes.ts';
export { rawRsaKeyring } from './keyrings/raw-rsa.ts';
export type { RawRsaKeyringOptions } from './keyrings/raw-rsa.ts';
export { mapCiphertextBlob } from './map-blob.ts';
export { mapMessageInSteps, RegionList } from './map-list.ts';
export { mapMessage } from './map.ts';
export type { FrameRun, Region, RegionError } from './map.ts';
export type {
	DecryptionMaterials,
	DecryptionRequest,
	EncryptionMaterials,
	EncryptionRequest,
	Keyring,
	MaterialsManager,
	UnwrapRequest,
	WrapRequest,
	Wrapped
} from './materials.ts';
export { requiredContext } from './required-context.ts';
export type { Progress, StreamOptions } from './stream.ts';
export { describeSuite, suites } from './suites.ts';
export type { Suite, SuiteId } from './suites.ts';
