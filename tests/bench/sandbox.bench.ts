/**
 * How many calls a second the sandbox answers over HTTP on this machine, 1 and 8 in flight, each client
 * with its connections kept alive: AWS's own client, which signs and reads as a program of yours would, and
 * bare requests, which cost next to nothing but the sandbox. The sandbox is a process of its own, with
 * keys in memory and its log switched off. `node tests/bench/sandbox.bench.ts` prints JSON.
 */
import { Agent, request } from 'node:http';
import {
	CreateKeyCommand,
	DecryptCommand,
	GenerateDataKeyCommand,
	KMSClient
} from '@aws-sdk/client-kms';
import { startSandbox } from '../sandbox.ts';

const rounds = 3;
const secondsOfRound = 2;

const sandbox = await startSandbox(['--port', '0', '--quiet']);
const { url, port } = sandbox;

const client = new KMSClient({
	endpoint: url,
	region: 'eu-central-1',
	credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'any' },
	maxAttempts: 1
});
const agent = new Agent({ keepAlive: true });

/** A call without a client: no signature that would have to be computed, no answer read into a type. */
function bare(operation: string, body: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const asking = request(
			{
				agent,
				host: '127.0.0.1',
				port,
				method: 'POST',
				headers: {
					'content-type': 'application/x-amz-json-1.1',
					'content-length': Buffer.byteLength(body),
					'x-amz-target': `TrentService.${operation}`,
					authorization:
						'AWS4-HMAC-SHA256 Credential=AKIDBENCH/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=00'
				}
			},
			(response) => {
				response.resume();
				response.on('end', () => {
					if (response.statusCode === 200) resolve();
					else reject(new Error(`${operation} was answered with ${String(response.statusCode)}.`));
				});
			}
		);
		asking.on('error', reject);
		asking.end(body);
	});
}

/** Calls a second, with so many on their way at a time. */
async function rate(
	call: () => Promise<unknown>,
	inFlight: number,
	seconds: number
): Promise<number> {
	const begun = performance.now();
	const end = begun + seconds * 1000;
	let done = 0;
	await Promise.all(
		Array.from({ length: inFlight }, async () => {
			while (performance.now() < end) {
				await call();
				done++;
			}
		})
	);
	return (done * 1000) / (performance.now() - begun);
}

const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
const KeyId = KeyMetadata?.Arn;
const EncryptionContext = { purpose: 'payroll' };
const generating = { KeyId, KeySpec: 'AES_256', EncryptionContext } as const;
const { CiphertextBlob } = await client.send(new GenerateDataKeyCommand(generating));
const opening = { CiphertextBlob, EncryptionContext };
const openingBody = JSON.stringify({
	...opening,
	CiphertextBlob: Buffer.from(CiphertextBlob ?? []).toString('base64')
});
const generatingBody = JSON.stringify(generating);

const calls = [
	{
		operation: 'GenerateDataKey',
		by: '@aws-sdk/client-kms',
		call: () => client.send(new GenerateDataKeyCommand(generating))
	},
	{
		operation: 'Decrypt',
		by: '@aws-sdk/client-kms',
		call: () => client.send(new DecryptCommand(opening))
	},
	{
		operation: 'GenerateDataKey',
		by: 'node:http',
		call: () => bare('GenerateDataKey', generatingBody)
	},
	{ operation: 'Decrypt', by: 'node:http', call: () => bare('Decrypt', openingBody) }
] as const;

const rows: object[] = [];
for (const { operation, by, call } of calls)
	for (const in_flight of [1, 8]) {
		await rate(call, in_flight, 0.5);
		const rates: number[] = [];
		for (let round = 0; round < rounds; round++)
			rates.push(await rate(call, in_flight, secondsOfRound));
		const sorted = rates.toSorted((a, b) => a - b);
		const median = sorted[Math.floor(rounds / 2)] ?? 0;
		rows.push({
			operation,
			client: by,
			in_flight,
			requests_s: Math.round(median),
			spread: Number((((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median).toPrecision(3))
		});
	}

client.destroy();
agent.destroy();
await sandbox.stop();
console.log(JSON.stringify({ results: { rounds, seconds: secondsOfRound, rows } }));
