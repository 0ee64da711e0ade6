/** Hands a file to the person: the browser's download. */
export function saveFile(file: Blob, name: string): void {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The download has begun by then; the address is not needed for it to go on.
	setTimeout(() => {
		URL.revokeObjectURL(url);
	}, 60_000);
}
