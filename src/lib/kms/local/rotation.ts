/** Rotation of key material: what kinds of key have it, its periods and limits. */
import type { RotationsListEntry } from '@aws-sdk/client-kms';
import { KmsError } from '../errors.ts';
import { createMaterial } from './key-material.ts';
import { currentMaterial } from './keys.ts';
import type { KeyRecord, MaterialRecord } from './records.ts';
import { factsOf, isSymmetric } from './specs.ts';
import type { World } from './world.ts';

/** Days between automatic rotations [M]. */
export const rotationPeriod = { least: 90, most: 2560, default: 365 } as const;
/** On-demand rotations of one key, ever [M, R]. */
const mostOnDemandRotations = 25;
/** An automatic rotation this near refuses one on demand [M]. */
const conflictMinutes = 20;

/** @throws {KmsError} `UnsupportedOperationException`, without a text, for asymmetric and HMAC keys [S] */
export function assertRotatable(key: KeyRecord): void {
	if (!isSymmetric(key)) throw new KmsError('UnsupportedOperationException');
}

/** @throws {KmsError} `UnsupportedOperationException` for what never rotates by itself (footnotes 6 and 7) */
export function assertRotatesAutomatically(key: KeyRecord): void {
	assertRotatable(key);
	if (key.origin !== 'AWS_KMS')
		throw new KmsError(
			'UnsupportedOperationException',
			`${key.arn} origin is ${key.origin} which is not valid for this operation.`
		);
}

/** Puts new material in the place of the current one, which stays for decryption. */
export async function rotate(
	world: World,
	key: KeyRecord,
	type: 'AUTOMATIC' | 'ON_DEMAND',
	date: Date
): Promise<void> {
	const made = await createMaterial(factsOf(key.spec).material, world.parts.random);
	key.materials.push(made);
	makeCurrent(key, made, type, date);
	world.touch(key);
}

/** @throws {KmsError} when the key cannot be rotated on demand now */
export async function rotateOnDemand(world: World, key: KeyRecord): Promise<void> {
	const pending = key.materials.find(({ state }) => state === 'PENDING_ROTATION');
	if (key.origin === 'EXTERNAL' && !pending)
		throw new KmsError(
			'KMSInvalidStateException',
			`No available key material pending rotation for the key: ${key.arn}.`
		);
	if (key.onDemandRotations >= mostOnDemandRotations)
		throw new KmsError(
			'LimitExceededException',
			`The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${key.arn}`
		);
	const soon = world.now.getTime() + conflictMinutes * 60_000;
	if (key.rotation && key.rotation.next.getTime() <= soon)
		throw new KmsError(
			'ConflictException',
			'The request was rejected because an automatic rotation of this key is currently in progress or scheduled to begin within the next 20 minutes.'
		);
	if (pending) makeCurrent(key, pending, 'ON_DEMAND', world.now);
	else await rotate(world, key, 'ON_DEMAND', world.now);
	key.onDemandRotations++;
	world.touch(key);
}

function makeCurrent(
	key: KeyRecord,
	next: MaterialRecord,
	type: 'AUTOMATIC' | 'ON_DEMAND',
	date: Date
): void {
	const before = currentMaterial(key);
	if (before) before.state = 'NON_CURRENT';
	next.state = 'CURRENT';
	next.rotated = { date, type };
}

/** A material as ListKeyRotations shows it [M]. That the key is named by its id is a choice. */
export function rotationEntry(key: KeyRecord, material: MaterialRecord): RotationsListEntry {
	const { rotated, imported, kept } = material;
	return {
		KeyId: key.id,
		KeyMaterialId: material.id,
		KeyMaterialState: material.state,
		...(rotated ? { RotationDate: rotated.date, RotationType: rotated.type } : {}),
		...(key.origin === 'EXTERNAL'
			? {
					ImportState: kept ? 'IMPORTED' : 'PENDING_IMPORT',
					...(imported ? { ExpirationModel: imported.expires } : {}),
					...(imported?.validTo ? { ValidTo: imported.validTo } : {}),
					...(imported?.description ? { KeyMaterialDescription: imported.description } : {})
				}
			: {})
	};
}
