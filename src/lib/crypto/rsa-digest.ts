/**
 * RSA signatures over a digest that was made elsewhere (RFC 8017 sections 8.1 and 8.2). WebCrypto signs
 * whole messages only, so the padding and the power are computed here. Powers of big integers do not
 * take the same time for all keys: this is for a simulated service, not for a real one.
 */
import { concat, equalBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { decodeBase64, decodeHex } from './encodings.ts';
import { systemRandom } from './random.ts';
import { subtle } from './webcrypto.ts';

export type RsaPadding = 'RSA-PSS' | 'RSASSA-PKCS1-v1_5';
export type RsaHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** DigestInfo up to the digest (RFC 8017 section 9.2, note 1). */
const digestInfo: Record<RsaHash, string> = {
	'SHA-256': '3031300d060960864801650304020105000420',
	'SHA-384': '3041300d060960864801650304020205000430',
	'SHA-512': '3051300d060960864801650304020305000440'
};

/** @param numbers a private key as JWK: all members of RFC 7518 section 6.3.2 */
export async function signRsaDigest(
	numbers: JsonWebKey,
	padding: RsaPadding,
	hash: RsaHash,
	digest: Uint8Array
): Promise<Bytes> {
	const n = toInteger(numbers.n);
	const bits = n.toString(2).length;
	const encoded =
		padding === 'RSA-PSS'
			? await encodePss(digest, bits - 1, hash)
			: encodePkcs1(digest, bits, hash);
	return toBytes(privatePower(integerOf(encoded), numbers), Math.ceil(bits / 8));
}

/** @param numbers a public key as JWK */
export async function verifyRsaDigest(
	numbers: JsonWebKey,
	padding: RsaPadding,
	hash: RsaHash,
	digest: Uint8Array,
	signature: Uint8Array
): Promise<boolean> {
	const n = toInteger(numbers.n);
	const bits = n.toString(2).length;
	const value = integerOf(signature);
	if (signature.length !== Math.ceil(bits / 8) || value >= n) return false;
	const power = modularPower(value, toInteger(numbers.e), n);
	if (padding === 'RSASSA-PKCS1-v1_5')
		return equalBytes(toBytes(power, signature.length), encodePkcs1(digest, bits, hash));
	const length = Math.ceil((bits - 1) / 8);
	return (
		power < 1n << BigInt(length * 8) && verifyPss(digest, toBytes(power, length), bits - 1, hash)
	);
}

//  Paddings

function encodePkcs1(digest: Uint8Array, bits: number, hash: RsaHash): Bytes {
	const info = concat(decodeHex(digestInfo[hash]), digest);
	const length = Math.ceil(bits / 8) - info.length - 3;
	return concat(
		new Uint8Array([0, 1]),
		new Uint8Array(length).fill(0xff),
		new Uint8Array([0]),
		info
	);
}

/** Section 9.1.1; the salt is as long as the digest, as everybody has it. */
async function encodePss(digest: Uint8Array, bits: number, hash: RsaHash): Promise<Bytes> {
	const length = Math.ceil(bits / 8);
	const salt = systemRandom(digest.length);
	const h = await hashed(hash, concat(new Uint8Array(8), digest, salt));
	const zeros = new Uint8Array(length - salt.length - h.length - 2);
	const block = concat(zeros, new Uint8Array([1]), salt);
	const masked = xor(block, await mask(h, block.length, hash));
	clearTopBits(masked, 8 * length - bits);
	return concat(masked, h, new Uint8Array([0xbc]));
}

/** Section 9.1.2. */
async function verifyPss(
	digest: Uint8Array,
	encoded: Bytes,
	bits: number,
	hash: RsaHash
): Promise<boolean> {
	const spare = 8 * encoded.length - bits;
	const split = encoded.length - digest.length - 1;
	const masked = encoded.slice(0, split);
	const h = encoded.slice(split, -1);
	if (encoded.at(-1) !== 0xbc || (masked[0] ?? 0) >> (8 - spare) !== 0) return false;
	const block = xor(masked, await mask(h, masked.length, hash));
	clearTopBits(block, spare);
	const salt = block.slice(split - digest.length);
	const before = block.slice(0, split - digest.length);
	if (before.at(-1) !== 1 || before.slice(0, -1).some((byte) => byte !== 0)) return false;
	return equalBytes(h, await hashed(hash, concat(new Uint8Array(8), digest, salt)));
}

function clearTopBits(bytes: Bytes, count: number): void {
	bytes[0] = (bytes[0] ?? 0) & (0xff >> count);
}

/** MGF1 (section B.2.1). */
async function mask(seed: Uint8Array, length: number, hash: RsaHash): Promise<Bytes> {
	const parts: Bytes[] = [];
	for (let counter = 0, made = 0; made < length; counter++) {
		const index = new Uint8Array(4);
		new DataView(index.buffer).setUint32(0, counter);
		const part = await hashed(hash, concat(seed, index));
		parts.push(part);
		made += part.length;
	}
	return concat(...parts).slice(0, length);
}

async function hashed(hash: RsaHash, bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await subtle().digest(hash, bytes));
}

function xor(a: Uint8Array, b: Uint8Array): Bytes {
	return Uint8Array.from(a, (byte, i) => byte ^ (b[i] ?? 0));
}

//  Numbers

/** Section 5.2.1, by the Chinese remainder theorem: four times as fast. */
function privatePower(message: bigint, numbers: JsonWebKey): bigint {
	const [p, q, dp, dq, qi] = [numbers.p, numbers.q, numbers.dp, numbers.dq, numbers.qi].map(
		toInteger
	) as [bigint, bigint, bigint, bigint, bigint];
	const m1 = modularPower(message % p, dp, p);
	const m2 = modularPower(message % q, dq, q);
	const h = ((((m1 - m2) * qi) % p) + p) % p;
	return m2 + q * h;
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let result = 1n;
	for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
		if (rest & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

function toInteger(base64url: string | undefined): bigint {
	const base64 = (base64url ?? '').replaceAll('-', '+').replaceAll('_', '/');
	return integerOf(decodeBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')));
}

function integerOf(bytes: Uint8Array): bigint {
	let hex = '0x0';
	for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
	return BigInt(hex);
}

function toBytes(value: bigint, length: number): Bytes {
	return decodeHex(value.toString(16).padStart(length * 2, '0'));
}
