import { getMisconceptionFile } from '#lib/server/index.ts';
import type { RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

/** Which misconception each wrong option rests on: for the page of progress alone. */
export const GET: RequestHandler = async () => Response.json(await getMisconceptionFile());
