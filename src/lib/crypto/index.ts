/** Bytes, encodings and the few WebCrypto calls that the other rooms share. */
export {
	asCiphertext,
	asPlaintextDataKey,
	asWrappedDataKey,
	compareBytes,
	concat,
	copyBytes,
	equalBytes,
	erase,
	flipBit
} from './bytes.ts';
export type { Bytes, Ciphertext, PlaintextDataKey, WrappedDataKey } from './bytes.ts';
export {
	decodeBase64,
	decodeHex,
	decodeUtf8,
	encodeBase64,
	encodeHex,
	encodeUtf8
} from './encodings.ts';
export {
	AuthenticationError,
	CryptoError,
	CryptoUnavailableError,
	EncodingError,
	UnsupportedLengthError
} from './errors.ts';
export type { CryptoErrorCode } from './errors.ts';
export { decryptAesGcm, encryptAesGcm, importAesGcmKey, ivLength, tagLength } from './aes-gcm.ts';
export type { Sealed } from './aes-gcm.ts';
export { deriveAesGcmKey, deriveBytes, importHkdfKey } from './hkdf.ts';
export { systemRandom } from './random.ts';
export type { RandomBytes } from './random.ts';
export { hasWebCrypto } from './webcrypto.ts';
