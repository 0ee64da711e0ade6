/** Messages of the AWS Encryption SDK: most of what this walk's code weighs. */
import type { Bytes } from '#lib/crypto/index.ts';
import { mapMessage } from '#lib/envelope/index.ts';
import { required } from '../../engine/required.ts';

export { decrypt, encrypt } from '#lib/envelope/index.ts';
export { messageThings } from '../../engine/message-things.ts';

/** The first wrapped data key in a message. */
export function wrappedOf(message: Bytes): Bytes {
	const region = required(
		mapMessage(message).find(({ path }) => path === 'header.encryptedDataKeys[0].ciphertext')
	);
	return message.slice(region.offset, region.offset + region.length);
}
