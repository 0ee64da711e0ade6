import type { Pairs } from './fields.ts';

/** A pair as it is being typed. */
export interface Row {
	/** Tells rows apart while names are edited. */
	id: number;
	name: string;
	value: string;
}

export function rowsOf(pairs: Pairs): Row[] {
	return Object.entries(pairs).map(([name, value], id) => ({ id, name, value }));
}

/**
 * The context that rows of pairs stand for; rows left wholly empty do not count.
 * @returns a sentence instead when they stand for none
 */
export function pairsOf(
	rows: readonly Omit<Row, 'id'>[]
): { pairs: Record<string, string> } | { problem: string } {
	const pairs = new Map<string, string>();
	for (const { name, value } of rows) {
		if (name === '' && value === '') continue;
		if (name === '')
			return { problem: `The value “${value}” has no name. Give it one, or clear it.` };
		if (pairs.has(name))
			return { problem: `“${name}” is there twice. A name stands for one value.` };
		pairs.set(name, value);
	}
	return { pairs: Object.fromEntries(pairs) };
}
