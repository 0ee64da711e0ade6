/** Names of refusals that are the caller's to change, as the AWS API spells them. */
export type KmsClientErrorName =
	| 'AccessDeniedException'
	| 'AlreadyExistsException'
	| 'ConflictException'
	| 'DisabledException'
	| 'DryRunOperationException'
	| 'ExpiredImportTokenException'
	| 'IncorrectKeyException'
	| 'IncorrectKeyMaterialException'
	| 'InvalidAliasNameException'
	| 'InvalidArnException'
	| 'InvalidCiphertextException'
	| 'InvalidGrantIdException'
	| 'InvalidGrantTokenException'
	| 'InvalidImportTokenException'
	| 'InvalidKeyUsageException'
	| 'InvalidMarkerException'
	| 'KMSInvalidMacException'
	| 'KMSInvalidSignatureException'
	| 'KMSInvalidStateException'
	| 'LimitExceededException'
	| 'MalformedPolicyDocumentException'
	| 'NotFoundException'
	| 'TagException'
	| 'ThrottlingException'
	| 'UnsupportedOperationException'
	/** The API reference spells this one so, for operations of a grant that its key cannot do. */
	| 'ValidationError'
	| 'ValidationException';

/** Names of refusals that are the service's fault: the same request may work later. */
export type KmsServerErrorName =
	'DependencyTimeoutException' | 'KeyUnavailableException' | 'KMSInternalException';

/** Names of refusals, as the AWS API spells them. */
export type KmsErrorName = KmsClientErrorName | KmsServerErrorName;

const serverErrors: readonly KmsErrorName[] = [
	'DependencyTimeoutException',
	'KeyUnavailableException',
	'KMSInternalException'
] satisfies KmsServerErrorName[];

/**
 * AWS KMS says no. `name` is the API's and is what code tells refusals by; `message` is the
 * service's text, which for some refusals is empty. On the wire a client's fault is an HTTP 400.
 */
export class KmsError extends Error {
	override readonly name: KmsErrorName;
	readonly $fault: 'client' | 'server';

	constructor(name: KmsErrorName, message = '', options?: ErrorOptions) {
		super(message, options);
		this.name = name;
		this.$fault = serverErrors.includes(name) ? 'server' : 'client';
	}
}

/**
 * The local KMS does not model what was asked, so it does not guess how AWS would answer. AWS has no
 * error of this name.
 */
export class NotModelledError extends Error {
	override readonly name = 'NotModelledError';
	readonly code = 'KMS_NOT_MODELLED';

	constructor(what: string) {
		super(`Not modelled here: ${what}.`);
	}
}
