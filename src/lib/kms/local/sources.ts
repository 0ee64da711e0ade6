/** Where a ciphertext comes from: the key that a request names, or the one its ciphertext names. */
import { KmsError } from '../errors.ts';
import type { Asked, Call } from './call.ts';
import { keyOfCiphertext } from './ciphers.ts';
import type { KeyRecord } from './records.ts';

/**
 * The key to decrypt with, once the caller may.
 * @throws {KmsError} `InvalidCiphertextException` for what is no ciphertext, `AccessDeniedException`
 */
export function sourceKey(
	call: Call,
	ciphertext: Uint8Array,
	keyId: string | undefined,
	asked: Asked
): KeyRecord {
	if (keyId !== undefined) return call.key(keyId, { ...asked, aliases: true });
	const key = keyOfCiphertext(call, ciphertext);
	// Emulators' code has this text, no recording does; for keys that do exist those of the evaluator.
	if (!key)
		throw new KmsError(
			'AccessDeniedException',
			'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
		);
	call.note(key.arn);
	call.authorizeKey(key, asked, true);
	return key;
}
