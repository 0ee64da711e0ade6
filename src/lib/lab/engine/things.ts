/** Things as most scenarios show them. Bytes are copied: a picture outlives what becomes of them. */
import { copyBytes, decodeUtf8, EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { mapMessage } from '#lib/envelope/index.ts';
import type { Part, Thing, Travel } from '../stage/types.ts';
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

/** What a message of the AWS Encryption SDK is made of, as the stage shows it: three things. */
export function messageThings(message: Bytes): Thing[] {
	const regions = mapMessage(message);
	const bytesOf = (offset: number, length: number) => message.slice(offset, offset + length);
	const one = (path: string) => {
		const region = regions.find((candidate) => candidate.path === path);
		return region && { ...region, bytes: bytesOf(region.offset, region.length) };
	};
	const range = (offset: number, length: number) => `bytes ${offset} to ${offset + length - 1}`;

	const wrapped = one('header.encryptedDataKeys[0].ciphertext');
	const frames = regions.filter(({ path }) => /^frames\[\d+\]\.tag$/.test(path)).length;
	const first = regions.find(({ path }) => path.startsWith('frames['));
	const last = regions.findLast(({ path }) => path.startsWith('frames['));
	const signature = one('footer.signature');
	const sealed: Part[] = [];
	let where = '';
	if (frames === 1) {
		const text = one('frames[0].ciphertext');
		where = text ? range(text.offset, text.length) : 'no bytes';
		sealed.push({ bytes: text?.bytes ?? new Uint8Array() });
		for (const name of ['IV', 'tag']) {
			const part = one(`frames[0].${name.toLowerCase()}`);
			if (part)
				sealed.push({
					name: name === 'tag' ? 'Tag' : 'IV, the number of the frame',
					bytes: part.bytes
				});
		}
	} else if (first && last) {
		const length = last.offset + last.length - first.offset;
		where = `${range(first.offset, length)}, in ${frames} frames`;
		sealed.push({ bytes: bytesOf(first.offset, length) });
	}
	if (signature) sealed.push({ name: 'Signature', bytes: signature.bytes });

	return [
		...(wrapped
			? [wrappedKeyThing(wrapped.bytes, `${range(wrapped.offset, wrapped.length)} of the message`)]
			: []),
		{
			kind: 'ciphertext',
			name: 'Ciphertext',
			note: `${sizeText(sealed[0]?.bytes.length ?? 0)}, ${where} of the message`,
			parts: sealed
		}
	];
}

/** A request on the line to AWS KMS. */
export function request(operation: string, things: Thing[], from = 'application'): Travel {
	return { from, to: 'kms', operation, caption: 'request to AWS KMS', things };
}

/** An answer of AWS KMS on its way back. */
export function answer(operation: string, things: Thing[], to = 'application'): Travel {
	return { from: 'kms', to, operation, caption: 'response', things };
}
