/** Encryption contexts and their one serialisation (specification: framework/structures.md). */
import { compareBytes, concat, encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { ContextTooLargeError, InvalidArgumentError, ReservedContextKeyError } from './errors.ts';

/** What a message is for, as pairs of text: authenticated, never secret. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The entry that carries the public key of signing suites. */
export const publicKeyEntry = 'aws-crypto-public-key';

const largest = 0xffff;

/**
 * `count u16 || (keyLen u16 || key || valLen u16 || val)*` in the order of the keys' UTF-8 bytes; no
 * bytes at all for an empty context. Header, raw AES keyring and cache ids all use this form.
 * @throws {ContextTooLargeError} when a number does not fit into its two bytes
 */
export function serialiseContext(context: EncryptionContext): Bytes {
	const entries = Object.entries(context);
	// Halves of surrogate pairs all become U+FFFD: two different contexts would share their bytes.
	if (!entries.flat().every((text) => text.isWellFormed()))
		throw new InvalidArgumentError(
			'The encryption context holds half a character, which has no form in UTF-8.'
		);
	const pairs = entries
		.map(([key, value]) => [encodeUtf8(key), encodeUtf8(value)] as const)
		.sort(([a], [b]) => compareBytes(a, b));
	if (pairs.length === 0) return new Uint8Array();
	return concat(
		uint16(pairs.length, 'number of entries'),
		...pairs.flatMap(([key, value]) => [
			uint16(key.length, 'length of a key'),
			key,
			uint16(value.length, 'length of a value'),
			value
		])
	);
}

/** The entries named by `keys`, and the others. */
export function splitContext(
	context: EncryptionContext,
	keys: readonly string[]
): { named: EncryptionContext; others: EncryptionContext } {
	const entries = Object.entries(context);
	return {
		named: Object.fromEntries(entries.filter(([key]) => keys.includes(key))),
		others: Object.fromEntries(entries.filter(([key]) => !keys.includes(key)))
	};
}

/** @throws {ReservedContextKeyError} when a key begins with `aws-crypto-` */
export function checkReservedKeys(context: EncryptionContext): void {
	const reserved = Object.keys(context).find((key) => key.startsWith('aws-crypto-'));
	if (reserved !== undefined) throw new ReservedContextKeyError(reserved);
}

function uint16(value: number, what: string): Bytes {
	if (value > largest)
		throw new ContextTooLargeError(
			`The encryption context does not fit: the ${what} is ${value}, and the format has two bytes for it, at most ${largest}.`
		);
	return new Uint8Array([value >> 8, value & 0xff]);
}
