/**
 * From now on this document speaks to its own host and to one endpoint. Policies in a document only
 * ever add up, so that nothing can widen this one again but loading the page anew.
 */
export function narrowTo(address: string): void {
	const meta = document.createElement('meta');
	meta.httpEquiv = 'Content-Security-Policy';
	meta.content = `connect-src 'self' ${new URL(address).origin}`;
	document.head.append(meta);
}
