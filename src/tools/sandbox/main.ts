/** `npm run sandbox`: a KMS for the AWS CLI, the SDKs and the app, on this machine. */
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Decision, Principal } from '../../lib/iam/index.ts';
import { createLocalKms, KmsError } from '../../lib/kms/index.ts';
import type { AuditEvent, Clock, LocalKms } from '../../lib/kms/index.ts';
import { SetupError } from '../setup.mjs';
import { onStop } from '../stop.mjs';
import { readCaller, readCallers, rootOf } from './callers.ts';
import type { Callers } from './callers.ts';
import { openFolder } from './folder.ts';
import { callLine } from './log.ts';
import type { LoggedCall } from './log.ts';
import {
	addressOf,
	isEveryAddress,
	isLoopbackOrigin,
	isNodeError,
	ofKms,
	startKmsServer,
	WireError
} from './protocol.ts';
import type { KmsServer, WireAnswer, WireCall } from './protocol.ts';

const usualPort = 4599;

const help = `A simulated AWS KMS on this machine, for the AWS CLI, the SDKs and the Lab. Not AWS.

Usage: npm run sandbox -- [options]

  --port N           where to listen; default ${usualPort}, 0 takes any free port
  --host ADDRESS     listen there instead of on this machine alone, 0.0.0.0 for every network it is in;
                     whoever reaches it may call, over plain HTTP
  --origin ORIGIN    let pages of this origin call (https://example.org, or * for all);
                     pages of localhost always may; repeatable
  --account ID       the account of the sandbox; default 111122223333
  --callers FILE     access keys and the principals behind them, as JSON:
                     { "callers": { "AKIDALICE": { "user": "alice", "policies": ["alice.json"] } } }
  --caller KEY=WHO   one more: root, user/NAME or role/NAME/SESSION, after ACCOUNT: if another
  --policy KEY=FILE  an identity policy of that caller; repeatable
  --folder FOLDER    keep keys there, so that they survive a restart; default in memory.
                     KEY MATERIAL IS IN THE CLEAR in it, unless KEYWRAP_SANDBOX_PASSPHRASE is set
  --ahead DAYS       start the sandbox's clock so many days ahead: for rotation and deletion
  --quiet            no line for each call
  --help

Without callers every access key is the root user of the account. Signatures are not checked.

  export AWS_ENDPOINT_URL_KMS=http://localhost:${usualPort} AWS_REGION=eu-central-1
  export AWS_ACCESS_KEY_ID=AKIDSANDBOX AWS_SECRET_ACCESS_KEY=any
  aws kms create-key
`;

export interface SandboxOptions {
	accountId?: string;
	/** Everybody is the root user of the account when there are none. */
	callers?: Callers;
	kms?: LocalKms;
	onCall?: (call: LoggedCall) => void;
	onTrouble?: (trouble: { what: string; error?: unknown }) => void;
	allowsOrigin?: (origin: string) => boolean;
	host?: string;
	port?: number;
}

/** A KMS of its own behind the protocol. @throws {Error} when it cannot listen */
export async function startSandbox(options: SandboxOptions = {}): Promise<KmsServer> {
	const { accountId = '111122223333', callers, onCall } = options;
	const kms =
		options.kms ?? createLocalKms({ accountId, clock: clockAhead(0), mostEvents: keptEvents });
	const answer = async ({
		operation,
		input,
		accessKeyId,
		region
	}: WireCall): Promise<WireAnswer> => {
		const principal = principalOf(accessKeyId, accountId, callers);
		const begun = performance.now();
		let told: { event: AuditEvent; decisions: readonly Decision[] } | undefined;
		const view = kms
			.as(principal)
			.in(region)
			.watched((event, decisions) => {
				told = { event, decisions };
			});
		try {
			const output = await view.send(operation, input);
			return { output, requestId: told?.event.requestID };
		} catch (error) {
			if (error instanceof KmsError) throw ofKms(error, told?.event.requestID);
			throw error;
		} finally {
			if (told) onCall?.({ accessKeyId, ...told, milliseconds: performance.now() - begun });
		}
	};
	const { onTrouble, allowsOrigin, host, port } = options;
	return startKmsServer({
		answer,
		...(onTrouble ? { onTrouble } : {}),
		...(allowsOrigin ? { allowsOrigin } : {}),
		...(host ? { host } : {}),
		...(port === undefined ? {} : { port })
	});
}

/** The trail is for looking at what just happened; it does not grow for ever. */
const keptEvents = 1000;

function principalOf(accessKeyId: string, account: string, callers?: Callers): Principal {
	if (!callers || callers.size === 0) return rootOf(account);
	const principal = callers.get(accessKeyId);
	if (principal) return principal;
	throw new WireError(
		'UnrecognizedClientException',
		'The security token included in the request is invalid.',
		{
			advice: `Nobody has this access key: --caller ${accessKeyId}=user/NAME gives it to somebody.`
		}
	);
}

/** A clock that goes, some days ahead of this machine's. */
export function clockAhead(days: number): Clock {
	const ahead = days * 86_400_000;
	return {
		now: () => new Date(Date.now() + ahead),
		advance: () => {
			throw new RangeError('This clock goes by itself.');
		}
	};
}

//  The command

/** @returns the exit code @throws {SetupError} with a sentence for the user */
export async function main(args = process.argv.slice(2)): Promise<number> {
	const values = readOptions(args);
	if (values.help) {
		console.log(help);
		return 0;
	}
	const port = wholeNumber('--port', values.port, 65_535);
	const days = wholeNumber('--ahead', values.ahead, 3650);
	if (!/^\d{12}$/.test(values.account))
		throw new SetupError(`--account takes twelve digits, not "${values.account}".`);
	const callers = await callersOf(values);
	const passphrase = process.env.KEYWRAP_SANDBOX_PASSPHRASE;
	const store = values.folder ? await openFolder(values.folder, passphrase) : undefined;
	let server: KmsServer;
	try {
		server = await startSandbox({
			accountId: values.account,
			callers,
			kms: createLocalKms({
				accountId: values.account,
				clock: clockAhead(days),
				mostEvents: keptEvents,
				...(store ? { store } : {})
			}),
			allowsOrigin: (origin) =>
				isLoopbackOrigin(origin) ||
				values.origin.some((allowed) => allowed === '*' || allowed === origin),
			onTrouble: ({ what, error }) => {
				console.error(`${new Date().toISOString().slice(11, 19)}  ${what}`);
				if (error) console.error(error);
			},
			...(values.quiet
				? {}
				: {
						onCall: (call: LoggedCall) => {
							console.log(callLine(call));
						}
					}),
			...(values.host ? { host: values.host } : {}),
			port
		});
	} catch (error) {
		await store?.close();
		throw listeningError(error, port, values.host);
	}
	console.log(`\nA simulated AWS KMS answers at ${server.url} (health: ${server.url}/health)`);
	console.log(
		callers.size > 0
			? `Callers: ${[...callers].map(([key, { arn }]) => `${key} is ${arn}`).join(', ')}`
			: `Every access key is the root user of ${values.account}; signatures are not checked.`
	);
	if (values.folder)
		console.log(
			passphrase
				? `Keys are kept in ${values.folder}, sealed with the passphrase.`
				: `Keys are kept in ${values.folder}, their material IN THE CLEAR. Use them for nothing real.`
		);
	if (values.host)
		console.log(`Whoever reaches ${reachedAt(values.host, server.port).join(' or ')} may call.`);
	console.log('Press Ctrl-C to stop.\n');
	await new Promise<void>((resolve) => {
		onStop(() => {
			resolve();
		});
	});
	await server.close();
	await store?.close();
	console.log('Stopped.');
	return 0;
}

/** The addresses under which other machines find a sandbox that listens there. */
function reachedAt(host: string, port: number): string[] {
	const every = Object.values(networkInterfaces())
		.flatMap((addresses) => addresses ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal)
		.map(({ address }) => address);
	const names = isEveryAddress(host) && every.length > 0 ? every : [host];
	return names.map((name) => addressOf(name, port));
}

function readOptions(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				port: { type: 'string', default: String(usualPort) },
				host: { type: 'string' },
				origin: { type: 'string', multiple: true, default: [] },
				account: { type: 'string', default: '111122223333' },
				callers: { type: 'string' },
				caller: { type: 'string', multiple: true, default: [] },
				policy: { type: 'string', multiple: true, default: [] },
				folder: { type: 'string' },
				ahead: { type: 'string', default: '0' },
				quiet: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false }
			}
		}).values;
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		throw new SetupError(`${said}\nnpm run sandbox -- --help says what there is.`, {
			cause: error
		});
	}
}

function wholeNumber(option: string, text: string, most: number): number {
	const number = Number(text);
	if (!/^\d+$/.test(text) || number > most)
		throw new SetupError(`${option} takes a number from 0 to ${most}, not "${text}".`);
	return number;
}

async function callersOf(values: ReturnType<typeof readOptions>): Promise<Callers> {
	const callers = values.callers
		? await readCallers(values.callers, values.account)
		: new Map<string, Principal>();
	for (const text of values.caller) {
		const [accessKey, principal] = await readCaller(text, values.policy, values.account);
		callers.set(accessKey, principal);
	}
	const stray = values.policy.find(
		(given) => !values.caller.some((text) => text.split('=')[0] === given.split('=')[0])
	);
	if (stray) throw new SetupError(`--policy ${stray}: no --caller has that access key.`);
	return callers;
}

function listeningError(error: unknown, port: number, host = 'localhost'): unknown {
	if (!isNodeError(error)) return error;
	if (error.code === 'EADDRINUSE')
		return new SetupError(
			`Port ${port} is taken by another program. Stop that one, or choose another port: npm run sandbox -- --port ${port + 1}`
		);
	if (error.code === 'EACCES')
		return new SetupError(`Port ${port} is not for this user: choose one from 1024 on.`);
	if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
		return new SetupError(`${host} is no address of this machine.`);
	return error;
}
