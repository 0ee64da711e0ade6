import type { Fact } from '#lib/content/index.ts';

/** Puts facts where texts have their marks, in every text of a value. */
export type Fill = <T>(value: T) => T;

export function filler(facts: readonly Fact[]): Fill {
	const byId = new Map(facts.map((fact) => [fact.id, fact]));
	const walk = (value: unknown): unknown => {
		if (typeof value === 'string')
			return value.replace(/\{\{(=?)([a-z0-9-]+)!?\}\}/g, (mark, whole: string, id: string) => {
				const fact = byId.get(id);
				return (whole ? fact?.statement : fact?.value) ?? mark;
			});
		if (Array.isArray(value)) return value.map(walk);
		if (typeof value === 'object' && value !== null)
			return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
		return value;
	};
	return (value) => walk(value) as typeof value;
}
