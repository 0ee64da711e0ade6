/** Decryption of a whole message (specification: client-apis/decrypt.md). */
import { AuthenticationError, concat, erase, ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { FrameCipher, ivLength, layOutBody, tagLength } from './body.ts';
import type { BodyLayout, Place } from './body.ts';
import { checkDecryptPolicy, checkPolicyName, defaultCommitmentPolicy } from './commitment.ts';
import type { CommitmentPolicy } from './commitment.ts';
import { serialiseContext, splitContext } from './context.ts';
import type { EncryptionContext } from './context.ts';
import { deriveCommittedKey } from './derive.ts';
import {
	HeaderTagError,
	InvalidArgumentError,
	PublicKeyError,
	TrailingBytesError,
	TruncatedError
} from './errors.ts';
import { checkDataKeyLimit } from './encrypt.ts';
import { verifyMessage, walkFooter } from './footer.ts';
import { walkHeader } from './header.ts';
import type { MessageHeader } from './header.ts';
import { checkKeyring, materialsManagerOf } from './materials.ts';
import type { Keyring, MaterialsManager } from './materials.ts';
import { flightOf, runPool } from './pool.ts';
import { suiteOf } from './suites.ts';
import { runWalk } from './walk.ts';

export interface DecryptOptions {
	/** What opens the data key: a keyring, or a materials manager around one. */
	keyring: Keyring | MaterialsManager;
	/**
	 * The context as you know it. Entries that the message stores must agree with it; entries that the
	 * message left out are authenticated with it.
	 */
	encryptionContext?: EncryptionContext;
	/** REQUIRE_ENCRYPT_REQUIRE_DECRYPT unless given. */
	commitmentPolicy?: CommitmentPolicy;
	/** Refuses messages with more encrypted data keys than this before any is opened. */
	maxEncryptedDataKeys?: number;
}

export interface Decrypted {
	plaintext: Bytes;
	header: MessageHeader;
	/** Everything that was authenticated: what the header stores, and what you gave. */
	encryptionContext: EncryptionContext;
}

/**
 * Decrypts a message. Plaintext is given out only when commitment, header, every frame and, in
 * suites that sign, the signature have been verified. The message must not be changed meanwhile.
 * @throws {EnvelopeError} by its code, when anything does not hold
 */
export async function decrypt(message: Uint8Array, options: DecryptOptions): Promise<Decrypted> {
	if (!(message instanceof Uint8Array))
		throw new InvalidArgumentError('The message must be a Uint8Array: decode base64 first.');
	const bytes = ownBytes(message);
	checkDecryptOptions(options);
	const header = runWalk(walkHeader(options), bytes);
	const opened = await openHeader(bytes.subarray(0, header.bodyLength), header, options);
	const layout = layOutBody(bytes, header);
	const { signature: curve } = suiteOf(header.suite);
	const signature = curve ? readFooter(bytes, layout.end) : undefined;
	const end = layout.end + (signature ? 2 + signature.length : 0);
	if (end < bytes.length) throw new TrailingBytesError(end);

	const plaintext = new Uint8Array(layout.plaintextLength);
	const signed = bytes.subarray(0, layout.end);
	const results = await Promise.allSettled([
		openFrames(opened.frames, bytes, layout, plaintext),
		curve && signature
			? verifyMessage(curve, verificationKeyOf(opened), signed, signature, layout.end + 2)
			: undefined
	]);
	// A frame that does not fit breaks the signature too, and is the more telling of the two.
	for (const result of results) {
		if (result.status === 'fulfilled') continue;
		erase(plaintext);
		throw result.reason;
	}
	return { plaintext, header, encryptionContext: opened.encryptionContext };
}

function readFooter(bytes: Bytes, at: number): Bytes {
	try {
		return runWalk(walkFooter(), bytes.subarray(at));
	} catch (error) {
		if (error instanceof TruncatedError) throw new TruncatedError('the signature', bytes.length);
		throw error;
	}
}

/** Opens all frames into `plaintext`, several at once. */
async function openFrames(
	frames: FrameCipher,
	message: Bytes,
	{ regular, start, stride, last }: BodyLayout,
	plaintext: Bytes
): Promise<void> {
	const frameLength = stride - 4 - ivLength - tagLength;
	const place = (index: number): Place => {
		if (index === regular) return last;
		const iv = start + index * stride + 4;
		return {
			kind: 'regular',
			sequence: index + 1,
			iv,
			ciphertext: iv + ivLength,
			length: frameLength
		};
	};
	const largest = regular > 0 ? frameLength : Math.max(1, last.length);
	await runPool(regular + 1, flightOf(largest), async (index) => {
		const { kind, sequence, iv, ciphertext, length } = place(index);
		const part = await frames.open(
			kind,
			sequence,
			message.subarray(iv, iv + ivLength),
			message.subarray(ciphertext, ciphertext + length + tagLength),
			ciphertext
		);
		plaintext.set(new Uint8Array(part), index * frameLength);
	});
}

export interface OpenedHeader {
	frames: FrameCipher;
	/** Stored and reproduced entries. */
	encryptionContext: EncryptionContext;
	verificationKey?: Bytes;
}

/**
 * Opens the data key and verifies commitment and header: what whole messages and streams begin with.
 * @param body the bytes that the header's tag covers
 */
export async function openHeader(
	body: Bytes,
	header: MessageHeader,
	options: DecryptOptions
): Promise<OpenedHeader> {
	const { commitmentPolicy = defaultCommitmentPolicy } = options;
	const suite = suiteOf(header.suite);
	checkDecryptPolicy(commitmentPolicy, suite);
	const materials = await materialsManagerOf(options.keyring).decryptionMaterials({
		suite,
		encryptionContext: header.encryptionContext,
		reproducedContext: { ...options.encryptionContext },
		encryptedDataKeys: header.encryptedDataKeys,
		commitmentPolicy
	});
	const { dataKey, encryptionContext, requiredContextKeys, verificationKey } = materials;
	const cipher = await deriveCommittedKey(suite, dataKey, header).finally(() => {
		erase(dataKey);
	});
	const { named } = splitContext(encryptionContext, requiredContextKeys);
	try {
		await cipher.open(header.iv, header.tag, concat(body, serialiseContext(named)));
	} catch (cause) {
		if (!(cause instanceof AuthenticationError)) throw cause;
		throw new HeaderTagError({ cause, offset: header.length - tagLength });
	}
	return {
		frames: new FrameCipher(cipher, header.messageId),
		encryptionContext,
		...(verificationKey ? { verificationKey } : {})
	};
}

/** @throws {PublicKeyError} when a materials manager gave none */
export function verificationKeyOf({ verificationKey }: OpenedHeader): Bytes {
	if (verificationKey) return verificationKey;
	throw new PublicKeyError(
		'The materials manager gave no public key for a suite that signs: the signature could not be verified.'
	);
}

/** @throws {InvalidArgumentError} for options that mean nothing */
export function checkDecryptOptions(options: DecryptOptions): void {
	checkKeyring(options.keyring);
	checkPolicyName(options.commitmentPolicy ?? defaultCommitmentPolicy);
	checkDataKeyLimit(options.maxEncryptedDataKeys);
}
