/**
 * What AES would have given out if nobody checked the tag: the real damage of a changed ciphertext.
 * AES-GCM encrypts by XOR with a key stream; encrypting zeros shows that stream.
 */
import {
	asWrappedDataKey,
	concat,
	copyBytes,
	createAesGcmCipher,
	deriveBytes,
	encodeUtf8,
	erase,
	importHkdfKey
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import type { EncryptedDataKey, Suite } from '#lib/envelope/index.ts';
import { bytesOf, mapBytes, regionOf } from './fields.ts';
import type { ByteMap } from './fields.ts';
import type { Sealed } from './make.ts';

const hashLength = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

/**
 * The plaintext that the ciphertext of `broken` stands for under the key of `sealed`, tags ignored.
 * @returns `undefined` where the parts are not where they were
 */
export async function withoutTags(sealed: Sealed, broken: Uint8Array): Promise<Bytes | undefined> {
	const original = mapBytes(sealed.message, 'message');
	const map = mapBytes(broken, 'message');
	const frames = [...original.regions].filter(
		({ path }) => path.endsWith('.ciphertext') && !path.startsWith('header.')
	);
	if (map.bytes.length !== original.bytes.length || map.fault) return undefined;
	const key = await messageKey(sealed, original);
	const cipher = await createAesGcmCipher(key);
	erase(key);
	const parts: Bytes[] = [];
	for (const { path, offset, length } of frames) {
		const iv = regionOf(map, path.replace(/ciphertext$/, 'iv'));
		if (!iv) return undefined;
		const stream = new Uint8Array(
			await cipher.seal(copyBytes(bytesOf(broken, iv)), new Uint8Array(length), new Uint8Array())
		);
		parts.push(Uint8Array.from({ length }, (_, i) => (broken[offset + i] ?? 0) ^ (stream[i] ?? 0)));
	}
	return concat(...parts);
}

/** The key of the frames, derived as the specification has it (framework/transitive-requirements.md). */
async function messageKey(sealed: Sealed, map: ByteMap): Promise<Bytes> {
	const suite = suites.find(({ id }) => id === sealed.suite);
	if (!suite) throw new Error('The suite of a sealed message is known.');
	const dataKey = await sealed.keyring.onDecrypt({
		suite,
		encryptionContext: contextOf(map),
		encryptedDataKeys: dataKeysOf(map)
	});
	const id = regionOf(map, 'header.messageId');
	const messageId = copyBytes(id ? bytesOf(map.bytes, id) : new Uint8Array());
	const derived = await derive(suite, dataKey, messageId);
	if (derived !== dataKey) erase(dataKey);
	return derived;
}

async function derive(suite: Suite, dataKey: Bytes, messageId: Bytes): Promise<Bytes> {
	const { kdf: hash, keyLength, committing } = suite;
	if (!hash) return dataKey;
	const suiteId = new Uint8Array([suite.id >> 8, suite.id & 0xff]);
	return deriveBytes(
		await importHkdfKey(dataKey),
		{
			hash,
			salt: committing ? messageId : new Uint8Array(hashLength[hash]),
			info: concat(suiteId, committing ? encodeUtf8('DERIVEKEY') : messageId)
		},
		keyLength
	);
}

function contextOf(map: ByteMap): Record<string, string> {
	// An empty value has no bytes, and so no region.
	return Object.fromEntries(
		[...map.regions]
			.filter(({ path }) => /^header\.aad\[\d+\]\.key$/.test(path))
			.map(({ path, value }) => [value, regionOf(map, path.replace(/key$/, 'value'))?.value ?? ''])
	);
}

function dataKeysOf(map: ByteMap): EncryptedDataKey[] {
	const part = (path: string) => {
		const region = regionOf(map, path);
		return copyBytes(region ? bytesOf(map.bytes, region) : new Uint8Array());
	};
	return [...map.regions]
		.filter(({ path }) => /^header\.encryptedDataKeys\[\d+\]\.providerId$/.test(path))
		.map(({ path, value }) => {
			const key = path.replace(/\.providerId$/, '');
			return {
				providerId: value,
				providerInfo: part(`${key}.providerInfo`),
				ciphertext: asWrappedDataKey(part(`${key}.ciphertext`))
			};
		});
}
