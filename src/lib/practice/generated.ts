/** Questions that templates make, among those of a session. Pure. */
import type { DrillBank, FactView } from '#lib/content/index.ts';
import { questionIdOf, type GeneratedQuestion, type LogEntry } from '#lib/study/index.ts';

/** What a session calls a question that a template makes. No id of the curriculum has the sign in it. */
export const nameOf = ({ template, version, seed }: GeneratedQuestion): string =>
	`${template}~${version}~${seed}`;

/** The question of such a name; nothing where it is the id of a question of the curriculum. */
export function generatedOf(name: string): GeneratedQuestion | undefined {
	const [, template, version, seed] = /^([\w-]+)~(\d+)~(\d+)$/.exec(name) ?? [];
	return template === undefined
		? undefined
		: { template, version: Number(version), seed: Number(seed) };
}

/** The facts that a template may need, by id. */
export const factsOf = ({ facts }: DrillBank): ReadonlyMap<string, FactView> =>
	new Map(facts.map((fact) => [fact.id, fact]));

/** The question of an entry, as a session calls it. */
export const askedIn = (entry: LogEntry): string | undefined =>
	typeof entry.question === 'object' ? nameOf(entry.question) : questionIdOf(entry);
