/** Results of jobs, in this site's private file system. */
import { folderName } from './wire.ts';

async function folder(): Promise<FileSystemDirectoryHandle> {
	const root = await navigator.storage.getDirectory();
	return root.getDirectoryHandle(folderName, { create: true });
}

export async function resultFile(name: string): Promise<File> {
	return (await (await folder()).getFileHandle(name)).getFile();
}

export async function removeResult(name: string): Promise<void> {
	try {
		await (await folder()).removeEntry(name);
	} catch {
		// It was never made, or the browser has removed it already.
	}
}

/** The lock that is held for as long as a result may be wanted. */
export const lockOf = (name: string) => `keywrap-file-${name}`;

/** Removes results that a visit left behind when it broke off, plaintext among them. */
export async function removeAbandonedResults(): Promise<void> {
	try {
		const { held = [], pending = [] } = await navigator.locks.query();
		const wanted = new Set([...held, ...pending].map(({ name }) => name));
		for await (const name of (await folder()).keys())
			if (!wanted.has(lockOf(name))) await removeResult(name);
	} catch {
		// A browser without private files cannot hold any.
	}
}
