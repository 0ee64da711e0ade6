/** Bytes out of what a person pastes: hex or base64, in the forms that programs print them. */
import { decodeUtf8, EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

export type PasteForm = 'hex' | 'base64';

export interface Pasted {
	readonly bytes: Bytes;
	readonly form: PasteForm;
	/** What stood around the bytes and was left out, in words; empty where there was nothing. */
	readonly around: string;
	/** Hex digits alone are base64, too: then the text can be read the other way. */
	readonly alsoFits: PasteForm | undefined;
}

/** Why a text stands for no bytes, and where. */
export interface PasteProblem {
	readonly problem: string;
	/** The first character that does not fit, from 0, in the text as it was given. */
	readonly at: number;
	/** Counted from 1, as editors count. */
	readonly line: number;
	readonly column: number;
}

/** Characters that count, each with its place in the text as it was given. */
interface Stripped {
	readonly codes: Uint16Array;
	readonly places: Uint32Array;
	readonly around: string;
	/** Something in the text says which form it is. */
	readonly form?: PasteForm;
}

/** Code units that are left out wherever they stand: white space, quotes, what word processors hide. */
const ignored = new Set(
	Array.from('\t\n\v\f\r \u00a0\u2028\u2029\u202f\u200b\u200c\u200d\ufeff"\'`', (c) =>
		c.charCodeAt(0)
	)
);
const codesOf = (characters: string) => new Set(Array.from(characters, (c) => c.charCodeAt(0)));
/** What may stand between two bytes in hex. */
const separators = codesOf(',;:.[]{}()-');
const [zero, backslash, smallX, bigX, equals] = [0x30, 0x5c, 0x78, 0x58, 0x3d];

/** Value of each code unit below 128, or −1. */
function valuesOf(alphabet: string, more: Readonly<Record<string, number>> = {}): Int8Array {
	const values = new Int8Array(128).fill(-1);
	Array.from(alphabet).forEach((character, value) => (values[character.charCodeAt(0)] = value));
	for (const [character, value] of Object.entries(more)) values[character.charCodeAt(0)] = value;
	return values;
}
const hexValues = valuesOf('0123456789abcdef', { A: 10, B: 11, C: 12, D: 13, E: 14, F: 15 });
const base64Values = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', {
	'-': 62,
	_: 63
});
const valueIn = (values: Int8Array, code: number) => (code < 128 ? (values[code] ?? -1) : -1);

/** The beginning of a line of `xxd`, of `hexdump -C`, and the last line of the latter. */
const xxdHead = /^[ \t]*[0-9a-f]{4,16}:[ \t]+/i;
const hexdumpHead = /^[0-9a-f]{8} {2}/i;
const hexdumpEnd = /^[0-9a-f]{4,16}$/i;

/**
 * Reads hex or base64. Left out: white space, `0x` and `\x`, separators between hex bytes, quotes,
 * the head of a data URL, PEM lines, the offsets and text of `xxd` and `hexdump -C`, and what
 * surrounds `CiphertextBlob` in an answer of the AWS CLI. Base64 may be base64url, with padding or
 * without.
 * @param as reads the text in this form, where both fit
 */
export function readPasted(text: string, as?: PasteForm): Pasted | PasteProblem {
	const stripped = strip(text);
	if ('problem' in stripped) return stripped;
	if (stripped.codes.length === 0)
		return problem(
			text,
			0,
			text.trim() === '' ? 'There is nothing here yet.' : 'No bytes are in this.'
		);
	const wanted = as ?? stripped.form ?? (looksLikeHex(stripped.codes) ? 'hex' : 'base64');
	const readAs = { hex: readHex, base64: readBase64 };
	const read = readAs[wanted](text, stripped);
	if ('problem' in read) return read;
	const other = wanted === 'hex' ? 'base64' : 'hex';
	const fits =
		stripped.form === undefined &&
		stripped.codes.length <= longestDoubt &&
		!('problem' in readAs[other](text, stripped));
	return {
		bytes: read,
		form: wanted,
		around: stripped.around,
		alsoFits: fits ? other : undefined
	};
}

/** Longer texts of hex digits alone are hex: base64 has other letters soon. */
const longestDoubt = 64;

/**
 * Most of what could be hex is: then a stranger among the digits is a slip, and the text is not
 * base64. Of random base64 a third are hex digits.
 */
function looksLikeHex(codes: Uint16Array): boolean {
	let digits = 0;
	let others = 0;
	for (const code of codes) {
		if (valueIn(hexValues, code) >= 0) digits++;
		else if (!separators.has(code) && code !== smallX && code !== bigX && code !== backslash)
			others++;
	}
	return digits > 0 && digits / (digits + others) > (digits < 8 ? 0.99 : 0.8);
}

function problem(text: string, at: number, words: string): PasteProblem {
	const before = text.slice(0, at);
	const line = before.split('\n').length;
	return { problem: words, at, line, column: at - before.lastIndexOf('\n') };
}

/** `“!” at line 2, column 14` */
function stranger(text: string, at: number): string {
	const { line, column } = problem(text, at, '');
	const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
	return `“${character}” at ${text.includes('\n') ? `line ${line}, column ${column}` : `character ${at + 1}`}`;
}

//  What stands around

function strip(text: string): Stripped | PasteProblem {
	const blob = /["']?CiphertextBlob["']?\s*[:=]\s*["']([^"']*)["']/.exec(text);
	if (blob?.[1] !== undefined) {
		const from = blob.index + blob[0].length - 1 - blob[1].length;
		return keep(text, [[from, from + blob[1].length]], 'the CiphertextBlob of an answer', 'base64');
	}
	const url = /^\s*["']?data:([^,]*),/i.exec(text);
	if (url) {
		if (!/;\s*base64\s*$/i.test(url[1] ?? ''))
			return problem(text, 0, 'This data URL does not say that it is in base64.');
		return keep(text, [[url[0].length, text.length]], 'the head of a data URL', 'base64');
	}
	if (/-----BEGIN [^-]*-----/.test(text)) return stripPem(text);
	return stripDump(text) ?? keep(text, [[0, text.length]], '');
}

function stripPem(text: string): Stripped | PasteProblem {
	const begin = /-----BEGIN ([^-]*)-----/.exec(text);
	const from = (begin?.index ?? 0) + (begin?.[0].length ?? 0);
	const end = text.indexOf('-----END', from);
	if (end < 0) return problem(text, text.length, 'The line that begins with -----END is missing.');
	return keep(text, [[from, end]], `the lines around a PEM block “${begin?.[1] ?? ''}”`, 'base64');
}

/** Where the hex columns of a line of a dump stand in it, or `undefined` where it is no such line. */
function hexColumns(line: string): [number, number] | undefined {
	const dumped = hexdumpHead.exec(line);
	const bar = line.indexOf('|');
	if (dumped && bar > 0 && line.endsWith('|')) return onlyHex(line, dumped[0].length, bar);
	const head = xxdHead.exec(line)?.[0].length;
	if (head === undefined) return undefined;
	const gap = line.slice(head).search(/[ \t]{2}/);
	return onlyHex(line, head, gap < 0 ? line.length : head + gap);
}

function onlyHex(line: string, from: number, to: number): [number, number] | undefined {
	return /^[0-9a-f \t]+$/i.test(line.slice(from, to)) ? [from, to] : undefined;
}

/** The hex columns of a dump, or `undefined` where the text is none. */
function stripDump(text: string): Stripped | undefined {
	const parts: [number, number][] = [];
	let at = 0;
	for (const line of text.split('\n')) {
		const trimmed = line.trimEnd();
		const columns = hexColumns(trimmed);
		if (columns) parts.push([at + columns[0], at + columns[1]]);
		else if (trimmed !== '' && !(parts.length > 0 && hexdumpEnd.test(trimmed))) return undefined;
		at += line.length + 1;
	}
	if (parts.length === 0) return undefined;
	return keep(text, parts, 'the offsets and the text of a hex dump', 'hex');
}

/** Parts of the text, without what is ignored everywhere. */
function keep(
	text: string,
	parts: readonly (readonly [from: number, to: number])[],
	around: string,
	form?: PasteForm
): Stripped {
	const most = parts.reduce((sum, [from, to]) => sum + to - from, 0);
	const codes = new Uint16Array(most);
	const places = new Uint32Array(most);
	let count = 0;
	for (const [from, to] of parts)
		for (let i = from; i < to; i++) {
			const code = text.charCodeAt(i);
			if (ignored.has(code)) continue;
			codes[count] = code;
			places[count++] = i;
		}
	const stripped = { codes: codes.subarray(0, count), places: places.subarray(0, count), around };
	return form ? { ...stripped, form } : stripped;
}

//  The two forms

function readHex(text: string, { codes, places }: Stripped): Bytes | PasteProblem {
	const bytes = new Uint8Array(codes.length >> 1);
	let length = 0;
	let half = -1;
	let halfAt = 0;
	for (let i = 0; i < codes.length; i++) {
		const code = codes[i] ?? 0;
		const next = codes[i + 1];
		if (half < 0) {
			if (separators.has(code)) continue;
			if ((code === zero || code === backslash) && (next === smallX || next === bigX)) {
				i++;
				continue;
			}
		}
		const digit = valueIn(hexValues, code);
		const at = places[i] ?? 0;
		if (digit < 0)
			return problem(
				text,
				at,
				`${stranger(text, at)} is not a hexadecimal digit (0 to 9, a to f), and the rest looks like hex.`
			);
		if (half < 0) {
			half = digit;
			halfAt = at;
		} else {
			bytes[length++] = half * 16 + digit;
			half = -1;
		}
	}
	if (half >= 0)
		return problem(
			text,
			halfAt,
			'The number of hexadecimal digits is odd: the last digit is half a byte. One may have been lost while copying.'
		);
	return bytes.slice(0, length);
}

function readBase64(text: string, { codes, places }: Stripped): Bytes | PasteProblem {
	let end = codes.length;
	let padding = 0;
	for (; end > 0; end--) {
		if (codes[end - 1] === equals) padding++;
		else if (
			!separators.has(codes[end - 1] ?? 0) ||
			valueIn(base64Values, codes[end - 1] ?? 0) >= 0
		)
			break;
	}
	const bytes = new Uint8Array(Math.floor((end * 3) / 4));
	let length = 0;
	let buffer = 0;
	let bits = 0;
	for (let i = 0; i < end; i++) {
		const value = valueIn(base64Values, codes[i] ?? 0);
		if (value < 0) {
			const at = places[i] ?? 0;
			return problem(
				text,
				at,
				codes[i] === equals
					? `${stranger(text, at)} ends base64, and more follows it.`
					: `${stranger(text, at)} is in neither hex nor base64.`
			);
		}
		buffer = ((buffer << 6) | value) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[length++] = (buffer >> bits) & 0xff;
		}
	}
	const last = places[Math.max(0, end - 1)] ?? 0;
	if (end % 4 === 1)
		return problem(
			text,
			last,
			'In base64 the last character would stand alone, and it takes at least two to make a byte. One may have been lost while copying.'
		);
	if (padding > 0 && (end + padding) % 4 !== 0)
		return problem(
			text,
			places[end] ?? last,
			`The padding does not fit: after ${end} characters of base64 there would be ${(4 - (end % 4)) % 4} “=”, not ${padding}. Some may have been lost while copying.`
		);
	if (bits > 0 && (buffer & ((1 << bits) - 1)) !== 0)
		return problem(
			text,
			last,
			'The last character of this base64 has bits to spare that are not zero: the end is missing or was changed.'
		);
	return bytes.subarray(0, length);
}

/** What a file that holds text stands for; `undefined` where its bytes are the message itself. */
export function textInFile(bytes: Uint8Array): Pasted | undefined {
	if (!looksLikeText(bytes)) return undefined;
	try {
		const read = readPasted(decodeUtf8(bytes));
		return 'problem' in read ? undefined : read;
	} catch (error) {
		if (error instanceof EncodingError) return undefined;
		throw error;
	}
}

/** Whether bytes begin as text does. */
export function looksLikeText(bytes: Uint8Array): boolean {
	const start = bytes.subarray(0, 64);
	return start.length > 0 && start.every((byte) => byte <= 0x7e && (byte >= 0x20 || isSpace(byte)));
}

/**
 * What a long text stands for that is nothing but hex or base64 and white space, in steps, each of which
 * gives how many bytes are read; `undefined` where it is something else.
 */
export function* plainText(
	text: Uint8Array
): Generator<number, { bytes: Bytes; form: PasteForm } | undefined> {
	let [digits, others] = [0, 0];
	for (let at = 0; at < text.length; at++) {
		if (at % perStep === perStep - 1) yield at / 2;
		const byte = text[at] ?? 0;
		if (isSpace(byte)) continue;
		if (valueIn(hexValues, byte) >= 0) digits++;
		else if (valueIn(base64Values, byte) >= 0 || byte === equals) others++;
		else return undefined;
	}
	const form = others === 0 ? 'hex' : 'base64';
	const [values, width] = form === 'hex' ? [hexValues, 4] : [base64Values, 6];
	const bytes = new Uint8Array(Math.floor(((digits + others) * width) / 8));
	let [length, buffer, bits, ended] = [0, 0, 0, false];
	for (let at = 0; at < text.length; at++) {
		if (at % perStep === perStep - 1) yield (text.length + at) / 2;
		const byte = text[at] ?? 0;
		if (isSpace(byte)) continue;
		ended ||= byte === equals;
		if (byte === equals) continue;
		// More behind the padding: two texts, one after the other.
		if (ended) return undefined;
		buffer = ((buffer << width) | valueIn(values, byte)) & 0xffff;
		bits += width;
		if (bits < 8) continue;
		bits -= 8;
		bytes[length++] = (buffer >> bits) & 0xff;
	}
	// Half a byte, or bits to spare that are not zero: part of it is missing.
	if (bits >= width || (buffer & ((1 << bits) - 1)) !== 0) return undefined;
	return { bytes: bytes.subarray(0, length), form };
}

/** Characters between two steps. */
const perStep = 2 ** 20;

function isSpace(byte: number): boolean {
	return byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
