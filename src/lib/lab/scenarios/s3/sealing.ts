/** Objects that the application seals itself: one of many kinds here, and the one with most code. */
export { decrypt, encrypt, kmsKeyring } from '#lib/envelope/index.ts';
export { messageThings } from '../../engine/message-things.ts';
