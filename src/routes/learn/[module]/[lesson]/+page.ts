import { browser } from '$app/env';
import { passagesOf } from '#lib/learn/index.ts';
import type { PageLoad } from './$types';

/** The data of a lesson has everything but what is only read; that is in its page (`Passages`). */
export const load: PageLoad = async ({ data, params, fetch }) => {
	if (!browser) return data;
	const passages = await passagesOf(`${params.module}/${params.lesson}`, fetch);
	return { lesson: { ...data.lesson, passages } };
};
