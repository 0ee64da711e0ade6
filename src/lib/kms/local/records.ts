/**
 * What the service keeps, in the shape in which a store keeps it: plain data, dates, bytes and
 * CryptoKeys that cannot be exported (all of which a structured clone takes, and so IndexedDB).
 */
import type {
	ExpirationModelType,
	GrantConstraints,
	GrantOperation,
	Tag,
	WrappingKeySpec
} from '@aws-sdk/client-kms';
import type { Bytes, SealedKey } from '#lib/crypto/index.ts';
import type { KeyKind, WrappingAlgorithm } from './specs.ts';

export type KmsRecord = KeyRecord | AliasRecord;

export interface KeyRecord extends KeyKind {
	readonly kind: 'key';
	readonly arn: string;
	readonly id: string;
	readonly accountId: string;
	readonly region: string;
	readonly created: Date;
	readonly origin: 'AWS_KMS' | 'EXTERNAL';
	description: string;
	state: StoredKeyState;
	/** While the state is `PendingDeletion`. */
	deletionDate?: Date | undefined;
	/** The key policy, as it was put. */
	policy: string;
	tags: Tag[];
	/** Oldest first; one of them is current, or none before the first import. */
	materials: MaterialRecord[];
	/** Automatic rotation, while it is enabled. */
	rotation?: RotationSchedule | undefined;
	onDemandRotations: number;
	grants: GrantRecord[];
	/** What GetParametersForImport gave out; of what has expired only that it was. */
	importParameters: ImportParameters[];
}

/** The states that operations and time bring about here; the others need what is not modelled. */
export type StoredKeyState = 'Enabled' | 'Disabled' | 'PendingImport' | 'PendingDeletion';

export interface RotationSchedule {
	periodInDays: number;
	next: Date;
	/** `next` went by while the key was disabled or pending deletion. */
	missed: boolean;
}

export interface MaterialRecord {
	/** 64 hexadecimal digits; the API shows them as `KeyMaterialId`. */
	readonly id: string;
	state: 'CURRENT' | 'NON_CURRENT' | 'PENDING_ROTATION';
	/** Gone after imported material was deleted or expired. */
	kept: KeptMaterial | undefined;
	/** SubjectPublicKeyInfo of an asymmetric key. */
	readonly publicKey?: Bytes | undefined;
	rotated?: { readonly date: Date; readonly type: 'AUTOMATIC' | 'ON_DEMAND' } | undefined;
	imported?:
		| {
				readonly description?: string | undefined;
				readonly expires: ExpirationModelType;
				readonly validTo?: Date | undefined;
		  }
		| undefined;
}

/** Key material as it rests between calls: never as bytes. */
export type KeptMaterial = { readonly key: CryptoKey } | { readonly pair: SealedKey };

export interface GrantRecord {
	readonly id: string;
	readonly created: Date;
	readonly name?: string | undefined;
	readonly granteePrincipal?: string | undefined;
	readonly granteeServicePrincipal?: string | undefined;
	readonly retiringPrincipal?: string | undefined;
	readonly retiringServicePrincipal?: string | undefined;
	readonly operations: readonly GrantOperation[];
	readonly constraints?: GrantConstraints | undefined;
	/** ARN of the account in which it was created. */
	readonly issuingAccount: string;
	/** Every token that CreateGrant gave for it. */
	readonly tokens: string[];
	/** From then on it counts without a token. */
	readonly spreads: Date;
}

export interface ImportParameters {
	readonly token: Bytes;
	readonly algorithm: WrappingAlgorithm;
	readonly keySpec: WrappingKeySpec;
	/** Not extractable; gone when it is no longer valid. */
	unwrappingKey: CryptoKey | undefined;
	readonly validTo: Date;
}

export interface AliasRecord {
	readonly kind: 'alias';
	readonly arn: string;
	/** `alias/…` */
	readonly name: string;
	readonly accountId: string;
	readonly region: string;
	readonly created: Date;
	updated: Date;
	/** ARN of its key. */
	target: string;
}
