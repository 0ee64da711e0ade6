/** Addresses under which others find a scenario. */

const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;

/** Whether only this device can open an address. @throws {TypeError} where it is none */
export function isOwnAddress(address: string): boolean {
	const { protocol, hostname } = new URL(address);
	return protocol === 'file:' || loopback.test(hostname);
}

/**
 * The address of the app's first page, as somebody typed it: with a slash at its end, and nothing
 * behind it. `undefined` where it is no address that others could open.
 */
export function publicAddressOf(typed: string): string | undefined {
	const text = typed.trim();
	const full = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
	if (!URL.canParse(full)) return undefined;
	const url = new URL(full);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
	if (isOwnAddress(full) || !/[.:]/.test(url.hostname)) return undefined;
	// Whoever copies the address of a scenario means the app.
	const path = url.pathname.replace(/(^|\/)lab(\/.*)?$/, '$1').replace(/\/*$/, '/');
	return url.origin + path;
}

/** The address of a scenario at a step, in a state if there is more to it than the step. */
export function linkTo(
	app: string,
	{ scenario, step, state = '' }: { scenario: string; step: string; state?: string }
): string {
	return `${app}lab/${scenario}/#step=${step}${state && `&state=${state}`}`;
}
