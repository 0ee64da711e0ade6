/** What the tests of the sandbox share: a server on a free port, and the official client for it. */
import { KMSClient } from '@aws-sdk/client-kms';
import * as sdk from '@aws-sdk/client-kms';
import { onTestFinished } from 'vitest';
import type { KmsInput, KmsOperation, KmsOutput } from '../../lib/kms/index.ts';
import { startSandbox } from './main.ts';
import type { SandboxOptions } from './main.ts';
import type { KmsServer } from './protocol.ts';

/** A sandbox that ends with the test. */
export async function sandbox(options: SandboxOptions = {}): Promise<KmsServer> {
	const server = await startSandbox(options);
	onTestFinished(() => server.close());
	return server;
}

export function clientOf(
	{ url }: { url: string },
	accessKeyId = 'AKIDROOT',
	region = 'eu-central-1'
): KMSClient {
	const client = new KMSClient({
		endpoint: url,
		region,
		credentials: { accessKeyId, secretAccessKey: 'any' },
		maxAttempts: 1
	});
	onTestFinished(() => {
		client.destroy();
	});
	return client;
}

/** A call by the operation's name; the answer without what the SDK adds. */
export async function send<Op extends KmsOperation>(
	client: KMSClient,
	operation: Op,
	input: KmsInput<Op>
): Promise<KmsOutput<Op>> {
	const commands = sdk as unknown as Record<string, new (input: object) => never>;
	const Command = commands[`${operation}Command`];
	if (!Command) throw new Error(`The SDK has no ${operation}Command.`);
	const answer: object = await client.send(new Command(input));
	return withoutMetadata(answer);
}

/** An answer of the SDK as the service gave it. */
export function withoutMetadata(answer: object): object {
	return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== '$metadata'));
}
