import { createServer as createPage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKmsServer, WireError } from '../../../tools/sandbox/protocol.ts';
import { startSandbox } from '../../../tools/sandbox/main.ts';
import type { KmsServer } from '../../../tools/sandbox/protocol.ts';
import { KmsError } from '../index.ts';
import { createLocalKms } from '../local/local-kms.ts';
import { operations } from '../local/operations/index.ts';
import {
	AwsCallError,
	AwsKmsError,
	createAwsKms,
	notKms,
	NotSentError,
	sentOperations
} from './index.ts';

const accountId = '111122223333';
const credentials = {
	accessKeyId: 'AKIDOFTHEVERYTEST',
	secretAccessKey: 'the-secret-of-the-test',
	sessionToken: 'the-token-of-the-test'
};
const region = 'eu-central-1';
const kms = createLocalKms({ accountId });
let keyId: string;
let sandbox: KmsServer;
let asked: string[] = [];

beforeAll(async () => {
	keyId = (await kms.in(region).send('CreateKey', {})).KeyMetadata?.Arn ?? '';
	sandbox = await startSandbox({
		accountId,
		kms,
		onCall: ({ event }) => asked.push(event.eventName)
	});
});
afterAll(() => sandbox.close());

const client = () => createAwsKms({ region, credentials, endpoint: sandbox.url });

describe('over the wire', () => {
	it('brings back what was sealed, and the ids of the requests', async () => {
		const aws = client();
		const context = { purpose: 'päyroll' };
		const made = await aws.call('GenerateDataKey', {
			KeyId: keyId,
			KeySpec: 'AES_256',
			EncryptionContext: context
		});
		const opened = await aws.send('Decrypt', {
			CiphertextBlob: made.output.CiphertextBlob,
			EncryptionContext: context
		});
		expect(opened).toMatchObject({ KeyId: keyId, Plaintext: made.output.Plaintext });
		expect(made.output.Plaintext).toHaveLength(32);
		expect(made.output).not.toHaveProperty('$metadata');
		expect(made.requestId).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('refuses with errors of the API, their names, texts and ids', async () => {
		const aws = client();
		const made = await aws.send('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' });
		const refusal: unknown = await aws
			.send('Decrypt', {
				CiphertextBlob: made.CiphertextBlob,
				EncryptionContext: { not: 'this' }
			})
			.catch((error: unknown) => error);
		expect(refusal).toBeInstanceOf(KmsError);
		expect(refusal).toBeInstanceOf(AwsKmsError);
		expect(refusal).toMatchObject({
			name: 'InvalidCiphertextException',
			message: '',
			status: 400,
			requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string
		});
	});

	it('never sends what makes, changes or deletes a key', async () => {
		asked = [];
		const aws = client();
		const others = (Object.keys(operations) as (keyof typeof operations)[]).filter(
			(name) => !(sentOperations as readonly string[]).includes(name)
		);
		expect(others).toEqual(
			expect.arrayContaining(['CreateKey', 'DisableKey', 'PutKeyPolicy', 'ScheduleKeyDeletion'])
		);
		for (const name of others)
			await expect(aws.send(name, { KeyId: keyId })).rejects.toBeInstanceOf(NotSentError);
		expect(asked).toEqual([]);
	});

	it('makes no call without credentials', async () => {
		asked = [];
		const aws = client();
		await aws.send('DescribeKey', { KeyId: keyId });
		aws.erase();
		await expect(aws.send('DescribeKey', { KeyId: keyId })).rejects.toThrow('erased');
		expect(asked).toEqual(['DescribeKey']);
		expect(JSON.stringify(aws)).not.toContain(credentials.secretAccessKey);
	});
});

describe('where the key is not reached', () => {
	it('says what the other side called it, without a word of the credentials', async () => {
		const server = await startKmsServer({
			answer: () => {
				throw new WireError(
					'InvalidSignatureException',
					`The signature does not match. x-amz-security-token:${credentials.sessionToken} ${credentials.accessKeyId}`,
					{ status: 403 }
				);
			}
		});
		const error: unknown = await createAwsKms({ region, credentials, endpoint: server.url })
			.send('DescribeKey', { KeyId: keyId })
			.catch((thrown: unknown) => thrown);
		await server.close();
		expect(error).toBeInstanceOf(AwsCallError);
		expect(error).toMatchObject({ name: 'InvalidSignatureException', status: 403 });
		const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
		for (const secret of Object.values(credentials)) expect(told).not.toContain(secret);
		expect((error as Error).cause).toBeUndefined();
	});

	it('leaves words whole that emulators take for secrets', async () => {
		const error: unknown = await createAwsKms({
			region,
			credentials: { accessKeyId: 'Key', secretAccessKey: 'not' },
			endpoint: sandbox.url
		})
			.send('DescribeKey', { KeyId: keyId.replace(/.$/, 'z') })
			.catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(AwsKmsError);
		expect((error as Error).message).toMatch(/Key.*not/);
	});

	it.each([200, 502])('says of a page with status %d that it is no answer', async (status) => {
		const server = createPage((_, response) => {
			response.writeHead(status, { 'content-type': 'text/html' }).end('<p>Hello</p>');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const endpoint = `http://127.0.0.1:${port}`;
		const error: unknown = await createAwsKms({ region, credentials, endpoint })
			.send('DescribeKey', { KeyId: keyId })
			.catch((thrown: unknown) => thrown);
		server.closeAllConnections();
		server.close();
		expect(error).toBeInstanceOf(AwsCallError);
		expect(error).toMatchObject({ name: notKms, message: 'The answer is not JSON.', status });
	});

	it('asks once, and says that nobody answered', async () => {
		let knocks = 0;
		const server = createServer((socket) => {
			knocks++;
			socket.destroy();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const endpoint = `http://127.0.0.1:${port}`;
		const error: unknown = await createAwsKms({ region, credentials, endpoint })
			.send('DescribeKey', { KeyId: keyId })
			.catch((thrown: unknown) => thrown);
		server.close();
		expect(error).toBeInstanceOf(AwsCallError);
		expect((error as AwsCallError).isUnanswered).toBe(true);
		expect(knocks).toBe(1);
	});
});
