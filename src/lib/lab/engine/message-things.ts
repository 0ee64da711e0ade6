import type { Bytes } from '#lib/crypto/index.ts';
import { mapMessage } from '#lib/envelope/index.ts';
import type { Part, Thing } from '../stage/types.ts';
import { wrappedKeyThing } from './things.ts';
import { sizeText } from './words.ts';

/**
 * What a message of the AWS Encryption SDK is made of, as the stage shows it: in one frame what is in
 * its header, the context if it is given, and what is in its frames and its footer.
 */
export function messageThings(message: Bytes, context?: Thing): Thing[] {
	const regions = mapMessage(message);
	const bytesOf = (offset: number, length: number) => message.slice(offset, offset + length);
	const one = (path: string) => {
		const region = regions.find((candidate) => candidate.path === path);
		return region && { ...region, bytes: bytesOf(region.offset, region.length) };
	};

	const wrapped = one('header.encryptedDataKeys[0].ciphertext');
	const frames = regions.filter(({ path }) => /^frames\[\d+\]\.tag$/.test(path)).length;
	const first = regions.find(({ path }) => path.startsWith('frames['));
	const last = regions.findLast(({ path }) => path.startsWith('frames['));
	const signature = one('footer.signature');
	const sealed: Part[] = [];
	if (frames === 1) {
		sealed.push({ bytes: one('frames[0].ciphertext')?.bytes ?? new Uint8Array() });
		for (const [name, path] of [
			['IV', 'iv'],
			['Tag', 'tag']
		] as const) {
			const part = one(`frames[0].${path}`);
			if (part) sealed.push({ name, bytes: part.bytes });
		}
	} else if (first && last) {
		const length = last.offset + last.length - first.offset;
		sealed.push({ bytes: bytesOf(first.offset, length) });
	}

	const within = `One message, ${sizeText(message.length)}`;
	const things: Thing[] = [
		...(context ? [context] : []),
		...(wrapped
			? [
					{
						...wrappedKeyThing(wrapped.bytes),
						note: `Header: ${sizeText(wrapped.length)} under the KMS key`
					}
				]
			: []),
		{
			kind: 'ciphertext',
			name: 'Ciphertext',
			note: `${frames === 1 ? 'Frame' : `${frames} frames`}: ${sizeText(sealed[0]?.bytes.length ?? 0)} under a key derived from the data key`,
			parts: sealed
		},
		...(signature
			? [
					{
						kind: 'signature' as const,
						name: 'Signature',
						note: `Footer: ${sizeText(signature.length)}, over all of it`,
						parts: [{ bytes: signature.bytes }]
					}
				]
			: [])
	];
	return things.map((thing) => ({ ...thing, within }));
}
