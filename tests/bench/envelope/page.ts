/** Runs in Chromium: measures our messages, those of AWS's client, and WebCrypto with nothing around it. */
import {
	decrypt,
	decryptStream,
	encrypt,
	encryptStream,
	mapMessage,
	rawAesKeyring
} from '../../../src/lib/envelope/index.ts';

/** AWS's client, as far as it is used; a script of its own puts it there. */
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
		importCryptoKey(key: Uint8Array, suite: number): Promise<object>;
	};
	RawAesWrappingSuiteIdentifier: Record<string, number>;
}
const official = (globalThis as unknown as { officialClient: Official }).officialClient;

export interface Measurement {
	suite: 0x0478 | 0x0578;
	frameLength: number;
	direction: 'encrypt' | 'decrypt';
	bytes: number;
	rounds: number;
}

export type Contender = 'ours' | 'official' | 'webcrypto';

const policy = 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT';
const encryptionContext = { purpose: 'bench' };
const wrappingKey = crypto.getRandomValues(new Uint8Array(32));
const keyring = rawAesKeyring({ namespace: 'bench', name: 'aes', wrappingKey });

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at += 65_536)
		crypto.getRandomValues(bytes.subarray(at, Math.min(length, at + 65_536)));
	return bytes;
}

async function officialKeyring(): Promise<object> {
	const suite = official.RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING ?? 0;
	const masterKey = await official.RawAesKeyringWebCrypto.importCryptoKey(
		wrappingKey.slice(),
		suite
	);
	return new official.RawAesKeyringWebCrypto({
		keyName: 'aes',
		keyNamespace: 'bench',
		masterKey,
		wrappingSuite: suite,
		utf8Sorting: true
	});
}

/**
 * WebCrypto alone: the same frames under one key, each with an IV and additional data as long as a
 * message's, many calls under way. The results are kept until the end, as whoever calls
 * would have to, and are not put together.
 */
async function bareWebCrypto(
	{ frameLength, direction }: Measurement,
	data: Uint8Array<ArrayBuffer>
) {
	const key = await crypto.subtle.importKey('raw', randomBytes(32), 'AES-GCM', false, [
		'encrypt',
		'decrypt'
	]);
	const additionalData = randomBytes(32 + 28 + 12);
	const count = Math.ceil(data.length / frameLength);
	const algorithm = (index: number) => {
		const iv = new Uint8Array(12);
		new DataView(iv.buffer).setUint32(8, index);
		return { name: 'AES-GCM', iv, additionalData };
	};
	const part = (index: number) => data.subarray(index * frameLength, (index + 1) * frameLength);
	const sealed: ArrayBuffer[] = [];
	if (direction === 'decrypt')
		for (let i = 0; i < count; i++)
			sealed.push(await crypto.subtle.encrypt(algorithm(i), key, part(i)));
	return async () => {
		const results = Array<ArrayBuffer>(count);
		let next = 0;
		const lane = async () => {
			while (next < count) {
				const i = next++;
				const input = sealed[i];
				results[i] = input
					? await crypto.subtle.decrypt(algorithm(i), key, input)
					: await crypto.subtle.encrypt(algorithm(i), key, part(i));
			}
		};
		await Promise.all(Array.from({ length: 64 }, lane));
		return results;
	};
}

/** Milliseconds of each round, the contenders taking turns; one round before is not counted. */
export async function measure(what: Measurement): Promise<Record<Contender, number[]>> {
	const { suite, frameLength, direction, rounds } = what;
	const data = randomBytes(what.bytes);
	const { message } = await encrypt(data, { keyring, suite, frameLength, encryptionContext });
	const theirKeyring = await officialKeyring();
	const theirs = official.buildClient(policy);
	const { result } = await theirs.encrypt(theirKeyring, data, {
		suiteId: suite,
		frameLength,
		encryptionContext
	});
	const theirMessage = result.slice();
	const runs: Record<Contender, () => Promise<unknown>> = {
		ours: () =>
			direction === 'encrypt'
				? encrypt(data, { keyring, suite, frameLength, encryptionContext })
				: decrypt(message, { keyring }),
		official: () =>
			direction === 'encrypt'
				? theirs.encrypt(theirKeyring, data, { suiteId: suite, frameLength, encryptionContext })
				: theirs.decrypt(theirKeyring, theirMessage),
		webcrypto: await bareWebCrypto(what, data)
	};
	const times: Record<Contender, number[]> = { ours: [], official: [], webcrypto: [] };
	const order: Contender[] = ['ours', 'official', 'webcrypto'];
	for (let round = -1; round < rounds; round++) {
		// Who begins changes, so that nobody always runs after the same other.
		for (let i = 0; i < order.length; i++) {
			const name = order[(i + round + 1) % order.length] ?? 'ours';
			const from = performance.now();
			await runs[name]();
			const time = performance.now() - from;
			if (round >= 0) times[name].push(time);
		}
	}
	return times;
}

/** Milliseconds of one message, and of its parts, each alone. */
export interface Profile {
	whole: number;
	/** The calls of AES-GCM with nothing around them. */
	aesGcm: number;
	/** SHA-384 of the message, and its signature. */
	signature: number;
	/** SHA-384 alone; and two of them begun together, which shows whether calls run side by side. */
	sha384: number;
	sha384Twice: number;
	/** Memory for the result, fresh and written once; and the same in memory that is there already. */
	freshMemory: number;
	copy: number;
}

/** Where the time of one message goes: the medians of turns of all parts. */
export async function profile(what: Omit<Measurement, 'rounds'>): Promise<Profile> {
	const { suite, frameLength, direction, bytes } = what;
	const data = randomBytes(bytes);
	const { message } = await encrypt(data, { keyring, suite, frameLength });
	const result = direction === 'encrypt' ? message : data;
	const target = new Uint8Array(result.length).fill(1);
	const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, [
		'sign'
	]);
	const sha384 = () => crypto.subtle.digest('SHA-384', message);
	const parts: Record<keyof Profile, () => unknown> = {
		whole: () =>
			direction === 'encrypt'
				? encrypt(data, { keyring, suite, frameLength })
				: decrypt(message, { keyring }),
		aesGcm: await bareWebCrypto({ ...what, rounds: 1 }, data),
		signature: () =>
			crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-384' }, pair.privateKey, message),
		sha384,
		sha384Twice: () => Promise.all([sha384(), sha384()]),
		freshMemory: () => {
			new Uint8Array(result.length).set(result);
		},
		copy: () => {
			target.set(result);
		}
	};
	const names = Object.keys(parts) as (keyof Profile)[];
	const times = new Map(names.map((name) => [name, [] as number[]]));
	for (let round = 0; round < 7; round++)
		for (const name of names) {
			const from = performance.now();
			await parts[name]();
			times.get(name)?.push(performance.now() - from);
		}
	const median = (name: keyof Profile) => times.get(name)?.sort((a, b) => a - b)[3] ?? NaN;
	return Object.fromEntries(names.map((name) => [name, median(name)])) as unknown as Profile;
}

/** Sends `bytes` through encryption and decryption as streams; bytes that came out, and seconds. */
export async function stream(bytes: number, frameLength?: number) {
	let left = bytes;
	// One chunk again and again: what the streams hold is to be measured, not what the source makes.
	const chunk = new Uint8Array(65_536);
	const from = performance.now();
	const source = new ReadableStream<Uint8Array>({
		pull(controller) {
			if (left <= 0) {
				controller.close();
				return;
			}
			const length = Math.min(left, chunk.length);
			left -= length;
			controller.enqueue(chunk.subarray(0, length));
		}
	});
	let length = 0;
	await source
		.pipeThrough(encryptStream(frameLength === undefined ? { keyring } : { keyring, frameLength }))
		.pipeThrough(decryptStream({ keyring }))
		.pipeTo(
			new WritableStream({
				write(chunk) {
					length += chunk.length;
				}
			})
		);
	return { length, seconds: (performance.now() - from) / 1000 };
}

/** Small messages a second, one after the other, and maps of a message of 64 KiB a second. */
export async function operations() {
	const small = randomBytes(100);
	const rates: Record<string, number> = {};
	const rate = async (name: string, run: () => unknown) => {
		await run();
		let count = 0;
		const from = performance.now();
		while (performance.now() - from < 1000) {
			await run();
			count++;
		}
		rates[name] = count / ((performance.now() - from) / 1000);
	};
	for (const suite of [0x0478, 0x0578] as const) {
		const { message } = await encrypt(small, { keyring, suite });
		const name = suite.toString(16).padStart(4, '0');
		await rate(`encrypt_${name}`, () => encrypt(small, { keyring, suite }));
		await rate(`decrypt_${name}`, () => decrypt(message, { keyring }));
	}
	const { message } = await encrypt(randomBytes(65_536), { keyring });
	await rate('map_64_kib', () => mapMessage(message));
	return rates;
}

Object.assign(globalThis, { bench: { measure, profile, stream, operations } });
