import { createPublicKey, createVerify, generateKeyPairSync, sign as nodeSign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	compressPoint,
	concat,
	createStreamingHash,
	curves,
	decodeHex,
	decompressPoint,
	derToRawSignature,
	digest,
	encodeHex,
	encodeUtf8,
	exportPublicPoint,
	fixedLengthDer,
	flipBit,
	generateSigningKey,
	rawToDerSignature,
	signDigest,
	signEcdsa,
	verifyDigest,
	verifyEcdsa
} from './index.ts';
import type { Bytes, CurveName } from './index.ts';

const names: CurveName[] = ['P-256', 'P-384'];
const message = encodeUtf8('who could encrypt it wrote it');

/** Generators of the groups, NIST SP 800-186 sections 3.2.1.3 and 3.2.1.4. */
const generators: Record<CurveName, string> = {
	'P-256':
		'046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
	'P-384':
		'04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f'
};

describe.each(names)('points of %s', (curve) => {
	const generator = decodeHex(generators[curve]);

	it('come back from their compressed form', () => {
		const compressed = compressPoint(generator);
		expect(compressed).toHaveLength(1 + curves[curve].size);
		expect(decompressPoint(curve, compressed)).toEqual(generator);
	});

	it('have two values of Y for each X', () => {
		const other = compressPoint(generator);
		other[0] = (other[0] ?? 0) ^ 1;
		const { p, size } = curves[curve];
		const y = BigInt(`0x${encodeHex(decompressPoint(curve, other).subarray(1 + size))}`);
		const generatorY = BigInt(`0x${encodeHex(generator.subarray(1 + size))}`);
		expect(y + generatorY).toBe(p);
	});

	it('of OpenSSL come back too', () => {
		for (let i = 0; i < 20; i++) {
			const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
			const der = publicKey.export({ format: 'der', type: 'spki' });
			const point = new Uint8Array(der.subarray(-(1 + 2 * curves[curve].size)));
			expect(decompressPoint(curve, compressPoint(point))).toEqual(point);
		}
	});

	it.each([
		['of another length', compressPoint(generator).slice(1)],
		['with another first byte', concat(new Uint8Array([4]), compressPoint(generator).slice(1))],
		[
			'whose X is not below p',
			concat(new Uint8Array([2]), new Uint8Array(curves[curve].size).fill(255))
		]
	])('%s are refused', (_, bytes) => {
		expect(() => decompressPoint(curve, bytes)).toThrow(
			expect.objectContaining({ code: 'CRYPTO_MALFORMED_KEY' })
		);
	});

	it('that are not on the curve are refused', () => {
		// About half of all X have no Y.
		const tried = Array.from({ length: 40 }, (_, i) => {
			const x = new Uint8Array(curves[curve].size);
			x[x.length - 1] = i;
			try {
				decompressPoint(curve, concat(new Uint8Array([2]), x));
				return true;
			} catch {
				return false;
			}
		});
		expect(tried).toContain(true);
		expect(tried).toContain(false);
	});
});

describe.each(names)('signatures on %s', (curve) => {
	it('verify in OpenSSL, and those of OpenSSL here', async () => {
		const pair = await generateSigningKey(curve);
		const der = rawToDerSignature(await signEcdsa(curve, pair.privateKey, message));
		const spki = Buffer.from(await crypto.subtle.exportKey('spki', pair.publicKey));
		const theirs = createPublicKey({ key: spki, format: 'der', type: 'spki' });
		const verifier = createVerify(curves[curve].hash.replace('-', '')).update(message);
		expect(verifier.verify(theirs, der)).toBe(true);

		const other = generateKeyPairSync('ec', { namedCurve: curve });
		const signed = nodeSign(curves[curve].hash.replace('-', ''), message, other.privateKey);
		const point = pointOf(other.publicKey.export({ format: 'der', type: 'spki' }), curve);
		const raw = derToRawSignature(curve, new Uint8Array(signed));
		expect(await verifyEcdsa(curve, point, message, raw)).toBe(true);
		expect(await verifyEcdsa(curve, point, flipBit(message, 0), raw)).toBe(false);
		expect(await verifyEcdsa(curve, point, message, flipBit(raw, 5))).toBe(false);
	});

	it('over a digest and over the message are the same thing', async () => {
		const pair = await generateSigningKey(curve);
		const point = await exportPublicPoint(pair.publicKey);
		const hash = await createStreamingHash(curve);
		for (const byte of message) hash.update(new Uint8Array([byte]));
		const streamed = hash.digest();
		expect(streamed).toEqual(await digest(curves[curve].hash, message));

		const byDigest = await signDigest(curve, pair.privateKey, streamed);
		expect(await verifyEcdsa(curve, point, message, byDigest)).toBe(true);
		const byMessage = await signEcdsa(curve, pair.privateKey, message);
		expect(await verifyDigest(curve, point, streamed, byMessage)).toBe(true);
		expect(await verifyDigest(curve, point, flipBit(streamed, 3), byMessage)).toBe(false);
	});

	it('have the commonest length in DER nearly always, and stay valid', async () => {
		const pair = await generateSigningKey(curve);
		const point = await exportPublicPoint(pair.publicKey);
		const { size } = curves[curve];
		let commonest = 0;
		for (let i = 0; i < 40; i++) {
			const der = fixedLengthDer(curve, await signEcdsa(curve, pair.privateKey, message));
			if (der.length === 2 * size + 7) commonest++;
			expect(await verifyEcdsa(curve, point, message, derToRawSignature(curve, der))).toBe(true);
		}
		// By chance alone half would; a leading zero byte, once in about 85 times, spoils it.
		expect(commonest).toBeGreaterThan(30);
	});

	it('come back from DER', () => {
		const { size } = curves[curve];
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 2 * size, maxLength: 2 * size }), (bytes) => {
				const raw = new Uint8Array(bytes);
				expect(derToRawSignature(curve, rawToDerSignature(raw))).toEqual(raw);
			})
		);
	});

	it('have one form only: a changed bit of the DER is another signature or none', () => {
		const raw = new Uint8Array(2 * curves[curve].size).map((_, i) => (i * 37 + 1) & 0xff);
		const der = rawToDerSignature(raw);
		for (let i = 0; i < der.length * 8; i++) {
			const changed = flipBit(der, i >> 3, i & 7);
			let read: Bytes | undefined;
			try {
				read = derToRawSignature(curve, changed);
			} catch {
				continue;
			}
			expect(read).not.toEqual(raw);
		}
	});
});

it.each([
	['nothing', ''],
	['no sequence', '31060201010201 01'],
	['a length that is not the rest', '3007020101020101'],
	['a number of no bytes', '30050200020101'],
	['a negative number', '3006020180020101'],
	['a number with a needless zero', '300702020001020101'],
	['a number that is too long', `3026022100${'ff'.repeat(33)}020101`],
	['a third number', '3009020101020101020101']
])('a signature in DER with %s is refused', (_, hex) => {
	expect(() => derToRawSignature('P-256', decodeHex(hex))).toThrow(
		expect.objectContaining({ code: 'CRYPTO_MALFORMED_ENCODING' })
	);
});

function pointOf(spki: Buffer, curve: CurveName): Bytes {
	return new Uint8Array(spki.subarray(-(1 + 2 * curves[curve].size)));
}
