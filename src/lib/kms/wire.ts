/** Messages as they travel: the JSON of the API (AWS JSON 1.1). */
import { encodeBase64 } from '#lib/crypto/index.ts';

export type WireValue =
	| string
	| number
	| boolean
	| null
	| readonly WireValue[]
	| { readonly [member: string]: WireValue | undefined };

/**
 * A request or an answer in the form in which it travels: bytes as base64, dates as seconds since
 * 1970, absent members left out. What is neither (a function) is not sent.
 */
export function wireForm(value: unknown): WireValue | undefined {
	if (value instanceof Uint8Array) return encodeBase64(value);
	if (value instanceof Date) return value.getTime() / 1000;
	if (Array.isArray(value)) return value.map((item) => wireForm(item) ?? null);
	if (typeof value === 'object' && value !== null)
		return Object.fromEntries(
			Object.entries(value).flatMap(([name, member]) => {
				const form = wireForm(member);
				return form === undefined ? [] : [[name, form]];
			})
		);
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: undefined;
}
