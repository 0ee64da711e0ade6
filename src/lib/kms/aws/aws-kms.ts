/** A KMS elsewhere, AWS's own or an emulator: the same interface over AWS's client. */
import type { KmsClient, KmsInput, KmsOperation, KmsOutput } from '../client.ts';
import { asOurs, NotSentError } from './errors.ts';
import { isSent } from './operations.ts';
import type { SentOperation } from './operations.ts';
import type { Sdk } from './sdk.ts';

/** Credentials as AWS gives them out. They are held in memory, and nowhere else. */
export interface AwsCredentials {
	accessKeyId: string;
	secretAccessKey: string;
	/** Of temporary credentials. */
	sessionToken?: string;
	/** When temporary ones end. */
	expiration?: Date;
}

export interface AwsKmsOptions {
	/** `eu-central-1` */
	region: string;
	credentials: AwsCredentials;
	/** Where calls go instead of AWS: `http://localhost:4599`. */
	endpoint?: string;
}

/** An answer, and how it came. */
export interface Answered<Op extends KmsOperation> {
	output: KmsOutput<Op>;
	/** The id of the request, where the response exposes it to a page. */
	requestId: string | undefined;
}

export interface AwsKms extends KmsClient {
	/** As `send`, with what is known of the response beside its output. */
	call<Op extends KmsOperation>(operation: Op, input: KmsInput<Op>): Promise<Answered<Op>>;
	/** Lets go of the credentials. Every later call is rejected. */
	erase(): void;
}

/** An unanswered call is given up after so many ms. */
const longest = 15_000;

/**
 * A client for a real KMS. Nothing is loaded or sent until the first call. A call is one request: it is
 * not repeated by itself. `send` and `call` reject with an `AwsKmsError` where the service refuses, an
 * `AwsCallError` where the call did not get that far, and a `NotSentError` for operations that make or
 * change keys. No error holds anything of the credentials.
 */
export function createAwsKms({ region, credentials, endpoint }: AwsKmsOptions): AwsKms {
	let held: AwsCredentials | undefined = { ...credentials };
	let sdk: Promise<Sdk> | undefined;

	async function load(): Promise<Sdk> {
		const { createSdk } = await import('./sdk.ts');
		return createSdk({
			region,
			...(endpoint === undefined ? {} : { endpoint }),
			credentials: () =>
				held ? Promise.resolve({ ...held }) : Promise.reject(new Error('Erased.')),
			maxAttempts: 1,
			requestHandler: {
				requestTimeout: longest,
				// In a browser: nothing but the signed request goes out, and to nobody but the endpoint.
				requestInit: () => ({ cache: 'no-store', credentials: 'omit', redirect: 'error' })
			}
		});
	}

	async function call<Op extends KmsOperation>(
		operation: Op,
		input: KmsInput<Op>
	): Promise<Answered<Op>> {
		if (!isSent(operation)) throw new NotSentError(operation);
		if (!held) throw new Error('The credentials were erased.');
		const secrets = [held.sessionToken ?? '', held.secretAccessKey, held.accessKeyId];
		try {
			sdk ??= load();
			// Which input goes with which operation, this function's own type has said.
			const sent = input as KmsInput<SentOperation>;
			const { $metadata, ...output } = await (await sdk).send<SentOperation>(operation, sent);
			return { output: output, requestId: $metadata.requestId };
		} catch (error) {
			throw asOurs(error, secrets);
		}
	}

	return {
		call,
		send: async (operation, input) => (await call(operation, input)).output,
		erase() {
			held = undefined;
			void sdk?.then((client) => {
				client.destroy();
			});
			sdk = undefined;
		}
	};
}
