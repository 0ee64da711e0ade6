/** Things as most scenarios show them. Bytes are copied: a picture outlives what becomes of them. */
import { copyBytes, decodeUtf8, EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { Thing, Travel } from '../stage/types.ts';
import type { Pairs } from './fields.ts';
import { contextText, shortArn, sizeText } from './words.ts';

/** The text of bytes, or `undefined` where they are not UTF-8. */
function readText(bytes: Uint8Array): string | undefined {
	try {
		return decodeUtf8(bytes);
	} catch (error) {
		if (error instanceof EncodingError) return undefined;
		throw error;
	}
}

/** Bytes that anybody can read. */
export function plaintextThing(name: string, bytes: Bytes, note = 'in the clear'): Thing {
	const text = readText(bytes);
	return {
		kind: 'plaintext',
		name,
		note: `${sizeText(bytes.length)}, ${note}`,
		...(text === undefined ? {} : { text }),
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

export function contextThing(context: Pairs, note?: string): Thing {
	return {
		kind: 'context',
		name: 'Encryption context',
		text: contextText(context, '\n'),
		...(note ? { note } : {}),
		parts: []
	};
}

/** A KMS key, never drawn outside the HSM; `state` is what there is to say of it now. */
export function kmsKeyThing(arn: string, { name = 'KMS key', state = '' } = {}): Thing {
	return {
		kind: 'kms-key',
		name,
		note: shortArn(arn),
		...(state ? { text: state } : {}),
		parts: []
	};
}

export function dataKeyThing(key: Bytes): Thing {
	return {
		kind: 'data-key',
		name: 'Data key',
		note: `${sizeText(key.length)}, in the clear`,
		parts: [{ bytes: copyBytes(key) }]
	};
}

/** Where a data key was; the zeros that stand in its place, if they do. */
export function noDataKey(note: string, zeros?: Bytes): Thing {
	return {
		kind: 'data-key',
		name: 'No data key',
		note,
		parts: zeros ? [{ bytes: copyBytes(zeros) }] : [],
		gone: true
	};
}

export function wrappedKeyThing(wrapped: Bytes, note = 'opens in AWS KMS only'): Thing {
	return {
		kind: 'wrapped-key',
		name: 'Wrapped data key',
		note: `${sizeText(wrapped.length)}, ${note}`,
		parts: [{ bytes: copyBytes(wrapped) }]
	};
}

/** A request on the line to AWS KMS. */
export function request(operation: string, things: Thing[], from = 'application'): Travel {
	return { from, to: 'kms', operation, caption: 'request to AWS KMS', things };
}

/** An answer of AWS KMS on its way back. */
export function answer(operation: string, things: Thing[], to = 'application'): Travel {
	return { from: 'kms', to, operation, caption: 'response', things };
}
