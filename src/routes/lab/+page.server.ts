import { getLabs } from '#lib/server/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => {
	const scenarios = await getLabs();
	return {
		scenarios: scenarios.map(({ id, title, summary, minutes }) => ({ id, title, summary, minutes }))
	};
};
