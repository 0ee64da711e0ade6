/** Stable codes of this room's errors; screens choose their words by them. */
export type CryptoErrorCode =
	| 'CRYPTO_AUTHENTICATION_FAILED'
	| 'CRYPTO_UNSUPPORTED_LENGTH'
	| 'CRYPTO_MALFORMED_ENCODING'
	| 'CRYPTO_MALFORMED_KEY'
	| 'CRYPTO_UNAVAILABLE';

export abstract class CryptoError extends Error {
	abstract readonly code: CryptoErrorCode;
}

/**
 * The tag does not fit the key, IV, additional data and ciphertext. AES-GCM cannot tell which of
 * them is wrong, so neither does this error. `cause` is WebCrypto's own `OperationError`.
 */
export class AuthenticationError extends CryptoError {
	override readonly name = 'AuthenticationError';
	readonly code = 'CRYPTO_AUTHENTICATION_FAILED';
}

/** A key, IV or tag of a length that is not supported; the message names both lengths. */
export class UnsupportedLengthError extends CryptoError {
	override readonly name = 'UnsupportedLengthError';
	readonly code = 'CRYPTO_UNSUPPORTED_LENGTH';
}

/** Text that is not hex, base64 or UTF-8; the message says what stands where. */
export class EncodingError extends CryptoError {
	override readonly name = 'EncodingError';
	readonly code = 'CRYPTO_MALFORMED_ENCODING';
}

/** A key that cannot be read, or not the kind asked for; the message says which. */
export class KeyFormatError extends CryptoError {
	override readonly name = 'KeyFormatError';
	readonly code = 'CRYPTO_MALFORMED_KEY';
}

/** There is no WebCrypto: browsers offer it only over https or on localhost. */
export class CryptoUnavailableError extends CryptoError {
	override readonly name = 'CryptoUnavailableError';
	readonly code = 'CRYPTO_UNAVAILABLE';
}
