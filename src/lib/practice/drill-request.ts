import type { GeneratedQuestion } from '#lib/study/index.ts';
import type { Query } from './recipe.ts';

/** What the address of `/practice/drills/` asks for; `broken` is one that names no question. */
export type DrillRequest =
	| { kind: 'list' }
	| { kind: 'template'; template: string }
	| { kind: 'question'; question: GeneratedQuestion }
	| { kind: 'broken'; problem: string };

const whole = (text: string | null, most: number): number | undefined =>
	text !== null && /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** Seeds are whole numbers below this. */
const SEEDS = 2 ** 32;

/** Reads the query of `/practice/drills/`. */
export function drillRequest(query: Query): DrillRequest {
	const template = query.get('template');
	if (template === null || template === '') return { kind: 'list' };
	if (!/^[\w-]{1,80}$/.test(template))
		return { kind: 'broken', problem: 'The name of the template in this address is no name.' };
	if (query.get('seed') === null && query.get('version') === null)
		return { kind: 'template', template };
	const version = whole(query.get('version'), 10_000);
	const seed = whole(query.get('seed'), SEEDS - 1);
	if (version === undefined || seed === undefined)
		return {
			kind: 'broken',
			problem: 'A link to a question needs a version and a seed, both whole numbers.'
		};
	return { kind: 'question', question: { template, version, seed } };
}

/** The query that names a question. */
export const drillQuery = ({ template, version, seed }: GeneratedQuestion): string =>
	`template=${template}&version=${version}&seed=${seed}`;
