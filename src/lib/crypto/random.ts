import type { Bytes } from './bytes.ts';

/** Gives `length` fresh bytes. Everything that draws bytes takes one, so tests can fix them. */
export type RandomBytes = (length: number) => Bytes;

/** The most that one `getRandomValues` call fills (Web Cryptography API, section 10.1.1). */
const quota = 65_536;

/** Cryptographically strong bytes of the platform. */
export const systemRandom: RandomBytes = (length) => {
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at += quota)
		globalThis.crypto.getRandomValues(bytes.subarray(at, at + quota));
	return bytes;
};
