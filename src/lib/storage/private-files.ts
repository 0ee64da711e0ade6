/**
 * Removes every file of this site's private file system, where the Lab's file tool puts its results.
 * A file that another tab is writing stays; that tab removes it.
 */
export async function erasePrivateFiles(): Promise<void> {
	let root: FileSystemDirectoryHandle;
	try {
		root = await navigator.storage.getDirectory();
	} catch {
		// A browser that gives no such files has none to remove.
		return;
	}
	for (const name of await Array.fromAsync(root.keys())) {
		try {
			await root.removeEntry(name, { recursive: true });
		} catch (error) {
			if (!(error instanceof DOMException) || error.name !== 'NoModificationAllowedError')
				throw error;
		}
	}
}
