import { atDepth, type TermBank } from '#lib/content/index.ts';
import { getGlossary, getIndex } from '#lib/server/index.ts';
import type { RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

/** The terms: for the flashcards at `/practice/cards/`, and for the glossary. */
export const GET: RequestHandler = async () => {
	const [terms, { version }] = await Promise.all([getGlossary(), getIndex()]);
	return Response.json(atDepth({ version, terms }, 2) satisfies TermBank);
};
