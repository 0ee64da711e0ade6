/**
 * What a build consists of: the list that `src/tools/precache.mjs` writes into the finished worker,
 * and what an address means in the light of it. Pure, so that it is tested without a browser.
 */

/** One file of the build. */
export interface Entry {
	/** Address relative to the worker's folder: `''` is the home page, `lab/` the page of a folder. */
	path: string;
	/** SHA-256 of the file, Base64: what has the same path and revision need not be fetched again. */
	revision: string;
}

export interface Precache {
	/** Names the list as a whole; the same files always give the same digest. Empty: not a finished build. */
	digest: string;
	entries: readonly Entry[];
}

/** The page for addresses that do not exist. */
export const NOT_FOUND = '404.html';

/**
 * Reads `digest revision:path revision:path …`, the form in which the list stands in the worker.
 * Text that is not such a list (the placeholder of a worker that was never finished) is no list.
 */
export function parsePrecache(text: string): Precache {
	const [digest = '', ...items] = text.split(' ');
	if (items.length === 0) return { digest: '', entries: [] };
	return {
		digest,
		entries: items.map((item) => {
			const at = item.indexOf(':');
			return { revision: item.slice(0, at), path: item.slice(at + 1) };
		})
	};
}

/** What an address of this app stands for in a build. */
export type Address =
	| { kind: 'file'; path: string }
	/** A folder without its slash, or its `index.html`: pages link relatively, so they have one address. */
	| { kind: 'moved'; path: string }
	| { kind: 'unknown' };

/** @param path relative to the worker's folder, as the URL spells it, without query */
export function readAddress(path: string, known: { has(path: string): boolean }): Address {
	if (known.has(path)) return { kind: 'file', path };
	if (known.has(`${path}/`)) return { kind: 'moved', path: `${path}/` };
	const folder = path.replace(/(^|\/)index\.html$/, '$1');
	if (folder !== path && known.has(folder)) return { kind: 'moved', path: folder };
	return { kind: 'unknown' };
}
