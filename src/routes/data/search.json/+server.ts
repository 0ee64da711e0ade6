import { getSearchDocuments } from '#lib/server/index.ts';
import type { RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

export const GET: RequestHandler = async () => Response.json(await getSearchDocuments());
