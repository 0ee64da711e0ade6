import { CryptoUnavailableError } from './errors.ts';

/** Whether this page or program has WebCrypto at all. */
export function hasWebCrypto(): boolean {
	return typeof globalThis.crypto === 'object' && 'subtle' in globalThis.crypto;
}

/** @throws {CryptoUnavailableError} outside a secure context */
export function subtle(): SubtleCrypto {
	if (!hasWebCrypto())
		throw new CryptoUnavailableError('WebCrypto is missing: open this over https or on localhost.');
	return globalThis.crypto.subtle;
}
