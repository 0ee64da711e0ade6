import { getGlossary } from '#lib/server/index.ts';

export const load = async () => ({ terms: await getGlossary() });
