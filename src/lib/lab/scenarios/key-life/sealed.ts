/** A document under a data key of its own, in the shape that the life of its KMS key is told on. */
import { concat, decryptAesGcm, encodeUtf8, encryptAesGcm, ivLength } from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import type { Pairs } from '../../engine/fields.ts';
import { contextThing, wrappedKeyThing } from '../../engine/things.ts';
import { sizeText } from '../../engine/words.ts';
import type { Thing } from '../../stage/types.ts';

/** What lies in storage, beside the encryption context. */
export interface Sealed {
	wrapped: Bytes;
	/** 12 bytes. */
	iv: Bytes;
	ciphertext: Bytes;
	/** 16 bytes. */
	tag: Bytes;
}

/** Encrypts a document with a data key; the context is authenticated with it. */
export async function sealWith(
	document: Bytes,
	key: { plaintext: Uint8Array; wrapped: Bytes },
	context: Pairs,
	random: RandomBytes
): Promise<Sealed> {
	const iv = random(ivLength);
	const sealed = await encryptAesGcm(document, {
		key: key.plaintext,
		iv,
		additionalData: bytesOfContext(context)
	});
	return { wrapped: key.wrapped, iv, ciphertext: sealed.ciphertext, tag: sealed.tag };
}

/** @throws {AuthenticationError} when data key, context and ciphertext do not belong together */
export function openWith(sealed: Sealed, dataKey: Uint8Array, context: Pairs): Promise<Bytes> {
	const { iv } = sealed;
	return decryptAesGcm(sealed, {
		key: dataKey,
		iv,
		additionalData: bytesOfContext(context)
	});
}

/** Whatever the order of its pairs, the same context is the same bytes. */
function bytesOfContext(context: Pairs): Bytes {
	const names = Object.keys(context).sort((a, b) => (a < b ? -1 : 1));
	return encodeUtf8(JSON.stringify(names.map((name) => [name, context[name]])));
}

/** Every byte of it, to tell whether one of them has changed. */
export function bytesOfSealed({ wrapped, iv, ciphertext, tag }: Sealed): Bytes {
	return concat(wrapped, iv, ciphertext, tag);
}

export function ciphertextThing({ iv, ciphertext, tag }: Sealed, name = 'Ciphertext'): Thing {
	return {
		kind: 'ciphertext',
		name,
		note: `${sizeText(ciphertext.length)}, opens with its data key`,
		parts: [
			{ bytes: ciphertext.slice() },
			{ name: 'IV', bytes: iv.slice() },
			{ name: 'Tag', bytes: tag.slice() }
		]
	};
}

/** What storage holds of one document. */
export function storedThings(sealed: Sealed, context: Pairs): Thing[] {
	return [
		wrappedKeyThing(sealed.wrapped),
		ciphertextThing(sealed),
		contextThing(context, 'in clear: it is no secret')
	];
}
