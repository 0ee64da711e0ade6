import { createClock, createLocalKms } from '#lib/kms/index.ts';
import type { LocalKms } from '#lib/kms/index.ts';
import { openKmsStore } from '#lib/storage/index.ts';

/**
 * The KMS of this browser, on today's date, with the keys that it keeps.
 * @param takeOver although another tab has the keys
 * @throws {StorageError} as `openKmsStore`
 */
export async function openBrowserKms(
	takeOver: boolean
): Promise<{ kms: LocalKms; close: () => Promise<void> }> {
	const store = await openKmsStore(undefined, { takeOver });
	const kms = createLocalKms({ store, clock: createClock(new Date()) });
	return { kms, close: () => store.close() };
}
