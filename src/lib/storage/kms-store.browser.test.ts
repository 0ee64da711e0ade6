/** The store in the browser's own IndexedDB, with workers for other tabs. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms, type KmsInput, type KmsOperation } from '#lib/kms/index.ts';
import { eraseKmsStore, openKmsStore, type KeptKmsStore } from './index.ts';
import type { Order, Report } from './kms-tab.testing.ts';
import { settled } from './requests.ts';

const Plaintext = encodeUtf8('kept');

let name: string;
let stores: KeptKmsStore[];
let tabs: Tab[];
beforeEach(() => {
	name = `kms-${crypto.randomUUID()}`;
	stores = [];
	tabs = [];
});
afterEach(async () => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	for (const store of stores) await store.close();
	for (const tab of tabs) tab.kill();
	await eraseKmsStore(name);
});

async function openHere(options?: { takeOver?: boolean }): Promise<KeptKmsStore> {
	const store = await openKmsStore(name, options);
	stores.push(store);
	return store;
}

class Tab {
	readonly #worker = new Worker(new URL('./kms-tab.testing.ts', import.meta.url), {
		type: 'module'
	});

	constructor() {
		tabs.push(this);
	}

	ask(order: Order): Promise<Report> {
		return new Promise((resolve, reject) => {
			this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
				resolve(data);
			};
			this.#worker.onerror = () => {
				reject(new Error('The worker failed'));
			};
			this.#worker.postMessage(order);
		});
	}

	open(takeOver = false): Promise<Report> {
		return this.ask({ kind: 'open', name, takeOver });
	}

	send<Op extends KmsOperation>(op: Op, input: KmsInput<Op>): Promise<Report> {
		return this.ask({ kind: 'send', op, input });
	}

	/** Ends it as a crash does: at once. */
	kill(): void {
		this.#worker.terminate();
	}
}

const inUse = { error: { name: 'StorageInUseError', code: 'storage-in-use' } };

it('keeps keys of every kind from one visit to the next', async () => {
	const before = await openHere();
	const first = createLocalKms({ store: before });
	const make = async (input: KmsInput<'CreateKey'>) =>
		(await first.send('CreateKey', input)).KeyMetadata?.Arn;
	const aes = await make({});
	const rsa = await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
	const ecc = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
	const mac = await make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
	const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
	const sealed = await first.send('Encrypt', { KeyId: aes, Plaintext });
	const rsaSealed = await first.send('Encrypt', { KeyId: rsa, Plaintext, EncryptionAlgorithm });
	await before.close();

	const second = createLocalKms({ store: await openHere() });
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
});

it('keeps key material as CryptoKeys that cannot be exported', async () => {
	const store = await openHere();
	const kms = createLocalKms({ store });
	await kms.send('CreateKey', {});
	const [record] = await store.all();
	const kept = record?.kind === 'key' ? record.materials[0]?.kept : undefined;
	const key = kept && 'key' in kept ? kept.key : undefined;
	expect(key).toBeInstanceOf(CryptoKey);
	expect(key?.extractable).toBe(false);
});

it('forgets what was removed, and everything when it is erased', async () => {
	const store = await openHere();
	const kms = createLocalKms({ store });
	const { KeyMetadata } = await kms.send('CreateKey', {});
	const KeyId = KeyMetadata?.Arn;
	await kms.send('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
	kms.clock.advance({ days: 7 });
	expect((await kms.send('ListKeys', {})).Keys).toEqual([]);
	expect(await store.all()).toEqual([]);
	await kms.send('CreateKey', {});
	await store.erase();
	expect((await indexedDB.databases()).map((db) => db.name)).not.toContain(name);
	await expect(kms.send('CreateKey', {})).rejects.toMatchObject({ code: 'storage-failed' });
	expect(await (await openHere()).all()).toEqual([]);
});

describe('two tabs', () => {
	it('do not have the keys at once: the second is refused until the first is closed', async () => {
		const first = await openHere();
		await createLocalKms({ store: first }).send('CreateKey', {});
		await expect(openHere()).rejects.toMatchObject({ code: 'storage-in-use' });
		const tab = new Tab();
		expect(await tab.open()).toEqual(inUse);
		await first.close();
		expect(await tab.open()).toEqual({ output: undefined });
		expect(await tab.send('ListKeys', {})).toMatchObject({ output: { Keys: [{}] } });
		expect(await tab.ask({ kind: 'close' })).toEqual({ output: undefined });
		expect(await (await openHere()).all()).toHaveLength(1);
	});

	it('may take the keys over: the first goes on reading, and writes nothing any more', async () => {
		const first = await openHere();
		const kms = createLocalKms({ store: first });
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const KeyId = KeyMetadata?.Arn ?? '';
		const { CiphertextBlob } = await kms.send('Encrypt', { KeyId, Plaintext });
		const tab = new Tab();
		expect(await tab.open(true)).toEqual({ output: undefined });
		expect(await tab.send('DisableKey', { KeyId })).toHaveProperty('output');
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ Plaintext });
		for (let i = 0; i < 2; i++)
			await expect(
				kms.send('UpdateKeyDescription', { KeyId, Description: 'mine' })
			).rejects.toMatchObject({ code: 'storage-in-use' });
		expect(first.lost).toMatchObject({ code: 'storage-in-use' });
		expect(await tab.send('DescribeKey', { KeyId })).toMatchObject({
			output: { KeyMetadata: { KeyState: 'Disabled', Description: '' } }
		});
	});

	it('that write at once while the keys change hands: what one was told is stored is stored', async () => {
		const first = await openHere();
		const kms = createLocalKms({ store: first });
		const written: string[] = [];
		const ended = (async () => {
			for (;;) {
				const { KeyMetadata } = await kms.send('CreateKey', {});
				written.push(KeyMetadata?.Arn ?? '');
			}
		})().catch((error: unknown) => error);
		const tab = new Tab();
		expect(await tab.open(true)).toEqual({ output: undefined });
		const there = await tab.send('CreateKey', {});
		expect(await ended).toMatchObject({ code: 'storage-in-use' });
		expect(written.length).toBeGreaterThan(0);
		const { output } = there as { output: { KeyMetadata: { Arn: string } } };
		const last = await openHere({ takeOver: true });
		const arns = (await last.all()).map(({ arn }) => arn);
		expect(arns.sort()).toEqual([...written, output.KeyMetadata.Arn].sort());
	});

	it('are not held up by one that was killed in the middle of writing', async () => {
		const tab = new Tab();
		expect(await tab.open()).toEqual({ output: undefined });
		await tab.send('CreateKey', {});
		for (let i = 0; i < 20; i++) void tab.send('CreateKey', {});
		tab.kill();
		await vi.waitFor(() => openHere(), { timeout: 10_000 });
		const [store] = stores;
		if (!store) throw new Error('There is no store');
		const kms = createLocalKms({ store });
		const { Keys = [] } = await kms.send('ListKeys', {});
		expect(Keys.length).toBeGreaterThan(0);
		for (const { KeyArn } of Keys)
			expect(await kms.send('Encrypt', { KeyId: KeyArn, Plaintext })).toHaveProperty('KeyId');
	});

	it('lose the keys together when one of them, or the settings, erase them', async () => {
		const tab = new Tab();
		expect(await tab.open()).toEqual({ output: undefined });
		await tab.send('CreateKey', {});
		await eraseKmsStore(name);
		expect(await tab.send('CreateKey', {})).toEqual(inUse);
		expect(await (await openHere()).all()).toEqual([]);
	});
});

describe('what the browser refuses', () => {
	it('a database with no room left: nothing of the call is kept', async () => {
		const kms = createLocalKms({ store: await openHere() });
		await kms.send('CreateKey', {});
		vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		await expect(kms.send('CreateKey', {})).rejects.toMatchObject({ code: 'storage-full' });
		expect((await kms.send('ListKeys', {})).Keys).toHaveLength(1);
		await kms.send('CreateKey', {});
		expect((await kms.send('ListKeys', {})).Keys).toHaveLength(2);
	});

	it('any database, as in some private windows', async () => {
		vi.stubGlobal('indexedDB', undefined);
		await expect(openHere()).rejects.toMatchObject({ code: 'storage-unavailable' });
		vi.unstubAllGlobals();
		vi.spyOn(IDBFactory.prototype, 'open').mockImplementationOnce(() => {
			throw new DOMException('denied', 'SecurityError');
		});
		await expect(openHere()).rejects.toMatchObject({ code: 'storage-unavailable' });
		expect(await (await openHere()).all()).toEqual([]);
	});

	it('what a later build has written, which it does not hold up', async () => {
		const kms = createLocalKms({ store: await openHere() });
		await kms.send('CreateKey', {});
		const later = await settled(indexedDB.open(name, 1000));
		await expect(kms.send('CreateKey', {})).rejects.toMatchObject({ code: 'storage-superseded' });
		await expect(openHere()).rejects.toMatchObject({ code: 'storage-superseded' });
		later.close();
	});
});
