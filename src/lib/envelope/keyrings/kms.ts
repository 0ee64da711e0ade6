/** The KMS keyring (specification: framework/aws-kms/aws-kms-keyring.md and its discovery keyring). */
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	copyBytes,
	decodeUtf8,
	encodeUtf8
} from '#lib/crypto/index.ts';
import type { PlaintextDataKey } from '#lib/crypto/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import { InvalidArgumentError, NoDataKeyError, NoKeyringError } from '../errors.ts';
import type { EncryptedDataKey } from '../header.ts';
import type { Keyring, UnwrapRequest, WrapRequest } from '../materials.ts';

export interface KmsKeyringOptions {
	/** LocalKms, AwsKms, or anything else that answers as KMS does. */
	client: KmsClient;
	/** The key that makes the data key. */
	generatorKeyId?: string;
	/** Further keys that wrap it. Only keys named by ARN can be recognised on decrypt. */
	keyIds?: readonly string[];
	grantTokens?: readonly string[];
	/**
	 * Decrypt with whatever KMS key a message names, in these accounts of this partition if they are
	 * given. Such a keyring cannot encrypt.
	 */
	discovery?: true | { readonly partition: string; readonly accountIds: readonly string[] };
}

const providerId = 'aws-kms';
const keyArn = /^arn:([a-z][a-z0-9-]*):kms:([a-z0-9-]+):(\d{12}):key\/([^/\s]+)$/;

/**
 * Data keys made and wrapped by KMS keys.
 * @throws {InvalidArgumentError} without any key, or with keys in discovery
 */
export function kmsKeyring(options: KmsKeyringOptions): Keyring {
	const { client, generatorKeyId, keyIds = [], discovery } = options;
	const all = [...(generatorKeyId === undefined ? [] : [generatorKeyId]), ...keyIds];
	if (all.includes('')) throw new InvalidArgumentError('A KMS key id is empty.');
	if (discovery ? all.length > 0 : all.length === 0)
		throw new InvalidArgumentError(
			'A KMS keyring has a generator or other key ids, or it discovers keys; not both and not neither.'
		);
	const GrantTokens = options.grantTokens ? { GrantTokens: [...options.grantTokens] } : {};

	async function generate(KeyId: string, { suite, encryptionContext }: WrapRequest) {
		const answer = await client.send('GenerateDataKey', {
			KeyId,
			NumberOfBytes: suite.keyLength,
			EncryptionContext: { ...encryptionContext },
			...GrantTokens
		});
		if (answer.Plaintext?.length !== suite.keyLength)
			throw new NoDataKeyError('KMS answered with a data key of another length than asked for.');
		return {
			dataKey: asPlaintextDataKey(copyBytes(answer.Plaintext)),
			encryptedDataKey: dataKeyOf(answer)
		};
	}

	async function wrap(
		KeyId: string,
		dataKey: PlaintextDataKey,
		{ encryptionContext }: WrapRequest
	) {
		return dataKeyOf(
			await client.send('Encrypt', {
				KeyId,
				Plaintext: dataKey,
				EncryptionContext: { ...encryptionContext },
				...GrantTokens
			})
		);
	}

	async function open(
		key: EncryptedDataKey,
		KeyId: string,
		{ suite, encryptionContext }: UnwrapRequest
	) {
		// Without KeyId, KMS would open a blob of any key the caller may use.
		const answer = await client.send('Decrypt', {
			KeyId,
			CiphertextBlob: key.ciphertext,
			EncryptionContext: { ...encryptionContext },
			...GrantTokens
		});
		if (answer.KeyId !== KeyId)
			throw new NoKeyringError(`KMS answered with key ${answer.KeyId ?? '(none)'}, not ${KeyId}.`);
		if (answer.Plaintext?.length !== suite.keyLength)
			throw new NoKeyringError('KMS answered with a data key of the wrong length.');
		return asPlaintextDataKey(copyBytes(answer.Plaintext));
	}

	return {
		async onEncrypt(request) {
			if (discovery)
				throw new NoDataKeyError(
					'A discovery keyring only decrypts: it names no key that should wrap the data key.'
				);
			const encryptedDataKeys: EncryptedDataKey[] = [];
			let { dataKey } = request;
			let wrappers: readonly string[] = all;
			if (!dataKey) {
				if (generatorKeyId === undefined)
					throw new NoDataKeyError(
						'No keyring makes a data key: the KMS keyring has no generatorKeyId.'
					);
				const generated = await generate(generatorKeyId, request);
				dataKey = generated.dataKey;
				encryptedDataKeys.push(generated.encryptedDataKey);
				wrappers = keyIds;
			}
			for (const id of wrappers) encryptedDataKeys.push(await wrap(id, dataKey, request));
			return { dataKey, encryptedDataKeys };
		},
		async onDecrypt(request) {
			const causes: unknown[] = [];
			for (const key of request.encryptedDataKeys) {
				const arn = key.providerId === providerId ? arnOf(key) : undefined;
				if (arn === undefined) continue;
				if (discovery ? !discovered(arn, discovery) : !all.includes(arn)) continue;
				try {
					return await open(key, arn, request);
				} catch (error) {
					causes.push(error);
				}
			}
			throw new NoKeyringError(reason(causes, all), causes);
		}
	};
}

function reason(causes: readonly unknown[], ids: readonly string[]): string {
	const [first] = causes;
	if (first instanceof Error)
		return `KMS refused: ${[first.name, first.message].filter(Boolean).join(': ')}${/[.!?]$/.test(first.message) ? '' : '.'}`;
	const nameless = ids.filter((id) => !keyArn.test(id));
	return nameless.length > 0 && nameless.length === ids.length
		? `messages name KMS keys by ARN, and this keyring knows its keys by other names (${nameless.join(', ')}).`
		: 'none is for a KMS key of this keyring.';
}

function discovered(
	arn: string,
	discovery: Exclude<KmsKeyringOptions['discovery'], undefined>
): boolean {
	if (discovery === true) return true;
	const [, partition = '', , account = ''] = keyArn.exec(arn) ?? [];
	return partition === discovery.partition && discovery.accountIds.includes(account);
}

/** The key ARN in an encrypted data key of KMS, or `undefined` where it holds none. */
function arnOf({ providerInfo }: EncryptedDataKey): string | undefined {
	try {
		const arn = decodeUtf8(providerInfo);
		return keyArn.test(arn) ? arn : undefined;
	} catch {
		return undefined;
	}
}

function dataKeyOf(answer: {
	KeyId?: string | undefined;
	CiphertextBlob?: Uint8Array | undefined;
}): EncryptedDataKey {
	const { KeyId, CiphertextBlob } = answer;
	if (KeyId === undefined || !keyArn.test(KeyId) || !CiphertextBlob)
		throw new NoDataKeyError('KMS answered without a key ARN or without a ciphertext blob.');
	return {
		providerId,
		providerInfo: encodeUtf8(KeyId),
		ciphertext: asWrappedDataKey(copyBytes(CiphertextBlob))
	};
}
