import { error } from '@sveltejs/kit';
import { packBank } from '#lib/content/index.ts';
import { getBank, getModules } from '#lib/server/index.ts';
import type { EntryGenerator, RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

export const entries: EntryGenerator = async () =>
	(await getModules()).map(({ id }) => ({ module: id }));

/** The questions of one module: one chunk each, loaded when they are practised. */
export const GET: RequestHandler = async ({ params }) => {
	const bank = await getBank(params.module);
	if (!bank) error(404, 'There is no such module.');
	return Response.json(packBank(bank));
};
