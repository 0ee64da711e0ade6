/** Stable codes of this room's errors; screens choose their words by them. */
export type EnvelopeErrorCode =
	| 'ENVELOPE_BASE64_INPUT'
	| 'ENVELOPE_COMMITMENT_MISMATCH'
	| 'ENVELOPE_COMMITMENT_POLICY'
	| 'ENVELOPE_CONTEXT_MISMATCH'
	| 'ENVELOPE_CONTEXT_TOO_LARGE'
	| 'ENVELOPE_FRAME_TAG'
	| 'ENVELOPE_HEADER_TAG'
	| 'ENVELOPE_INVALID_ARGUMENT'
	| 'ENVELOPE_MALFORMED'
	| 'ENVELOPE_NO_DATA_KEY'
	| 'ENVELOPE_NO_KEYRING'
	| 'ENVELOPE_OVER_LIMIT'
	| 'ENVELOPE_PUBLIC_KEY'
	| 'ENVELOPE_REQUIRED_CONTEXT'
	| 'ENVELOPE_RESERVED_CONTEXT_KEY'
	| 'ENVELOPE_SEQUENCE'
	| 'ENVELOPE_SIGNATURE'
	| 'ENVELOPE_SIGNED_STREAM'
	| 'ENVELOPE_TOO_MANY_DATA_KEYS'
	| 'ENVELOPE_TRAILING_BYTES'
	| 'ENVELOPE_TRUNCATED'
	| 'ENVELOPE_UNSUPPORTED_SUITE'
	| 'ENVELOPE_UNSUPPORTED_VERSION';

interface Details extends ErrorOptions {
	/** Where in the message the first wrong byte stands, counted from 0. */
	offset?: number;
}

/** What went wrong with a message or with what was asked. The text says what failed and why it matters. */
export abstract class EnvelopeError extends Error {
	abstract readonly code: EnvelopeErrorCode;
	/** Where in the message the first wrong byte stands, if the fault has a place. */
	readonly offset?: number;

	constructor(message: string, { offset, ...options }: Details = {}) {
		super(message, options);
		if (offset !== undefined) this.offset = offset;
	}
}

//  The message cannot be read

/** The input is the text of a message in base64, not its bytes. */
export class Base64InputError extends EnvelopeError {
	override readonly name = 'Base64InputError';
	readonly code = 'ENVELOPE_BASE64_INPUT';

	constructor() {
		super(
			'This looks like a message in base64. Decode it first: the format is bytes, and their text form is a different, longer thing.',
			{ offset: 0 }
		);
	}
}

/** The first bytes are of no version of the format. */
export class UnsupportedVersionError extends EnvelopeError {
	override readonly name = 'UnsupportedVersionError';
	readonly code = 'ENVELOPE_UNSUPPORTED_VERSION';
}

/** The algorithm suite is unknown, or does not belong to the message's version. */
export class UnsupportedSuiteError extends EnvelopeError {
	override readonly name = 'UnsupportedSuiteError';
	readonly code = 'ENVELOPE_UNSUPPORTED_SUITE';
}

/** A field holds what the format does not allow. */
export class MalformedMessageError extends EnvelopeError {
	override readonly name = 'MalformedMessageError';
	readonly code = 'ENVELOPE_MALFORMED';
}

/** The message ends before it is complete. `offset` is where it ends. */
export class TruncatedError extends EnvelopeError {
	override readonly name = 'TruncatedError';
	readonly code = 'ENVELOPE_TRUNCATED';

	constructor(what: string, offset: number) {
		super(
			`The message ends at byte ${offset}, inside ${what}. Part of it is missing, so nothing vouches for what is there being all of it.`,
			{ offset }
		);
	}
}

/** Something follows the end of the message. */
export class TrailingBytesError extends EnvelopeError {
	override readonly name = 'TrailingBytesError';
	readonly code = 'ENVELOPE_TRAILING_BYTES';

	constructor(offset: number) {
		super(
			`The message is complete at byte ${offset}, and more follows. Nothing vouches for those bytes, so the whole is refused.`,
			{ offset }
		);
	}
}

/** A frame is missing, repeated or out of place. */
export class SequenceError extends EnvelopeError {
	override readonly name = 'SequenceError';
	readonly code = 'ENVELOPE_SEQUENCE';
}

/** More encrypted data keys than the caller allows. */
export class TooManyDataKeysError extends EnvelopeError {
	override readonly name = 'TooManyDataKeysError';
	readonly code = 'ENVELOPE_TOO_MANY_DATA_KEYS';

	constructor(count: number, limit: number, offset?: number) {
		super(
			`The message has ${count} encrypted data keys, more than the ${limit} allowed. Each may cost a call to a key service, so a stranger's message could run up thousands.`,
			offset === undefined ? {} : { offset }
		);
	}
}

/** A part is larger than this program agreed to hold in memory. */
export class OverLimitError extends EnvelopeError {
	override readonly name = 'OverLimitError';
	readonly code = 'ENVELOPE_OVER_LIMIT';
}

//  The message can be read, and does not hold

/** The data key is not the one this message committed to. */
export class CommitmentMismatchError extends EnvelopeError {
	override readonly name = 'CommitmentMismatchError';
	readonly code = 'ENVELOPE_COMMITMENT_MISMATCH';

	constructor(offset?: number) {
		super(
			'The data key does not match the commitment in the header. AES-GCM alone lets one ciphertext open under two keys to two plaintexts; the commitment rules that out, so nothing is decrypted.',
			offset === undefined ? {} : { offset }
		);
	}
}

/** The header's tag does not fit. */
export class HeaderTagError extends EnvelopeError {
	override readonly name = 'HeaderTagError';
	readonly code = 'ENVELOPE_HEADER_TAG';

	constructor(options: Details = {}) {
		super(
			'The authentication tag of the header does not fit: the header, or the encryption context given with it, is not what was encrypted. Nothing it says can be trusted, so the body is not touched.',
			options
		);
	}
}

/** The tag of one frame (or of the single block of an unframed body) does not fit. */
export class FrameTagError extends EnvelopeError {
	override readonly name = 'FrameTagError';
	readonly code = 'ENVELOPE_FRAME_TAG';
	/** Counted from 1; the single block is 1. */
	readonly sequence: number;

	constructor(sequence: number, options: Details = {}) {
		super(
			`The authentication tag of frame ${sequence} does not fit: its bytes, its place or its length were changed. None of its plaintext is given out.`,
			options
		);
		this.sequence = sequence;
	}
}

/** The signature over the whole message does not fit. */
export class SignatureError extends EnvelopeError {
	override readonly name = 'SignatureError';
	readonly code = 'ENVELOPE_SIGNATURE';
}

/** The public key of the signature is missing, unreadable, or there without a signature. */
export class PublicKeyError extends EnvelopeError {
	override readonly name = 'PublicKeyError';
	readonly code = 'ENVELOPE_PUBLIC_KEY';
}

/** A signed message was given to a stream. */
export class SignedStreamError extends EnvelopeError {
	override readonly name = 'SignedStreamError';
	readonly code = 'ENVELOPE_SIGNED_STREAM';

	constructor() {
		super(
			'This message is signed, and its signature stands at the end: a stream would give out plaintext before the signature is verified. Decrypt it whole, or as a file that is read twice.'
		);
	}
}

//  Keys

/** No keyring could open any of the encrypted data keys; `causes` says why, one for each attempt. */
export class NoKeyringError extends EnvelopeError {
	override readonly name = 'NoKeyringError';
	readonly code = 'ENVELOPE_NO_KEYRING';
	readonly causes: readonly unknown[];

	constructor(reason: string, causes: readonly unknown[] = []) {
		super(
			`No keyring could open an encrypted data key: ${reason} Without the data key there is no way to the plaintext.`,
			causes.length === 1 ? { cause: causes[0] } : {}
		);
		this.causes = causes;
	}
}

/** Encryption is impossible: no keyring gave or wrapped a data key. */
export class NoDataKeyError extends EnvelopeError {
	override readonly name = 'NoDataKeyError';
	readonly code = 'ENVELOPE_NO_DATA_KEY';
}

//  What was asked

/** The commitment policy forbids the algorithm suite. */
export class CommitmentPolicyError extends EnvelopeError {
	override readonly name = 'CommitmentPolicyError';
	readonly code = 'ENVELOPE_COMMITMENT_POLICY';
}

/** The caller's encryption context uses a key that the format keeps for itself. */
export class ReservedContextKeyError extends EnvelopeError {
	override readonly name = 'ReservedContextKeyError';
	readonly code = 'ENVELOPE_RESERVED_CONTEXT_KEY';

	constructor(key: string) {
		super(
			`The encryption context key “${key}” begins with “aws-crypto-”, which is reserved: the message keeps its own entries there, and a caller's could pose as them.`
		);
	}
}

/** The encryption context given for decryption is not the message's. */
export class ContextMismatchError extends EnvelopeError {
	override readonly name = 'ContextMismatchError';
	readonly code = 'ENVELOPE_CONTEXT_MISMATCH';

	constructor(key: string) {
		super(
			`The encryption context entry “${key}” has another value in the message. The message was made for another purpose than the one expected, so it is refused.`
		);
	}
}

/** An encryption context entry that is required was not given. */
export class RequiredContextError extends EnvelopeError {
	override readonly name = 'RequiredContextError';
	readonly code = 'ENVELOPE_REQUIRED_CONTEXT';

	constructor(key: string) {
		super(
			`The encryption context entry “${key}” is required and was not given. It is not taken from the message: whoever decrypts must know it.`
		);
	}
}

/** The encryption context does not fit into the fields of the format. */
export class ContextTooLargeError extends EnvelopeError {
	override readonly name = 'ContextTooLargeError';
	readonly code = 'ENVELOPE_CONTEXT_TOO_LARGE';
}

/** An option has a value that means nothing here. */
export class InvalidArgumentError extends EnvelopeError {
	override readonly name = 'InvalidArgumentError';
	readonly code = 'ENVELOPE_INVALID_ARGUMENT';
}
