/** What one tab has at a time, by the browser's locks. */
import { storageError, StorageInUseError } from './errors.ts';

/** Milliseconds that a lock is waited for: a page that is loaded anew follows on itself. */
const patience = 1000;

/**
 * Takes a lock for as long as the page lives, or until the function that is given back is called. The
 * browser frees the locks of tabs that end, however they end.
 * @param options `takeOver`: though another tab has it; `inUse`: how that is said
 * @param onLost called when another tab takes it over
 * @throws {StorageInUseError} another tab has it
 */
export async function lockTab(
	name: string,
	{ takeOver, inUse }: { takeOver: boolean; inUse: string },
	onLost: () => void
): Promise<() => Promise<void>> {
	// Where there are no locks, whoever comes takes it over.
	const locks = navigator.locks as LockManager | undefined;
	if (!locks) return () => Promise.resolve();
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	let ended: Promise<void> = held;
	await new Promise<void>((resolve, reject) => {
		const how = takeOver ? { steal: true } : { signal: AbortSignal.timeout(patience) };
		const request = locks.request(name, how, () => {
			resolve();
			return held;
		});
		ended = request.catch((error: unknown) => {
			onLost();
			reject(
				error instanceof DOMException && error.name === 'TimeoutError'
					? new StorageInUseError(inUse, { cause: error })
					: storageError(error)
			);
		});
	});
	return () => {
		release();
		return ended;
	};
}
