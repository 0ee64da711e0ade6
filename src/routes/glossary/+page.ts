import { resolve } from '$app/paths';
import { atDepth, type TermBank } from '#lib/content/index.ts';
import type { PageLoad } from './$types';

/** The terms of the flashcards: the build writes them into the page, later visits load that file. */
export const load: PageLoad = async ({ fetch }) => {
	const response = await fetch(resolve('data/glossary.json'));
	if (!response.ok) throw new Error(`HTTP ${response.status}`);
	const { terms } = (await response.json()) as TermBank;
	return { terms: atDepth(terms, 1) };
};
