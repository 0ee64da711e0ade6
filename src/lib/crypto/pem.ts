/** PEM (RFC 7468) of RSA keys, down to the two forms WebCrypto imports: SPKI and PKCS #8. */
import { concat } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { decodeBase64 } from './encodings.ts';
import { KeyFormatError } from './errors.ts';

/** AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 8017 appendix A.1). */
const rsaEncryption = new Uint8Array([
	0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
]);

/**
 * SubjectPublicKeyInfo of a `PUBLIC KEY` or `RSA PUBLIC KEY`.
 * @throws {KeyFormatError} when the text is neither
 */
export function publicKeyOfPem(text: string): Bytes {
	const { label, bytes } = readPem(text);
	if (label === 'PUBLIC KEY') return bytes;
	if (label === 'RSA PUBLIC KEY')
		return der(0x30, rsaEncryption, der(0x03, new Uint8Array([0]), bytes));
	throw new KeyFormatError(`A public key was expected; this PEM holds “${label}”.`);
}

/**
 * PrivateKeyInfo of a `PRIVATE KEY` or `RSA PRIVATE KEY`.
 * @throws {KeyFormatError} when the text is neither
 */
export function privateKeyOfPem(text: string): Bytes {
	const { label, bytes } = readPem(text);
	if (label === 'PRIVATE KEY') return bytes;
	if (label === 'RSA PRIVATE KEY')
		return der(0x30, new Uint8Array([0x02, 0x01, 0x00]), rsaEncryption, der(0x04, bytes));
	if (label === 'ENCRYPTED PRIVATE KEY')
		throw new KeyFormatError('This private key is protected with a password; decrypt it first.');
	throw new KeyFormatError(`A private key was expected; this PEM holds “${label}”.`);
}

function readPem(text: string): { label: string; bytes: Bytes } {
	const match = /-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/.exec(text);
	const [, label, body] = match ?? [];
	if (label === undefined || body === undefined)
		throw new KeyFormatError('This is not a key in PEM: no BEGIN and END lines that match.');
	try {
		return { label, bytes: decodeBase64(body) };
	} catch (cause) {
		throw new KeyFormatError('The text between the lines of this PEM is not base64.', { cause });
	}
}

function der(tag: number, ...contents: readonly Uint8Array[]): Bytes {
	const content = concat(...contents);
	const digits: number[] = [];
	for (let rest = content.length; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff);
	const length = content.length < 0x80 ? [content.length] : [0x80 | digits.length, ...digits];
	return concat(new Uint8Array([tag, ...length]), content);
}
