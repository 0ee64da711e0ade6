/** Which bytes a dump shows, row by row, and which stay folded: a page can hold any message. */
import type { ByteMap } from './fields.ts';

/** From the first byte up to, not with, `to`. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

export interface Row extends Span {
	readonly kind: 'row';
}
/** Bytes that are there and not shown. */
export interface Fold extends Span {
	readonly kind: 'fold';
}

const frameEnds = 2;
const mostKeys = 4;
/** A context of more fields is folded behind them. */
const mostFields = 200;
/** A fold smaller than this many rows would not be worth its line. */
const leastFolded = 3;

/**
 * What shows at first: all of a short message; of a long one the header, the first frames and the
 * last, and of long fields their beginning and end.
 */
export function firstSpans({ bytes, regions, parts, fault }: ByteMap, perRow: number): Span[] {
	// A narrow screen has room for fewer bytes: what is whole on a desk is folded on a phone.
	const roomy = perRow >= 16;
	const shortRegion = perRow * (roomy ? 13 : 7);
	if (bytes.length <= perRow * (roomy ? 64 : 36)) return [{ from: 0, to: bytes.length }];
	const shown = (id: string, index: number): boolean => {
		if (id.startsWith('frames['))
			return index >= parts.length - frameEnds || /^frames\[[01]\]$/.test(id);
		const key = /^header\.encryptedDataKeys\[(\d+)\]$/.exec(id)?.[1];
		return key === undefined || Number(key) < mostKeys;
	};
	const spans: Span[] = [];
	const { from: firstFrame, to: endOfFrames } = parts.run;
	for (let index = 0; index < parts.length; index++) {
		// Of the frames between the first and the last none shows, and there may be millions.
		if (index === firstFrame + frameEnds) index = Math.max(index, endOfFrames - frameEnds);
		const part = parts.at(index);
		if (!part || !shown(part.id, index)) continue;
		const { from, to } = part;
		for (const { offset, length } of regions.slice(from, Math.min(to, from + mostFields)))
			if (length <= shortRegion) spans.push({ from: offset, to: offset + length });
			else
				spans.push(
					{ from: offset, to: offset + perRow * 4 },
					{ from: offset + length - perRow * 2, to: offset + length }
				);
	}
	return fault?.error ? [...spans, around(fault.error.offset, bytes.length)] : spans;
}

/** The bytes around one. */
export function around(offset: number, length: number): Span {
	return { from: Math.max(0, offset - 32), to: Math.min(length, offset + 33) };
}

/** Rows of `perRow` bytes that hold the spans, and folds for what is between them. */
export function linesOf(length: number, perRow: number, spans: readonly Span[]): (Row | Fold)[] {
	const last = Math.ceil(length / perRow);
	const ranges = spans
		.map(
			({ from, to }) =>
				[Math.floor(from / perRow), Math.ceil(Math.min(to, length) / perRow)] as const
		)
		.filter(([from, to]) => to > from)
		.sort(([a], [b]) => a - b);
	const lines: (Row | Fold)[] = [];
	let at = 0;
	const rows = (to: number) => {
		for (; at < to; at++)
			lines.push({ kind: 'row', from: at * perRow, to: Math.min(length, (at + 1) * perRow) });
	};
	const skip = (to: number) => {
		if (to - at < leastFolded) rows(to);
		else {
			lines.push({ kind: 'fold', from: at * perRow, to: Math.min(length, to * perRow) });
			at = to;
		}
	};
	for (const [from, to] of ranges) {
		if (from > at) skip(from);
		rows(to);
	}
	if (last > at) skip(last);
	return lines;
}

/** Whether a byte stands in one of the rows. */
export function shows(lines: readonly (Row | Fold)[], offset: number): boolean {
	return lines.some(({ kind, from, to }) => kind === 'row' && from <= offset && offset < to);
}

/** How bytes are written. */
export type Writing = 'hex' | 'base64' | 'text';

/** How many bytes a row takes in so many columns of a monospaced font, and whether text fits beside. */
export function rowShape(
	columns: number,
	length: number,
	writing: Writing
): { perRow: number; beside: boolean } {
	const offsets = Math.max(3, String(Math.max(0, length - 1)).length) + 2;
	const room = columns - offsets;
	if (writing === 'base64')
		return { perRow: room >= 80 ? 48 : room >= 40 ? 24 : 12, beside: false };
	if (writing === 'text') return { perRow: room >= 64 ? 32 : room >= 32 ? 16 : 8, beside: false };
	for (const perRow of [16, 8, 4]) {
		if (room >= perRow * 4 + 2) return { perRow, beside: true };
		if (room >= perRow * 3) return { perRow, beside: false };
	}
	return { perRow: 4, beside: false };
}

/** What a byte is written as. In base64 a byte has the characters that begin in it: 1, 2 or 1. */
export function writtenByte(bytes: Uint8Array, offset: number, writing: Writing): string {
	const byte = bytes[offset] ?? 0;
	if (writing === 'hex') return byte.toString(16).padStart(2, '0');
	if (writing === 'text') return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
	const start = offset - (offset % 3);
	const [one, two, three] = [bytes[start] ?? 0, bytes[start + 1], bytes[start + 2]];
	const text = btoa(
		String.fromCharCode(...[one, two, three].filter((value) => value !== undefined))
	);
	// The padding after the last byte belongs to it.
	if (offset === bytes.length - 1) return text.slice(offset % 3 === 2 ? 3 : offset % 3);
	return offset % 3 === 0 ? text.slice(0, 1) : offset % 3 === 1 ? text.slice(1, 3) : text.slice(3);
}
