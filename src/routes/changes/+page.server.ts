import { getChanges } from '#lib/server/index.ts';

/** Two years before the build: what moved since then is what older notes are likely to have wrong. */
export const load = async () => {
	const since = new Date();
	since.setUTCFullYear(since.getUTCFullYear() - 2);
	return { changes: await getChanges(), since: since.toISOString().slice(0, 10) };
};
