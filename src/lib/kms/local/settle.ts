/** What time brings: deletions, expiry of imported material, automatic rotations. */
import type { KeyRecord } from './records.ts';
import { rotate } from './rotation.ts';
import type { World } from './world.ts';

const day = 86_400_000;

/** Brings every key to the present. */
export async function settle(world: World): Promise<void> {
	for (const key of [...world.keys.values()]) {
		if (key.state === 'PendingDeletion' && isPast(world, key.deletionDate)) forget(world, key);
		else {
			expire(world, key);
			await rotateAsScheduled(world, key);
		}
	}
}

function isPast(world: World, date: Date | undefined): boolean {
	return date !== undefined && date <= world.now;
}

/** The end of the waiting period: the key, its grants and its aliases are gone for ever [M]. */
function forget(world: World, key: KeyRecord): void {
	for (const alias of world.aliasesOf(key)) world.remove(alias);
	world.remove(key);
}

function expire(world: World, key: KeyRecord): void {
	const over = key.importParameters.filter(
		({ unwrappingKey, validTo }) => unwrappingKey && isPast(world, validTo)
	);
	const expired = key.materials.filter(
		({ kept, imported }) => kept && isPast(world, imported?.validTo)
	);
	if (expired.length === 0 && over.length === 0) return;
	for (const parameters of over) parameters.unwrappingKey = undefined;
	for (const material of expired) dropMaterial(key, material);
	world.touch(key);
}

/**
 * Imported material goes. Without all that its ciphertexts may need, the key waits for an import; a
 * key pending deletion goes on being that. Material that never was current goes with its record.
 */
export function dropMaterial(key: KeyRecord, material: KeyRecord['materials'][number]): void {
	material.kept = undefined;
	if (material.state === 'PENDING_ROTATION')
		key.materials = key.materials.filter((other) => other !== material);
	else if (key.state !== 'PendingDeletion') key.state = 'PendingImport';
}

/**
 * Each rotation happens at its own date, however far the clock has moved. While a key is disabled or
 * pending deletion none does; one that was missed meanwhile happens as soon as the key is enabled,
 * and the schedule counts from there [M: GetKeyRotationStatus].
 */
export async function rotateAsScheduled(world: World, key: KeyRecord): Promise<void> {
	const { rotation } = key;
	if (!rotation || !isPast(world, rotation.next)) return;
	const period = rotation.periodInDays * day;
	if (key.state !== 'Enabled') {
		if (rotation.missed) return;
		rotation.missed = true;
	} else if (rotation.missed) {
		await rotate(world, key, 'AUTOMATIC', world.now);
		rotation.next = new Date(world.now.getTime() + period);
		rotation.missed = false;
	} else
		while (isPast(world, rotation.next)) {
			await rotate(world, key, 'AUTOMATIC', rotation.next);
			rotation.next = new Date(rotation.next.getTime() + period);
		}
	world.touch(key);
}
