/** Data key caching (specification: framework/caching-cmm.md). */
import {
	asPlaintextDataKey,
	compareBytes,
	concat,
	copyBytes,
	digest,
	encodeHex,
	encodeUtf8,
	erase,
	systemRandom
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import { serialiseContext } from './context.ts';
import { InvalidArgumentError } from './errors.ts';
import { serialiseDataKey } from './header.ts';
import { materialsManagerOf } from './materials.ts';
import type {
	DecryptionMaterials,
	DecryptionRequest,
	EncryptionMaterials,
	EncryptionRequest,
	Keyring,
	MaterialsManager
} from './materials.ts';
import { findSuite } from './suites.ts';

export interface CachingOptions {
	/** Asked when the cache has nothing that fits. */
	keyring: Keyring | MaterialsManager;
	/** Milliseconds for which a data key may be used; more than 0. */
	maxAge: number;
	/** Messages that one data key may encrypt; 2^32 unless given, which is also the most. */
	maxMessages?: number;
	/** Bytes that one data key may encrypt; 2^53 − 1 unless given. */
	maxBytes?: number;
	/** Tells the time. */
	clock: { now(): Date };
	/** Where materials are kept; one of its own unless given. */
	cache?: MaterialsCache;
	/** Managers that share a cache share entries only in the same partition; its own unless given. */
	partition?: string;
	random?: RandomBytes;
}

interface Entry<Materials> {
	materials: Materials;
	/** Time in milliseconds when it was made. */
	made: number;
	messages: number;
	bytes: number;
}

/** What a cache holds, by id. Create it with {@link createMaterialsCache}. */
export interface MaterialsCache {
	readonly encryption: Map<string, Entry<EncryptionMaterials>>;
	readonly decryption: Map<string, Entry<DecryptionMaterials>>;
	/** Entries of each kind; the one used longest ago makes room. */
	readonly capacity: number;
}

/** @throws {InvalidArgumentError} for a capacity that is no positive whole number */
export function createMaterialsCache({ capacity = 100 } = {}): MaterialsCache {
	positive('capacity', capacity);
	return { encryption: new Map(), decryption: new Map(), capacity };
}

const mostMessages = 2 ** 32;

/**
 * Materials that are used again within limits of age, messages and bytes: fewer calls to the key
 * service, at the price that one data key opens several messages. Suites without key derivation,
 * and messages whose length is not known beforehand, are never served from the cache.
 * @throws {InvalidArgumentError} for a limit that is not positive
 */
export function cachingMaterials(options: CachingOptions): MaterialsManager {
	const {
		maxAge,
		maxMessages = mostMessages,
		maxBytes = Number.MAX_SAFE_INTEGER,
		clock,
		cache = createMaterialsCache(),
		random = systemRandom,
		partition = encodeHex(random(16))
	} = options;
	if (!(maxAge > 0)) throw new InvalidArgumentError('maxAge is a positive time in milliseconds.');
	positive('maxMessages', maxMessages);
	positive('maxBytes', maxBytes);
	if (maxMessages > mostMessages)
		throw new InvalidArgumentError('maxMessages is at most 2^32: beyond it message keys wear out.');
	const manager = materialsManagerOf(options.keyring);
	const fresh = (entry: Entry<unknown>) => clock.now().getTime() - entry.made < maxAge;

	async function encryptionMaterials(request: EncryptionRequest): Promise<EncryptionMaterials> {
		const { plaintextLength, suite } = request;
		const identity = suite !== undefined && !findSuite(suite)?.kdf;
		if (plaintextLength === undefined || identity) return manager.encryptionMaterials(request);
		// The specification's id, and what it leaves open: another policy, or other entries to leave out
		// of the header, are another question.
		const id = [
			await encryptionCacheId(partition, request),
			request.commitmentPolicy,
			...request.requiredContextKeys.map(encodeURIComponent).sort()
		].join(' ');
		const found = cache.encryption.get(id);
		if (found) {
			const { messages, bytes } = found;
			if (fresh(found) && messages < maxMessages && bytes + plaintextLength <= maxBytes) {
				// Counted before anything is awaited, so that no two messages share the last place.
				found.messages++;
				found.bytes += plaintextLength;
				touch(cache.encryption, id, found);
				return copyOf(found.materials);
			}
			drop(cache.encryption, id);
		}
		const materials = await manager.encryptionMaterials({ ...request, plaintextLength: maxBytes });
		if (!materials.suite.kdf || plaintextLength > maxBytes) return materials;
		put(cache.encryption, id, {
			materials: copyOf(materials),
			made: clock.now().getTime(),
			messages: 1,
			bytes: plaintextLength
		});
		return materials;
	}

	async function decryptionMaterials(request: DecryptionRequest): Promise<DecryptionMaterials> {
		if (!request.suite.kdf) return manager.decryptionMaterials(request);
		// As above: an answer holds for this policy and this reproduced context only.
		const id = [
			await decryptionCacheId(partition, request),
			request.commitmentPolicy,
			encodeHex(serialiseContext(request.reproducedContext))
		].join(' ');
		const found = cache.decryption.get(id);
		if (found) {
			if (fresh(found)) {
				touch(cache.decryption, id, found);
				return copyOf(found.materials);
			}
			drop(cache.decryption, id);
		}
		const materials = await manager.decryptionMaterials(request);
		put(cache.decryption, id, {
			materials: copyOf(materials),
			made: clock.now().getTime(),
			messages: 0,
			bytes: 0
		});
		return materials;
	}

	function put<Materials extends Keyed>(
		entries: Map<string, Entry<Materials>>,
		id: string,
		entry: Entry<Materials>
	): void {
		drop(entries, id);
		entries.set(id, entry);
		const [oldest] = entries.keys();
		if (entries.size > cache.capacity && oldest !== undefined) drop(entries, oldest);
	}

	return { encryptionMaterials, decryptionMaterials };
}

interface Keyed {
	readonly dataKey: EncryptionMaterials['dataKey'];
}

/** Whoever gets materials erases their data key, so each gets one of its own. */
function copyOf<Materials extends Keyed>(materials: Materials): Materials {
	return { ...materials, dataKey: asPlaintextDataKey(copyBytes(materials.dataKey)) };
}

/** Makes it the one used last: a Map keeps the order of insertion. */
function touch<Materials>(
	entries: Map<string, Entry<Materials>>,
	id: string,
	entry: Entry<Materials>
): void {
	entries.delete(id);
	entries.set(id, entry);
}

function drop<Materials extends Keyed>(entries: Map<string, Entry<Materials>>, id: string): void {
	const entry = entries.get(id);
	if (entry) erase(entry.materials.dataKey);
	entries.delete(id);
}

//  Cache ids

/**
 * `SHA-384(01 00 01 00 || partition || 00 || suite || 00 || context)`; the suite is `00` when none is
 * asked for, else `01 00` and its number.
 */
export async function encryptionCacheId(
	partition: string,
	request: Pick<EncryptionRequest, 'suite' | 'encryptionContext'>
): Promise<string> {
	const { suite } = request;
	const algorithm = suite === undefined ? [0x00] : [0x01, 0x00, suite >> 8, suite & 0xff];
	return cacheId(
		new Uint8Array([0x01, 0x00, 0x01, 0x00]),
		encodeUtf8(partition),
		new Uint8Array([0x00, ...algorithm, 0x00]),
		serialiseContext(request.encryptionContext)
	);
}

/**
 * `SHA-384(01 00 02 00 || partition || 00 || suite || 00 || sorted data keys || 00 || context)`.
 */
export async function decryptionCacheId(
	partition: string,
	request: Pick<DecryptionRequest, 'suite' | 'encryptedDataKeys' | 'encryptionContext'>
): Promise<string> {
	const { id } = request.suite;
	return cacheId(
		new Uint8Array([0x01, 0x00, 0x02, 0x00]),
		encodeUtf8(partition),
		new Uint8Array([0x00, id >> 8, id & 0xff, 0x00]),
		...request.encryptedDataKeys.map(serialiseDataKey).sort(compareBytes),
		new Uint8Array([0x00]),
		serialiseContext(request.encryptionContext)
	);
}

async function cacheId(...parts: readonly Bytes[]): Promise<string> {
	return encodeHex(await digest('SHA-384', concat(...parts)));
}

function positive(name: string, value: number): void {
	if (!Number.isSafeInteger(value) || value < 1)
		throw new InvalidArgumentError(`${name} is a whole number from 1 on, not ${value}.`);
}
