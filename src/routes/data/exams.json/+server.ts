import { getExams } from '#lib/server/index.ts';
import type { RequestHandler } from './$types';

export const prerender = true;
export const trailingSlash = 'never';

/** The profiles of the exams: for whoever prepares for one. */
export const GET: RequestHandler = async () => Response.json(await getExams());
