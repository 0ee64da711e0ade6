/** The key-state table of the Developer Guide (kms-behaviour section 3, [G]), as data. */
import type { KeyState } from '@aws-sdk/client-kms';
import type { KmsOperation } from '../client.ts';
import { KmsError } from '../errors.ts';
import type { KmsErrorName } from '../errors.ts';
import type { KeyRecord } from './records.ts';

/** The table's footnotes: which error, and how its text goes on after the key's ARN. */
const footnotes = {
	1: ['DisabledException', 'is disabled.'],
	3: ['KMSInvalidStateException', 'is pending deletion.'],
	4: ['KMSInvalidStateException', 'is not pending deletion (or pending replica deletion).'],
	5: ['KMSInvalidStateException', 'is pending import.'],
	11: ['KMSInvalidStateException', 'is unavailable.'],
	14: ['KMSInvalidStateException', 'is creating.'],
	15: ['KMSInvalidStateException', 'is updating.']
} as const satisfies Record<number, readonly [KmsErrorName, string]>;

type Cell = 0 | keyof typeof footnotes;
/** Enabled, Disabled, PendingDeletion and PendingReplicaDeletion, PendingImport, Unavailable, Creating, Updating. */
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const columns: Readonly<Record<KeyState, number>> = {
	Enabled: 0,
	Disabled: 1,
	PendingDeletion: 2,
	PendingReplicaDeletion: 2,
	PendingImport: 3,
	Unavailable: 4,
	Creating: 5,
	Updating: 6
};

/*
 * Where the table says “2 or 3” this is 3, KMSInvalidStateException, the choice of the service for
 * all other operations on such keys. Footnotes 6, 7 and 9 speak of the key's origin and not of its
 * state (rotation.ts, imports.ts); 12 is a state that is kept although the operation succeeds.
 */
const cryptography: Row = [0, 1, 3, 5, 11, 14, 0];
// The table has no entry for PendingImport and Unavailable here: 5 (as it is since such keys can be
// imported, UNVERIFIED) and 11.
const asymmetricCryptography: Row = [0, 1, 3, 5, 11, 14, 0];
const createGrant: Row = [0, 1, 3, 5, 0, 14, 0];
const enabling: Row = [0, 0, 3, 5, 0, 14, 15];
const rotation: Row = [0, 1, 3, 5, 0, 14, 0];
const anyButDeletion: Row = [0, 0, 3, 0, 0, 0, 0];
const always: Row = [0, 0, 0, 0, 0, 0, 0];

const keyStateTable: Readonly<Partial<Record<KmsOperation, Row>>> = {
	Encrypt: cryptography,
	Decrypt: cryptography,
	ReEncrypt: cryptography,
	GenerateDataKey: cryptography,
	GenerateDataKeyWithoutPlaintext: cryptography,
	Sign: asymmetricCryptography,
	Verify: asymmetricCryptography,
	GenerateMac: asymmetricCryptography,
	VerifyMac: asymmetricCryptography,
	GetPublicKey: asymmetricCryptography,
	CreateGrant: createGrant,
	EnableKey: enabling,
	DisableKey: enabling,
	EnableKeyRotation: rotation,
	DisableKeyRotation: rotation,
	GetKeyRotationStatus: always,
	// Not in the table: taken for a change of the key's rotation like the two above (UNVERIFIED).
	RotateKeyOnDemand: rotation,
	ListKeyRotations: always,
	ScheduleKeyDeletion: [0, 0, 3, 0, 0, 0, 15],
	CancelKeyDeletion: [4, 4, 0, 4, 4, 4, 4],
	CreateAlias: anyButDeletion,
	UpdateAlias: anyButDeletion,
	TagResource: anyButDeletion,
	UntagResource: anyButDeletion,
	UpdateKeyDescription: anyButDeletion,
	GetParametersForImport: [0, 0, 3, 0, 0, 14, 15],
	ImportKeyMaterial: [0, 0, 3, 0, 0, 14, 0],
	DeleteImportedKeyMaterial: [0, 0, 0, 0, 0, 14, 15],
	DescribeKey: always,
	GetKeyPolicy: always,
	PutKeyPolicy: always,
	ListKeyPolicies: always,
	ListGrants: always,
	ListResourceTags: always,
	RetireGrant: always,
	RevokeGrant: always,
	DeleteAlias: always
};

/** @throws {KmsError} `DisabledException` or `KMSInvalidStateException` when the table has no ✓ */
export function assertState(
	key: Pick<KeyRecord, 'arn'>,
	state: KeyState,
	operation: KmsOperation
): void {
	const cell = keyStateTable[operation]?.[columns[state]];
	if (!cell) return;
	const [name, text] = footnotes[cell];
	throw new KmsError(name, `${key.arn} ${text}`);
}
