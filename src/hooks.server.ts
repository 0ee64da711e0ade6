import type { Handle } from '@sveltejs/kit/hooks';

/** In every page: no page speaks to anybody but the app's own host. */
const own = "connect-src 'self'";
/**
 * Where a KMS is connected the address is not known before somebody types it, so that this one page
 * begins wider, and narrows itself to the endpoint that was chosen (lab/connect/narrow.ts).
 */
const wide = `${own} https: http://localhost:* http://127.0.0.1:*`;

/** The policy of a page is written by the build, in a meta element; while developing it is a header. */
export const handle: Handle = async ({ event, resolve }) => {
	if (event.route.id !== '/lab/connect') return resolve(event);
	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace(own, wide)
	});
	const header = response.headers.get('content-security-policy');
	if (header) response.headers.set('content-security-policy', header.replace(own, wide));
	return response;
};
