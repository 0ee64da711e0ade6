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
	flipBit,
	ownBytes
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
	KeyFormatError,
	UnsupportedLengthError
} from './errors.ts';
export type { CryptoErrorCode } from './errors.ts';
export { decryptAesGcm, encryptAesGcm, importAesGcmKey, ivLength, tagLength } from './aes-gcm.ts';
export type { Sealed } from './aes-gcm.ts';
export { createAesGcmCipher } from './aes-gcm-cipher.ts';
export type { AesGcmCipher } from './aes-gcm-cipher.ts';
export { digest } from './digest.ts';
export {
	compressPoint,
	curves,
	decompressPoint,
	derToRawSignature,
	exportPublicPoint,
	fixedLengthDer,
	generateSigningKey,
	rawToDerSignature,
	signEcdsa,
	verifyEcdsa
} from './ecdsa.ts';
export type { CurveName } from './ecdsa.ts';
export { createStreamingHash, signDigest, verifyDigest } from './ecdsa-streaming.ts';
export type { StreamingHash } from './ecdsa-streaming.ts';
export { deriveAesGcmKey, deriveBytes, importHkdfKey } from './hkdf.ts';
export type { HkdfHash } from './hkdf.ts';
export { decryptRsaOaep, encryptRsaOaep, importRsaPrivateKey, importRsaPublicKey } from './rsa.ts';
export type { OaepHash } from './rsa.ts';
export { createMac, importHmacKey, verifyMac } from './hmac.ts';
export type { HmacHash } from './hmac.ts';
export { unwrapPadded } from './key-wrap.ts';
export { systemRandom } from './random.ts';
export type { RandomBytes } from './random.ts';
export { hasWebCrypto } from './webcrypto.ts';
export {
	generateReceivingKeyPair,
	generateSealedKeyPair,
	readPublicKey,
	sealPrivateKey,
	unsealKey
} from './sealed-key.ts';
export type { KeyPairKind, KeyReading, SealedKey } from './sealed-key.ts';
export { createSignature, verifySignature } from './signatures.ts';
export type { SignatureScheme, Signed } from './signatures.ts';
