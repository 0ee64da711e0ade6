import { resolve } from '$app/paths';

/** The address of a route inside this app, as content has it: with a slash in front, without the base. */
export const hrefOf = (path: string): string => resolve('/').replace(/\/$/, '') + path;
