/** AWS's own client with the commands that are sent; a chunk of its own that no page loads by itself. */
import {
	DecryptCommand,
	DescribeKeyCommand,
	EncryptCommand,
	GenerateDataKeyCommand,
	GetPublicKeyCommand,
	KMSClient,
	ReEncryptCommand,
	SignCommand,
	VerifyCommand
} from '@aws-sdk/client-kms';
import type { KMSClientConfig } from '@aws-sdk/client-kms';
import type { KmsInput, KmsOutput } from '../client.ts';
import type { SentOperation } from './operations.ts';

type Answer<Op extends SentOperation> = KmsOutput<Op> & {
	$metadata: { requestId?: string | undefined };
};

const sends: {
	[Op in SentOperation]: (client: KMSClient, input: KmsInput<Op>) => Promise<Answer<Op>>;
} = {
	Decrypt: (client, input) => client.send(new DecryptCommand(input)),
	DescribeKey: (client, input) => client.send(new DescribeKeyCommand(input)),
	Encrypt: (client, input) => client.send(new EncryptCommand(input)),
	GenerateDataKey: (client, input) => client.send(new GenerateDataKeyCommand(input)),
	GetPublicKey: (client, input) => client.send(new GetPublicKeyCommand(input)),
	ReEncrypt: (client, input) => client.send(new ReEncryptCommand(input)),
	Sign: (client, input) => client.send(new SignCommand(input)),
	Verify: (client, input) => client.send(new VerifyCommand(input))
};

/** A client, as one function and its end. */
export interface Sdk {
	send<Op extends SentOperation>(operation: Op, input: KmsInput<Op>): Promise<Answer<Op>>;
	destroy(): void;
}

export function createSdk(config: KMSClientConfig): Sdk {
	const client = new KMSClient(config);
	return {
		send: (operation, input) => sends[operation](client, input),
		destroy: () => {
			client.destroy();
		}
	};
}
