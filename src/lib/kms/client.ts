import type {
	CancelKeyDeletionRequest,
	CancelKeyDeletionResponse,
	CreateAliasRequest,
	CreateGrantRequest,
	CreateGrantResponse,
	CreateKeyRequest,
	CreateKeyResponse,
	DecryptRequest,
	DecryptResponse,
	DeleteAliasRequest,
	DeleteImportedKeyMaterialRequest,
	DeleteImportedKeyMaterialResponse,
	DescribeKeyRequest,
	DescribeKeyResponse,
	DisableKeyRequest,
	DisableKeyRotationRequest,
	EnableKeyRequest,
	EnableKeyRotationRequest,
	EncryptRequest,
	EncryptResponse,
	GenerateDataKeyRequest,
	GenerateDataKeyResponse,
	GenerateDataKeyWithoutPlaintextRequest,
	GenerateDataKeyWithoutPlaintextResponse,
	GenerateMacRequest,
	GenerateMacResponse,
	GenerateRandomRequest,
	GenerateRandomResponse,
	GetKeyPolicyRequest,
	GetKeyPolicyResponse,
	GetKeyRotationStatusRequest,
	GetKeyRotationStatusResponse,
	GetParametersForImportRequest,
	GetParametersForImportResponse,
	GetPublicKeyRequest,
	GetPublicKeyResponse,
	ImportKeyMaterialRequest,
	ImportKeyMaterialResponse,
	ListAliasesRequest,
	ListAliasesResponse,
	ListGrantsRequest,
	ListGrantsResponse,
	ListKeyPoliciesRequest,
	ListKeyPoliciesResponse,
	ListKeyRotationsRequest,
	ListKeyRotationsResponse,
	ListKeysRequest,
	ListKeysResponse,
	ListResourceTagsRequest,
	ListResourceTagsResponse,
	ListRetirableGrantsRequest,
	PutKeyPolicyRequest,
	ReEncryptRequest,
	ReEncryptResponse,
	RetireGrantRequest,
	RevokeGrantRequest,
	RotateKeyOnDemandRequest,
	RotateKeyOnDemandResponse,
	ScheduleKeyDeletionRequest,
	ScheduleKeyDeletionResponse,
	SignRequest,
	SignResponse,
	TagResourceRequest,
	UntagResourceRequest,
	UpdateAliasRequest,
	UpdateKeyDescriptionRequest,
	VerifyMacRequest,
	VerifyMacResponse,
	VerifyRequest,
	VerifyResponse
} from '@aws-sdk/client-kms';

/** Every operation that can be sent, with its input and output as the AWS API has them. */
export interface KmsOperations {
	CancelKeyDeletion: { input: CancelKeyDeletionRequest; output: CancelKeyDeletionResponse };
	CreateAlias: { input: CreateAliasRequest; output: Empty };
	CreateGrant: { input: CreateGrantRequest; output: CreateGrantResponse };
	CreateKey: { input: CreateKeyRequest; output: CreateKeyResponse };
	Decrypt: { input: DecryptRequest; output: DecryptResponse };
	DeleteAlias: { input: DeleteAliasRequest; output: Empty };
	DeleteImportedKeyMaterial: {
		input: DeleteImportedKeyMaterialRequest;
		output: DeleteImportedKeyMaterialResponse;
	};
	DescribeKey: { input: DescribeKeyRequest; output: DescribeKeyResponse };
	DisableKey: { input: DisableKeyRequest; output: Empty };
	DisableKeyRotation: { input: DisableKeyRotationRequest; output: Empty };
	EnableKey: { input: EnableKeyRequest; output: Empty };
	EnableKeyRotation: { input: EnableKeyRotationRequest; output: Empty };
	Encrypt: { input: EncryptRequest; output: EncryptResponse };
	GenerateDataKey: { input: GenerateDataKeyRequest; output: GenerateDataKeyResponse };
	GenerateDataKeyWithoutPlaintext: {
		input: GenerateDataKeyWithoutPlaintextRequest;
		output: GenerateDataKeyWithoutPlaintextResponse;
	};
	GenerateMac: { input: GenerateMacRequest; output: GenerateMacResponse };
	GenerateRandom: { input: GenerateRandomRequest; output: GenerateRandomResponse };
	GetKeyPolicy: { input: GetKeyPolicyRequest; output: GetKeyPolicyResponse };
	GetKeyRotationStatus: {
		input: GetKeyRotationStatusRequest;
		output: GetKeyRotationStatusResponse;
	};
	GetParametersForImport: {
		input: GetParametersForImportRequest;
		output: GetParametersForImportResponse;
	};
	GetPublicKey: { input: GetPublicKeyRequest; output: GetPublicKeyResponse };
	ImportKeyMaterial: { input: ImportKeyMaterialRequest; output: ImportKeyMaterialResponse };
	ListAliases: { input: ListAliasesRequest; output: ListAliasesResponse };
	ListGrants: { input: ListGrantsRequest; output: ListGrantsResponse };
	ListKeyPolicies: { input: ListKeyPoliciesRequest; output: ListKeyPoliciesResponse };
	ListKeyRotations: { input: ListKeyRotationsRequest; output: ListKeyRotationsResponse };
	ListKeys: { input: ListKeysRequest; output: ListKeysResponse };
	ListResourceTags: { input: ListResourceTagsRequest; output: ListResourceTagsResponse };
	ListRetirableGrants: { input: ListRetirableGrantsRequest; output: ListGrantsResponse };
	PutKeyPolicy: { input: PutKeyPolicyRequest; output: Empty };
	ReEncrypt: { input: ReEncryptRequest; output: ReEncryptResponse };
	RetireGrant: { input: RetireGrantRequest; output: Empty };
	RevokeGrant: { input: RevokeGrantRequest; output: Empty };
	RotateKeyOnDemand: { input: RotateKeyOnDemandRequest; output: RotateKeyOnDemandResponse };
	ScheduleKeyDeletion: { input: ScheduleKeyDeletionRequest; output: ScheduleKeyDeletionResponse };
	Sign: { input: SignRequest; output: SignResponse };
	TagResource: { input: TagResourceRequest; output: Empty };
	UntagResource: { input: UntagResourceRequest; output: Empty };
	UpdateAlias: { input: UpdateAliasRequest; output: Empty };
	UpdateKeyDescription: { input: UpdateKeyDescriptionRequest; output: Empty };
	Verify: { input: VerifyRequest; output: VerifyResponse };
	VerifyMac: { input: VerifyMacRequest; output: VerifyMacResponse };
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
