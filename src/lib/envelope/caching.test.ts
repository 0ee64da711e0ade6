import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat, encodeUtf8 } from '#lib/crypto/index.ts';
import { createClock } from '#lib/kms/index.ts';
import {
	cachingMaterials,
	createMaterialsCache,
	decrypt,
	decryptionCacheId,
	encrypt,
	encryptionCacheId,
	encryptStream,
	serialiseContext
} from './index.ts';
import type { CachingOptions, EncryptOptions, Keyring } from './index.ts';
import { serialiseDataKey } from './header.ts';
import { named, plaintextOf, testKeyring } from './messages.testing.ts';
import { suiteOf } from './suites.ts';

/** A keyring that counts how often it is asked. */
function counted() {
	const asked = { encrypt: 0, decrypt: 0 };
	const keyring: Keyring = {
		onEncrypt: (request) => {
			asked.encrypt++;
			return testKeyring.onEncrypt(request);
		},
		onDecrypt: (request) => {
			asked.decrypt++;
			return testKeyring.onDecrypt(request);
		}
	};
	return { asked, keyring };
}

function setUp(options: Partial<CachingOptions> = {}) {
	const { asked, keyring } = counted();
	const clock = createClock();
	const materials = cachingMaterials({ keyring, clock, maxAge: 60_000, ...options });
	const write = async (length = 10, more: Partial<EncryptOptions> = {}) =>
		(await encrypt(plaintextOf(length), { keyring: materials, ...more })).message;
	const read = async (message: Uint8Array) => decrypt(message, { keyring: materials });
	return { asked, clock, materials, write, read };
}

it('asks once for messages of the same context, and each opens without the cache', async () => {
	const { asked, write } = setUp();
	const messages = [await write(), await write(), await write(10, { encryptionContext: {} })];
	expect(asked.encrypt).toBe(1);
	for (const message of messages) {
		const { plaintext } = await decrypt(message, { keyring: testKeyring });
		expect(plaintext).toEqual(plaintextOf(10));
	}
	expect(new Set(messages.map((message) => message.subarray(3, 35).join())).size).toBe(3);
});

it('asks once to read the same message again', async () => {
	const { asked, write, read } = setUp();
	const message = await write();
	for (let i = 0; i < 3; i++) expect((await read(message)).plaintext).toEqual(plaintextOf(10));
	expect(asked.decrypt).toBe(1);
});

describe('a data key is used no more', () => {
	it('when it is too old, to write and to read', async () => {
		const { asked, clock, write, read } = setUp();
		const message = await write();
		await read(message);
		clock.advance(59_999);
		await write();
		await read(message);
		expect(asked).toEqual({ encrypt: 1, decrypt: 1 });
		clock.advance(1);
		await write();
		await read(message);
		expect(asked).toEqual({ encrypt: 2, decrypt: 2 });
	});

	it('when it has encrypted its messages', async () => {
		const { asked, write } = setUp({ maxMessages: 2 });
		for (const expected of [1, 1, 2, 2, 3]) {
			await write();
			expect(asked.encrypt).toBe(expected);
		}
	});

	it('when it would encrypt too many bytes', async () => {
		const { asked, write } = setUp({ maxBytes: 25 });
		for (const [length, expected] of [
			[10, 1],
			[15, 1],
			[1, 2],
			[25, 3],
			[0, 3],
			// Larger than the limit itself: never from the cache, nor into it.
			[26, 4],
			[26, 5]
		] as const) {
			await write(length);
			expect(asked.encrypt).toBe(expected);
		}
	});
});

it('never gives out its last place twice', async () => {
	const { asked, write } = setUp({ maxMessages: 2 });
	await write();
	await Promise.all([write(), write(), write()]);
	expect(asked.encrypt).toBeGreaterThanOrEqual(3);
});

describe('entries are kept apart by', () => {
	it.each<[string, Partial<EncryptOptions>]>([
		['context', { encryptionContext: { a: 'b' } }],
		['suite', { suite: 0x0478 }],
		['a suite given by name, even the default', { suite: 0x0578 }],
		['policy', { commitmentPolicy: 'FORBID_ENCRYPT_ALLOW_DECRYPT' }]
	])('%s', async (_, more) => {
		const { asked, write } = setUp();
		await write();
		await write(10, more);
		expect(asked.encrypt).toBe(2);
		await write(10, more);
		expect(asked.encrypt).toBe(2);
	});

	it('the context given on decrypt', async () => {
		const { asked, materials, write, read } = setUp();
		const message = await write(10, { encryptionContext: { a: 'b' } });
		await read(message);
		await decrypt(message, { keyring: materials, encryptionContext: { a: 'b' } });
		expect(asked.decrypt).toBe(2);
		await expect(
			decrypt(message, { keyring: materials, encryptionContext: { a: 'c' } })
		).rejects.toMatchObject({ code: 'ENVELOPE_CONTEXT_MISMATCH' });
	});

	it('partition, unless it is the same', async () => {
		const cache = createMaterialsCache();
		const [one, two] = [setUp({ cache }), setUp({ cache })];
		await one.write();
		await two.write();
		expect(two.asked.encrypt).toBe(1);
		const shared = { cache, partition: 'team' };
		const [three, four] = [setUp(shared), setUp(shared)];
		await three.write();
		await four.write();
		expect(four.asked.encrypt).toBe(0);
	});
});

it('keeps no more than its capacity; the one used longest ago goes', async () => {
	const { asked, write } = setUp({ cache: createMaterialsCache({ capacity: 2 }) });
	const of = (a: string) => write(10, { encryptionContext: { a } });
	for (const [a, expected] of [
		['1', 1],
		['2', 2],
		['1', 2],
		['3', 3],
		['1', 3],
		['2', 4]
	] as const) {
		await of(a);
		expect(asked.encrypt).toBe(expected);
	}
});

it.each(named([0x0014, 0x0078]))(
	'never keeps suite $name, which derives no key',
	async ({ suite }) => {
		const { asked, materials, write } = setUp();
		const more = { suite, commitmentPolicy: 'FORBID_ENCRYPT_ALLOW_DECRYPT' } as const;
		const message = await write(10, more);
		await write(10, more);
		for (let i = 0; i < 2; i++) await decrypt(message, { ...more, keyring: materials });
		expect(asked).toEqual({ encrypt: 2, decrypt: 2 });
	}
);

it('serves streams only when their length is announced', async () => {
	const { asked, materials } = setUp();
	const through = async (plaintextLength?: number) => {
		const stream = encryptStream({
			keyring: materials,
			...(plaintextLength === undefined ? {} : { plaintextLength })
		});
		const output = new Response(new Blob([plaintextOf(10)]).stream().pipeThrough(stream));
		return output.bytes();
	};
	await through();
	await through();
	expect(asked.encrypt).toBe(2);
	await through(10);
	await through(10);
	expect(asked.encrypt).toBe(3);
	await expect(through(9)).rejects.toMatchObject({ code: 'ENVELOPE_INVALID_ARGUMENT' });
});

describe('cache ids (caching-cmm.md, appendix A)', () => {
	const sha384 = (...parts: Uint8Array[]) =>
		createHash('sha384')
			.update(concat(...parts))
			.digest('hex');
	const bytes = (...values: number[]) => new Uint8Array(values);
	const encryptionContext = { b: '2', a: '1' };
	const serialised = serialiseContext(encryptionContext);
	const partition = encodeUtf8('team');

	it('to encrypt, without a suite and with one', async () => {
		expect(await encryptionCacheId('team', { encryptionContext })).toBe(
			sha384(bytes(1, 0, 1, 0), partition, bytes(0, 0, 0), serialised)
		);
		expect(await encryptionCacheId('team', { encryptionContext, suite: 0x0578 })).toBe(
			sha384(bytes(1, 0, 1, 0), partition, bytes(0, 1, 0, 5, 0x78, 0), serialised)
		);
	});

	it('to decrypt, in whatever order the data keys stand', async () => {
		const suite = suiteOf(0x0578);
		const keys = await Promise.all(
			[1, 2, 3].map(async () => {
				const { encryptedDataKeys } = await testKeyring.onEncrypt({ suite, encryptionContext });
				return encryptedDataKeys;
			})
		);
		const encryptedDataKeys = keys.flat();
		const sorted = encryptedDataKeys.map(serialiseDataKey).sort((a, b) => Buffer.compare(a, b));
		const expected = sha384(
			bytes(1, 0, 2, 0),
			partition,
			bytes(0, 5, 0x78, 0),
			...sorted,
			bytes(0),
			serialised
		);
		const request = { suite, encryptionContext, encryptedDataKeys };
		expect(await decryptionCacheId('team', request)).toBe(expected);
		const reversed = { ...request, encryptedDataKeys: encryptedDataKeys.toReversed() };
		expect(await decryptionCacheId('team', reversed)).toBe(expected);
	});
});

it.each<[string, Partial<CachingOptions>]>([
	['no time', { maxAge: 0 }],
	['a time that is no number', { maxAge: NaN }],
	['no messages', { maxMessages: 0 }],
	['more messages than 2^32', { maxMessages: 2 ** 32 + 1 }],
	['half a byte', { maxBytes: 0.5 }]
])('limits of %s are refused', (_, options) => {
	expect(() => setUp(options)).toThrow(
		expect.objectContaining({ code: 'ENVELOPE_INVALID_ARGUMENT' })
	);
});

it('a cache holds at least one entry', () => {
	expect(() => createMaterialsCache({ capacity: 0 })).toThrow('capacity');
});
