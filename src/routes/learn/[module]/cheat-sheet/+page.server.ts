import { error } from '@sveltejs/kit';
import { getModule, getModules, getSheet } from '#lib/server/index.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await getModules()).filter(({ hasSheet }) => hasSheet).map(({ id }) => ({ module: id }));

export const load: PageServerLoad = async ({ params }) => {
	const [module, sheet] = [await getModule(params.module), await getSheet(params.module)];
	if (!module || !sheet) error(404, 'There is no such cheat sheet.');
	const { id, number, title } = module;
	return { module: { id, number, title }, html: sheet.html };
};
