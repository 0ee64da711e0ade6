/** The raw RSA keyring with OAEP padding (specification: framework/raw-rsa-keyring.md). */
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	AuthenticationError,
	decryptRsaOaep,
	encodeUtf8,
	encryptRsaOaep,
	equalBytes,
	importRsaPrivateKey,
	importRsaPublicKey,
	systemRandom
} from '#lib/crypto/index.ts';
import type { OaepHash, RandomBytes } from '#lib/crypto/index.ts';
import { InvalidArgumentError, NoDataKeyError, NoKeyringError } from '../errors.ts';
import type { Keyring } from '../materials.ts';

export interface RawRsaKeyringOptions {
	/** The provider id in the message; any but `aws-kms`. */
	namespace: string;
	/** Which key of the namespace. */
	name: string;
	/** PEM text, or an RSA-OAEP CryptoKey. Without one the keyring cannot encrypt. */
	publicKey?: string | CryptoKey;
	/** PEM text, or an RSA-OAEP CryptoKey. Without one the keyring cannot decrypt. */
	privateKey?: string | CryptoKey;
	/** Hash of OAEP and of its MGF1, for keys in PEM; a CryptoKey brings its own. SHA-256 unless told otherwise. */
	hash?: OaepHash;
	random?: RandomBytes;
}

/**
 * Wraps data keys with RSA. The encryption context is not bound to the wrapped key, only to the
 * header. The public key is never derived from the private one.
 * @throws {InvalidArgumentError} for a reserved namespace, without a key, or for keys of the wrong kind
 */
export function rawRsaKeyring(options: RawRsaKeyringOptions): Keyring {
	const { namespace, name, publicKey, privateKey, hash, random = systemRandom } = options;
	if (namespace === 'aws-kms')
		throw new InvalidArgumentError('The namespace “aws-kms” belongs to KMS keyrings.');
	if (publicKey === undefined && privateKey === undefined)
		throw new InvalidArgumentError(
			'A public key (to encrypt) or a private key (to decrypt) is needed.'
		);
	for (const key of [publicKey, privateKey]) if (typeof key === 'object') checkKey(key, hash);

	const info = encodeUtf8(name);
	const text = `the raw RSA key “${name}” of “${namespace}”`;
	let imported: Promise<CryptoKey> | undefined;
	let importedPrivate: Promise<CryptoKey> | undefined;
	return {
		async onEncrypt({ suite, dataKey }) {
			if (publicKey === undefined)
				throw new NoDataKeyError(
					`There is no public key to wrap the data key with: ${text} can only decrypt.`
				);
			imported ??= keyOf(publicKey, (pem) => importRsaPublicKey(pem, hash ?? 'SHA-256'));
			const plaintext = dataKey ?? asPlaintextDataKey(random(suite.keyLength));
			const ciphertext = asWrappedDataKey(await encryptRsaOaep(await imported, plaintext));
			return {
				dataKey: plaintext,
				encryptedDataKeys: [{ providerId: namespace, providerInfo: info, ciphertext }]
			};
		},
		async onDecrypt({ encryptedDataKeys, suite }) {
			if (privateKey === undefined) throw new NoKeyringError(`${text} has no private key here.`);
			importedPrivate ??= keyOf(privateKey, (pem) => importRsaPrivateKey(pem, hash ?? 'SHA-256'));
			const key = await importedPrivate;
			const mine = encryptedDataKeys.filter(
				({ providerId, providerInfo }) => providerId === namespace && equalBytes(providerInfo, info)
			);
			const causes: AuthenticationError[] = [];
			for (const { ciphertext } of mine) {
				try {
					const opened = await decryptRsaOaep(key, ciphertext);
					if (opened.length === suite.keyLength) return asPlaintextDataKey(opened);
					causes.push(new AuthenticationError('The data key has the wrong length.'));
				} catch (error) {
					if (!(error instanceof AuthenticationError)) throw error;
					causes.push(error);
				}
			}
			throw new NoKeyringError(
				mine.length === 0
					? `none is for ${text}.`
					: `${text} does not open what was wrapped for it.`,
				causes
			);
		}
	};
}

async function keyOf(
	key: string | CryptoKey,
	importPem: (pem: string) => Promise<CryptoKey>
): Promise<CryptoKey> {
	return typeof key === 'string' ? importPem(key) : key;
}

function checkKey({ algorithm }: CryptoKey, hash: OaepHash | undefined): void {
	if (algorithm.name !== 'RSA-OAEP')
		throw new InvalidArgumentError(`The key is for ${algorithm.name}; this keyring uses RSA-OAEP.`);
	const own = (algorithm as RsaHashedKeyAlgorithm).hash.name;
	if (hash !== undefined && own !== hash)
		throw new InvalidArgumentError(`The key is bound to ${own}, and ${hash} was asked for.`);
}
