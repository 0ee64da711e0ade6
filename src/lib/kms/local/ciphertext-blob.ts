/**
 * The bytes of a `CiphertextBlob`: a simulated layout. AWS documents the blob as opaque; the outer
 * shape here follows what was observed on genuine blobs of AES-256 KMS keys, down to the length
 * (n + 135 bytes for n bytes of plaintext of the usual data key sizes):
 *
 *     01 01 02 00 78 | 32 bytes, constant per key | u32 length | DER
 *
 *     SEQUENCE {
 *       1.2.840.113549.1.7.6 (encrypted data), [0] { SEQUENCE { INTEGER 0, SEQUENCE {
 *         1.2.840.113549.1.7.1 (data),
 *         SEQUENCE { 2.16.840.1.101.3.4.1.46 (AES-256-GCM), SEQUENCE { OCTET STRING nonce, INTEGER 16 } },
 *         [0] ciphertext, tag, 11 bytes of unknown meaning
 *     } } } }
 *
 * Ours differs where nothing is known: the 32 bytes are the id of the key material, and the eleven
 * bytes say `keywrap-sim`, so that nobody takes such a blob for a genuine one.
 */
import { concat, encodeUtf8, equalBytes, tagLength } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { DerReader, derTag, writeDer } from './der.ts';

export interface CiphertextBlob {
	/** 32 bytes: which key material encrypted it. */
	keyMaterialId: Uint8Array;
	/** 12 bytes. */
	nonce: Uint8Array;
	ciphertext: Uint8Array;
	/** 16 bytes. */
	tag: Uint8Array;
}

const version = new Uint8Array([0x01, 0x01, 0x02, 0x00, 0x78]);
const headerLength = version.length + 32;
const nonceLength = 12;
const mark = encodeUtf8('keywrap-sim');

const encryptedData = new Uint8Array([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06]);
const data = new Uint8Array([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]);
const aes256Gcm = new Uint8Array([0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e]);

/** The clear header of a blob: version and key material id. It is authenticated with the context. */
export function blobHeader(keyMaterialId: Uint8Array): Bytes {
	return concat(version, keyMaterialId);
}

/** Lays out a blob. */
export function writeBlob({ keyMaterialId, nonce, ciphertext, tag }: CiphertextBlob): Bytes {
	const { sequence, explicit0, implicit0, objectId, integer, octets } = derTag;
	const algorithm = writeDer(
		sequence,
		writeDer(objectId, aes256Gcm),
		writeDer(sequence, writeDer(octets, nonce), writeDer(integer, new Uint8Array([tagLength])))
	);
	const content = writeDer(
		sequence,
		writeDer(objectId, data),
		algorithm,
		writeDer(implicit0, ciphertext, tag, mark)
	);
	const body = writeDer(
		sequence,
		writeDer(objectId, encryptedData),
		writeDer(explicit0, writeDer(sequence, writeDer(integer, new Uint8Array([0])), content))
	);
	const length = new Uint8Array(4);
	new DataView(length.buffer).setUint32(0, body.length);
	return concat(blobHeader(keyMaterialId), length, body);
}

/**
 * Reads a blob, or `undefined` where the bytes are not exactly one. Strict: what it accepts,
 * `writeBlob` would write byte for byte, so no changed byte of the frame goes unnoticed.
 */
export function readBlob(blob: Uint8Array): CiphertextBlob | undefined {
	const { sequence, explicit0, implicit0, objectId, integer, octets } = derTag;
	const outer = new DerReader(blob.subarray(headerLength + 4)).enter(sequence);
	outer.take(objectId);
	const inner = outer.enter(explicit0).enter(sequence);
	inner.take(integer);
	const content = inner.enter(sequence);
	content.take(objectId);
	const algorithm = content.enter(sequence);
	algorithm.take(objectId);
	const nonce = algorithm.enter(sequence).take(octets);
	const sealed = content.take(implicit0);
	if (nonce?.length !== nonceLength || !sealed || sealed.length < tagLength + mark.length)
		return undefined;
	const end = sealed.length - mark.length;
	const parsed = {
		keyMaterialId: blob.slice(version.length, headerLength),
		nonce: nonce.slice(),
		ciphertext: sealed.slice(0, end - tagLength),
		tag: sealed.slice(end - tagLength, end)
	};
	return equalBytes(writeBlob(parsed), blob) ? parsed : undefined;
}
