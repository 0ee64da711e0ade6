/** Lists in pages: `Limit`, `Marker`, `NextMarker`, `Truncated`. */
import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8 } from '#lib/crypto/index.ts';
import { KmsError } from '../errors.ts';
import { assertRange } from './validate.ts';

interface Page<Item> {
	items: Item[];
	/** To be spread into the output. */
	rest: { Truncated: boolean; NextMarker?: string };
}

/**
 * One page of a list in the order of `nameOf` (AWS states no order). A marker names the last item of
 * its page, so items that come or go between pages neither repeat nor hide others.
 * @throws {KmsError} `ValidationException` for a limit out of range, `InvalidMarkerException`
 */
export function paginate<Item>(
	all: readonly Item[],
	nameOf: (item: Item) => string,
	{ Limit, Marker }: { Limit?: number | undefined; Marker?: string | undefined },
	limits: { readonly default: number; readonly most: number }
): Page<Item> {
	const { default: usual, most } = limits;
	if (Limit !== undefined) assertRange('limit', Limit, 1, most);
	const after = Marker === undefined ? undefined : readMarker(Marker);
	const named = all
		.map((item) => ({ item, name: nameOf(item) }))
		.filter(({ name }) => after === undefined || name > after)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const page = named.slice(0, Limit ?? usual);
	const last = page.at(-1);
	const items = page.map(({ item }) => item);
	if (!last || page.length === named.length) return { items, rest: { Truncated: false } };
	return { items, rest: { Truncated: true, NextMarker: writeMarker(last.name) } };
}

const prefix = 'after ';

function writeMarker(name: string): string {
	return encodeBase64(encodeUtf8(prefix + name));
}

function readMarker(marker: string): string {
	try {
		const text = decodeUtf8(decodeBase64(marker));
		if (text.startsWith(prefix)) return text.slice(prefix.length);
	} catch {
		// No marker of ours, whatever is wrong with it.
	}
	throw new KmsError('InvalidMarkerException', 'Could not deserialize marker');
}
