import type {
	CreateKeyRequest,
	CreateKeyResponse,
	DecryptRequest,
	DecryptResponse,
	DescribeKeyRequest,
	DescribeKeyResponse,
	DisableKeyRequest,
	EnableKeyRequest,
	EncryptRequest,
	EncryptResponse,
	GenerateDataKeyRequest,
	GenerateDataKeyResponse,
	GenerateDataKeyWithoutPlaintextRequest,
	GenerateDataKeyWithoutPlaintextResponse,
	GenerateRandomRequest,
	GenerateRandomResponse
} from '@aws-sdk/client-kms';

/** Every operation that can be sent, with its input and output as the AWS API has them. */
export interface KmsOperations {
	CreateKey: { input: CreateKeyRequest; output: CreateKeyResponse };
	Decrypt: { input: DecryptRequest; output: DecryptResponse };
	DescribeKey: { input: DescribeKeyRequest; output: DescribeKeyResponse };
	DisableKey: { input: DisableKeyRequest; output: Empty };
	EnableKey: { input: EnableKeyRequest; output: Empty };
	Encrypt: { input: EncryptRequest; output: EncryptResponse };
	GenerateDataKey: { input: GenerateDataKeyRequest; output: GenerateDataKeyResponse };
	GenerateDataKeyWithoutPlaintext: {
		input: GenerateDataKeyWithoutPlaintextRequest;
		output: GenerateDataKeyWithoutPlaintextResponse;
	};
	GenerateRandom: { input: GenerateRandomRequest; output: GenerateRandomResponse };
}

/** The API answers some operations with nothing. */
export type Empty = Record<string, never>;

export type KmsOperation = keyof KmsOperations;
export type KmsInput<Op extends KmsOperation> = KmsOperations[Op]['input'];
export type KmsOutput<Op extends KmsOperation> = KmsOperations[Op]['output'];

/**
 * AWS KMS as the rest of the house sees it, whoever stands behind: the service in this page, or a
 * real account. `send` rejects with a `KmsError` when the service refuses.
 */
export interface KmsClient {
	send<Op extends KmsOperation>(op: Op, input: KmsInput<Op>): Promise<KmsOutput<Op>>;
}
