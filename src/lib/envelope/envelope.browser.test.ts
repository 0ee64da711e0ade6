import { describe, expect, it } from 'vitest';
import { concat } from '#lib/crypto/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import {
	decrypt,
	decryptBlob,
	decryptStream,
	encrypt,
	encryptStream,
	kmsKeyring,
	mapMessage,
	rawRsaKeyring
} from './index.ts';
import { expectPartition } from './map.testing.ts';
import {
	awkwardContext,
	everySuite,
	plaintextOf,
	policyFor,
	readsAll,
	sampleMessage,
	testKeyring as keyring
} from './messages.testing.ts';

const refusal = () =>
	crypto.subtle
		.importKey('raw', new Uint8Array(24), 'AES-GCM', false, ['encrypt'])
		.then(() => undefined)
		.catch((error: unknown) => error);

it('this browser refuses 192-bit keys, so the suites below prove the way around', async () => {
	expect(await refusal()).toBeInstanceOf(DOMException);
});

it.each(everySuite)('a message of suite $name comes back', async ({ suite }) => {
	const { message } = await encrypt(plaintextOf(1000), {
		keyring,
		suite,
		frameLength: 64,
		commitmentPolicy: policyFor(suite),
		encryptionContext: awkwardContext
	});
	const { plaintext } = await decrypt(message, { keyring, ...readsAll });
	expect(plaintext).toEqual(plaintextOf(1000));
	expectPartition(message, mapMessage(message), 'whole');
});

it('a message under keys of KMS and RSA comes back', async () => {
	const client = createLocalKms();
	const { KeyMetadata } = await client.send('CreateKey', {});
	const kms = kmsKeyring({ client, generatorKeyId: KeyMetadata?.Arn ?? '' });
	const message = await sampleMessage(0x0578, { keyring: kms });
	await expect(decrypt(message, { keyring: kms })).resolves.toBeDefined();
	const pair = await crypto.subtle.generateKey(
		{
			name: 'RSA-OAEP',
			modulusLength: 2048,
			publicExponent: new Uint8Array([1, 0, 1]),
			hash: 'SHA-512'
		},
		false,
		['encrypt', 'decrypt']
	);
	const rsa = rawRsaKeyring({ namespace: 'demo', name: 'rsa', ...pair });
	await expect(
		decrypt(await sampleMessage(0x0578, { keyring: rsa }), { keyring: rsa })
	).resolves.toBeDefined();
});

describe('streams', () => {
	async function bytes(stream: ReadableStream<Uint8Array>) {
		const chunks: Uint8Array[] = [];
		await stream.pipeTo(new WritableStream({ write: (chunk) => void chunks.push(chunk) }));
		return concat(...chunks);
	}

	it.each([0, 1, 300_000])('of %d bytes come back', async (length) => {
		const plaintext = plaintextOf(length);
		const file = new Blob([plaintext]);
		const message = file.stream().pipeThrough(encryptStream({ keyring }));
		expect(await bytes(message.pipeThrough(decryptStream({ keyring })))).toEqual(plaintext);
	});

	it('that are signed are refused, as files they are read twice', async () => {
		const file = new Blob([plaintextOf(300_000)]);
		const stream = encryptStream({ keyring, suite: 0x0578 });
		const message = new Blob([await bytes(file.stream().pipeThrough(stream))]);
		await expect(
			bytes(message.stream().pipeThrough(decryptStream({ keyring })))
		).rejects.toMatchObject({ code: 'ENVELOPE_SIGNED_STREAM' });
		expect(await bytes(await decryptBlob(message, { keyring }))).toEqual(plaintextOf(300_000));
		const changed = new Blob([message.slice(0, -1), new Uint8Array([0])]);
		await expect(decryptBlob(changed, { keyring })).rejects.toMatchObject({
			code: 'ENVELOPE_SIGNATURE'
		});
	});
});
