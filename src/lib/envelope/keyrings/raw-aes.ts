/** The raw AES keyring (specification: framework/raw-aes-keyring.md). */
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	AuthenticationError,
	concat,
	copyBytes,
	createAesGcmCipher,
	encodeUtf8,
	equalBytes,
	systemRandom
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import { serialiseContext } from '../context.ts';
import { InvalidArgumentError, NoKeyringError } from '../errors.ts';
import type { Keyring } from '../materials.ts';

export interface RawAesKeyringOptions {
	/** The provider id in the message; any but `aws-kms`. */
	namespace: string;
	/** Which key of the namespace. */
	name: string;
	/** 16, 24 or 32 raw bytes (copied; the original may be erased), or an AES-GCM CryptoKey. */
	wrappingKey: Uint8Array | CryptoKey;
	random?: RandomBytes;
}

const ivLength = 12;
const tagLength = 16;

/**
 * Wraps data keys with AES-GCM under a key you hold, bound to the encryption context.
 * @throws {InvalidArgumentError} for a reserved namespace or a key of the wrong kind or length
 */
export function rawAesKeyring(options: RawAesKeyringOptions): Keyring {
	const { namespace, name, wrappingKey, random = systemRandom } = options;
	if (namespace === 'aws-kms')
		throw new InvalidArgumentError('The namespace “aws-kms” belongs to KMS keyrings.');
	checkWrappingKey(wrappingKey);
	const key = wrappingKey instanceof Uint8Array ? copyBytes(wrappingKey) : wrappingKey;
	let cipher: ReturnType<typeof createAesGcmCipher> | undefined;
	// The tag length is in bits and the IV length in bytes: so the format has it.
	const prefix = concat(encodeUtf8(name), new Uint8Array([0, 0, 0, 128, 0, 0, 0, ivLength]));

	return {
		async onEncrypt({ suite, encryptionContext, dataKey }) {
			const plaintext = dataKey ?? asPlaintextDataKey(random(suite.keyLength));
			const iv = random(ivLength);
			const additionalData = serialiseContext(encryptionContext);
			const sealed = await (
				await (cipher ??= createAesGcmCipher(key))
			).seal(iv, plaintext, additionalData);
			return {
				dataKey: plaintext,
				encryptedDataKeys: [
					{
						providerId: namespace,
						providerInfo: concat(prefix, iv),
						ciphertext: asWrappedDataKey(new Uint8Array(sealed))
					}
				]
			};
		},
		async onDecrypt({ suite, encryptionContext, encryptedDataKeys }) {
			const mine = encryptedDataKeys.filter(
				({ providerId, providerInfo, ciphertext }) =>
					providerId === namespace &&
					providerInfo.length === prefix.length + ivLength &&
					equalBytes(providerInfo.subarray(0, prefix.length), prefix) &&
					ciphertext.length === suite.keyLength + tagLength
			);
			const additionalData = serialiseContext(encryptionContext);
			const causes: AuthenticationError[] = [];
			for (const { providerInfo, ciphertext } of mine) {
				const iv: Bytes = providerInfo.subarray(prefix.length);
				try {
					const unwrapping = await (cipher ??= createAesGcmCipher(key));
					return asPlaintextDataKey(
						new Uint8Array(await unwrapping.open(iv, ciphertext, additionalData))
					);
				} catch (error) {
					if (!(error instanceof AuthenticationError)) throw error;
					causes.push(error);
				}
			}
			throw new NoKeyringError(
				mine.length === 0
					? `none is for the raw AES key “${name}” of “${namespace}”.`
					: `the raw AES key “${name}” of “${namespace}” does not open what was wrapped for it with this encryption context.`,
				causes
			);
		}
	};
}

function checkWrappingKey(key: Uint8Array | CryptoKey): void {
	if (key instanceof Uint8Array) {
		if (![16, 24, 32].includes(key.length))
			throw new InvalidArgumentError(`A wrapping key has 16, 24 or 32 bytes, not ${key.length}.`);
	} else if (key.algorithm.name !== 'AES-GCM')
		throw new InvalidArgumentError(
			`The wrapping key is for ${key.algorithm.name}; this keyring uses AES-GCM.`
		);
}
