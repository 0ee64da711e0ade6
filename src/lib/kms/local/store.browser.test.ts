/** A store over the browser's own IndexedDB: it takes the records as they are, keys and all. */
import { expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms } from '../index.ts';
import type { KmsInput, KmsRecord, KmsStore } from '../index.ts';

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(new Error('IndexedDB refused', { cause: request.error }));
		};
	});
}

async function openStore(name: string): Promise<KmsStore & { close(): void }> {
	const opening = indexedDB.open(name, 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore('records', { keyPath: 'arn' });
	const database = await done(opening);
	const records = (mode: IDBTransactionMode) =>
		database.transaction('records', mode).objectStore('records');
	return {
		all: () => done(records('readonly').getAll() as IDBRequest<KmsRecord[]>),
		async write(changed, removed) {
			const open = records('readwrite');
			await Promise.all([
				...changed.map((record) => done(open.put(record))),
				...removed.map((arn) => done(open.delete(arn)))
			]);
		},
		close: () => {
			database.close();
		}
	};
}

it('keeps keys of every kind from one visit to the next', async () => {
	const name = `kms-${crypto.randomUUID()}`;
	const before = await openStore(name);
	const first = createLocalKms({ store: before });
	const make = async (input: KmsInput<'CreateKey'>) =>
		(await first.send('CreateKey', input)).KeyMetadata?.Arn;
	const aes = await make({});
	const rsa = await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
	const ecc = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
	const mac = await make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
	const Plaintext = encodeUtf8('kept');
	const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
	const sealed = await first.send('Encrypt', { KeyId: aes, Plaintext });
	const rsaSealed = await first.send('Encrypt', { KeyId: rsa, Plaintext, EncryptionAlgorithm });
	before.close();

	const after = await openStore(name);
	const second = createLocalKms({ store: after });
	expect(
		(await second.send('Decrypt', { CiphertextBlob: sealed.CiphertextBlob })).Plaintext
	).toEqual(Plaintext);
	expect(
		(
			await second.send('Decrypt', {
				KeyId: rsa,
				CiphertextBlob: rsaSealed.CiphertextBlob,
				EncryptionAlgorithm
			})
		).Plaintext
	).toEqual(Plaintext);
	for (const MessageType of ['RAW', 'DIGEST'] as const) {
		const input = {
			KeyId: ecc,
			Message: new Uint8Array(32),
			MessageType,
			SigningAlgorithm: 'ECDSA_SHA_256' as const
		};
		const { Signature } = await second.send('Sign', input);
		expect(await second.send('Verify', { ...input, Signature })).toHaveProperty('SignatureValid');
	}
	expect(
		(
			await second.send('GenerateMac', {
				KeyId: mac,
				Message: Plaintext,
				MacAlgorithm: 'HMAC_SHA_256'
			})
		).Mac
	).toHaveLength(32);
	after.close();
	indexedDB.deleteDatabase(name);
});
