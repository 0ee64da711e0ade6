/** What the page shows, as the fragment of an address: it stays in the browser and is sent nowhere. */
import { EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { fromBase64url, toBase64url } from '../engine/packed.ts';

/** Messages up to this many bytes travel in a link; larger ones stay in the page. */
export const mostInLink = 6000;

/** `bytes` stand in the link; `kept` is the number under which the page holds them. */
export type Place = { readonly bytes: Bytes } | { readonly kept: number } | undefined;

export interface Address {
	readonly first: Place;
	readonly second: Place;
}

/** `#first=AgV4…&second=~2`; empty for nothing. */
export function formatAddress({ first, second }: Address): string {
	const parts = [
		['first', first],
		['second', second]
	] as const;
	const text = parts
		.flatMap(([name, place]) => (place ? [`${name}=${formatPlace(place)}`] : []))
		.join('&');
	return text === '' ? '' : `#${text}`;
}

function formatPlace(place: Exclude<Place, undefined>): string {
	if ('kept' in place) return `~${place.kept}`;
	return toBase64url(place.bytes);
}

/**
 * Reads a fragment. It may come from anyone: what is no message's text is `broken`, and nothing else
 * is taken from it.
 */
export function parseAddress(hash: string): Address & { readonly broken: boolean } {
	const read = (name: string): { place: Place; broken: boolean } => {
		const text = new RegExp(`(?:^#|&)${name}=([^&]*)`).exec(hash)?.[1];
		if (text === undefined || text === '') return { place: undefined, broken: false };
		const kept = /^~(\d{1,6})$/.exec(text)?.[1];
		if (kept !== undefined) return { place: { kept: Number(kept) }, broken: false };
		if (text.length > mostInLink * 2) return { place: undefined, broken: true };
		try {
			return { place: { bytes: fromBase64url(text) }, broken: false };
		} catch (error) {
			if (!(error instanceof EncodingError)) throw error;
			return { place: undefined, broken: true };
		}
	};
	const [first, second] = [read('first'), read('second')];
	return { first: first.place, second: second.place, broken: first.broken || second.broken };
}
