import { KmsError } from '../errors.ts';
import type { KmsErrorName } from '../errors.ts';

/** What is known of an answer that was a refusal. */
export interface Refused {
	/** The HTTP status, where there was one. */
	status: number | undefined;
	/** The id by which the service, and the owner's trail, know the request. */
	requestId: string | undefined;
}

/** A real KMS says no, with an error of the KMS API. */
export class AwsKmsError extends KmsError {
	readonly status: number | undefined;
	readonly requestId: string | undefined;

	constructor(name: KmsErrorName, message: string, { status, requestId }: Refused) {
		super(name, message);
		this.status = status;
		this.requestId = requestId;
	}
}

/**
 * A call did not get as far as the key: nobody answered, the credentials were not taken, or the answer
 * is none of the KMS API's. `name` is what the other side called it.
 */
export class AwsCallError extends Error {
	override readonly name: string;
	readonly status: number | undefined;
	readonly requestId: string | undefined;

	constructor(name: string, message: string, { status, requestId }: Refused) {
		super(message);
		this.name = name;
		this.status = status;
		this.requestId = requestId;
	}

	/** No answer came at all, or none that the browser lets the page read. */
	get isUnanswered(): boolean {
		return this.status === undefined;
	}
}

/** The name of an answer that no KMS gives. */
export const notKms = 'NotAnAnswerOfKms';

/** The operation is one that is never sent to a real KMS. */
export class NotSentError extends Error {
	override readonly name = 'NotSentError';
	readonly code = 'KMS_NOT_SENT';

	constructor(operation: string) {
		super(`${operation} is never sent to a KMS of yours: it would make or change a key.`);
	}
}

const names: ReadonlySet<string> = new Set<KmsErrorName>([
	'AccessDeniedException',
	'AlreadyExistsException',
	'ConflictException',
	'DependencyTimeoutException',
	'DisabledException',
	'DryRunOperationException',
	'IncorrectKeyException',
	'InvalidArnException',
	'InvalidCiphertextException',
	'InvalidGrantTokenException',
	'InvalidKeyUsageException',
	'KeyUnavailableException',
	'KMSInternalException',
	'KMSInvalidSignatureException',
	'KMSInvalidStateException',
	'LimitExceededException',
	'NotFoundException',
	'ThrottlingException',
	'UnsupportedOperationException',
	'ValidationException'
]);

/**
 * An error of the SDK as ours. Text is taken over without anything of `secrets`, and without the
 * error itself, which holds the signed request.
 */
export function asOurs(error: unknown, secrets: readonly string[]): AwsKmsError | AwsCallError {
	const { name, message, $metadata } = error as {
		name?: unknown;
		message?: unknown;
		$metadata?: { httpStatusCode?: number; requestId?: string };
	};
	const refused: Refused = {
		status: $metadata?.httpStatusCode,
		requestId: $metadata?.requestId
	};
	// What the SDK says of an answer that it cannot read is for whoever writes a program with it.
	if (error instanceof SyntaxError)
		return new AwsCallError(notKms, 'The answer is not JSON.', refused);
	const called = typeof name === 'string' ? name : 'Error';
	// The SDK's own word for an empty message.
	const said = typeof message === 'string' && message !== 'UnknownError' ? message : '';
	const text = without(said, secrets);
	return names.has(called)
		? new AwsKmsError(called as KmsErrorName, text, refused)
		: new AwsCallError(called, text, refused);
}

/** No access key of AWS is shorter; what emulators are given (any, test) is a word, and no secret. */
const shortest = 16;

/** The text with every secret replaced. AWS quotes signed headers back at whoever signed wrongly. */
function without(text: string, secrets: readonly string[]): string {
	return secrets.reduce(
		(rest, secret) => (secret.length < shortest ? rest : rest.replaceAll(secret, '…')),
		text
	);
}
