/**
 * ECDSA (FIPS 186-5 section 6) on P-256 with SHA-256 and P-384 with SHA-384 through WebCrypto, and
 * the encodings around it: WebCrypto speaks raw `r || s` and uncompressed points, everybody else DER
 * and, in AWS Encryption SDK messages, compressed points.
 */
import { concat } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { EncodingError, KeyFormatError } from './errors.ts';
import { subtle } from './webcrypto.ts';

export type CurveName = 'P-256' | 'P-384';

interface Curve {
	/** Bytes of a coordinate, and of each half of a signature. */
	size: number;
	hash: 'SHA-256' | 'SHA-384';
	/** Field prime, both 3 modulo 4. */
	p: bigint;
	/** y² = x³ − 3x + b. */
	b: bigint;
	/** Order of the group. */
	n: bigint;
}

/** Domain parameters (NIST SP 800-186 sections 3.2.1.3 and 3.2.1.4). */
export const curves: Readonly<Record<CurveName, Curve>> = {
	'P-256': {
		size: 32,
		hash: 'SHA-256',
		p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
		b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
		n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
	},
	'P-384': {
		size: 48,
		hash: 'SHA-384',
		p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
		b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
		n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n
	}
};

//  Keys and signatures

/** A key pair for signing. The private half can be exported, for signers that hash as they go. */
export async function generateSigningKey(curve: CurveName): Promise<CryptoKeyPair> {
	return subtle().generateKey({ name: 'ECDSA', namedCurve: curve }, true, ['sign', 'verify']);
}

/** The point of a public key, uncompressed: `04 || X || Y`. */
export async function exportPublicPoint(publicKey: CryptoKey): Promise<Bytes> {
	return new Uint8Array(await subtle().exportKey('raw', publicKey));
}

/** The signature `r || s` over the whole message. */
export async function signEcdsa(
	curve: CurveName,
	privateKey: CryptoKey,
	message: Bytes
): Promise<Bytes> {
	const { hash } = curves[curve];
	return new Uint8Array(await subtle().sign({ name: 'ECDSA', hash }, privateKey, message));
}

/** Whether the signature `r || s` is the key's over the message. `point`: uncompressed. */
export async function verifyEcdsa(
	curve: CurveName,
	point: Bytes,
	message: Bytes,
	signature: Bytes
): Promise<boolean> {
	const key = await importPoint(curve, point);
	return subtle().verify({ name: 'ECDSA', hash: curves[curve].hash }, key, signature, message);
}

async function importPoint(curve: CurveName, point: Bytes): Promise<CryptoKey> {
	try {
		return await subtle().importKey('raw', point, { name: 'ECDSA', namedCurve: curve }, false, [
			'verify'
		]);
	} catch (cause) {
		throw new KeyFormatError(`This is not a point of the curve ${curve}.`, { cause });
	}
}

//  Points (SEC 1 version 2.0, section 2.3)

/** `02 || X` for an even Y, `03 || X` for an odd one. */
export function compressPoint(point: Uint8Array): Bytes {
	const size = (point.length - 1) / 2;
	const odd = (point[point.length - 1] ?? 0) & 1;
	return concat(new Uint8Array([2 + odd]), point.subarray(1, 1 + size));
}

/**
 * `04 || X || Y` of a compressed point. Not every browser imports compressed points, so Y is
 * computed here.
 * @throws {KeyFormatError} when it is no point of the curve
 */
export function decompressPoint(curve: CurveName, compressed: Uint8Array): Bytes {
	const { size, p, b } = curves[curve];
	const [prefix] = compressed;
	if (compressed.length !== size + 1 || (prefix !== 2 && prefix !== 3))
		throw new KeyFormatError(`This is not a compressed point of the curve ${curve}.`);
	const x = toInteger(compressed.subarray(1));
	const square = ((((x * x - 3n) * x + b) % p) + p) % p;
	// p = 3 modulo 4: a square root, if there is one, is the power (p + 1) / 4.
	const root = power(square, (p + 1n) / 4n, p);
	if (x >= p || (root * root) % p !== square)
		throw new KeyFormatError(`No point of the curve ${curve} has this X.`);
	const y = (root & 1n) === BigInt(prefix & 1) ? root : p - root;
	return concat(new Uint8Array([4]), compressed.subarray(1), toBytes(y, size));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
		if (rest & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

//  Signatures in DER (SEC 1 section C.5): SEQUENCE { INTEGER r, INTEGER s }

/** The DER form of `r || s`. */
export function rawToDerSignature(raw: Uint8Array): Bytes {
	const half = raw.length / 2;
	const body = concat(writeInteger(raw.subarray(0, half)), writeInteger(raw.subarray(half)));
	return concat(new Uint8Array([0x30, body.length]), body);
}

/**
 * `r || s` of a DER signature. Strict: one signature has one form, so no changed byte passes.
 * @throws {EncodingError} when it is not in DER or a number does not fit the curve
 */
export function derToRawSignature(curve: CurveName, der: Uint8Array): Bytes {
	const { size } = curves[curve];
	const raw = new Uint8Array(2 * size);
	if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 0x7f + 2) throw notDer();
	const afterR = readInteger(der, 2, raw.subarray(0, size));
	if (readInteger(der, afterR, raw.subarray(size)) !== der.length) throw notDer();
	return raw;
}

/**
 * The DER form in the commonest length (71 bytes on P-256, 103 on P-384), which writers of AWS
 * Encryption SDK messages choose too, so that a message's length is known before it is signed.
 * With (r, s) also (r, n − s) is a signature; one of the two nearly always has the length.
 */
export function fixedLengthDer(curve: CurveName, raw: Uint8Array): Bytes {
	const { size, n } = curves[curve];
	const der = rawToDerSignature(raw);
	if (der.length === 2 * size + 7) return der;
	const other = toBytes(n - toInteger(raw.subarray(size)), size);
	const turned = rawToDerSignature(concat(raw.subarray(0, size), other));
	return turned.length === 2 * size + 7 ? turned : der;
}

function writeInteger(bytes: Uint8Array): Bytes {
	let start = 0;
	while (start < bytes.length - 1 && bytes[start] === 0) start++;
	const digits = bytes.subarray(start);
	// A leading bit of 1 would make the number negative.
	const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
	return concat(new Uint8Array([0x02, sign.length + digits.length, ...sign]), digits);
}

/** Reads an INTEGER at `at` into `into`, right-aligned; gives the offset behind it. */
function readInteger(der: Uint8Array, at: number, into: Uint8Array): number {
	const length = der[at + 1] ?? 0;
	const start = at + 2;
	const end = start + length;
	if (der[at] !== 0x02 || length === 0 || end > der.length) throw notDer();
	const first = der[start] ?? 0;
	const second = der[start + 1] ?? 0;
	if (first >= 0x80 || (first === 0 && length > 1 && second < 0x80)) throw notDer();
	const digits = der.subarray(first === 0 ? start + 1 : start, end);
	if (digits.length > into.length) throw notDer();
	into.set(digits, into.length - digits.length);
	return end;
}

function notDer(): EncodingError {
	return new EncodingError('This is not an ECDSA signature in DER.');
}

function toInteger(bytes: Uint8Array): bigint {
	let value = 0n;
	for (const byte of bytes) value = (value << 8n) | BigInt(byte);
	return value;
}

function toBytes(value: bigint, size: number): Bytes {
	const bytes = new Uint8Array(size);
	for (let i = size - 1, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
	return bytes;
}
