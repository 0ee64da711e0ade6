/** The official client, and whoever is no client at all, against the sandbox. */
import { connect } from 'node:net';
import {
	AlreadyExistsException,
	DisabledException,
	DryRunOperationException,
	IncorrectKeyException,
	InvalidCiphertextException,
	KeyUnavailableException,
	KMSInvalidMacException,
	KMSInvalidStateException,
	KMSServiceException,
	NotFoundException,
	UnsupportedOperationException
} from '@aws-sdk/client-kms';
import { describe, expect, it, vi } from 'vitest';
import { createFaults, createLocalKms, KmsError } from '../../lib/kms/index.ts';
import type { KmsOperation } from '../../lib/kms/index.ts';
import { callEveryOperation, fullInput, uncalled } from './inputs.testing.ts';
import { clockAhead } from './main.ts';
import { startKmsServer } from './protocol.ts';
import type { WireCall } from './protocol.ts';
import { clientOf, sandbox, send } from './sandbox.testing.ts';
import { operations } from './shapes.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const authorization =
	'AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=00';

interface Raw {
	method?: string;
	path?: string;
	body?: string;
	headers?: Record<string, string | undefined>;
}

/** A request by hand; a header that is `undefined` is left out. */
async function raw(url: string, { method = 'POST', path = '/', body, headers = {} }: Raw = {}) {
	const all: Record<string, string | undefined> = {
		'content-type': 'application/x-amz-json-1.1',
		'x-amz-target': 'TrentService.ListKeys',
		authorization,
		...headers
	};
	const response = await fetch(url + path, {
		method,
		...(method === 'POST' ? { body: body ?? '{}' } : {}),
		headers: Object.entries(all).flatMap(([name, value]): [string, string][] =>
			value === undefined ? [] : [[name, value]]
		)
	});
	const text = await response.text();
	const answer = text.startsWith('{')
		? (JSON.parse(text) as { __type?: string; message?: string })
		: {};
	return { response, status: response.status, text, ...answer };
}

async function errorOf(promise: Promise<unknown>): Promise<KMSServiceException> {
	const error: unknown = await promise.catch((reason: unknown) => reason);
	if (!(error instanceof KMSServiceException)) throw new Error('no refusal', { cause: error });
	return error;
}

describe('the official client', () => {
	it('calls every operation, and gets what the service answered', async () => {
		const kms = createLocalKms({ clock: clockAhead(0) });
		const answers: unknown[] = [];
		const inputs: unknown[] = [];
		const server = await startKmsServer({
			answer: async ({ operation, input, region }) => {
				inputs.push(input);
				const output = await kms.in(region).send(operation, input);
				answers.push(output);
				return { output };
			}
		});
		const client = clientOf(server);
		const called = new Set<string>();
		try {
			await callEveryOperation(async (operation, input) => {
				called.add(operation);
				const output = await send(client, operation, input);
				expect(inputs.pop(), operation).toEqual(input);
				expect(output, operation).toEqual(answers.pop());
				return output;
			});
		} finally {
			await server.close();
		}
		expect(uncalled(called)).toEqual([]);
	});

	it('carries every member of every operation', async () => {
		let arrived: WireCall | undefined;
		const server = await startKmsServer({
			answer: (call) => {
				arrived = call;
				return Promise.resolve({ output: {} });
			}
		});
		const client = clientOf(server, 'AKIDALICE', 'ap-southeast-2');
		try {
			for (const operation of operations) {
				const input = fullInput<KmsOperation>(operation);
				await send(client, operation, input);
				expect(arrived).toEqual({
					operation,
					input,
					accessKeyId: 'AKIDALICE',
					region: 'ap-southeast-2'
				});
			}
		} finally {
			await server.close();
		}
		expect(operations.length).toBe(42);
	});

	it('gets refusals as its own classes, with the id of the request in the trail', async () => {
		const faults = createFaults();
		const kms = createLocalKms({ faults });
		const client = clientOf(await sandbox({ kms }));
		const { KeyMetadata } = await send(client, 'CreateKey', {});
		const KeyId = KeyMetadata?.Arn;
		const other = (await send(client, 'CreateKey', {})).KeyMetadata?.Arn;
		const Plaintext = new Uint8Array([1]);
		const { CiphertextBlob } = await send(client, 'Encrypt', { KeyId, Plaintext });

		const invalid = await errorOf(
			send(client, 'Decrypt', { CiphertextBlob, EncryptionContext: { a: 'b' } })
		);
		expect(invalid).toBeInstanceOf(InvalidCiphertextException);
		expect(invalid.$metadata).toMatchObject({
			httpStatusCode: 400,
			requestId: kms.events.at(-1)?.requestID
		});
		expect(await errorOf(send(client, 'Decrypt', { CiphertextBlob, KeyId: other }))).toBeInstanceOf(
			IncorrectKeyException
		);
		expect(
			await errorOf(send(client, 'Encrypt', { KeyId, Plaintext, DryRun: true }))
		).toBeInstanceOf(DryRunOperationException);
		expect(await errorOf(send(client, 'CancelKeyDeletion', { KeyId }))).toBeInstanceOf(
			KMSInvalidStateException
		);
		expect(await errorOf(send(client, 'DescribeKey', { KeyId: 'alias/none' }))).toBeInstanceOf(
			NotFoundException
		);
		await send(client, 'CreateAlias', { AliasName: 'alias/a', TargetKeyId: KeyId });
		expect(
			await errorOf(send(client, 'CreateAlias', { AliasName: 'alias/a', TargetKeyId: KeyId }))
		).toBeInstanceOf(AlreadyExistsException);
		const tooLong = await errorOf(
			send(client, 'Encrypt', { KeyId, Plaintext: new Uint8Array(4097) })
		);
		expect(tooLong).toMatchObject({ name: 'ValidationException' });
		expect(tooLong.message).toContain("Value at 'plaintext'");
		const mac = (
			await send(client, 'CreateKey', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
		).KeyMetadata?.Arn;
		expect(
			await errorOf(
				send(client, 'VerifyMac', {
					KeyId: mac,
					Message: Plaintext,
					Mac: new Uint8Array(32),
					MacAlgorithm: 'HMAC_SHA_256'
				})
			)
		).toBeInstanceOf(KMSInvalidMacException);
		expect(await errorOf(send(client, 'EnableKeyRotation', { KeyId: mac }))).toBeInstanceOf(
			UnsupportedOperationException
		);
		await send(client, 'DisableKey', { KeyId });
		expect(await errorOf(send(client, 'Encrypt', { KeyId, Plaintext }))).toBeInstanceOf(
			DisabledException
		);
		faults.inject({ name: 'KeyUnavailableException', times: 1 });
		const unavailable = await errorOf(send(client, 'Encrypt', { KeyId: other, Plaintext }));
		expect(unavailable).toBeInstanceOf(KeyUnavailableException);
		expect(unavailable.$metadata.httpStatusCode).toBe(500);
	});

	it('calls another Region with the same keys out of reach', async () => {
		const server = await sandbox();
		const here = (await send(clientOf(server), 'CreateKey', {})).KeyMetadata?.KeyId;
		const there = clientOf(server, 'AKIDROOT', 'us-east-1');
		expect(await errorOf(send(there, 'DescribeKey', { KeyId: here }))).toBeInstanceOf(
			NotFoundException
		);
	});

	it('is told what is not modelled', async () => {
		const client = clientOf(await sandbox());
		expect(
			await errorOf(
				send(client, 'ReplicateKey' as never, { KeyId: 'a', ReplicaRegion: 'b' } as never)
			)
		).toMatchObject({ name: 'NotModelledError' });
		expect(await errorOf(send(client, 'CreateKey', { MultiRegion: true }))).toMatchObject({
			name: 'NotModelledError'
		});
	});

	it('may come eight at a time', async () => {
		const client = clientOf(await sandbox());
		const KeyId = (await send(client, 'CreateKey', {})).KeyMetadata?.Arn;
		const work = Array.from({ length: 8 }, async () => {
			for (let i = 0; i < 20; i++) {
				const { CiphertextBlob, Plaintext } = await send(client, 'GenerateDataKey', {
					KeyId,
					KeySpec: 'AES_256'
				});
				expect(await send(client, 'Decrypt', { CiphertextBlob })).toMatchObject({ Plaintext });
			}
		});
		await Promise.all(work);
	});
});

describe('what is no call of the API', () => {
	it.each<[string, Raw, number, string]>([
		[
			'an operation that AWS does not have',
			{ headers: { 'x-amz-target': 'TrentService.Open' } },
			400,
			'UnknownOperationException'
		],
		[
			'a name of JavaScript’s own',
			{ headers: { 'x-amz-target': 'TrentService.constructor' } },
			400,
			'UnknownOperationException'
		],
		[
			'another service',
			{ headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
			400,
			'UnknownOperationException'
		],
		['no target', { headers: { 'x-amz-target': undefined } }, 400, 'UnknownOperationException'],
		[
			'another type',
			{ headers: { 'content-type': 'text/plain' } },
			400,
			'UnknownOperationException'
		],
		['another path', { path: '/keys' }, 404, 'UnknownOperationException'],
		['a path that is none', { path: '//' }, 404, 'UnknownOperationException'],
		['another method', { method: 'PUT' }, 405, 'MethodNotAllowedException'],
		['a body that is no JSON', { body: '{"Limit":' }, 400, 'SerializationException'],
		['a list for a body', { body: '[]' }, 400, 'SerializationException'],
		['a member of another kind', { body: '{"Limit":"many"}' }, 400, 'SerializationException'],
		['a number without end', { body: '{"Limit":1e999}' }, 400, 'SerializationException'],
		['a fraction', { body: '{"Limit":1.5}' }, 400, 'SerializationException'],
		[
			'a blob that is no base64',
			{ headers: { 'x-amz-target': 'TrentService.Decrypt' }, body: '{"CiphertextBlob":"*"}' },
			400,
			'SerializationException'
		],
		[
			'a time that is none',
			{ headers: { 'x-amz-target': 'TrentService.ImportKeyMaterial' }, body: '{"ValidTo":1e300}' },
			400,
			'SerializationException'
		],
		[
			'a context of numbers',
			{
				headers: { 'x-amz-target': 'TrentService.Encrypt' },
				body: '{"EncryptionContext":{"a":1}}'
			},
			400,
			'SerializationException'
		],
		[
			'nesting without end',
			{ body: `{"Limit":${'['.repeat(50_000)}${']'.repeat(50_000)}}` },
			400,
			'SerializationException'
		],
		[
			'no credentials',
			{ headers: { authorization: undefined } },
			400,
			'MissingAuthenticationTokenException'
		],
		[
			'half a credential',
			{ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKID/2026' } },
			400,
			'IncompleteSignatureException'
		],
		[
			'another scheme',
			{ headers: { authorization: 'Bearer x' } },
			400,
			'IncompleteSignatureException'
		],
		[
			'credentials for another service',
			{ headers: { authorization: authorization.replace('/kms/', '/s3/') } },
			400,
			'InvalidSignatureException'
		],
		[
			'a Region that cannot be',
			{ headers: { authorization: authorization.replace('eu-central-1', '*') } },
			400,
			'InvalidSignatureException'
		]
	])('%s is answered in the form of the API', async (_name, request, status, type) => {
		const { url } = await sandbox();
		const answer = await raw(url, request);
		expect(answer).toMatchObject({ status, __type: type });
		expect(answer.message).not.toBe('');
		expect(answer.response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
		expect((await raw(url)).status).toBe(200);
	});

	it('passes over members that the operation does not have, and null', async () => {
		const { url } = await sandbox();
		const body = '{"Limit":null,"__proto__":{"Limit":1},"Other":[1]}';
		expect(await raw(url, { body })).toMatchObject({ status: 200 });
		expect(await raw(url, { body: '' })).toMatchObject({ status: 200 });
	});

	it('of ten megabytes is refused without keeping them', async () => {
		const { url } = await sandbox();
		const body = `{"Marker":"${'a'.repeat(10 * 1024 * 1024)}"}`;
		const before = process.memoryUsage().arrayBuffers;
		expect(await raw(url, { body })).toMatchObject({
			status: 413,
			__type: 'RequestEntityTooLargeException'
		});
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
		expect((await raw(url)).status).toBe(200);
	});

	it('and comes too slowly is cut off, while others are served', async () => {
		const server = await startKmsServer({
			patience: 500,
			answer: () => Promise.resolve({ output: { Keys: [] } })
		});
		try {
			const socket = connect(server.port, '127.0.0.1');
			const received: string[] = [];
			socket.on('data', (data) => received.push(data.toString()));
			socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{');
			const closed = new Promise<void>((resolve) => {
				socket.on('close', () => {
					resolve();
				});
			});
			expect((await raw(server.url)).status).toBe(200);
			await closed;
			expect(received.join('')).toMatch(/^HTTP\/1\.1 408 [^]*"RequestTimeoutException"/);
		} finally {
			await server.close();
		}
	});

	it('nor HTTP is answered and hung up on', async () => {
		const { port } = await sandbox();
		const received = await new Promise<string>((resolve) => {
			let text = '';
			const socket = connect(port, '127.0.0.1', () => socket.write('EHLO there\r\n\r\n'));
			socket.on('data', (data) => (text += data.toString()));
			socket.on('close', () => {
				resolve(text);
			});
		});
		expect(received).toContain('400 Bad Request');
		expect(received).toContain('SerializationException');
	});

	it('from a thousand connections that say nothing keeps nobody from being served', async () => {
		const { url, port } = await sandbox();
		const sockets = await Promise.all(
			Array.from(
				{ length: 1000 },
				() =>
					new Promise<ReturnType<typeof connect>>((resolve, reject) => {
						const socket = connect(port, '127.0.0.1', () => {
							resolve(socket);
						});
						socket.on('error', reject);
					})
			)
		);
		expect((await raw(url)).status).toBe(200);
		for (const socket of sockets) socket.destroy();
		expect((await raw(url)).status).toBe(200);
	});
});

describe('a server', () => {
	it('says how it is', async () => {
		const { url } = await sandbox();
		const health = await fetch(`${url}/health`);
		expect(await health.json()).toEqual({
			status: 'ok',
			service: 'keywrap-sandbox',
			operations
		});
		expect(await (await fetch(url)).text()).toContain('AWS_ENDPOINT_URL_KMS');
	});

	it('lets pages of this machine call, and no others unless told', async () => {
		const troubles: string[] = [];
		const { url } = await sandbox({ onTrouble: ({ what }) => troubles.push(what) });
		const ask = (origin: string, at = url) =>
			fetch(at, {
				method: 'OPTIONS',
				headers: {
					origin,
					'access-control-request-method': 'POST',
					'access-control-request-headers': 'authorization,x-amz-target,x-amz-new,cookie',
					'access-control-request-private-network': 'true'
				}
			});
		const own = await ask('http://localhost:4173');
		expect(own.status).toBe(204);
		expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:4173');
		expect(own.headers.get('access-control-allow-private-network')).toBe('true');
		const allowed = own.headers.get('access-control-allow-headers')?.split(', ');
		expect(allowed).toEqual(expect.arrayContaining(['authorization', 'x-amz-target', 'x-amz-new']));
		expect(allowed).not.toContain('cookie');
		const refusal = await raw(url, {
			body: '[]',
			headers: { origin: 'http://127.0.0.1:9' }
		});
		expect(refusal.response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:9');
		expect(refusal.response.headers.get('access-control-expose-headers')).toContain(
			'x-amzn-requestid'
		);
		for (const origin of ['https://example.org', 'http://localhost.example.org', 'null']) {
			const answer = await ask(origin);
			expect(answer.status).toBe(403);
			expect(answer.headers.has('access-control-allow-origin')).toBe(false);
		}
		expect(troubles[1]).toContain('--origin https://example.org');
		const open = await sandbox({ allowsOrigin: () => true });
		expect((await ask('https://example.org', open.url)).status).toBe(204);
	});

	it('carries out nothing for a page that may not call, whatever name it gave this address', async () => {
		const asked: string[] = [];
		const answer = ({ operation }: WireCall) => {
			asked.push(operation);
			return Promise.resolve({ output: {} });
		};
		// Other names are served too, so that such a page would be of the sandbox's own origin: no preflight.
		const server = await startKmsServer({ host: '127.0.0.1', answer });
		try {
			const ask = (origin: string) => raw(server.url, { headers: { origin } });
			expect(await ask('http://rebound.example.org:4599')).toMatchObject({
				status: 403,
				__type: 'AccessDeniedException',
				message: expect.stringContaining('--origin http://rebound.example.org:4599') as string
			});
			expect(await ask('null')).toMatchObject({ status: 403 });
			expect(asked).toEqual([]);
			expect((await ask('http://localhost:4173')).status).toBe(200);
			expect((await raw(server.url)).status).toBe(200);
		} finally {
			await server.close();
		}
	});

	it('answers to this machine’s names alone', async () => {
		const { port } = await sandbox();
		const ask = (name: string) =>
			new Promise<string>((resolve, reject) => {
				let text = '';
				const socket = connect(port, '127.0.0.1', () =>
					socket.write(`GET /health HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)
				);
				socket.on('data', (data) => (text += data.toString()));
				socket.on('error', reject);
				socket.on('close', () => {
					resolve(text);
				});
			});
		expect(await ask('rebound.example.org')).toContain('403 Forbidden');
		for (const name of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'kms.localhost'])
			expect(await ask(name)).toContain('200 OK');
	});

	it('ends calls that are in progress before it ends, and takes no more', async () => {
		let finish = () => {};
		const begun = new Promise<void>((resolve) => {
			finish = resolve;
		});
		const server = await startKmsServer({
			answer: async () => {
				finish();
				await new Promise((resolve) => setTimeout(resolve, 300));
				return { output: { Keys: [] } };
			}
		});
		const answer = raw(server.url);
		await begun;
		await server.close();
		expect((await answer).text).toBe('{"Keys":[]}');
		await expect(fetch(server.url)).rejects.toThrow();
	});

	it('answers for its own faults as the service does for its own', async () => {
		const troubles: unknown[] = [];
		const server = await startKmsServer({
			answer: () => Promise.reject(new Error('the disk is full')),
			onTrouble: ({ error }) => troubles.push(error)
		});
		try {
			const answer = await raw(server.url);
			expect(answer).toMatchObject({ status: 500, __type: 'KMSInternalException' });
			expect(answer.text).not.toContain('disk');
			expect(troubles).toEqual([new Error('the disk is full')]);
		} finally {
			await server.close();
		}
	});

	it('gives a refusal without a text none', async () => {
		const server = await startKmsServer({
			answer: () => Promise.reject(new KmsError('InvalidCiphertextException'))
		});
		try {
			expect((await raw(server.url)).text).toBe('{"__type":"InvalidCiphertextException"}');
		} finally {
			await server.close();
		}
	});
});
