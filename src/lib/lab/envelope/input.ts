import { decodeUtf8, encodeUtf8, EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

/** What the user brings: a document and the encryption context to bind its data key to. */
export interface Input {
	/** Empty for text; the file's name otherwise. */
	fileName: string;
	document: Bytes;
	context: Readonly<Record<string, string>>;
}

/** The largest file the walk takes, in bytes: 1 MB. */
export const maxFileSize = 1_000_000;

export const sample = {
	text: 'Payroll, November: Ana 4,210 · Ben 3,985 · Chidi 4,640',
	context: { purpose: 'payroll', month: '2026-11' }
};

export const sampleInput: Input = {
	fileName: '',
	document: encodeUtf8(sample.text),
	context: sample.context
};

/** The text of a document, or `undefined` where its bytes are not UTF-8. */
export function textOf(document: Uint8Array): string | undefined {
	try {
		return decodeUtf8(document);
	} catch (error) {
		if (error instanceof EncodingError) return undefined;
		throw error;
	}
}

/** `purpose = payroll, month = 2026-11`, or a word for none. */
export function contextText(context: Readonly<Record<string, string>>, separator = ', '): string {
	const pairs = Object.entries(context).map(([key, value]) => `${key} = ${value}`);
	return pairs.length > 0 ? pairs.join(separator) : 'none';
}

/** `1 byte`, `57 bytes`, `1,000,000 bytes`. */
export function sizeText(bytes: number): string {
	return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`;
}

/** A pair as it is being typed. */
export interface Pair {
	/** Tells rows apart while keys are edited. */
	id: number;
	key: string;
	value: string;
}

/**
 * The context that rows of pairs stand for; rows left wholly empty do not count.
 * @returns a sentence instead when they stand for none
 */
export function contextOf(
	pairs: readonly Pair[]
): { context: Record<string, string> } | { problem: string } {
	const context = new Map<string, string>();
	for (const { key, value } of pairs) {
		if (key === '' && value === '') continue;
		if (key === '')
			return { problem: `The value “${value}” has no name. Give it one, or clear it.` };
		if (context.has(key))
			return { problem: `“${key}” is there twice. A name stands for one value.` };
		context.set(key, value);
	}
	return { context: Object.fromEntries(context) };
}
