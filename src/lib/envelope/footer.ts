/** Message footers: the signature (specification: data-format/message-footer.md). */
import {
	derToRawSignature,
	EncodingError,
	encodeHex,
	fixedLengthDer,
	signEcdsa,
	verifyEcdsa
} from '#lib/crypto/index.ts';
import type { Bytes, CurveName } from '#lib/crypto/index.ts';
import { SignatureError } from './errors.ts';
import { uintOf } from './walk.ts';
import type { Walk } from './walk.ts';

/** Bytes of nearly every footer on the curve: the length, and the signature in DER. */
export const footerLength: Record<CurveName, number> = { 'P-256': 2 + 71, 'P-384': 2 + 103 };

/** Walks over a footer; gives the signature in DER. */
export function* walkFooter(): Walk<Bytes> {
	const length = uintOf(
		yield {
			path: 'footer.signature.length',
			length: 2,
			describe: (bytes) => ({ value: String(uintOf(bytes)), meaning: 'Bytes of the signature.' })
		}
	);
	return yield {
		path: 'footer.signature',
		length,
		describe: (bytes) => ({
			value: encodeHex(bytes),
			meaning: 'The signature over every byte before the footer: who could encrypt it wrote it.'
		})
	};
}

/** The footer as bytes, around a signature `r || s`. */
export function writeFooter(curve: CurveName, signature: Bytes): Bytes {
	const der = fixedLengthDer(curve, signature);
	const footer = new Uint8Array(2 + der.length);
	footer[1] = der.length;
	footer.set(der, 2);
	return footer;
}

/** Signs header and body together; gives the footer. */
export async function signMessage(
	curve: CurveName,
	signingKey: CryptoKey,
	signed: Bytes
): Promise<Bytes> {
	return writeFooter(curve, await signEcdsa(curve, signingKey, signed));
}

/**
 * Verifies the signature over header and body.
 * @param offset where the signature stands in the message
 * @throws {SignatureError} when it does not fit
 */
export async function verifyMessage(
	curve: CurveName,
	verificationKey: Bytes,
	signed: Bytes,
	signature: Bytes,
	offset: number
): Promise<void> {
	const raw = rawSignature(curve, signature, offset);
	if (!(await verifyEcdsa(curve, verificationKey, signed, raw))) throw signatureError(offset);
}

/** @throws {SignatureError} when the signature is not one in DER */
export function rawSignature(curve: CurveName, der: Bytes, offset: number): Bytes {
	try {
		return derToRawSignature(curve, der);
	} catch (cause) {
		if (!(cause instanceof EncodingError)) throw cause;
		throw signatureError(offset, cause);
	}
}

export function signatureError(offset: number, cause?: unknown): SignatureError {
	return new SignatureError(
		'The signature does not fit the message. Whoever can open a message could also have written this one under the same data key; only the signature tells, so no plaintext is given out.',
		cause === undefined ? { offset } : { offset, cause }
	);
}
