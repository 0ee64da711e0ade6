/** What a user may set, and what the values mean. Plain data: it goes into links and files. */
import { encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';

/** A document: text of the user's own, or a file. */
export type DocumentValue =
	{ readonly text: string } | { readonly name: string; readonly bytes: Bytes };
/** One bit of some bytes: the byte counted from 0, the bit 0 to 7, least significant first. */
export interface BitValue {
	readonly byte: number;
	readonly bit: number;
}
/** Pairs of an encryption context. */
export type Pairs = Readonly<Record<string, string>>;

export type InputValue = string | number | DocumentValue | BitValue | { readonly pairs: Pairs };

/** Values by the id of their field. */
export type Inputs = Readonly<Record<string, InputValue>>;

interface Common {
	readonly id: string;
	readonly label: string;
	/** A sentence under the field. */
	readonly help?: string;
	/**
	 * What a change does to the walk: it begins again (the usual), or stays at its step, which is
	 * computed anew with all before it.
	 */
	readonly then?: 'start' | 'stay';
}

export type Field = Common &
	(
		| {
				readonly kind: 'text';
				readonly initial: string;
				readonly maxLength: number;
				/** More than 1 for a text of several lines. */
				readonly rows?: number;
				/** In the type of code. */
				readonly code?: boolean;
		  }
		/** Text or a file of up to 1 MB. */
		| { readonly kind: 'document'; readonly initial: { readonly text: string } }
		| { readonly kind: 'context'; readonly initial: { readonly pairs: Pairs } }
		| {
				readonly kind: 'choice';
				readonly initial: string;
				readonly options: readonly { readonly value: string; readonly label: string }[];
		  }
		/** Whole numbers. */
		| {
				readonly kind: 'number';
				readonly initial: number;
				readonly min: number;
				readonly max: number;
				readonly unit?: string;
		  }
		/** JSON of a policy, as it is typed: whether it is sound, the service says. */
		| { readonly kind: 'policy'; readonly initial: string }
		/** Bytes typed in hex or base64. */
		| { readonly kind: 'bytes'; readonly initial: string; readonly maxBytes: number }
		/** One bit of `bytes`. */
		| {
				readonly kind: 'bit';
				readonly initial: BitValue;
				readonly bytes: Uint8Array;
				/** What the bytes are: `the wrapped data key`. */
				readonly of: string;
		  }
	);

/** Most characters of a document that is typed, and bytes of one that is a file. */
export const maxDocumentText = 100_000;
export const maxDocumentBytes = 1_000_000;
export const maxPairs = 8;
export const maxPairName = 100;
export const maxPairValue = 300;
export const maxPolicyLength = 32_768;

/** What fields hold before anybody has touched them. */
export function initialInputs(fields: readonly Field[]): Inputs {
	return Object.fromEntries(fields.map(({ id, initial }) => [id, initial]));
}

/** The inputs of these fields: a value that does not fit its field gives way to the initial one. */
export function fittingInputs(fields: readonly Field[], values: Inputs): Inputs {
	return Object.fromEntries(
		fields.map((field) => {
			const value = Object.hasOwn(values, field.id) ? values[field.id] : undefined;
			return [
				field.id,
				value !== undefined && problemOf(field, value) === undefined ? value : field.initial
			];
		})
	);
}

/** What is wrong with a value, whoever sent it, as a sentence; nothing when it fits its field. */
export function problemOf(field: Field, value: unknown): string | undefined {
	switch (field.kind) {
		case 'text':
			return isText(value, field.maxLength)
				? undefined
				: `${field.label}: text of at most ${sayCount(field.maxLength, 'character')}.`;
		case 'policy':
			return isText(value, maxPolicyLength)
				? undefined
				: `${field.label}: a policy has at most ${sayCount(maxPolicyLength, 'character')}.`;
		case 'document': {
			const fits =
				isObject(value) &&
				('text' in value
					? isText(value.text, maxDocumentText)
					: isText(value.name, 300) &&
						value.bytes instanceof Uint8Array &&
						value.bytes.length <= maxDocumentBytes);
			return fits
				? undefined
				: `${field.label}: text of at most ${sayCount(maxDocumentText, 'character')}, or a file of up to 1 MB.`;
		}
		case 'context':
			return isObject(value) ? problemOfPairs(value.pairs) : `${field.label}: pairs of text.`;
		case 'choice':
			return field.options.some((option) => option.value === value)
				? undefined
				: `${field.label}: one of ${field.options.map(({ label }) => label).join(', ')}.`;
		case 'number':
			return Number.isSafeInteger(value) &&
				(value as number) >= field.min &&
				(value as number) <= field.max
				? undefined
				: `${field.label}: a whole number from ${sayNumber(field.min)} to ${sayNumber(field.max)}.`;
		case 'bytes':
			return isText(value, field.maxBytes * 4 + 100)
				? undefined
				: `${field.label}: at most ${sayCount(field.maxBytes, 'byte')}.`;
		case 'bit': {
			const { length } = field.bytes;
			return isObject(value) && isWithin(value.byte, length - 1) && isWithin(value.bit, 7)
				? undefined
				: `${field.label}: there is no such byte; they are counted from 0 to ${sayNumber(length - 1)}.`;
		}
	}
}

function problemOfPairs(pairs: unknown): string | undefined {
	if (!isObject(pairs)) return 'An encryption context is pairs of text.';
	const entries = Object.entries(pairs);
	if (entries.length > maxPairs) return `An encryption context here has at most ${maxPairs} pairs.`;
	for (const [name, value] of entries)
		if (name === '' || name.length > maxPairName || !isText(value, maxPairValue))
			return `A pair has a name of up to ${maxPairName} characters and a value of up to ${maxPairValue}.`;
	return undefined;
}

const isText = (value: unknown, most: number): value is string =>
	typeof value === 'string' && value.length <= most;
const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isWithin = (value: unknown, most: number): boolean =>
	Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
const sayNumber = (count: number) => count.toLocaleString('en-US');
const sayCount = (count: number, what: string) =>
	`${sayNumber(count)} ${what}${count === 1 ? '' : 's'}`;

//  Reading values. A value of another kind than asked for is a mistake of the scenario.

/** @throws {TypeError} where the field holds no text */
export function textIn(inputs: Inputs, id: string): string {
	const value = inputs[id];
	if (typeof value !== 'string') throw new TypeError(`"${id}" holds no text`);
	return value;
}

/** @throws {TypeError} where the field holds no number */
export function numberIn(inputs: Inputs, id: string): number {
	const value = inputs[id];
	if (typeof value !== 'number') throw new TypeError(`"${id}" holds no number`);
	return value;
}

/** @throws {TypeError} where the field holds no context */
export function contextIn(inputs: Inputs, id: string): Pairs {
	const value = inputs[id];
	if (typeof value !== 'object' || !('pairs' in value))
		throw new TypeError(`"${id}" holds no pairs`);
	return value.pairs;
}

/** @throws {TypeError} where the field holds no bit */
export function bitIn(inputs: Inputs, id: string): BitValue {
	const value = inputs[id];
	if (typeof value !== 'object' || !('byte' in value)) throw new TypeError(`"${id}" holds no bit`);
	return value;
}

/**
 * The bytes of a document, and its name: empty for text.
 * @throws {TypeError} where the field holds no document
 */
export function documentIn(inputs: Inputs, id: string): { name: string; bytes: Bytes } {
	const value = inputs[id];
	if (typeof value === 'object' && 'text' in value)
		return { name: '', bytes: encodeUtf8(value.text) };
	if (typeof value === 'object' && 'bytes' in value)
		return { name: value.name, bytes: value.bytes };
	throw new TypeError(`"${id}" holds no document`);
}
