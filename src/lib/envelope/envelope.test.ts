import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	concat,
	copyBytes,
	decodeHex,
	encodeBase64,
	encodeUtf8,
	equalBytes,
	flipBit
} from '#lib/crypto/index.ts';
import {
	decrypt,
	encrypt,
	EnvelopeError,
	mapMessage,
	rawAesKeyring,
	requiredContext,
	suites
} from './index.ts';
import type { EncryptionContext, EncryptOptions, EnvelopeErrorCode, Keyring } from './index.ts';
import { expectPartition } from './map.testing.ts';
import {
	awkwardContext,
	everySuite,
	plaintextOf,
	policyFor,
	readsAll,
	sampleMessage,
	testKeyring
} from './messages.testing.ts';
import { formatSuiteId } from './suites.ts';

/** Thousands of messages are read: room for a machine that does other things too. */
const patient = { timeout: 60_000 };
const keyring = testKeyring;
const ids = suites.map(({ id }) => id);

describe.each(suites.map((suite) => ({ ...suite, name: formatSuiteId(suite.id) })))(
	'suite $name',
	({ id, version, committing }) => {
		const options = { keyring, suite: id, commitmentPolicy: policyFor(id) };

		it.each([0, 1, 15, 16, 17, 48, 1000])('gives back %d bytes', async (length) => {
			const plaintext = plaintextOf(length);
			const { message, header } = await encrypt(plaintext, {
				...options,
				frameLength: 16,
				encryptionContext: awkwardContext
			});
			expect(header).toMatchObject({ suite: id, version, frameLength: 16, contentType: 'framed' });
			const opened = await decrypt(message, { keyring, ...readsAll });
			expect(equalBytes(opened.plaintext, plaintext)).toBe(true);
			expect(opened.header).toEqual(header);
			expect(opened.encryptionContext).toMatchObject(awkwardContext);
			expectPartition(message, mapMessage(message), 'whole');
		});

		it(`is ${committing ? 'read' : 'refused'} by the default policy`, async () => {
			const message = await sampleMessage(id);
			const result = decrypt(message, { keyring });
			await (committing
				? expect(result).resolves.toHaveProperty('plaintext')
				: expect(result).rejects.toMatchObject({ code: 'ENVELOPE_COMMITMENT_POLICY' }));
		});

		it(`is ${committing ? 'written' : 'refused'} by the default policy`, async () => {
			const result = encrypt(plaintextOf(1), { keyring, suite: id });
			await (committing
				? expect(result).resolves.toHaveProperty('message')
				: expect(result).rejects.toMatchObject({ code: 'ENVELOPE_COMMITMENT_POLICY' }));
		});

		it('refuses a message with one changed bit, wherever it is', patient, async () => {
			const message = await sampleMessage(id);
			const bits = message.length * 8;
			// All positions would be some 4,000 for each suite; a fifth of them, spread, and others each time.
			const first = fc.sample(fc.nat(4), 1)[0] ?? 0;
			for (let bit = first; bit < bits; bit += 5) {
				const changed = flipBit(message, bit >> 3, bit & 7);
				await expect(decrypt(changed, { keyring, ...readsAll })).rejects.toBeInstanceOf(
					EnvelopeError
				);
			}
		});

		it('refuses a message cut short anywhere', patient, async () => {
			const message = await sampleMessage(id);
			for (let length = 0; length < message.length; length++)
				await expect(
					decrypt(message.subarray(0, length), { keyring, ...readsAll })
				).rejects.toMatchObject({ code: 'ENVELOPE_TRUNCATED', offset: length });
		});
	}
);

describe('defaults', () => {
	it.each([
		[undefined, '0578'],
		['REQUIRE_ENCRYPT_REQUIRE_DECRYPT', '0578'],
		['REQUIRE_ENCRYPT_ALLOW_DECRYPT', '0578'],
		['FORBID_ENCRYPT_ALLOW_DECRYPT', '0378']
	] as const)('policy %s writes suite %s', async (commitmentPolicy, suite) => {
		const { header } = await encrypt(
			plaintextOf(1),
			commitmentPolicy ? { keyring, commitmentPolicy } : { keyring }
		);
		expect(header).toMatchObject({ suite: Number.parseInt(suite, 16), frameLength: 4096 });
	});

	it('have no context, and then no bytes for it (message-header.md, AAD)', async () => {
		const { message, header } = await encrypt(plaintextOf(1), { keyring, suite: 0x0478 });
		expect(header.encryptionContext).toEqual({});
		expect([...message.subarray(35, 37)]).toEqual([0, 0]);
	});

	it('never give two messages the same id or ciphertext', async () => {
		const [one, two] = await Promise.all([sampleMessage(0x0478), sampleMessage(0x0478)]);
		expect(one.subarray(3, 35)).not.toEqual(two.subarray(3, 35));
		expect(one.subarray(-30)).not.toEqual(two.subarray(-30));
	});
});

it('decrypts what it encrypted, whatever it is', patient, async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.uint8Array({ maxLength: 300 }),
			fc.dictionary(
				fc.string({ unit: 'grapheme' }).filter((key) => !key.startsWith('aws-crypto-')),
				fc.string({ unit: 'grapheme' })
			),
			fc.constantFrom(...ids),
			fc.integer({ min: 1, max: 400 }),
			async (plaintext, context, suite, frameLength) => {
				const encryptionContext = wellFormed(context);
				const { message } = await encrypt(plaintext, {
					keyring,
					suite,
					frameLength,
					encryptionContext,
					commitmentPolicy: policyFor(suite)
				});
				const opened = await decrypt(message, { keyring, encryptionContext, ...readsAll });
				expect(equalBytes(opened.plaintext, plaintext)).toBe(true);
				expectPartition(message, mapMessage(message), 'whole');
			}
		),
		{ numRuns: 150 }
	);
});

it('works on the part of a buffer that it is given, and leaves it alone', async () => {
	const buffer = plaintextOf(1000);
	const part = buffer.subarray(100, 200);
	const { message } = await encrypt(part, { keyring, frameLength: 64 });
	const around = concat(plaintextOf(7), message, plaintextOf(9));
	const { plaintext } = await decrypt(around.subarray(7, 7 + message.length), { keyring });
	expect(plaintext).toEqual(part.slice());
	expect(buffer).toEqual(plaintextOf(1000));
	expect(plaintext.byteLength).toBe(plaintext.buffer.byteLength);
	expect(message.byteLength).toBe(message.buffer.byteLength);
});

it('takes shared memory, which WebCrypto itself refuses', async () => {
	const shared = new Uint8Array(new SharedArrayBuffer(50)).fill(5);
	const { message } = await encrypt(shared, { keyring });
	const copy = new Uint8Array(new SharedArrayBuffer(message.length));
	copy.set(message);
	expect((await decrypt(copy, { keyring })).plaintext).toEqual(new Uint8Array(50).fill(5));
});

it('gives the data key away to nobody: it is erased after use', async () => {
	const seen: Uint8Array[] = [];
	const watching: Keyring = {
		onEncrypt: async (request) => {
			const wrapped = await keyring.onEncrypt(request);
			seen.push(wrapped.dataKey);
			return wrapped;
		},
		onDecrypt: async (request) => {
			const dataKey = await keyring.onDecrypt(request);
			seen.push(dataKey);
			return dataKey;
		}
	};
	const { message } = await encrypt(plaintextOf(10), { keyring: watching });
	await decrypt(message, { keyring: watching });
	expect(seen).toHaveLength(2);
	for (const dataKey of seen) expect(dataKey).toEqual(new Uint8Array(32));
});

//  Context

describe('the encryption context on decrypt', () => {
	const stored: EncryptionContext = { purpose: 'test', tenant: 'a' };

	it('may be given in part or whole', async () => {
		const message = await sampleMessage(0x0578, { encryptionContext: stored });
		for (const encryptionContext of [{}, { purpose: 'test' }, stored])
			await expect(decrypt(message, { keyring, encryptionContext })).resolves.toBeDefined();
	});

	it.each<[string, EncryptionContext, EnvelopeErrorCode]>([
		['another value', { purpose: 'tests' }, 'ENVELOPE_CONTEXT_MISMATCH'],
		['another case', { purpose: 'Test' }, 'ENVELOPE_CONTEXT_MISMATCH'],
		['another key', { Purpose: 'test' }, 'ENVELOPE_NO_KEYRING'],
		['a reserved key', { 'aws-crypto-x': '' }, 'ENVELOPE_RESERVED_CONTEXT_KEY'],
		['another public key', { 'aws-crypto-public-key': 'A' }, 'ENVELOPE_CONTEXT_MISMATCH']
	])('with %s is refused', async (_, encryptionContext, code) => {
		const message = await sampleMessage(0x0578, { encryptionContext: stored });
		await expect(decrypt(message, { keyring, encryptionContext })).rejects.toMatchObject({ code });
	});

	it('that no keyring binds is still bound by the header', async () => {
		// A keyring that, like raw RSA, ignores the context.
		const dataKey = asPlaintextDataKey(plaintextOf(32));
		const loose: Keyring = {
			onEncrypt: () =>
				Promise.resolve({
					dataKey: asPlaintextDataKey(copyBytes(dataKey)),
					encryptedDataKeys: [
						{
							providerId: 'loose',
							providerInfo: new Uint8Array(),
							ciphertext: asWrappedDataKey(new Uint8Array(1))
						}
					]
				}),
			onDecrypt: () => Promise.resolve(asPlaintextDataKey(copyBytes(dataKey)))
		};
		const message = await sampleMessage(0x0478, { keyring: loose });
		await expect(decrypt(message, { keyring: loose })).resolves.toBeDefined();
		await expect(
			decrypt(message, { keyring: loose, encryptionContext: { more: 'x' } })
		).rejects.toMatchObject({ code: 'ENVELOPE_HEADER_TAG' });
	});
});

describe('required encryption context (required-encryption-context-cmm.md)', () => {
	const encryptionContext = { tenant: 'a', purpose: 'test' };
	const required = requiredContext(['tenant'], keyring);

	it.each(everySuite)('is not in a message of suite $name, and opens it', async ({ suite }) => {
		const message = await sampleMessage(suite, { keyring: required, encryptionContext });
		expect(mapMessage(message).some(({ value }) => value === 'tenant')).toBe(false);
		const opened = await decrypt(message, { keyring: required, encryptionContext, ...readsAll });
		expect(Object.keys(opened.header.encryptionContext)).not.toContain('tenant');
		expect(opened.encryptionContext).toMatchObject(encryptionContext);
	});

	it.each<[string, EncryptionContext, EnvelopeErrorCode]>([
		['missing', { purpose: 'test' }, 'ENVELOPE_REQUIRED_CONTEXT'],
		['wrong', { tenant: 'b' }, 'ENVELOPE_NO_KEYRING']
	])('that is %s on decrypt opens nothing', async (_, given, code) => {
		const message = await sampleMessage(0x0578, { keyring: required, encryptionContext });
		const attempt = decrypt(message, { keyring: required, encryptionContext: given });
		await expect(attempt).rejects.toMatchObject({ code });
	});

	it('must be given on encrypt', async () => {
		await expect(encrypt(plaintextOf(1), { keyring: required })).rejects.toMatchObject({
			code: 'ENVELOPE_REQUIRED_CONTEXT'
		});
	});

	it('names at least one key', () => {
		expect(() => requiredContext([], keyring)).toThrow('at least one key');
	});
});

//  Refusals

describe('messages that are broken are refused by name', () => {
	type Broken = [string, EnvelopeErrorCode, number | undefined, () => Promise<Uint8Array>];
	const v1 = () => sampleMessage(0x0178, { encryptionContext: {} });
	const v2 = () => sampleMessage(0x0478, { encryptionContext: {} });
	const signed = () => sampleMessage(0x0578);
	const set = (at: number, hex: string) => (message: Uint8Array) => {
		const copy = copyBytes(message);
		copy.set(decodeHex(hex), at < 0 ? copy.length + at : at);
		return copy;
	};
	// Offsets in messages without context: v1 has its key count at 22, v2 at 37.
	const edk = 2 + 2 + 4 + 2 + 25 + 2 + 48;
	const bodyAt1 = 22 + edk + 1 + 4 + 1 + 4 + 12 + 16;
	const bodyAt2 = 37 + edk + 1 + 4 + 32 + 16;
	const frame = 4 + 12 + 6 + 16;

	it.each<Broken>([
		['no bytes', 'ENVELOPE_TRUNCATED', 0, () => Promise.resolve(new Uint8Array())],
		[
			'base64 of version 1',
			'ENVELOPE_BASE64_INPUT',
			0,
			async () => encodeUtf8(encodeBase64(await v1()))
		],
		[
			'base64 of version 2',
			'ENVELOPE_BASE64_INPUT',
			0,
			async () => encodeUtf8(encodeBase64(await v2()))
		],
		[
			'base64 of a signed message',
			'ENVELOPE_BASE64_INPUT',
			0,
			async () => encodeUtf8(encodeBase64(await signed()))
		],
		['another text', 'ENVELOPE_UNSUPPORTED_VERSION', 0, () => Promise.resolve(encodeUtf8('Apple'))],
		['version 3', 'ENVELOPE_UNSUPPORTED_VERSION', 0, () => v2().then(set(0, '03'))],
		['another type', 'ENVELOPE_MALFORMED', 1, () => v1().then(set(1, '81'))],
		['an unknown suite', 'ENVELOPE_UNSUPPORTED_SUITE', 1, () => v2().then(set(1, '0479'))],
		['a reserved suite', 'ENVELOPE_UNSUPPORTED_SUITE', 1, () => v2().then(set(1, '0000'))],
		[
			'a suite of the other version',
			'ENVELOPE_UNSUPPORTED_SUITE',
			2,
			() => v1().then(set(2, '0478'))
		],
		['a context without entries', 'ENVELOPE_MALFORMED', 37, () => v2().then(set(35, '00020000'))],
		[
			'a context shorter than its count',
			'ENVELOPE_MALFORMED',
			35,
			() => v2().then(set(35, '0001'))
		],
		['no encrypted data key', 'ENVELOPE_MALFORMED', 37, () => v2().then(set(37, '0000'))],
		[
			'an unknown content type',
			'ENVELOPE_MALFORMED',
			37 + edk,
			() => v2().then(set(37 + edk, '03'))
		],
		[
			'reserved bytes in use',
			'ENVELOPE_MALFORMED',
			22 + edk + 3,
			() => v1().then(set(22 + edk + 3, '01'))
		],
		[
			'another IV length',
			'ENVELOPE_MALFORMED',
			22 + edk + 5,
			() => v1().then(set(22 + edk + 5, '0d'))
		],
		[
			'frames of no length',
			'ENVELOPE_MALFORMED',
			38 + edk,
			() => v2().then(set(38 + edk, '00000000'))
		],
		[
			'a length without frames',
			'ENVELOPE_MALFORMED',
			38 + edk,
			() => v2().then(set(37 + edk, '01'))
		],
		[
			'another commitment',
			'ENVELOPE_COMMITMENT_MISMATCH',
			42 + edk,
			() => v2().then((m) => flipBit(m, 42 + edk + 9))
		],
		[
			'another header tag',
			'ENVELOPE_HEADER_TAG',
			bodyAt2 - 16,
			() => v2().then((m) => flipBit(m, bodyAt2 - 1))
		],
		[
			'another header IV',
			'ENVELOPE_HEADER_TAG',
			bodyAt1 - 16,
			() => v1().then((m) => flipBit(m, bodyAt1 - 20))
		],
		[
			'a frame number skipped',
			'ENVELOPE_SEQUENCE',
			bodyAt2 + 3,
			() => v2().then(set(bodyAt2, '00000002'))
		],
		[
			'frames exchanged',
			'ENVELOPE_SEQUENCE',
			bodyAt2 + 3,
			async () => swap(await v2(), bodyAt2, frame)
		],
		[
			'a frame repeated',
			'ENVELOPE_SEQUENCE',
			bodyAt2 + frame + 3,
			async () => repeat(await v2(), bodyAt2, frame)
		],
		[
			'a wrong final number',
			'ENVELOPE_SEQUENCE',
			bodyAt2 + 2 * frame + 6,
			() => v2().then(set(bodyAt2 + 2 * frame + 4, '00000103'))
		],
		[
			'a final frame too long',
			'ENVELOPE_MALFORMED',
			bodyAt2 + 2 * frame + 20,
			() => v2().then(set(bodyAt2 + 2 * frame + 20, '00000007'))
		],
		[
			'a changed first frame',
			'ENVELOPE_FRAME_TAG',
			bodyAt2 + 16,
			() => v2().then((m) => flipBit(m, bodyAt2 + 17))
		],
		[
			'a changed final frame',
			'ENVELOPE_FRAME_TAG',
			bodyAt2 + 2 * frame + 24,
			() => v2().then((m) => flipBit(m, m.length - 1))
		],
		[
			'another frame IV',
			'ENVELOPE_FRAME_TAG',
			bodyAt2 + 16,
			() => v2().then((m) => flipBit(m, bodyAt2 + 4))
		],
		[
			'a changed signature',
			'ENVELOPE_SIGNATURE',
			undefined,
			() => signed().then((m) => flipBit(m, m.length - 1))
		],
		[
			'a signature that is not DER',
			'ENVELOPE_SIGNATURE',
			undefined,
			() => signed().then(set(-103, '31'))
		],
		[
			'a signature cut off',
			'ENVELOPE_TRUNCATED',
			undefined,
			async () => (await signed()).slice(0, -1)
		],
		[
			'a byte more',
			'ENVELOPE_TRAILING_BYTES',
			bodyAt2 + 2 * frame + 24 + 2 + 16,
			async () => concat(await v2(), new Uint8Array(1))
		],
		[
			'a byte more after a signature',
			'ENVELOPE_TRAILING_BYTES',
			undefined,
			async () => concat(await signed(), new Uint8Array(1))
		]
	])('%s', async (_, code, offset, make) => {
		const message = await make();
		const error = await decrypt(message, { keyring, ...readsAll }).catch((e: unknown) => e);
		expect(error).toBeInstanceOf(EnvelopeError);
		expect(error).toMatchObject({ code, ...(offset === undefined ? {} : { offset }) });
		expect((error as EnvelopeError).message).toMatch(/^.{40,}\.$/s);
	});

	function swap(message: Uint8Array, at: number, length: number) {
		return concat(
			message.subarray(0, at),
			message.subarray(at + length, at + 2 * length),
			message.subarray(at, at + length),
			message.subarray(at + 2 * length)
		);
	}
	function repeat(message: Uint8Array, at: number, length: number) {
		return concat(message.subarray(0, at + length), message.subarray(at));
	}
});

it('a context with a key twice, or one that is no text, is refused at that key', async () => {
	const message = await sampleMessage(0x0478, { encryptionContext: { a: '1', b: '2' } });
	const doubled = copyBytes(message);
	// aad.length 35, count 37, then 0001 a 0001 1 0001 b 0001 2
	doubled[47] = 0x61;
	await expect(decrypt(doubled, { keyring })).rejects.toMatchObject({
		code: 'ENVELOPE_MALFORMED',
		offset: 47
	});
	doubled[47] = 0xff;
	await expect(decrypt(doubled, { keyring })).rejects.toMatchObject({
		code: 'ENVELOPE_MALFORMED',
		offset: 47
	});
});

describe('a message from which the signature was taken', () => {
	it('is refused, though its data key fits', async () => {
		// Suite 0478 derives another key than 0578: such a message needs a holder of the data key.
		const message = await sampleMessage(0x0178, {
			keyring: passing({ 'aws-crypto-public-key': 'x' })
		});
		await expect(decrypt(message, { keyring, ...readsAll })).rejects.toMatchObject({
			code: 'ENVELOPE_PUBLIC_KEY'
		});
	});

	/** A materials manager that breaks the rule on reserved keys. */
	function passing(extra: EncryptionContext) {
		return {
			encryptionMaterials: async () => {
				const suite = suites.find(({ id }) => id === 0x0178);
				if (!suite) throw new Error('no suite');
				const encryptionContext = extra;
				const wrapped = await keyring.onEncrypt({ suite, encryptionContext });
				return { suite, encryptionContext, requiredContextKeys: [], ...wrapped };
			},
			decryptionMaterials: () => Promise.reject(new Error('not used'))
		};
	}
});

describe('what is asked', () => {
	it.each<[string, EnvelopeErrorCode, Partial<EncryptOptions>]>([
		[
			'a reserved context key',
			'ENVELOPE_RESERVED_CONTEXT_KEY',
			{ encryptionContext: { 'aws-crypto-x': '1' } }
		],
		[
			'a context that is too long',
			'ENVELOPE_CONTEXT_TOO_LARGE',
			{ encryptionContext: { a: 'x'.repeat(65_536) } }
		],
		[
			'contexts too long together',
			'ENVELOPE_CONTEXT_TOO_LARGE',
			{ encryptionContext: { a: 'x'.repeat(40_000), b: 'x'.repeat(40_000) } }
		],
		['no frame length', 'ENVELOPE_INVALID_ARGUMENT', { frameLength: 0 }],
		['half a frame', 'ENVELOPE_INVALID_ARGUMENT', { frameLength: 1.5 }],
		['a frame too long', 'ENVELOPE_INVALID_ARGUMENT', { frameLength: 2 ** 32 }],
		['an unknown suite', 'ENVELOPE_INVALID_ARGUMENT', { suite: 0x0579 as 0x0578 }],
		[
			'an unknown policy',
			'ENVELOPE_INVALID_ARGUMENT',
			{ commitmentPolicy: 'NONE' as 'FORBID_ENCRYPT_ALLOW_DECRYPT' }
		],
		[
			'a committing suite where it is forbidden',
			'ENVELOPE_COMMITMENT_POLICY',
			{ suite: 0x0578, commitmentPolicy: 'FORBID_ENCRYPT_ALLOW_DECRYPT' }
		],
		['no data key at all', 'ENVELOPE_INVALID_ARGUMENT', { maxEncryptedDataKeys: 0 }],
		[
			'a context with half a character',
			'ENVELOPE_INVALID_ARGUMENT',
			{ encryptionContext: { '\ud83d': '' } }
		],
		['no keyring', 'ENVELOPE_INVALID_ARGUMENT', { keyring: undefined as unknown as Keyring }]
	])('%s is refused', async (_, code, options) => {
		await expect(encrypt(plaintextOf(3), { keyring, ...options })).rejects.toMatchObject({ code });
	});

	it('is bytes, not text', async () => {
		const text = 'text' as unknown as Uint8Array;
		await expect(encrypt(text, { keyring })).rejects.toMatchObject({
			code: 'ENVELOPE_INVALID_ARGUMENT'
		});
		await expect(decrypt(text, { keyring })).rejects.toMatchObject({
			code: 'ENVELOPE_INVALID_ARGUMENT'
		});
	});

	it('may name a key of Object itself in a context', async () => {
		const encryptionContext = JSON.parse(
			'{"__proto__":"a","constructor":"b","toString":""}'
		) as EncryptionContext;
		const { message } = await encrypt(plaintextOf(3), {
			keyring,
			suite: 0x0478,
			encryptionContext
		});
		const opened = await decrypt(message, { keyring, encryptionContext });
		expect(Object.entries(opened.header.encryptionContext).sort()).toEqual(
			Object.entries(encryptionContext).sort()
		);
		await expect(
			decrypt(message, { keyring, encryptionContext: { hasOwnProperty: '' } })
		).rejects.toMatchObject({ code: 'ENVELOPE_NO_KEYRING' });
	});
});

it('refuses a wrong key of the same name', async () => {
	const other = rawAesKeyring({ namespace: 'demo', name: 'aes-1', wrappingKey: plaintextOf(32) });
	await expect(decrypt(await sampleMessage(0x0578), { keyring: other })).rejects.toMatchObject({
		code: 'ENVELOPE_NO_KEYRING'
	});
});

describe('claims are not believed', () => {
	it('of 2 GB in 40 bytes', patient, async () => {
		// Frames of 2 GiB, one data key of 65,535 bytes, a context of 65,535 bytes: nothing is there.
		const claims = [
			`020478${'ab'.repeat(32)}ffff00`,
			`020478${'ab'.repeat(32)}0000ffff`,
			`020478${'ab'.repeat(32)}00000001ffff`
		];
		const before = process.memoryUsage().arrayBuffers;
		for (const claim of claims)
			for (let i = 0; i < 1000; i++)
				await expect(decrypt(decodeHex(claim), { keyring })).rejects.toMatchObject({
					code: 'ENVELOPE_TRUNCATED'
				});
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 2 ** 20);
	});

	it('of frames of 2 GiB, nor of a block of 32 GiB', async () => {
		const before = process.memoryUsage().arrayBuffers;
		const { message } = await encrypt(plaintextOf(40), {
			keyring,
			suite: 0x0478,
			frameLength: 2 ** 31
		});
		const final = copyBytes(message);
		const length = final.length - 16 - 40 - 4;
		final.set(decodeHex('7fffffff'), length);
		await expect(decrypt(final, { keyring })).rejects.toMatchObject({ code: 'ENVELOPE_TRUNCATED' });
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
	});
});

function wellFormed(context: Record<string, string>): EncryptionContext {
	return Object.fromEntries(
		Object.entries(context).map(([key, value]) => [key.toWellFormed(), value.toWellFormed()])
	);
}
