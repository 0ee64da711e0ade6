import { getLicences } from '#lib/server/index.ts';

export const load = async () => ({ licences: await getLicences() });
