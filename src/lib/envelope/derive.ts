/** Key derivation and key commitment (specification: framework/transitive-requirements.md). */
import {
	concat,
	copyBytes,
	createAesGcmCipher,
	deriveBytes,
	encodeUtf8,
	equalBytes,
	erase,
	importHkdfKey
} from '#lib/crypto/index.ts';
import type { AesGcmCipher, Bytes, HkdfHash, PlaintextDataKey } from '#lib/crypto/index.ts';
import { CommitmentMismatchError } from './errors.ts';
import type { MessageHeader } from './header.ts';
import { suiteOf } from './suites.ts';
import type { Suite } from './suites.ts';

export interface DerivedKey {
	/** AES-GCM under the key of this one message. */
	cipher: AesGcmCipher;
	/** 32 bytes, in suites that commit. */
	commitment?: Bytes;
}

const hashLength = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;

/** Derives what a message needs of its data key. */
export async function deriveKey(
	suite: Suite,
	dataKey: PlaintextDataKey,
	messageId: Bytes
): Promise<DerivedKey> {
	const { kdf: hash, committing } = suite;
	if (!hash) return { cipher: await createAesGcmCipher(dataKey) };
	const key = await importHkdfKey(dataKey);
	const [derived, commitment] = await Promise.all([
		messageKeyOf(suite, hash, key, messageId),
		committing
			? deriveBytes(key, { hash, salt: messageId, info: encodeUtf8('COMMITKEY') }, 32)
			: undefined
	]);
	const cipher = await createAesGcmCipher(derived);
	erase(derived);
	return { cipher, ...(commitment ? { commitment } : {}) };
}

/**
 * The key that encrypts the frames of one message, as many bytes as its suite's keys have: made of the
 * data key with HKDF and the message ID. In suites that derive none it is a copy of the data key.
 * @throws {InvalidArgumentError} when there is no such suite
 */
export async function deriveMessageKey(
	{ suite: id, messageId }: Pick<MessageHeader, 'suite' | 'messageId'>,
	dataKey: PlaintextDataKey
): Promise<Bytes> {
	const suite = suiteOf(id);
	const { kdf: hash } = suite;
	return hash
		? messageKeyOf(suite, hash, await importHkdfKey(dataKey), messageId)
		: copyBytes(dataKey);
}

function messageKeyOf(
	{ id, keyLength, committing }: Suite,
	hash: HkdfHash,
	key: CryptoKey,
	messageId: Bytes
): Promise<Bytes> {
	const suiteId = new Uint8Array([id >> 8, id & 0xff]);
	return deriveBytes(
		key,
		committing
			? { hash, salt: messageId, info: concat(suiteId, encodeUtf8('DERIVEKEY')) }
			: { hash, salt: new Uint8Array(hashLength[hash]), info: concat(suiteId, messageId) },
		keyLength
	);
}

/**
 * Derives the key of a message that is being read, and checks the commitment before the key is used.
 * @throws {CommitmentMismatchError} when the data key is not the one the message committed to
 */
export async function deriveCommittedKey(
	suite: Suite,
	dataKey: PlaintextDataKey,
	header: { messageId: Bytes; commitment?: Bytes; bodyLength: number }
): Promise<AesGcmCipher> {
	const { cipher, commitment } = await deriveKey(suite, dataKey, header.messageId);
	if (commitment && !(header.commitment && equalBytes(commitment, header.commitment)))
		throw new CommitmentMismatchError(header.bodyLength - 32);
	return cipher;
}
