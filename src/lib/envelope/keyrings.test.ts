import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
	asWrappedDataKey,
	encodeUtf8,
	flipBit,
	importAesGcmKey,
	systemRandom
} from '#lib/crypto/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import type { KmsClient, KmsInput, KmsOperation } from '#lib/kms/index.ts';
import {
	decrypt,
	encrypt,
	kmsKeyring,
	multiKeyring,
	NoKeyringError,
	rawAesKeyring,
	rawRsaKeyring
} from './index.ts';
import type { Keyring } from './index.ts';
import { named, plaintextOf, readsAll, sampleMessage } from './messages.testing.ts';
import { suiteOf } from './suites.ts';

const encryptionContext = { purpose: 'test' };
const suite = suiteOf(0x0478);

/** Encrypts with one keyring and decrypts with another. */
async function pass(from: Keyring, to: Keyring = from, id: 0x0478 | 0x0178 | 0x0346 = 0x0478) {
	const message = await sampleMessage(id, { keyring: from, encryptionContext });
	const { plaintext, header } = await decrypt(message, { keyring: to, ...readsAll });
	expect(plaintext).toEqual(encodeUtf8('attack at dawn'));
	return header;
}

const refused = (code: string) => expect.objectContaining({ code }) as unknown;

describe('raw AES keyring', () => {
	const at = { namespace: 'demo', name: 'key' };

	it.each([16, 24, 32])('wraps under %d bytes', async (length) => {
		await pass(rawAesKeyring({ ...at, wrappingKey: systemRandom(length) }));
	});

	it('wraps under a CryptoKey', async () => {
		await pass(rawAesKeyring({ ...at, wrappingKey: await importAesGcmKey(systemRandom(32)) }));
	});

	it('writes name, tag length in bits, IV length in bytes and IV (raw-aes-keyring.md)', async () => {
		const header = await pass(rawAesKeyring({ ...at, wrappingKey: systemRandom(32) }));
		const [key] = header.encryptedDataKeys;
		expect(key?.providerId).toBe('demo');
		expect(key?.ciphertext).toHaveLength(48);
		expect(key?.providerInfo).toHaveLength(3 + 4 + 4 + 12);
		expect([...(key?.providerInfo.subarray(3, 11) ?? [])]).toEqual([0, 0, 0, 128, 0, 0, 0, 12]);
	});

	it('does not mind that the caller erases the key', async () => {
		const wrappingKey = systemRandom(32);
		const keyring = rawAesKeyring({ ...at, wrappingKey });
		wrappingKey.fill(0);
		const other = rawAesKeyring({ ...at, wrappingKey });
		await expect(pass(keyring, other)).rejects.toEqual(refused('ENVELOPE_NO_KEYRING'));
	});

	it.each([
		['another name', { name: 'Key' }],
		['a longer name', { name: 'key2' }],
		['another namespace', { namespace: 'Demo' }]
	])('opens nothing of %s', async (_, change) => {
		const wrappingKey = systemRandom(32);
		const from = rawAesKeyring({ ...at, wrappingKey });
		const attempt = pass(from, rawAesKeyring({ ...at, wrappingKey, ...change }));
		await expect(attempt).rejects.toThrow('none is for the raw AES key');
	});

	it('tries each that could be its own', async () => {
		const wrappingKey = systemRandom(32);
		const keyring = rawAesKeyring({ ...at, wrappingKey });
		const wrapped = await keyring.onEncrypt({ suite, encryptionContext });
		const [key] = wrapped.encryptedDataKeys;
		if (!key) throw new Error('no key');
		const spoilt = { ...key, ciphertext: asWrappedDataKey(flipBit(key.ciphertext, 0)) };
		const request = { suite, encryptionContext, encryptedDataKeys: [spoilt, key] };
		expect(await keyring.onDecrypt(request)).toEqual(wrapped.dataKey);
		const error = await keyring
			.onDecrypt({ ...request, encryptedDataKeys: [spoilt, spoilt] })
			.catch((e: unknown) => e);
		expect((error as NoKeyringError).causes).toHaveLength(2);
	});

	it('binds wrapped keys to the context', async () => {
		const keyring = rawAesKeyring({ ...at, wrappingKey: systemRandom(32) });
		const wrapped = await keyring.onEncrypt({ suite, encryptionContext });
		await expect(
			keyring.onDecrypt({ ...wrapped, suite, encryptionContext: { purpose: 'Test' } })
		).rejects.toEqual(refused('ENVELOPE_NO_KEYRING'));
	});

	it.each([
		['the namespace of KMS', { namespace: 'aws-kms', wrappingKey: systemRandom(32) }],
		['a key of 20 bytes', { wrappingKey: systemRandom(20) }]
	])('is refused with %s', (_, change) => {
		expect(() => rawAesKeyring({ ...at, ...change })).toThrow(refused('ENVELOPE_INVALID_ARGUMENT'));
	});

	it('is refused with a CryptoKey for something else', async () => {
		const wrappingKey = await crypto.subtle.importKey('raw', systemRandom(32), 'HKDF', false, [
			'deriveBits'
		]);
		expect(() => rawAesKeyring({ ...at, wrappingKey })).toThrow(
			refused('ENVELOPE_INVALID_ARGUMENT')
		);
	});
});

describe('raw RSA keyring', () => {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { format: 'pem', type: 'spki' },
		privateKeyEncoding: { format: 'pem', type: 'pkcs8' }
	});
	const at = { namespace: 'demo', name: 'rsa' };

	it.each(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const)('wraps with %s', async (hash) => {
		await pass(rawRsaKeyring({ ...at, hash, publicKey, privateKey }));
		await expect(
			pass(
				rawRsaKeyring({ ...at, hash, publicKey }),
				rawRsaKeyring({ ...at, hash: hash === 'SHA-1' ? 'SHA-256' : 'SHA-1', privateKey })
			)
		).rejects.toEqual(refused('ENVELOPE_NO_KEYRING'));
	});

	it('takes CryptoKeys with the hash they bring', async () => {
		const pair = await crypto.subtle.generateKey(
			{
				name: 'RSA-OAEP',
				modulusLength: 2048,
				publicExponent: new Uint8Array([1, 0, 1]),
				hash: 'SHA-384'
			},
			false,
			['encrypt', 'decrypt']
		);
		await pass(rawRsaKeyring({ ...at, ...pair }));
		expect(() => rawRsaKeyring({ ...at, ...pair, hash: 'SHA-1' })).toThrow(
			refused('ENVELOPE_INVALID_ARGUMENT')
		);
	});

	it('needs the public key to encrypt and the private one to decrypt', async () => {
		const writer = rawRsaKeyring({ ...at, publicKey });
		const reader = rawRsaKeyring({ ...at, privateKey });
		await pass(writer, reader);
		await expect(pass(writer)).rejects.toEqual(refused('ENVELOPE_NO_KEYRING'));
		await expect(pass(reader)).rejects.toEqual(refused('ENVELOPE_NO_DATA_KEY'));
	});

	it('opens nothing of another name', async () => {
		const attempt = pass(
			rawRsaKeyring({ ...at, publicKey }),
			rawRsaKeyring({ ...at, name: 'Rsa', privateKey })
		);
		await expect(attempt).rejects.toThrow('none is for the raw RSA key');
	});

	it('refuses a data key of another length', async () => {
		const keyring = rawRsaKeyring({ ...at, publicKey, privateKey });
		const wrapped = await keyring.onEncrypt({ suite: suiteOf(0x0114), encryptionContext });
		await expect(keyring.onDecrypt({ ...wrapped, suite, encryptionContext })).rejects.toEqual(
			refused('ENVELOPE_NO_KEYRING')
		);
	});

	it('is refused without a key, and with the namespace of KMS', () => {
		expect(() => rawRsaKeyring(at)).toThrow(refused('ENVELOPE_INVALID_ARGUMENT'));
		expect(() => rawRsaKeyring({ namespace: 'aws-kms', name: 'x', publicKey })).toThrow(
			refused('ENVELOPE_INVALID_ARGUMENT')
		);
	});
});

describe('KMS keyring', () => {
	const kms = createLocalKms();
	const newKey = async () => {
		const { KeyMetadata } = await kms.send('CreateKey', {});
		return KeyMetadata?.Arn ?? '';
	};
	/** Notes what is asked. */
	function watched(client: KmsClient) {
		const calls: [KmsOperation, unknown][] = [];
		const send = <Op extends KmsOperation>(op: Op, input: KmsInput<Op>) => {
			calls.push([op, input]);
			// The tokens of these tests are of no grant.
			return client.send(op, { ...input, GrantTokens: undefined });
		};
		return { calls, client: { send } satisfies KmsClient };
	}

	it.each(named([0x0478, 0x0178, 0x0346]))(
		'wraps the data key of suite $name',
		async ({ suite: id }) => {
			const generatorKeyId = await newKey();
			const header = await pass(kmsKeyring({ client: kms, generatorKeyId }), undefined, id);
			expect(header.encryptedDataKeys[0]).toMatchObject({
				providerId: 'aws-kms',
				providerInfo: encodeUtf8(generatorKeyId)
			});
		}
	);

	it('generates once, encrypts for the others, and sends KeyId on decrypt', async () => {
		const { calls, client } = watched(kms);
		const [one, two] = [await newKey(), await newKey()];
		const keyring = kmsKeyring({
			client,
			generatorKeyId: one,
			keyIds: [two],
			grantTokens: ['token']
		});
		await pass(keyring);
		const common = { EncryptionContext: encryptionContext, GrantTokens: ['token'] };
		expect(calls).toMatchObject([
			['GenerateDataKey', { KeyId: one, NumberOfBytes: 32, ...common }],
			['Encrypt', { KeyId: two, ...common }],
			['Decrypt', { KeyId: one, ...common }]
		]);
	});

	it('opens with any of its keys', async () => {
		const [one, two] = [await newKey(), await newKey()];
		const both = kmsKeyring({ client: kms, generatorKeyId: one, keyIds: [two] });
		await pass(both, kmsKeyring({ client: kms, keyIds: [two] }));
		await kms.send('DisableKey', { KeyId: one });
		const message = await sampleMessage(0x0478, {
			keyring: kmsKeyring({ client: kms, generatorKeyId: two })
		});
		await expect(decrypt(message, { keyring: both })).resolves.toBeDefined();
	});

	it('goes on to the next key when one is refused, and says why when none is left', async () => {
		const [one, two] = [await newKey(), await newKey()];
		const keyring = kmsKeyring({ client: kms, generatorKeyId: one, keyIds: [two] });
		const message = await sampleMessage(0x0478, { keyring });
		await kms.send('DisableKey', { KeyId: one });
		await expect(decrypt(message, { keyring })).resolves.toBeDefined();
		await kms.send('DisableKey', { KeyId: two });
		const error = await decrypt(message, { keyring }).catch((e: unknown) => e);
		expect(error).toMatchObject({ code: 'ENVELOPE_NO_KEYRING' });
		expect((error as NoKeyringError).causes).toMatchObject([
			{ name: 'DisabledException' },
			{ name: 'DisabledException' }
		]);
		expect((error as NoKeyringError).message).toContain('DisabledException');
	});

	it('opens nothing of another key, without asking', async () => {
		const { calls, client } = watched(kms);
		const message = await sampleMessage(0x0478, {
			keyring: kmsKeyring({ client: kms, generatorKeyId: await newKey() })
		});
		const other = kmsKeyring({ client, generatorKeyId: await newKey() });
		await expect(decrypt(message, { keyring: other })).rejects.toEqual(
			refused('ENVELOPE_NO_KEYRING')
		);
		expect(calls).toEqual([]);
	});

	it('says so when it knows its keys by names that messages do not have', async () => {
		const arn = await newKey();
		const id = arn.split('/')[1] ?? '';
		const keyring = kmsKeyring({ client: kms, generatorKeyId: id });
		const message = await sampleMessage(0x0478, { keyring });
		await expect(decrypt(message, { keyring })).rejects.toThrow('by ARN');
	});

	it('discovers, within accounts, and never encrypts so', async () => {
		const arn = await newKey();
		const [, partition = '', , , account = ''] = arn.split(':');
		const message = await sampleMessage(0x0478, {
			keyring: kmsKeyring({ client: kms, generatorKeyId: arn })
		});
		const discover = (discovery: NonNullable<Parameters<typeof kmsKeyring>[0]['discovery']>) =>
			decrypt(message, { keyring: kmsKeyring({ client: kms, discovery }) });
		await expect(discover(true)).resolves.toBeDefined();
		await expect(discover({ partition, accountIds: [account] })).resolves.toBeDefined();
		const refusal = refused('ENVELOPE_NO_KEYRING');
		await expect(discover({ partition, accountIds: ['999999999999'] })).rejects.toEqual(refusal);
		await expect(discover({ partition: 'aws-cn', accountIds: [account] })).rejects.toEqual(refusal);
		await expect(
			encrypt(plaintextOf(1), { keyring: kmsKeyring({ client: kms, discovery: true }) })
		).rejects.toEqual(refused('ENVELOPE_NO_DATA_KEY'));
	});

	it.each([
		['no key', {}],
		['an empty key id', { generatorKeyId: '' }],
		['a key and discovery', { generatorKeyId: 'x', discovery: true as const }]
	])('is refused with %s', (_, options) => {
		expect(() => kmsKeyring({ client: kms, ...options })).toThrow(
			refused('ENVELOPE_INVALID_ARGUMENT')
		);
	});

	it('makes no data key without a generator', async () => {
		const keyring = kmsKeyring({ client: kms, keyIds: [await newKey()] });
		await expect(encrypt(plaintextOf(1), { keyring })).rejects.toEqual(
			refused('ENVELOPE_NO_DATA_KEY')
		);
	});

	/** A service that answers other than KMS does. */
	function lying(change: (answer: Record<string, unknown>) => Record<string, unknown>): KmsClient {
		const send = async (op: KmsOperation, input: never) =>
			change((await kms.send(op, input)) as Record<string, unknown>);
		return { send };
	}

	it.each([
		['another key', { KeyId: 'arn:aws:kms:us-east-1:111122223333:key/other' }],
		['no key', { KeyId: undefined }],
		['a shorter data key', { Plaintext: new Uint8Array(16) }]
	])('believes no answer with %s', async (_, change) => {
		const generatorKeyId = await newKey();
		const client = lying((answer) => ({ ...answer, ...change }));
		const honest = kmsKeyring({ client: kms, generatorKeyId });
		await expect(pass(honest, kmsKeyring({ client, generatorKeyId }))).rejects.toEqual(
			refused('ENVELOPE_NO_KEYRING')
		);
	});

	it.each([
		['no ARN', { KeyId: 'x' }],
		['no blob', { CiphertextBlob: undefined }],
		['a longer data key', { Plaintext: new Uint8Array(64) }]
	])('encrypts with no answer that has %s', async (_, change) => {
		const client = lying((answer) => ({ ...answer, ...change }));
		const keyring = kmsKeyring({ client, generatorKeyId: await newKey() });
		await expect(encrypt(plaintextOf(1), { keyring })).rejects.toEqual(
			refused('ENVELOPE_NO_DATA_KEY')
		);
	});
});

describe('multi-keyring', () => {
	const aes = (name: string) =>
		rawAesKeyring({ namespace: 'demo', name, wrappingKey: systemRandom(32) });
	const kms = createLocalKms();

	it('of KMS and raw AES: each alone opens the message', async () => {
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const generator = kmsKeyring({ client: kms, generatorKeyId: KeyMetadata?.Arn ?? '' });
		const child = aes('backup');
		const keyring = multiKeyring({ generator, children: [child] });
		const header = await pass(keyring);
		expect(header.encryptedDataKeys.map(({ providerId }) => providerId)).toEqual([
			'aws-kms',
			'demo'
		]);
		await pass(keyring, generator);
		await pass(keyring, child);
		await pass(multiKeyring({ generator: child, children: [generator] }), keyring);
	});

	it('says of each why it could not', async () => {
		const keyring = multiKeyring({ children: [aes('one'), aes('two')] });
		const error = await pass(aes('three'), keyring).catch((e: unknown) => e);
		expect((error as NoKeyringError).causes).toHaveLength(2);
	});

	it('needs a generator to encrypt, and one only', async () => {
		const generator = aes('one');
		await expect(pass(multiKeyring({ children: [generator] }))).rejects.toEqual(
			refused('ENVELOPE_NO_DATA_KEY')
		);
		const inner = multiKeyring({ generator });
		await expect(pass(multiKeyring({ generator, children: [inner] }))).rejects.toEqual(
			refused('ENVELOPE_NO_DATA_KEY')
		);
		expect(() => multiKeyring({})).toThrow(refused('ENVELOPE_INVALID_ARGUMENT'));
	});

	it('refuses messages with more data keys than allowed, before any is opened', async () => {
		const keyring = multiKeyring({ generator: aes('one'), children: [aes('two'), aes('three')] });
		const message = await sampleMessage(0x0478, { keyring });
		const untouched: Keyring = {
			onEncrypt: () => Promise.reject(new Error('not used')),
			onDecrypt: () => Promise.reject(new Error('asked'))
		};
		await expect(decrypt(message, { keyring: untouched, maxEncryptedDataKeys: 2 })).rejects.toEqual(
			refused('ENVELOPE_TOO_MANY_DATA_KEYS')
		);
		await expect(decrypt(message, { keyring, maxEncryptedDataKeys: 3 })).resolves.toBeDefined();
		await expect(encrypt(plaintextOf(1), { keyring, maxEncryptedDataKeys: 2 })).rejects.toEqual(
			refused('ENVELOPE_TOO_MANY_DATA_KEYS')
		);
	});
});
