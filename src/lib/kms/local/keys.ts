/** KMS keys: what one is, how a request names one, and which states let it work. */
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { encodeHex } from '#lib/crypto/index.ts';
import type { RandomBytes } from '#lib/crypto/index.ts';
import { KmsError, NotModelledError } from '../errors.ts';
import type { KeyMaterial } from './key-material.ts';

export interface KmsKey {
	readonly id: string;
	readonly arn: string;
	readonly accountId: string;
	readonly region: string;
	readonly created: Date;
	readonly description: string;
	state: 'Enabled' | 'Disabled';
	readonly material: KeyMaterial;
}

/** `KeyMaterialId` as the API shows it. */
export function materialIdOf(key: KmsKey): string {
	return encodeHex(key.material.id);
}

// AWS still sends the member that KeySpec replaced.
const deprecated = { CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' } as const;

/** The key as DescribeKey and CreateKey show it. */
export function describe(key: KmsKey): KeyMetadata {
	return {
		AWSAccountId: key.accountId,
		Arn: key.arn,
		CreationDate: key.created,
		CurrentKeyMaterialId: materialIdOf(key),
		...deprecated,
		Description: key.description,
		Enabled: key.state === 'Enabled',
		EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
		KeyId: key.id,
		KeyManager: 'CUSTOMER',
		KeySpec: 'SYMMETRIC_DEFAULT',
		KeyState: key.state,
		KeyUsage: 'ENCRYPT_DECRYPT',
		MultiRegion: false,
		Origin: 'AWS_KMS'
	};
}

/** @throws {KmsError} `DisabledException` unless the key's state allows cryptography (key state table) */
export function assertEnabled(key: KmsKey): void {
	if (key.state === 'Disabled') throw new KmsError('DisabledException', `${key.arn} is disabled.`);
}

export function keyArn(region: string, accountId: string, keyId: string): string {
	return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}

/** A version 4 UUID (RFC 9562 section 5.4). */
export function createUuid(random: RandomBytes): string {
	const bytes = random(16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	return encodeHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The ARN that a `KeyId` member names for a caller in this account and Region.
 * @throws {KmsError} `NotFoundException` when it is no key id or ARN, or one of another Region
 * @throws {NotModelledError} for aliases and keys of other accounts
 */
export function arnOf(keyId: string, caller: { region: string; accountId: string }): string {
	if (keyId.startsWith('alias/') || keyId.includes(':alias/'))
		throw new NotModelledError('aliases');
	if (!keyId.startsWith('arn:')) {
		if (!uuid.test(keyId)) throw new KmsError('NotFoundException', `Invalid keyId '${keyId}'`);
		return keyArn(caller.region, caller.accountId, keyId);
	}
	const [, , service, region, accountId, resource = ''] = keyId.split(':');
	if (service !== 'kms' || !resource.startsWith('key/'))
		throw new KmsError('NotFoundException', `Invalid keyId '${keyId}'`);
	if (region !== caller.region)
		throw new KmsError('NotFoundException', `Invalid arn ${region ?? ''}`);
	if (accountId !== caller.accountId) throw new NotModelledError('keys of another account');
	return keyId;
}
