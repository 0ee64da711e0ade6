/** Encryption of a whole message (specification: client-apis/encrypt.md). */
import { concat, erase, ownBytes, systemRandom } from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import { cutIntoFrames, FrameCipher, frameOverhead, writeFrameHead } from './body.ts';
import { checkPolicyName, defaultCommitmentPolicy } from './commitment.ts';
import type { CommitmentPolicy } from './commitment.ts';
import { serialiseContext, splitContext } from './context.ts';
import type { EncryptionContext } from './context.ts';
import { deriveKey } from './derive.ts';
import { InvalidArgumentError, NoDataKeyError, TooManyDataKeysError } from './errors.ts';
import { footerLength, signMessage } from './footer.ts';
import { largestFrameLength, messageIdLength, writeHeaderBody } from './header.ts';
import type { MessageHeader } from './header.ts';
import { checkKeyring, materialsManagerOf } from './materials.ts';
import type { EncryptionMaterials, Keyring, MaterialsManager } from './materials.ts';
import { flightOf, runPool } from './pool.ts';
import { suiteOf } from './suites.ts';
import type { SuiteId } from './suites.ts';

export interface EncryptOptions {
	/** What wraps the data key: a keyring, or a materials manager around one. */
	keyring: Keyring | MaterialsManager;
	/** What the message is for. Anyone can read it; no one can change it. */
	encryptionContext?: EncryptionContext;
	/** Number of the algorithm suite, such as 0x0578; the commitment policy's default unless given. */
	suite?: SuiteId;
	/** Bytes of plaintext in a frame, 1 to 4294967295; 4096 unless given. */
	frameLength?: number;
	/** REQUIRE_ENCRYPT_REQUIRE_DECRYPT unless given. */
	commitmentPolicy?: CommitmentPolicy;
	/** Refuses to write a message with more encrypted data keys than this. */
	maxEncryptedDataKeys?: number;
	/** Source of the message id. Only for worked examples: an id that repeats ruins the encryption. */
	random?: RandomBytes;
}

export const defaultFrameLength = 4096;

/**
 * Encrypts a message.
 * @throws {EnvelopeError} by its code, when an option is impossible or no keyring gives a data key
 */
export async function encrypt(
	plaintext: Uint8Array,
	options: EncryptOptions
): Promise<{ message: Bytes; header: MessageHeader }> {
	if (!(plaintext instanceof Uint8Array))
		throw new InvalidArgumentError('The plaintext must be a Uint8Array: encode text first.');
	const data = ownBytes(plaintext);
	const start = await startMessage(options, data.length, options.suite);
	const { header, headerBytes, frames, materials } = start;
	const curve = materials.suite.signature;
	const cut = cutIntoFrames(data.length, header.frameLength);
	const signedLength = headerBytes.length + cut.length;
	const message = new Uint8Array(signedLength + (curve ? footerLength[curve] : 0));
	message.set(headerBytes);
	await sealFrames(frames, data, header.frameLength, cut.regular, message, headerBytes.length);
	if (!curve) return { message, header };

	const footer = await signMessage(
		curve,
		signingKeyOf(materials),
		message.subarray(0, signedLength)
	);
	if (footer.length === footerLength[curve]) {
		message.set(footer, signedLength);
		return { message, header };
	}
	return { message: concat(message.subarray(0, signedLength), footer), header };
}

/** Seals frames into `message` from offset `at`, several at once. */
async function sealFrames(
	frames: FrameCipher,
	plaintext: Bytes,
	frameLength: number,
	regular: number,
	message: Bytes,
	at: number
): Promise<void> {
	const view = new DataView(message.buffer);
	const stride = frameOverhead + frameLength;
	await runPool(regular + 1, flightOf(frameLength), async (index) => {
		const kind = index < regular ? 'regular' : 'final';
		const part = plaintext.subarray(index * frameLength, (index + 1) * frameLength);
		const body = writeFrameHead(view, at + index * stride, kind, index + 1, part.length);
		message.set(new Uint8Array(await frames.seal(kind, index + 1, part)), body);
	});
}

export interface StartedMessage {
	header: MessageHeader;
	headerBytes: Bytes;
	frames: FrameCipher;
	materials: EncryptionMaterials;
}

/** Gets materials and writes the header: what whole messages and streams begin with. */
export async function startMessage(
	options: EncryptOptions,
	plaintextLength: number | undefined,
	suiteId: SuiteId | undefined
): Promise<StartedMessage> {
	const {
		keyring,
		encryptionContext = {},
		frameLength = defaultFrameLength,
		commitmentPolicy = defaultCommitmentPolicy,
		maxEncryptedDataKeys,
		random = systemRandom
	} = options;
	checkKeyring(keyring);
	checkPolicyName(commitmentPolicy);
	checkDataKeyLimit(maxEncryptedDataKeys);
	if (!Number.isInteger(frameLength) || frameLength < 1 || frameLength > largestFrameLength)
		throw new InvalidArgumentError(
			`A frame length is a whole number from 1 to ${largestFrameLength}, not ${frameLength}.`
		);
	if (suiteId !== undefined) suiteOf(suiteId);
	if (plaintextLength !== undefined) cutIntoFrames(plaintextLength, frameLength);

	const materials = await materialsManagerOf(keyring).encryptionMaterials({
		encryptionContext: { ...encryptionContext },
		requiredContextKeys: [],
		commitmentPolicy,
		suite: suiteId,
		plaintextLength
	});
	const { suite, dataKey, encryptedDataKeys } = materials;
	if (maxEncryptedDataKeys !== undefined && encryptedDataKeys.length > maxEncryptedDataKeys)
		throw new TooManyDataKeysError(encryptedDataKeys.length, maxEncryptedDataKeys);
	if (encryptedDataKeys.length > 0xffff)
		throw new TooManyDataKeysError(encryptedDataKeys.length, 0xffff);

	const { named, others } = splitContext(
		materials.encryptionContext,
		materials.requiredContextKeys
	);
	const messageId = random(messageIdLength(suite));
	const { cipher, commitment } = await deriveKey(suite, dataKey, messageId).finally(() => {
		erase(dataKey);
	});
	const parts = {
		suite: suite.id,
		messageId,
		encryptionContext: others,
		encryptedDataKeys,
		frameLength,
		...(commitment ? { commitment } : {})
	};
	const body = writeHeaderBody(parts);
	const iv = new Uint8Array(12);
	const tag = new Uint8Array(
		await cipher.seal(iv, new Uint8Array(), concat(body, serialiseContext(named)))
	);
	const headerBytes = suite.version === 1 ? concat(body, iv, tag) : concat(body, tag);
	return {
		header: {
			version: suite.version,
			contentType: 'framed',
			iv,
			tag,
			bodyLength: body.length,
			length: headerBytes.length,
			...parts
		},
		headerBytes,
		frames: new FrameCipher(cipher, messageId),
		materials
	};
}

/** @throws {NoDataKeyError} when a materials manager gave none */
export function signingKeyOf({ signingKey }: EncryptionMaterials): CryptoKey {
	if (signingKey) return signingKey;
	throw new NoDataKeyError('The materials manager gave no signing key for a suite that signs.');
}

/** @throws {InvalidArgumentError} for a limit that is no positive whole number */
export function checkDataKeyLimit(limit: number | undefined): void {
	if (limit !== undefined && (!Number.isInteger(limit) || limit < 1))
		throw new InvalidArgumentError(
			`maxEncryptedDataKeys is a whole number from 1 on, not ${limit}.`
		);
}
