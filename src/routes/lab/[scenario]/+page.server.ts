import { error } from '@sveltejs/kit';
import { getLab, getLabs } from '#lib/server/index.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await getLabs()).map(({ id }) => ({ scenario: id }));

export const load: PageServerLoad = async ({ params }) => {
	const scenario = await getLab(params.scenario);
	if (!scenario) error(404, 'The Lab has no such scenario.');
	return { scenario };
};
