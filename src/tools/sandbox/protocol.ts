/**
 * The KMS wire protocol over HTTP: AWS JSON 1.1 in and out, and what a browser asks of a server. Knows
 * neither keys nor policies: who answers comes in from outside.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KmsError, NotModelledError, wireForm } from '../../lib/kms/index.ts';
import type { KmsOperation } from '../../lib/kms/index.ts';
import { isOperation, operations, readInput, SerializationError } from './shapes.ts';

/** A call that arrived whole. */
export interface WireCall {
	operation: KmsOperation;
	/** As in @aws-sdk/client-kms. */
	input: object;
	/** Of the credential that signed. The signature itself is not checked. */
	accessKeyId: string;
	region: string;
}

export interface WireAnswer {
	output: object;
	requestId?: string | undefined;
}

/** A refusal in the API's form; `code` is the error's name. */
export class WireError extends Error {
	readonly code: string;
	readonly status: number;
	readonly requestId: string | undefined;
	/** What to do about it, for whoever runs the sandbox: it does not travel. */
	readonly advice: string | undefined;

	constructor(
		code: string,
		message: string,
		options: { status?: number; requestId?: string; advice?: string } = {}
	) {
		super(message);
		this.code = code;
		this.status = options.status ?? 400;
		this.requestId = options.requestId;
		this.advice = options.advice;
	}
}

export interface KmsServerOptions {
	/** Carries out a call. It may throw a `WireError`, a `KmsError`, or a `NotModelledError`. */
	answer: (call: WireCall) => Promise<WireAnswer>;
	/** Pages of which origins may call; those of this machine unless told otherwise. */
	allowsOrigin?: (origin: string) => boolean;
	/** Told of what never became a call, and of faults of the sandbox itself. */
	onTrouble?: (trouble: { what: string; error?: unknown }) => void;
	/** Default loopback only, under both of its addresses. */
	host?: string;
	/** 0 takes any free one. */
	port?: number;
	/** Most bytes of a body; the largest policy with every character escaped fits. */
	mostBytes?: number;
	/** Milliseconds for a request to arrive. */
	patience?: number;
}

export interface KmsServer {
	readonly url: string;
	readonly port: number;
	/** Lets calls in progress end, for at most two seconds, and takes no new ones. */
	close(): Promise<void>;
}

/** Pages that this machine serves to itself. */
export function isLoopbackOrigin(origin: string): boolean {
	const url = URL.parse(origin);
	return url !== null && /^https?:$/.test(url.protocol) && isLoopbackName(url.hostname);
}

function isLoopbackName(name: string): boolean {
	return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(name);
}

/** @throws {Error} with the `code` of Node when it cannot listen (`EADDRINUSE` and the like) */
export async function startKmsServer(options: KmsServerOptions): Promise<KmsServer> {
	const { host, port = 0, patience = 20_000 } = options;
	const listener = (request: IncomingMessage, response: ServerResponse) => {
		void respond(request, response, options);
	};
	const servers: Server[] = [];
	const listen = async (address: string, at: number) => {
		const server = createServer(
			{
				requestTimeout: patience,
				headersTimeout: Math.min(patience, 10_000),
				connectionsCheckingInterval: Math.min(patience, 1000),
				keepAliveTimeout: 60_000
			},
			listener
		);
		server.maxConnections = 2000;
		// Somebody who never reads the answer does not keep it in memory for ever.
		server.setTimeout(65_000);
		server.on('clientError', (error, socket) => {
			if (!socket.writable) return;
			const isLate = isNodeError(error) && error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
			const body = JSON.stringify(
				isLate
					? errorBody('RequestTimeoutException', 'The request did not arrive in time.')
					: errorBody('SerializationException', 'This is not an HTTP request.')
			);
			socket.end(
				`HTTP/1.1 ${isLate ? '408 Request Timeout' : '400 Bad Request'}\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
			);
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(at, address, () => {
				server.off('error', reject);
				resolve();
			});
		});
		servers.push(server);
		return (server.address() as AddressInfo).port;
	};

	const actual = await listen(host ?? '127.0.0.1', port);
	if (!host)
		try {
			await listen('::1', actual);
		} catch (error) {
			// A machine without IPv6 has one loopback address; another program on ours would take half the calls.
			if (isNodeError(error) && error.code === 'EADDRINUSE') {
				await Promise.all(servers.map(shut));
				throw error;
			}
		}
	return {
		url: addressOf(host === undefined || isEveryAddress(host) ? 'localhost' : host, actual),
		port: actual,
		close: async () => {
			await Promise.all(servers.map(shut));
		}
	};
}

/** Whether `--host` names every network of the machine. */
export function isEveryAddress(host: string): boolean {
	return host === '0.0.0.0' || host === '::';
}

export function addressOf(host: string, port: number): string {
	return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function isNodeError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'code' in error;
}

async function shut(server: Server): Promise<void> {
	const closed = new Promise<void>((resolve) => {
		server.close(() => {
			resolve();
		});
	});
	// A client keeps its connection when its call has ended; it is idle from then on.
	server.closeIdleConnections();
	const idle = setInterval(() => {
		server.closeIdleConnections();
	}, 20);
	const end = setTimeout(() => {
		server.closeAllConnections();
	}, 2000);
	await closed;
	clearInterval(idle);
	clearTimeout(end);
}

//  One request

const contentType = 'application/x-amz-json-1.1';

interface Reply {
	status: number;
	headers?: Record<string, string>;
	/** Text as it is, anything else as JSON of the API, nothing for an empty body. */
	body?: string | object;
	requestId?: string | undefined;
}

async function respond(
	request: IncomingMessage,
	response: ServerResponse,
	options: KmsServerOptions
): Promise<void> {
	let reply: Reply;
	try {
		reply = await replyTo(request, options);
	} catch (error) {
		reply = refusalOf(error, request, options);
	}
	if (response.destroyed) return;
	const body =
		typeof reply.body === 'object' ? JSON.stringify(wireForm(reply.body)) : (reply.body ?? '');
	response.writeHead(reply.status, {
		...(body ? { 'content-type': contentType } : {}),
		'content-length': Buffer.byteLength(body),
		'x-amzn-requestid': reply.requestId ?? randomUUID(),
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
		...originHeaders(request, options),
		...reply.headers
	});
	response.end(body);
}

async function replyTo(request: IncomingMessage, options: KmsServerOptions): Promise<Reply> {
	assertOwnName(request, options);
	if (request.method === 'OPTIONS') return preflight(request, options);
	const pathname = URL.parse(request.url ?? '/', 'http://sandbox')?.pathname;
	if (request.method === 'GET' || request.method === 'HEAD') {
		if (pathname === '/health') return health(request);
		if (pathname === '/') return about(request);
	}
	if (request.method !== 'POST')
		throw new WireError(
			'MethodNotAllowedException',
			'A call of the API is a POST to /. This sandbox says how it is at /health.',
			{ status: 405 }
		);
	assertWelcomePage(request, options);
	const body = await bodyOf(request, options.mostBytes ?? 256 * 1024);
	if (pathname !== '/')
		throw new WireError('UnknownOperationException', 'Calls of the API go to the path /.', {
			status: 404
		});
	const operation = operationOf(request);
	const { accessKeyId, region } = credentialOf(request);
	const input = readInput(operation, body);
	const { output, requestId } = await options.answer({ operation, input, accessKeyId, region });
	const isEmpty = Object.values(output).every((value) => value === undefined);
	return { status: 200, requestId, ...(isEmpty ? {} : { body: output }) };
}

/** As far as the headers tell what was called and with which access key. */
function calledBy({ headers }: IncomingMessage): string {
	const target = headers['x-amz-target'];
	const accessKey = /\bCredential=([^,\s/]+)/.exec(headers.authorization ?? '')?.[1];
	return [typeof target === 'string' ? target.replace(/^TrentService\./, '') : '', accessKey ?? '']
		.filter(Boolean)
		.map((text) => printable(text, 64))
		.join('  ');
}

function refusalOf(
	error: unknown,
	request: IncomingMessage,
	{ onTrouble }: KmsServerOptions
): Reply {
	const refusal =
		error instanceof SerializationError
			? new WireError('SerializationException', error.message)
			: error instanceof KmsError
				? ofKms(error)
				: error instanceof NotModelledError
					? new WireError(error.name, error.message)
					: error;
	if (refusal instanceof WireError) {
		const { code, message, status, requestId, advice } = refusal;
		// What has an id is in the trail of the service, and its log.
		if (!requestId && !(error instanceof KmsError))
			onTrouble?.({
				what: [calledBy(request), `REFUSED ${code}: ${printable(message)}`, advice]
					.filter(Boolean)
					.join('  ')
			});
		return {
			status,
			requestId,
			body: errorBody(code, message),
			...(status === 405 ? { headers: { allow: 'POST, GET, HEAD, OPTIONS' } } : {}),
			...(status === 413 ? { headers: { connection: 'close' } } : {})
		};
	}
	onTrouble?.({ what: 'The sandbox itself failed', error });
	return {
		status: 500,
		body: errorBody('KMSInternalException', 'The sandbox itself failed; it says why where it runs.')
	};
}

/** The refusal of the service as it travels: a client's fault is a 400 whatever its name. */
export function ofKms(error: KmsError, requestId?: string): WireError {
	const status =
		error.$fault === 'client' ? 400 : error.name === 'DependencyTimeoutException' ? 503 : 500;
	return new WireError(error.name, error.message, { status, ...(requestId ? { requestId } : {}) });
}

function errorBody(code: string, message: string): object {
	return { __type: code, ...(message ? { message } : {}) };
}

/**
 * A page of somewhere else can give its own name this machine's address. While only this machine is
 * served, only its own names are.
 */
function assertOwnName(request: IncomingMessage, { host }: KmsServerOptions): void {
	if (host) return;
	const name = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
	if (!isLoopbackName(name))
		throw new WireError(
			'AccessDeniedException',
			`This sandbox answers to localhost, not to ${printable(name)}. Start it with --host to serve other names.`,
			{ status: 403 }
		);
}

/**
 * A page sends its origin with every POST. One that may not call is refused here too: under a name of
 * its own for this address, which asks no leave beforehand, its browser would send it all the same.
 */
function assertWelcomePage(
	{ headers: { origin } }: IncomingMessage,
	{ allowsOrigin = isLoopbackOrigin }: KmsServerOptions
): void {
	if (origin === undefined || allowsOrigin(origin)) return;
	const who = printable(origin);
	throw new WireError(
		'AccessDeniedException',
		`Pages of ${who} may not call this sandbox. Start it with --origin ${who} to let them.`,
		{ status: 403 }
	);
}

async function bodyOf(request: IncomingMessage, most: number): Promise<string> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of request as AsyncIterable<Buffer>) {
			length += chunk.length;
			if (length <= most) chunks.push(chunk);
			// The rest is read and dropped, so that the client comes to read the answer; but not for ever.
			else if (length > 32 * 1024 * 1024) request.destroy();
		}
	} catch {
		throw new WireError('RequestAbortedException', 'The request did not arrive whole.');
	}
	if (length > most)
		throw new WireError('RequestEntityTooLargeException', `The body has more than ${most} bytes.`, {
			status: 413
		});
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
	} catch {
		throw new SerializationError('The body is not UTF-8.');
	}
}

function operationOf(request: IncomingMessage): KmsOperation {
	const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
	if (type !== contentType)
		throw new WireError('UnknownOperationException', `The Content-Type must be ${contentType}.`);
	const target = request.headers['x-amz-target'];
	const name =
		typeof target === 'string' ? /^TrentService\.(\w{1,64})$/.exec(target)?.[1] : undefined;
	if (!name || !isOperation(name))
		throw new WireError(
			'UnknownOperationException',
			name
				? `AWS KMS has no operation ${name}.`
				: 'The header X-Amz-Target must say TrentService. and an operation.'
		);
	const known = operations.find((operation) => operation === name);
	if (!known) throw new NotModelledError(`the operation ${name}`);
	return known;
}

/** Access key and Region of a SigV4 header. The signature is not checked. */
function credentialOf(request: IncomingMessage): { accessKeyId: string; region: string } {
	const header = request.headers.authorization;
	if (!header)
		throw new WireError('MissingAuthenticationTokenException', 'Missing Authentication Token');
	const scope = /^AWS4-HMAC-SHA256\s.*?\bCredential=([^,\s]+)/.exec(header)?.[1]?.split('/');
	const [accessKeyId = '', , region = '', service, last] = scope ?? [];
	if (!/^[\w.-]{1,128}$/.test(accessKeyId) || last !== 'aws4_request' || scope?.length !== 5)
		throw new WireError(
			'IncompleteSignatureException',
			'The Authorization header must be AWS4-HMAC-SHA256 with Credential=ACCESS_KEY/DAY/REGION/kms/aws4_request.'
		);
	if (service !== 'kms')
		throw new WireError(
			'InvalidSignatureException',
			"Credential should be scoped to correct service: 'kms'."
		);
	if (!/^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/.test(region))
		throw new WireError(
			'InvalidSignatureException',
			'Credential should be scoped to a valid region.'
		);
	return { accessKeyId, region };
}

//  Pages

function originHeaders(
	request: IncomingMessage,
	{ allowsOrigin = isLoopbackOrigin }: KmsServerOptions
): Record<string, string> {
	const { origin } = request.headers;
	if (!origin || !allowsOrigin(origin)) return { vary: 'Origin' };
	return {
		vary: 'Origin',
		'access-control-allow-origin': origin,
		'access-control-expose-headers': 'x-amzn-requestid, x-amzn-errortype, date'
	};
}

function preflight(request: IncomingMessage, options: KmsServerOptions): Reply {
	const { origin } = request.headers;
	const allowed = originHeaders(request, options);
	if (origin && !('access-control-allow-origin' in allowed)) {
		options.onTrouble?.({
			what: `A page of ${printable(origin)} wanted to call and may not: start with --origin ${printable(origin)} to let it.`
		});
		return { status: 403 };
	}
	return {
		status: 204,
		headers: {
			'access-control-allow-methods': 'POST, GET',
			// `*` would not cover `authorization`; by name, what SDKs send and whatever else is of theirs.
			'access-control-allow-headers': allowedHeaders(
				request.headers['access-control-request-headers']
			),
			'access-control-max-age': '600',
			...(request.headers['access-control-request-private-network'] === 'true'
				? { 'access-control-allow-private-network': 'true' }
				: {})
		}
	};
}

function allowedHeaders(asked = ''): string {
	const usual = [
		'authorization',
		'content-type',
		'amz-sdk-invocation-id',
		'amz-sdk-request',
		'x-amz-content-sha256',
		'x-amz-date',
		'x-amz-security-token',
		'x-amz-target',
		'x-amz-user-agent',
		'x-amzn-trace-id'
	];
	const more = asked
		.toLowerCase()
		.split(',')
		.map((name) => name.trim())
		.filter((name) => /^(?:x-amzn?|amz-sdk)-[a-z0-9-]{1,64}$/.test(name) && !usual.includes(name));
	return [...usual, ...more].join(', ');
}

function health({ method }: IncomingMessage): Reply {
	const body = JSON.stringify({ status: 'ok', service: 'keywrap-sandbox', operations });
	return {
		status: 200,
		headers: { 'content-type': 'application/json' },
		...(method === 'HEAD' ? {} : { body })
	};
}

function about({ method, headers }: IncomingMessage): Reply {
	const body = [
		'Keywrap sandbox: AWS KMS simulated on this machine, for learning. Not AWS.',
		'',
		`AWS CLI v2 and boto3:  export AWS_ENDPOINT_URL_KMS=http://${printable(headers.host ?? 'localhost')}`,
		'Any access key and secret will do unless callers are named; signatures are not checked.',
		'',
		`${operations.length} operations: ${operations.join(', ')}`,
		''
	].join('\n');
	return {
		status: 200,
		headers: { 'content-type': 'text/plain; charset=utf-8' },
		...(method === 'HEAD' ? {} : { body })
	};
}

/** Text of somebody else, fit for a terminal: no control characters, not too long. */
export function printable(text: string, most = 200): string {
	const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
	return clean.length > most ? `${clean.slice(0, most)}…` : clean;
}
