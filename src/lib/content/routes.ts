const internal = /data-route="\/([^"]*)" href="[^"]*"/g;

/**
 * Makes the internal links of compiled content right for a page `depth` folders below the app's
 * first page: `/practice/` is 1 deep, `/learn/[module]/[lesson]/` is 3. Works on any value that
 * holds compiled HTML, can be applied again, and returns a copy.
 */
export function atDepth<T>(value: T, depth: number): T {
	const up = '../'.repeat(depth) || './';
	const walk = (part: unknown): unknown => {
		if (typeof part === 'string')
			return part.includes('data-route="')
				? part.replace(
						internal,
						(_, route: string) => `data-route="/${route}" href="${up}${route}"`
					)
				: part;
		if (Array.isArray(part)) return part.map(walk);
		if (typeof part === 'object' && part !== null)
			return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
		return part;
	};
	return walk(value) as T;
}
