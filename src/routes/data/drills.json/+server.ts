import type { DrillBank } from '#lib/content/index.ts';
import { templates } from '#lib/drills/index.ts';
import { getFacts, getIndex } from '#lib/server/index.ts';
import type { RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

/** What pages tell of the templates without loading them, and the facts that their questions rest on. */
export const GET: RequestHandler = async () => {
	const [facts, { version, modules }] = await Promise.all([getFacts(), getIndex()]);
	const needed = new Set(templates.flatMap((template) => template.facts));
	const bank: DrillBank = {
		version,
		templates: templates.map(({ id, version, title, module, types, difficulty, exam, twins }) => ({
			id,
			version,
			title,
			module,
			moduleTitle: modules.find((one) => one.id === module)?.title ?? module,
			types,
			difficulty,
			exam: [...exam],
			...(twins === undefined ? {} : { twins })
		})),
		facts: facts.filter(({ id }) => needed.has(id))
	};
	return Response.json(bank);
};
