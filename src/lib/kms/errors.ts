/** Names of refusals, as the AWS API spells them. */
export type KmsErrorName =
	| 'AccessDeniedException'
	| 'DisabledException'
	| 'DryRunOperationException'
	| 'IncorrectKeyException'
	| 'InvalidCiphertextException'
	| 'InvalidKeyUsageException'
	| 'NotFoundException'
	| 'ValidationException';

/**
 * AWS KMS says no. `name` is the API's and is what code tells refusals by; `message` is the
 * service's text, which for some refusals is empty. On the wire each is an HTTP 400.
 */
export class KmsError extends Error {
	override readonly name: KmsErrorName;
	readonly $fault = 'client';

	constructor(name: KmsErrorName, message = '') {
		super(message);
		this.name = name;
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
