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

/**
 * The first bytes: eight in hex, as many as fit the same width in base64. Of a number that begins with
 * zeros the last ones, because it would look like something that was erased.
 */
export function preview(bytes: Uint8Array, format: ByteFormat): string {
	const most = format === 'hex' ? 8 : 15;
	if (bytes.length <= most) return written(bytes, format);
	const isNumber = format === 'hex' && bytes.subarray(0, most).every((byte) => byte === 0);
	return isNumber && bytes.some((byte) => byte !== 0)
		? `… ${written(bytes.subarray(-most), format)}`
		: `${written(bytes.subarray(0, most), format)} …`;
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
