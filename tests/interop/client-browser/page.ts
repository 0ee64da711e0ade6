/** Runs in Chromium: exchanges messages with AWS's client, which a script of its own puts there. */
import {
	decrypt,
	encrypt,
	multiKeyring,
	rawAesKeyring,
	rawRsaKeyring,
	type Keyring,
	type SuiteId
} from '../../../src/lib/envelope/index.ts';
import { committing, contexts, lengths, nameOf, readPolicy, writePolicy } from '../cases.ts';

/** AWS's client, as far as it is used. */
interface Official {
	buildClient(policy: string): {
		encrypt(
			keyring: object,
			plaintext: Uint8Array,
			options: object
		): Promise<{ result: Uint8Array }>;
		decrypt(keyring: object, message: Uint8Array): Promise<{ plaintext: Uint8Array }>;
	};
	RawAesKeyringWebCrypto: {
		new (options: object): object;
		importCryptoKey(key: Uint8Array, suite: number | undefined): Promise<object>;
	};
	RawRsaKeyringWebCrypto: new (options: object) => object;
	MultiKeyringWebCrypto: new (options: object) => object;
	RawAesWrappingSuiteIdentifier: Record<string, number>;
}
const official = (globalThis as unknown as { officialClient: Official }).officialClient;

/** Suites that it writes and reads in Chromium: those with AES-192 are missing there. */
const theirSuites: readonly SuiteId[] = [
	0x0014, 0x0078, 0x0114, 0x0178, 0x0214, 0x0378, 0x0478, 0x0578
];

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at += 65_536)
		crypto.getRandomValues(bytes.subarray(at, Math.min(length, at + 65_536)));
	return bytes;
}

//  The same keys on both sides

interface Pair {
	name: string;
	ours: Keyring;
	theirs: object;
}

async function aesPair(length: 16 | 32): Promise<Pair> {
	const key = randomBytes(length);
	const name = `aes-${length * 8}`;
	const wrappingSuite =
		official.RawAesWrappingSuiteIdentifier[`AES${length * 8}_GCM_IV12_TAG16_NO_PADDING`];
	return {
		name,
		ours: rawAesKeyring({ namespace: 'interop', name, wrappingKey: key }),
		theirs: new official.RawAesKeyringWebCrypto({
			keyNamespace: 'interop',
			keyName: name,
			masterKey: await official.RawAesKeyringWebCrypto.importCryptoKey(key.slice(), wrappingSuite),
			wrappingSuite,
			// Without it the client sorts contexts in the order of a language, not of UTF-8.
			utf8Sorting: true
		})
	};
}

async function rsaPair(hash: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'): Promise<Pair> {
	const name = `rsa-oaep-${hash.toLowerCase()}`;
	const { publicKey, privateKey } = await crypto.subtle.generateKey(
		{ name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash },
		false,
		['encrypt', 'decrypt', 'wrapKey', 'unwrapKey']
	);
	return {
		name,
		ours: rawRsaKeyring({ namespace: 'interop', name, publicKey, privateKey }),
		theirs: new official.RawRsaKeyringWebCrypto({
			keyNamespace: 'interop',
			keyName: name,
			publicKey,
			privateKey
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

async function casesOf(): Promise<Case[]> {
	const [aes, aes128, rsa, ...otherRsa] = await Promise.all([
		aesPair(32),
		aesPair(16),
		rsaPair('SHA-256'),
		rsaPair('SHA-1'),
		rsaPair('SHA-384'),
		rsaPair('SHA-512')
	]);
	const both: Pair = {
		name: 'rsa + aes',
		ours: multiKeyring({ generator: rsa.ours, children: [aes.ours] }),
		theirs: new official.MultiKeyringWebCrypto({ generator: rsa.theirs, children: [aes.theirs] })
	};
	return [
		...theirSuites.flatMap((suite) =>
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
		...theirSuites.flatMap((suite) =>
			[aes128, rsa, ...otherRsa].flatMap((pair) =>
				['none', 'sorting'].map((context) => ({
					pair,
					suite,
					length: 1000,
					frameLength: 256,
					context
				}))
			)
		),
		...committing.flatMap((suite) => [
			{ pair: aes, suite, length: 1_000_003, frameLength: 4096, context: 'plain' },
			{ pair: rsa, suite, length: 2 ** 20, frameLength: 4096, context: 'none' },
			{ pair: aes, suite, length: 5000, frameLength: 2 ** 20, context: 'plain' },
			...[both, rsa, aes].map((opener) => ({
				pair: both,
				opener,
				suite,
				length: 1000,
				frameLength: 300,
				context: 'sorting'
			}))
		])
	];
}

function assertSame(read: Uint8Array, plaintext: Uint8Array): void {
	if (read.length !== plaintext.length || read.some((byte, i) => byte !== plaintext[i]))
		throw new Error('The plaintext came back changed.');
}

async function weWrite({ pair, opener = pair, suite, length, frameLength, context }: Case) {
	const plaintext = randomBytes(length);
	const encryptionContext = contexts[context];
	const { message } = await encrypt(plaintext, {
		keyring: pair.ours,
		suite,
		frameLength,
		commitmentPolicy: writePolicy(suite),
		...(encryptionContext ? { encryptionContext } : {})
	});
	const client = official.buildClient(readPolicy(suite));
	assertSame((await client.decrypt(opener.theirs, message)).plaintext, plaintext);
}

async function theyWrite({ pair, opener = pair, suite, length, frameLength, context }: Case) {
	const plaintext = randomBytes(length);
	const encryptionContext = contexts[context];
	const client = official.buildClient(writePolicy(suite));
	const { result } = await client.encrypt(pair.theirs, plaintext.slice(), {
		suiteId: suite,
		frameLength,
		...(encryptionContext ? { encryptionContext } : {})
	});
	const read = await decrypt(result, {
		keyring: opener.ours,
		commitmentPolicy: readPolicy(suite),
		...(encryptionContext ? { encryptionContext } : {})
	});
	assertSame(read.plaintext, plaintext);
}

/** Every case in both directions; the failures in words. */
export async function exchange(): Promise<{ passed: number; failures: string[] }> {
	const failures: string[] = [];
	let passed = 0;
	for (const one of await casesOf()) {
		const { pair, opener = pair } = one;
		const name = nameOf({ ...one, pair: `${pair.name} for ${opener.name}` });
		for (const [direction, run] of [
			['we write, they read', weWrite],
			['they write, we read', theyWrite]
		] as const)
			try {
				await run(one);
				passed++;
			} catch (error) {
				failures.push(`${direction}: ${name}: ${String(error)}`);
			}
	}
	return { passed, failures };
}

Object.assign(globalThis, { interop: { exchange } });
