import { loadScenario } from '#lib/lab/index.ts';
import type { PageLoad } from './$types';

/** The words come from the build; the code comes beside them, on the server and in the browser. */
export const load: PageLoad = async ({ data }) => ({
	...data,
	code: await loadScenario(data.scenario.id)
});
