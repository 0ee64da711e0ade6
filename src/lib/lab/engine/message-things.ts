import type { Bytes } from '#lib/crypto/index.ts';
import { mapMessage } from '#lib/envelope/index.ts';
import type { Part, Thing } from '../stage/types.ts';
import { wrappedKeyThing } from './things.ts';
import { sizeText } from './words.ts';

/** What a message of the AWS Encryption SDK is made of, as the stage shows it: three things. */
export function messageThings(message: Bytes): Thing[] {
	const regions = mapMessage(message);
	const bytesOf = (offset: number, length: number) => message.slice(offset, offset + length);
	const one = (path: string) => {
		const region = regions.find((candidate) => candidate.path === path);
		return region && { ...region, bytes: bytesOf(region.offset, region.length) };
	};
	const from = (offset: number) => `at byte ${offset} of the message`;

	const wrapped = one('header.encryptedDataKeys[0].ciphertext');
	const frames = regions.filter(({ path }) => /^frames\[\d+\]\.tag$/.test(path)).length;
	const first = regions.find(({ path }) => path.startsWith('frames['));
	const last = regions.findLast(({ path }) => path.startsWith('frames['));
	const signature = one('footer.signature');
	const sealed: Part[] = [];
	let where = '';
	if (frames === 1) {
		const text = one('frames[0].ciphertext');
		where = `${text ? from(text.offset) : 'no bytes'}; the IV is the number of the frame`;
		sealed.push({ bytes: text?.bytes ?? new Uint8Array() });
		for (const name of ['IV', 'Tag']) {
			const part = one(`frames[0].${name.toLowerCase()}`);
			if (part) sealed.push({ name, bytes: part.bytes });
		}
	} else if (first && last) {
		const length = last.offset + last.length - first.offset;
		where = `${from(first.offset)}, in ${frames} frames`;
		sealed.push({ bytes: bytesOf(first.offset, length) });
	}
	if (signature) sealed.push({ name: 'Signature', bytes: signature.bytes });

	return [
		...(wrapped
			? [wrappedKeyThing(wrapped.bytes, `under the KMS key, ${from(wrapped.offset)}`)]
			: []),
		{
			kind: 'ciphertext',
			name: 'Ciphertext',
			note: `${sizeText(sealed[0]?.bytes.length ?? 0)}, under the data key, ${where}`,
			parts: sealed
		}
	];
}
