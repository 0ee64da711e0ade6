/** How bytes are written on the stage and in the samples of requests. */
import { encodeBase64, encodeHex } from '#lib/crypto/index.ts';
import { wireJson } from '../calls/wire.ts';

export type ByteFormat = 'hex' | 'base64';

/** Most bytes written out on the page; copying takes all. */
export const mostShown = 4096;

/** All bytes, for copying and for the full view. */
export function written(bytes: Uint8Array, format: ByteFormat): string {
	return format === 'hex' ? encodeHex(bytes, ' ') : encodeBase64(bytes);
}

/** The first bytes: eight in hex, as many as fit the same width in base64. */
export function preview(bytes: Uint8Array, format: ByteFormat): string {
	const most = format === 'hex' ? 8 : 15;
	const text = written(bytes.subarray(0, most), format);
	return bytes.length > most ? `${text} …` : text;
}

/** Longest text of one member that is written out on the page. */
const mostText = 600;

/** An object of the API as its JSON has it, for reading: texts of several screens are cut, and say so. */
export function shownJson(object: object): string {
	return wireJson(object).replace(/"[^"\\\n]{601,}"/g, (text) => {
		const length = (text.length - 2).toLocaleString('en-US');
		return `${text.slice(0, mostText)}…" (${length} characters)`;
	});
}
