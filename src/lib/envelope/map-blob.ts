/**
 * What every byte of a KMS ciphertext blob is, as far as is known. AWS documents the blob as opaque;
 * the outer form is what was observed on 455 genuine blobs of symmetric keys. Blobs of LocalKms
 * share it, and end with a mark that says so.
 */
import { decodeUtf8, encodeHex, encodeUtf8, equalBytes, ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { MalformedMessageError } from './errors.ts';
import { mapWith } from './map.ts';
import type { Region } from './map.ts';
import { describeBytes, uintOf } from './walk.ts';
import type { Walk } from './walk.ts';

const mark = encodeUtf8('keywrap-sim');
const tagLength = 16;

/** Object identifiers in DER contents, and what they name. */
const encryptedData = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
const data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const aes256Gcm = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e];

/** Maps a blob, whole or broken, as {@link mapMessage} maps a message. */
export function mapCiphertextBlob(blob: Uint8Array): Region[] {
	return mapWith(ownBytes(blob), walkBlob(blob));
}

function* walkBlob(blob: Uint8Array): Walk<void> {
	let at = 0;
	function* field(path: string, length: number, meaning: string, text?: string): Walk<Bytes> {
		const bytes = yield {
			path,
			length,
			describe: (read) => ({ value: text ?? describeBytes(read), meaning })
		};
		at += length;
		return bytes;
	}
	/** Bytes that are the same in every blob. */
	function* fixed(path: string, expected: readonly number[], meaning: string): Walk<void> {
		const start = at;
		const bytes = yield* field(path, expected.length, meaning);
		const wrong = bytes.findIndex((byte, i) => byte !== expected[i]);
		if (wrong >= 0)
			throw new MalformedMessageError(
				`Here blobs of KMS have ${encodeHex(new Uint8Array(expected))}; this one has ${encodeHex(bytes)}.`,
				{ offset: start + wrong }
			);
	}
	/** Tag and length of a DER element; the length of its contents. */
	function* element(name: string, tag: number, end: number, meaning: string): Walk<number> {
		const start = at;
		const bytes = blob.subarray(at);
		// A length of 128 and more stands in the bytes after its first (X.690 section 8.1.3).
		const digits = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) - 0x80 : 0;
		const head = yield* field(`form.${name}`, 2 + digits, meaning);
		if (head[0] !== tag)
			throw new MalformedMessageError(
				`This is not the DER form of KMS blobs: ${name} is missing.`,
				{
					offset: start
				}
			);
		const length = digits === 0 ? (head[1] ?? 0) : uintOf(head.subarray(2));
		if (digits > 3 || (length === 0x80 && digits === 0) || at + length > end)
			throw new MalformedMessageError('This length goes beyond what contains it.', {
				offset: start + 1
			});
		return length;
	}

	yield* field(
		'version',
		5,
		'Bytes at the beginning of every blob that was looked at; their meaning is not known.'
	);
	yield* field(
		'key',
		32,
		'Bytes that are the same for every blob of one KMS key: they tell KMS which key material to use.'
	);
	const lengthAt = at;
	const length = uintOf(yield* field('length', 4, 'How many bytes follow.'));
	if (at + length < blob.length)
		throw new MalformedMessageError('More bytes follow than the blob says.', { offset: lengthAt });
	const end = at + length;
	const sequence = 'A DER sequence: the elements after it, up to its length, belong to it.';
	yield* element('encryptedData', 0x30, end, sequence);
	yield* fixed(
		'form.contentType',
		[0x06, 0x09, ...encryptedData],
		'The object identifier of PKCS #7 encrypted data (1.2.840.113549.1.7.6).'
	);
	yield* element('content', 0xa0, end, 'The content of the encrypted data.');
	yield* element('body', 0x30, end, sequence);
	yield* fixed('form.contentVersion', [0x02, 0x01, 0x00], 'The version of that structure: 0.');
	yield* element('encryptedContent', 0x30, end, sequence);
	yield* fixed(
		'form.dataType',
		[0x06, 0x09, ...data],
		'The object identifier of plain data (1.2.840.113549.1.7.1).'
	);
	yield* element('algorithm', 0x30, end, sequence);
	yield* fixed(
		'form.algorithmId',
		[0x06, 0x09, ...aes256Gcm],
		'The object identifier of AES-256-GCM (2.16.840.1.101.3.4.1.46).'
	);
	yield* element('parameters', 0x30, end, sequence);
	yield* fixed('form.ivHead', [0x04, 0x0c], 'An octet string of 12 bytes follows.');
	yield* field('iv', 12, 'The nonce of AES-GCM, new for every call.');
	yield* fixed(
		'form.tagLength',
		[0x02, 0x01, 0x10],
		'The length of the authentication tag: 16 bytes.'
	);
	const sealed = yield* element('sealedHead', 0x80, end, 'The encrypted bytes follow.');
	yield* walkSealed(sealed);

	function* walkSealed(sealedLength: number): Walk<void> {
		const inner = sealedLength - tagLength - mark.length;
		const simulated =
			inner > 0 &&
			equalBytes(blob.subarray(at + sealedLength - mark.length, at + sealedLength), mark);
		if (!simulated) {
			yield* field(
				'ciphertext',
				sealedLength,
				'The encrypted bytes, their authentication tag of 16 bytes, and 11 bytes of which the meaning is not known.'
			);
			return;
		}
		yield* field('ciphertext', inner, 'The encrypted bytes, as many as the plaintext has.');
		yield* field(
			'tag',
			tagLength,
			'The authentication tag over ciphertext, header and encryption context.'
		);
		yield* field(
			'simulated',
			mark.length,
			'Where genuine blobs have 11 bytes of unknown meaning, this one says that it is simulated.',
			decodeUtf8(mark)
		);
	}
}
