import type { Bytes } from '#lib/crypto/index.ts';

/** Hands bytes to the person: the browser's download. */
export function saveBytes(bytes: Bytes, name: string): void {
	const url = URL.createObjectURL(new Blob([bytes]));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The download has begun by then; the address is not needed for it to go on.
	setTimeout(() => {
		URL.revokeObjectURL(url);
	}, 10_000);
}
