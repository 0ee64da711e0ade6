/**
 * JSON with one spelling for each value, after RFC 8785 (JSON Canonicalization Scheme): members
 * sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes them.
 * Members that are `undefined` are left out, as in JSON itself.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const object = value as Record<string, unknown>;
		const members = Object.keys(object)
			.filter((key) => object[key] !== undefined)
			.sort()
			.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
		return `{${members.join(',')}}`;
	}
	return JSON.stringify(value ?? null);
}
