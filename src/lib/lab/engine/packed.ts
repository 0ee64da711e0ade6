/** Text and bytes as they stand in the fragment of an address: base64url, and deflated where it pays. */
import { decodeBase64, encodeBase64, encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

/** Longer links are cut by some programs on their way. */
export const mostLink = 8000;

/** What was packed is longer than anybody needs: perhaps it was made to fill the memory. */
export class PackedTooLongError extends Error {
	override readonly name = 'PackedTooLongError';
}

export function toBase64url(bytes: Uint8Array): string {
	return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws {EncodingError} */
export function fromBase64url(text: string): Bytes {
	const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
	return decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
}

export async function pack(text: string): Promise<string> {
	return toBase64url(
		await through(encodeUtf8(text), new CompressionStream('deflate-raw'), Infinity)
	);
}

/**
 * The text that was packed. It may come from anybody.
 * @param most bytes of text that are read
 * @throws {PackedTooLongError} or another error where it is nothing that was packed
 */
export async function unpack(packed: string, most: number): Promise<string> {
	const stream = new DecompressionStream('deflate-raw');
	const bytes = await through(fromBase64url(packed), stream, most);
	return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Bytes through a stream, up to a limit. */
async function through(
	bytes: Uint8Array<ArrayBuffer>,
	stream: CompressionStream | DecompressionStream,
	most: number
): Promise<Uint8Array<ArrayBuffer>> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		const chunk = value as Uint8Array;
		length += chunk.length;
		if (length > most) {
			await reader.cancel();
			throw new PackedTooLongError(`More than ${most} bytes.`);
		}
		chunks.push(chunk);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.length;
	}
	return whole;
}
