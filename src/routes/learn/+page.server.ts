import { getModules } from '#lib/server/index.ts';

export const load = async () => ({ modules: await getModules() });
