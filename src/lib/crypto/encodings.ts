import type { Bytes } from './bytes.ts';
import { EncodingError } from './errors.ts';

/** Lower-case hexadecimal, two digits a byte, with `separator` between bytes. */
export function encodeHex(bytes: Uint8Array, separator = ''): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(separator);
}

/**
 * Bytes of hexadecimal text; white space between digits is ignored, capitals are accepted.
 * @throws {EncodingError} on any other character or half a byte
 */
export function decodeHex(text: string): Bytes {
	const digits = text.replace(/\s+/g, '');
	const stranger = /[^0-9a-f]/i.exec(digits);
	if (stranger) throw new EncodingError(`“${stranger[0]}” is not a hexadecimal digit.`);
	if (digits.length % 2 !== 0)
		throw new EncodingError('An odd number of hexadecimal digits makes half a byte.');
	const bytes = new Uint8Array(digits.length / 2);
	for (let i = 0; i < bytes.length; i++)
		bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
	return bytes;
}

/** Base64 with padding (RFC 4648 section 4), as the AWS API writes binary members. */
export function encodeBase64(bytes: Uint8Array): string {
	let text = '';
	// In pieces: a call takes only so many arguments.
	for (let at = 0; at < bytes.length; at += 0x2000)
		text += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
	return btoa(text);
}

/**
 * Bytes of base64 text with padding (RFC 4648 section 4); white space is ignored. Bits left over
 * in the last character must be zero (section 3.5), so that one text stands for one value.
 * @throws {EncodingError} on anything else
 */
export function decodeBase64(text: string): Bytes {
	const packed = text.replace(/\s+/g, '');
	const malformed = () => new EncodingError('This is not base64 with padding.');
	if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed))
		throw malformed();
	const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
	if (
		encodeBase64(bytes.subarray(bytes.length - (bytes.length % 3))) !== packed.slice(tail(packed))
	)
		throw malformed();
	return bytes;
}

/** Where the last, padded group of four begins; the end where there is none. */
function tail(packed: string): number {
	return packed.endsWith('=') ? packed.length - 4 : packed.length;
}

/** UTF-8 bytes of a text. Half of a surrogate pair becomes U+FFFD, as everywhere on the web. */
export function encodeUtf8(text: string): Bytes {
	return new TextEncoder().encode(text);
}

/**
 * The text of UTF-8 bytes, exactly: a byte order mark stays a character.
 * @throws {EncodingError} when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch (cause) {
		throw new EncodingError('These bytes are not UTF-8 text.', { cause });
	}
}
