import { error } from '@sveltejs/kit';
import { getModule, getModules } from '#lib/server/index.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await getModules()).map(({ id }) => ({ module: id }));

export const load: PageServerLoad = async ({ params }) => {
	const module = await getModule(params.module);
	if (!module) error(404, 'There is no such module.');
	return { module };
};
