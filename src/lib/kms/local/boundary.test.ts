/**
 * The HSM boundary: whoever looks at all that comes out of the service (answers, errors, events, what
 * its store holds) finds no key material. The material is known here, because this test deals it.
 */
import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { expect, it } from 'vitest';
import { copyBytes, encodeBase64, encodeHex, encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms, createMemoryStore } from '../index.ts';
import type { KmsInput, KmsOperation, KmsRecord, KmsStore } from '../index.ts';
import { newKey, user } from './kms.testing.ts';

/** Everything in a value that could hold bytes, as text: bytes in hex and base64, strings, CryptoKeys exported. */
async function* textsOf(value: unknown, seen = new Set<unknown>()): AsyncGenerator<string> {
	if (typeof value === 'string') yield value;
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	if (value instanceof CryptoKey) {
		for (const format of ['raw', 'pkcs8', 'jwk'] as const) {
			const exported = await crypto.subtle.exportKey(format as 'raw', value).catch(() => undefined);
			if (exported) yield* textsOf(new Uint8Array(exported), seen);
		}
		return;
	}
	if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
		const bytes =
			value instanceof ArrayBuffer
				? new Uint8Array(value)
				: new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
		yield encodeHex(bytes);
		yield encodeBase64(bytes);
		yield bytes.join();
		return;
	}
	// An error's own members are not enumerable.
	const names = new Set([...Object.getOwnPropertyNames(value), 'cause', 'message', 'stack']);
	const entries = value instanceof Map || value instanceof Set ? [...value] : [];
	for (const entry of entries) yield* textsOf(entry, seen);
	for (const name of names) yield* textsOf((value as Record<string, unknown>)[name], seen);
}

async function leaks(value: unknown, secrets: readonly Uint8Array[]): Promise<boolean> {
	const forms = secrets.flatMap((secret) => [
		encodeHex(secret),
		// Base64 shows three bytes in four letters, wherever they begin.
		...[0, 1, 2].map((skip) => {
			const whole = secret.subarray(skip, skip + 3 * Math.floor((secret.length - skip) / 3));
			return encodeBase64(whole);
		}),
		secret.join()
	]);
	for await (const text of textsOf(value))
		if (forms.some((form) => text.includes(form) || text.toLowerCase().includes(form))) return true;
	return false;
}

it('the search finds what is there', async () => {
	const secret = new Uint8Array(32).map((_, i) => i * 7);
	const key = (extractable: boolean) =>
		crypto.subtle.importKey('raw', secret, 'AES-GCM', extractable, ['encrypt']);
	const error = new Error('x', { cause: { deep: [encodeHex(secret)] } });
	for (const value of [
		secret,
		{ a: [encodeBase64(secret)] },
		new Map([['k', new Uint8Array([1, ...secret, 2])]]),
		error,
		await key(true)
	])
		expect(await leaks(value, [secret])).toBe(true);
	expect(await leaks([await key(false), 'nothing', new Uint8Array(64)], [secret])).toBe(false);
});

it('lets no key material out, whatever is asked', async () => {
	const dealt: Uint8Array[] = [];
	const store = createMemoryStore();
	const written: unknown[] = [];
	const watched: KmsStore = {
		all: () => store.all(),
		write(records: readonly KmsRecord[], removed) {
			written.push(...records.map((record) => structuredClone(record)));
			return store.write(records, removed);
		}
	};
	const kms = createLocalKms({
		store: watched,
		random(length) {
			const bytes = crypto.getRandomValues(new Uint8Array(length));
			dealt.push(copyBytes(bytes));
			return bytes;
		}
	});
	const out: unknown[] = [];
	const send = async <Op extends KmsOperation>(op: Op, input: KmsInput<Op>) => {
		const answer: unknown = await kms.send(op, input).catch((error: unknown) => error);
		out.push(answer);
		return answer as Record<string, Uint8Array | undefined>;
	};

	/** What was dealt while this ran and is 32 bytes: material comes first, then its public id. */
	const materialOf = async (make: () => Promise<unknown>) => {
		dealt.length = 0;
		await make();
		// Before the material a key draws its id, of 16 bytes.
		const material = dealt.find(({ length }) => length === 32);
		if (!material) throw new Error('nothing was dealt');
		return material;
	};
	let aes = '';
	let mac = '';
	const secrets = [
		await materialOf(async () => void ({ arn: aes } = await newKey(kms))),
		await materialOf(
			async () =>
				void ({ arn: mac } = await newKey(kms, {
					KeySpec: 'HMAC_256',
					KeyUsage: 'GENERATE_VERIFY_MAC'
				}))
		),
		await materialOf(() => send('RotateKeyOnDemand', { KeyId: aes })),
		await materialOf(async () => {
			await send('EnableKeyRotation', { KeyId: aes });
			kms.clock.advance({ days: 365 });
			await send('DescribeKey', { KeyId: aes });
		})
	];

	const imported = new Uint8Array(32).map((_, i) => 200 - i);
	const { arn: external } = await newKey(kms, { Origin: 'EXTERNAL' });
	const { ImportToken, PublicKey = imported } = await send('GetParametersForImport', {
		KeyId: external,
		WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
		WrappingKeySpec: 'RSA_2048'
	});
	const wrap = (bytes: Uint8Array) =>
		publicEncrypt(
			{
				key: createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }),
				padding: constants.RSA_PKCS1_OAEP_PADDING,
				oaepHash: 'sha256'
			},
			bytes
		);
	const request = {
		KeyId: external,
		ImportToken,
		EncryptedKeyMaterial: wrap(imported),
		ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' as const
	};
	await send('ImportKeyMaterial', request);
	const refused = new Uint8Array(32).fill(77);
	await send('ImportKeyMaterial', { ...request, EncryptedKeyMaterial: wrap(refused) });
	const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { arn: ecc } = await newKey(kms, {
		Origin: 'EXTERNAL',
		KeySpec: 'ECC_NIST_P256',
		KeyUsage: 'SIGN_VERIFY'
	});
	const parameters = await send('GetParametersForImport', {
		KeyId: ecc,
		WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
		WrappingKeySpec: 'RSA_2048'
	});
	await send('ImportKeyMaterial', {
		...request,
		KeyId: ecc,
		ImportToken: parameters.ImportToken,
		EncryptedKeyMaterial: publicEncrypt(
			{
				key: createPublicKey({
					key: Buffer.from(parameters.PublicKey ?? imported),
					format: 'der',
					type: 'spki'
				}),
				padding: constants.RSA_PKCS1_OAEP_PADDING,
				oaepHash: 'sha256'
			},
			pair.privateKey.export({ format: 'der', type: 'pkcs8' })
		)
	});
	const { d = '' } = pair.privateKey.export({ format: 'jwk' });
	secrets.push(imported, refused, new Uint8Array(Buffer.from(d, 'base64url')));

	const plaintext = encodeUtf8('something else');
	for (const KeyId of [aes, external]) {
		const { CiphertextBlob } = await send('Encrypt', { KeyId, Plaintext: plaintext });
		await send('Decrypt', { CiphertextBlob });
		await send('ReEncrypt', { CiphertextBlob, DestinationKeyId: aes });
		await send('DescribeKey', { KeyId });
		await send('ListKeyRotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
		await send('Decrypt', { CiphertextBlob, EncryptionContext: { wrong: 'context' } });
		out.push(
			await kms
				.as(user('nobody'))
				.send('Decrypt', { CiphertextBlob })
				.catch((error: unknown) => error)
		);
	}
	const { Signature } = await send('Sign', {
		KeyId: ecc,
		Message: new Uint8Array(32),
		MessageType: 'DIGEST',
		SigningAlgorithm: 'ECDSA_SHA_256'
	});
	expect(Signature).toBeInstanceOf(Uint8Array);
	await send('GetPublicKey', { KeyId: ecc });
	await send('GenerateMac', { KeyId: mac, Message: plaintext, MacAlgorithm: 'HMAC_SHA_256' });
	await send('GetKeyPolicy', { KeyId: aes });
	await send('ListGrants', { KeyId: aes });

	expect(secrets).toHaveLength(7);
	expect(written.length).toBeGreaterThan(5);
	const everything = [out, kms.events, written, await store.all(), kms];
	expect(await leaks(everything, secrets)).toBe(false);
	// And no plaintext in what is kept and recorded.
	expect(await leaks([kms.events, written], [plaintext])).toBe(false);
});
