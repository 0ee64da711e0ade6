import { expect, it } from 'vitest';
import { decodeUtf8, equalBytes } from '#lib/crypto/index.ts';
import { decrypt, mapCiphertextBlob, mapMessage, rawAesKeyring } from './index.ts';
import {
	commitmentVectors,
	describeVectors,
	netAesKey,
	netPlaintext,
	netVectors,
	staticKeyring
} from './vectors.testing.ts';
import { walkHeader } from './header.ts';
import { runWalk } from './walk.ts';
import { expectPartition } from './map.testing.ts';

const commitmentPolicy = 'REQUIRE_ENCRYPT_ALLOW_DECRYPT';

describeVectors('messages of version 2 by C, Java, Python and JavaScript', () => {
	const vectors = commitmentVectors();

	it('are 46, five of them with a wrong commitment', () => {
		expect(vectors).toHaveLength(46);
		expect(vectors.filter(({ plaintext }) => plaintext === undefined)).toHaveLength(5);
	});

	it.each(vectors)('$comment', async ({ message, dataKey, plaintext, ...expected }) => {
		const result = decrypt(message, { keyring: staticKeyring(dataKey) });
		expectPartition(message, mapMessage(message), 'whole');
		if (plaintext === undefined) {
			await expect(result).rejects.toMatchObject({ code: 'ENVELOPE_COMMITMENT_MISMATCH' });
			return;
		}
		const { plaintext: bytes, header } = await result;
		expect(decodeUtf8(bytes)).toBe(plaintext);
		expect(header.encryptionContext).toEqual(expected.encryptionContext);
		expect(header.messageId).toEqual(expected.messageId);
		expect(header.commitment).toEqual(expected.commitment);
	});
});

describeVectors('messages of all eleven suites by .NET 4.0.1', () => {
	const vectors = netVectors();
	const openable = vectors.filter(({ opensWithAes }) => opensWithAes);
	const keyring = () =>
		rawAesKeyring({
			namespace: 'aws-raw-vectors-persistant',
			name: 'aes-256',
			wrappingKey: netAesKey()
		});

	it('are 132, three of each suite for the AES key', () => {
		expect(vectors).toHaveLength(132);
		const counts = Map.groupBy(openable, ({ suite }) => suite);
		expect([...counts.values()].map((of) => of.length)).toEqual(Array(11).fill(3));
	});

	it.each(openable)('$name opens', async ({ message, encryptionContext, requiresContext }) => {
		const options = { keyring: keyring(), commitmentPolicy, encryptionContext } as const;
		const { plaintext } = await decrypt(message, options);
		expect(equalBytes(plaintext, netPlaintext())).toBe(true);
		if (requiresContext) {
			// Its header stores no entry: without them, or with another value, it must not open.
			await expect(decrypt(message, { ...options, encryptionContext: {} })).rejects.toThrow();
			const [key = ''] = Object.keys(encryptionContext);
			await expect(
				decrypt(message, {
					...options,
					encryptionContext: { ...encryptionContext, [key]: 'other' }
				})
			).rejects.toThrow();
		}
	});

	it.each(vectors)('$name can be read, and mapped to the last byte', ({ message, suite }) => {
		const header = runWalk(walkHeader(), message);
		expect(header.suite).toBe(suite);
		expectPartition(message, mapMessage(message), 'whole');
	});
});

describeVectors('genuine ciphertext blobs of KMS', () => {
	const messages = [...netVectors(), ...commitmentVectors()].map(({ message }) => message);
	const blobs = messages
		.flatMap((message) => runWalk(walkHeader(), message).encryptedDataKeys)
		.filter(({ providerId, ciphertext }) => providerId === 'aws-kms' && ciphertext.length > 100)
		.map(({ ciphertext }) => ciphertext);

	it('are among them', () => {
		expect(blobs.length).toBeGreaterThan(30);
	});

	it('have the form that the map of a blob knows, and no mark of the simulation', () => {
		for (const blob of blobs) {
			const regions = mapCiphertextBlob(blob);
			expectPartition(blob, regions, 'whole');
			expect(regions.at(-1)?.path).toBe('ciphertext');
			// Observed: 16, 24 or 32 bytes of data key and 27 more.
			expect([43, 51, 59]).toContain(regions.at(-1)?.length);
		}
	});
});
