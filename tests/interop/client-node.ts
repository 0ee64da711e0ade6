/**
 * Exchanges messages with AWS's own client for Node, in both directions: what we write it reads,
 * what it writes we read. The client is a project of its own, `client-node/`, installed with `npm ci`
 * when it is missing. `node tests/interop/client-node.ts` prints JSON, and fails by its exit code.
 */
import { execFileSync } from 'node:child_process';
import { constants, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { Readable, type Duplex } from 'node:stream';
import {
	decrypt,
	decryptStream,
	encrypt,
	encryptStream,
	kmsKeyring,
	multiKeyring,
	rawAesKeyring,
	rawRsaKeyring,
	suites,
	type Keyring,
	type SuiteId
} from '../../src/lib/envelope/index.ts';
import { bytesOf, find, walkThrough } from '../../src/lib/lab/engine/session.testing.ts';
import { scenario } from '../../src/lib/lab/scenarios/envelope/index.ts';
import { runJob, type KeyOfJob } from '../../src/lib/lab/file/job.ts';
import { programsFor } from '../../src/lib/lab/file/programs.ts';
import { createLocalKms, type KmsInput, type KmsOperation } from '../../src/lib/kms/index.ts';
import { committing, contexts, lengths, nameOf, readPolicy, writePolicy } from './cases.ts';

//  The official client, as far as it is used

interface Official {
	buildClient(policy: string): {
		encrypt(keyring: object, plaintext: Buffer, options: object): Promise<{ result: Buffer }>;
		decrypt(keyring: object, message: Buffer): Promise<{ plaintext: Buffer }>;
		encryptStream(keyring: object, options: object): Duplex;
		decryptUnsignedMessageStream(keyring: object): Duplex;
	};
	RawAesKeyringNode: new (options: object) => object;
	RawRsaKeyringNode: new (options: object) => object;
	MultiKeyringNode: new (options: object) => object;
	KmsKeyringNode: new (options: object) => object;
	RawAesWrappingSuiteIdentifier: Record<string, number>;
}

const folder = path.join(import.meta.dirname, 'client-node');
// npm writes this file last: an installation that was broken off is made anew.
if (!existsSync(path.join(folder, 'node_modules/.package-lock.json')))
	execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 2, 2] });
const official = createRequire(path.join(folder, 'package.json'))(
	'@aws-crypto/client-node'
) as Official;

//  The same keys on both sides

interface Pair {
	name: string;
	ours: Keyring;
	/** Made anew for each use: the official raw AES keyring erases the key it is given. */
	theirs: () => object;
}

function aesPair(length: 16 | 24 | 32): Pair {
	const key = new Uint8Array(randomBytes(length));
	const name = `aes-${length * 8}`;
	return {
		name,
		ours: rawAesKeyring({ namespace: 'interop', name, wrappingKey: key }),
		theirs: () =>
			new official.RawAesKeyringNode({
				keyNamespace: 'interop',
				keyName: name,
				unencryptedMasterKey: key.slice(),
				wrappingSuite:
					official.RawAesWrappingSuiteIdentifier[`AES${length * 8}_GCM_IV12_TAG16_NO_PADDING`],
				// Without it the client sorts contexts in the order of a language, not of UTF-8.
				utf8Sorting: true
			})
	};
}

function rsaPair(hash: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'): Pair {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { format: 'pem', type: 'spki' },
		privateKeyEncoding: { format: 'pem', type: 'pkcs8' }
	});
	const name = `rsa-oaep-${hash.toLowerCase()}`;
	return {
		name,
		ours: rawRsaKeyring({ namespace: 'interop', name, publicKey, privateKey, hash }),
		theirs: () =>
			new official.RawRsaKeyringNode({
				keyNamespace: 'interop',
				keyName: name,
				rsaKey: { publicKey, privateKey },
				padding: constants.RSA_PKCS1_OAEP_PADDING,
				oaepHash: hash.replace('-', '').toLowerCase()
			})
	};
}

async function kmsPair(): Promise<Pair> {
	const client = createLocalKms();
	const { KeyMetadata } = await client.send('CreateKey', {});
	const generatorKeyId = KeyMetadata?.Arn ?? '';
	const call =
		<Op extends KmsOperation>(op: Op) =>
		(input: KmsInput<Op>) =>
			client.send(op, { ...input, GrantTokens: undefined });
	/** What the official keyring asks of the AWS SDK. */
	const sdk = {
		config: {},
		generateDataKey: call('GenerateDataKey'),
		encrypt: call('Encrypt'),
		decrypt: call('Decrypt')
	};
	return {
		name: 'local-kms',
		ours: kmsKeyring({ client, generatorKeyId }),
		theirs: () => new official.KmsKeyringNode({ generatorKeyId, clientProvider: () => sdk })
	};
}

function multiPair(name: string, generator: Pair, children: readonly Pair[]): Pair {
	return {
		name,
		ours: multiKeyring({ generator: generator.ours, children: children.map(({ ours }) => ours) }),
		theirs: () =>
			new official.MultiKeyringNode({
				generator: generator.theirs(),
				children: children.map(({ theirs }) => theirs())
			})
	};
}

//  Cases

interface Case {
	pair: Pair;
	suite: SuiteId;
	length: number;
	frameLength: number;
	context: string;
	/** Who opens, where not the pair that wraps. */
	opener?: Pair;
}

const allSuites = suites.map(({ id }) => id);
const aes = aesPair(32);
const rsa = rsaPair('SHA-256');
const kms = await kmsPair();
const both = multiPair('local-kms + aes-256', kms, [aes]);

const cases: Case[] = [
	...allSuites.flatMap((suite) =>
		lengths.flatMap((length) =>
			Object.keys(contexts).map((context) => ({
				pair: aes,
				suite,
				length,
				frameLength: 100,
				context
			}))
		)
	),
	...allSuites.flatMap((suite) =>
		[
			aesPair(16),
			aesPair(24),
			rsa,
			rsaPair('SHA-1'),
			rsaPair('SHA-384'),
			rsaPair('SHA-512'),
			kms
		].map((pair) => ({ pair, suite, length: 1000, frameLength: 256, context: 'sorting' }))
	),
	...committing.flatMap((suite) => [
		{ pair: aes, suite, length: 1_000_003, frameLength: 4096, context: 'plain' },
		{ pair: rsa, suite, length: 2 ** 20, frameLength: 4096, context: 'none' },
		{ pair: aes, suite, length: 5000, frameLength: 2 ** 20, context: 'plain' },
		{ pair: aes, suite, length: 3000, frameLength: 1, context: 'plain' },
		...[both, kms, aes].map((opener) => ({
			pair: both,
			opener,
			suite,
			length: 1000,
			frameLength: 300,
			context: 'sorting'
		})),
		...[multiPair('rsa + aes', rsa, [aes]), rsa, aes].map((opener) => ({
			pair: multiPair('rsa + aes', rsa, [aes]),
			opener,
			suite,
			length: 1000,
			frameLength: 300,
			context: 'sorting'
		}))
	])
];

async function weWrite({ pair, opener = pair, suite, length, frameLength, context }: Case) {
	const plaintext = new Uint8Array(randomBytes(length));
	const encryptionContext = contexts[context];
	const { message } = await encrypt(plaintext, {
		keyring: pair.ours,
		suite,
		frameLength,
		commitmentPolicy: writePolicy(suite),
		...(encryptionContext ? { encryptionContext } : {})
	});
	const client = official.buildClient(readPolicy(suite));
	const { plaintext: read } = await client.decrypt(opener.theirs(), Buffer.from(message));
	if (!read.equals(plaintext)) throw new Error('The plaintext came back changed.');
}

async function theyWrite({ pair, opener = pair, suite, length, frameLength, context }: Case) {
	const plaintext = randomBytes(length);
	const encryptionContext = contexts[context];
	const client = official.buildClient(writePolicy(suite));
	const { result } = await client.encrypt(pair.theirs(), plaintext, {
		suiteId: suite,
		frameLength,
		...(encryptionContext ? { encryptionContext } : {})
	});
	const { plaintext: read } = await decrypt(new Uint8Array(result), {
		keyring: opener.ours,
		commitmentPolicy: readPolicy(suite),
		...(encryptionContext ? { encryptionContext } : {})
	});
	if (!plaintext.equals(read)) throw new Error('The plaintext came back changed.');
}

/** A file through our stream into theirs, and the other way round. */
async function streams(length: number, frameLength: number) {
	const plaintext = randomBytes(length);
	const source = () => new Blob([new Uint8Array(plaintext)]).stream();
	const client = official.buildClient('REQUIRE_ENCRYPT_REQUIRE_DECRYPT');

	const message = source().pipeThrough(encryptStream({ keyring: aes.ours, frameLength }));
	const opened: Buffer[] = [];
	await pipeline(
		Readable.from(message),
		client.decryptUnsignedMessageStream(aes.theirs()),
		async (chunks: AsyncIterable<Buffer>) => {
			for await (const chunk of chunks) opened.push(chunk);
		}
	);
	if (!Buffer.concat(opened).equals(plaintext)) throw new Error('Theirs read something else.');

	const theirs: Buffer[] = [];
	await pipeline(
		Readable.from(source()),
		client.encryptStream(aes.theirs(), { suiteId: 0x0478, frameLength }),
		async (chunks: AsyncIterable<Buffer>) => {
			for await (const chunk of chunks) theirs.push(chunk);
		}
	);
	const read = new Blob([new Uint8Array(Buffer.concat(theirs))])
		.stream()
		.pipeThrough(decryptStream({ keyring: aes.ours }));
	const back = Buffer.concat(await Array.fromAsync(read));
	if (!back.equals(plaintext)) throw new Error('Ours read something else.');
}

/** What the Lab's envelope scenario stores, opened with the data key that its KMS gave back. */
async function labWrites(suite: string) {
	const shots = await walkThrough(scenario, { suite });
	const message = shots.store.messages?.[0]?.bytes;
	const answer = shots['receive-key'].exchanges[0]?.response as
		{ KeyId: string; Plaintext: Uint8Array } | undefined;
	if (!message || !answer) throw new Error('The walk stored nothing, or was given no key.');
	const sdk = {
		config: {},
		decrypt: () => Promise.resolve({ ...answer, Plaintext: answer.Plaintext.slice() })
	};
	const keyring = new official.KmsKeyringNode({
		keyIds: [answer.KeyId],
		clientProvider: () => sdk
	});
	const client = official.buildClient(readPolicy(Number.parseInt(suite, 16) as SuiteId));
	const { plaintext } = await client.decrypt(keyring, Buffer.from(message));
	const text = bytesOf(find(shots.start, 'application', 'Document'));
	if (!plaintext.equals(text)) throw new Error('The document came back changed.');
}

//  The program that the Lab's file tool shows, as it stands

async function fileProgram(kind: 'aes' | 'rsa'): Promise<void> {
	const work = mkdtempSync(path.join(tmpdir(), 'keywrap-program-'));
	try {
		const named = { namespace: 'it\'s \\ "mine"', name: 'schlüssel 1' };
		const names = { locked: 'a "file".encrypted', opened: 'a "file"' };
		const plaintext = new Uint8Array(randomBytes(300_000));
		const key = new Uint8Array(randomBytes(32));
		const pair = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { format: 'pem', type: 'spki' },
			privateKeyEncoding: { format: 'pem', type: 'pkcs8' }
		});
		const lock: KeyOfJob =
			kind === 'aes'
				? { kind, ...named, key }
				: { kind, ...named, hash: 'SHA-384', publicKey: pair.publicKey };
		const parts: Uint8Array[] = [];
		await runJob(
			{
				kind: 'lock',
				file: new Blob([plaintext]),
				key: lock,
				context: { é: 'é', z: 'z' },
				suite: 0x0578,
				frameLength: 65_536
			},
			{
				kms: createLocalKms(),
				signal: new AbortController().signal,
				sink: { write: (bytes) => void parts.push(bytes.slice()) },
				onProgress: () => undefined
			}
		);
		writeFileSync(path.join(work, names.locked), Buffer.concat(parts));
		writeFileSync(path.join(work, 'key.bin'), key);
		writeFileSync(path.join(work, 'private.pem'), pair.privateKey);
		const programs =
			kind === 'aes'
				? programsFor({ kind, ...named, bits: 256 }, names)
				: programsFor({ kind, ...named, hash: 'SHA-384' }, names);
		const program = programs.find(({ id }) => id === 'javascript');
		writeFileSync(path.join(work, 'open.cjs'), program?.code ?? '');
		execFileSync(process.execPath, ['open.cjs'], {
			cwd: work,
			env: { ...process.env, NODE_PATH: path.join(folder, 'node_modules') },
			stdio: ['ignore', 2, 2]
		});
		if (!readFileSync(path.join(work, names.opened)).equals(plaintext))
			throw new Error('It opened something else.');
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

//  Run

const failures: string[] = [];
let passed = 0;
async function attempt(name: string, run: () => Promise<void>): Promise<void> {
	try {
		await run();
		passed++;
	} catch (error) {
		failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
	}
}

for (const one of cases) {
	const { pair, opener = pair } = one;
	const name = nameOf({ ...one, pair: `${pair.name} for ${opener.name}` });
	await attempt(`we write, they read: ${name}`, () => weWrite(one));
	await attempt(`they write, we read: ${name}`, () => theyWrite(one));
}
for (const [length, frameLength] of [
	[0, 100],
	[1, 100],
	[300, 100],
	[1_000_003, 4096],
	[2 ** 22, 65_536]
] as const)
	await attempt(`streams of ${length} bytes in frames of ${frameLength}`, () =>
		streams(length, frameLength)
	);

for (const suite of ['0578', '0478', '0378', '0178', '0114'])
	await attempt(`the Lab writes, they read: suite ${suite}`, () => labWrites(suite));

for (const kind of ['aes', 'rsa'] as const)
	await attempt(`the program that the file tool shows opens a file, ${kind}`, () =>
		fileProgram(kind)
	);

for (const failure of failures) console.error(failure);
console.log(JSON.stringify({ peer: '@aws-crypto/client-node', passed, failed: failures.length }));
process.exitCode = failures.length > 0 ? 1 : 0;
