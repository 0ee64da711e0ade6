/**
 * The service worker: the events. What a build consists of is in `precache.ts`, how builds are kept
 * in `builds.ts`. Messages from a page: `hello` with its version (answered with `welcome`), and
 * `take-over` once the user asked for the new build.
 */
import { self } from '$app/service-worker';
import {
	BASE,
	buildOf,
	deleteUnusedBuilds,
	expectClient,
	fileOf,
	greetClient,
	healOwnBuild,
	immutableFile,
	installOwnBuild,
	OWN,
	own
} from './builds.ts';
import { NOT_FOUND, readAddress } from './precache.ts';

/** How long an unknown address may keep a reader waiting for the network, in ms. */
const PATIENCE = 5000;

self.addEventListener('install', (event) => {
	event.waitUntil(installOwnBuild());
});

self.addEventListener('activate', (event) => {
	// Claims the very first page, so that it works offline without being loaded again.
	event.waitUntil(self.clients.claim().then(deleteUnusedBuilds));
});

self.addEventListener('message', (event) => {
	const message = event.data as { type?: unknown; version?: unknown } | null;
	if (message?.type === 'take-over') {
		event.waitUntil(self.skipWaiting());
	} else if (message?.type === 'hello' && typeof message.version === 'string') {
		event.waitUntil(greet(event.source as Client | null, message.version));
	}
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	const ours = url.origin === BASE.origin && url.pathname.startsWith(BASE.pathname);
	if (own.size === 0 || request.method !== 'GET' || !ours) return;
	const path = url.pathname.slice(BASE.pathname.length);
	event.respondWith(
		request.mode === 'navigate' ? openPage(event, path, url) : openFile(event, path, url)
	);
});

async function greet(client: Client | null, version: string) {
	if (!client) return;
	const build = await greetClient(client.id, version);
	client.postMessage({ type: 'welcome', behind: build !== '' && build !== OWN });
	// Without a network the next hello tries again.
	await healOwnBuild().catch(() => undefined);
	await deleteUnusedBuilds();
}

/** A new page always runs the worker's own build. */
async function openPage(event: FetchEvent, path: string, url: URL): Promise<Response> {
	const address = readAddress(path, own);
	if (address.kind === 'moved') return moved(address.path, url);
	if (address.kind === 'file') {
		const page = await fileOf(OWN, address.path);
		event.waitUntil(expectClient(event.resultingClientId, page ? OWN : ''));
		return page ?? fetch(event.request);
	}
	// A build newer than this one may have a page there: the link that somebody shares today.
	event.waitUntil(expectClient(event.resultingClientId, ''));
	const response = await fetchSoon(event.request);
	if (response && (response.ok || response.type === 'opaqueredirect')) return response;
	const page = await fileOf(OWN, NOT_FOUND);
	return page
		? new Response(page.body, { status: 404, statusText: 'Not Found', headers: page.headers })
		: Response.error();
}

/** @returns nothing if there is no network, or none to speak of */
async function fetchSoon(request: Request): Promise<Response | undefined> {
	const patience = new AbortController();
	const timer = setTimeout(() => {
		patience.abort();
	}, PATIENCE);
	try {
		return await fetch(request, { signal: patience.signal });
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
	}
}

/** What a page asks for comes from the build that the page runs. */
async function openFile(event: FetchEvent, path: string, url: URL): Promise<Response> {
	const build = await buildOf(event.clientId);
	if (event.resultingClientId && build !== undefined) {
		event.waitUntil(expectClient(event.resultingClientId, build));
	}
	const fresh = build === '' ? await fetch(event.request).catch(() => undefined) : undefined;
	if (fresh?.ok) return fresh;
	const file =
		(build && (await fileOf(build, path))) ||
		(own.has(path) && (await fileOf(OWN, path))) ||
		(path.startsWith('_app/immutable/') && (await immutableFile(path)));
	if (file) return file;
	const address = readAddress(path, own);
	return address.kind === 'moved' ? moved(address.path, url) : (fresh ?? fetch(event.request));
}

function moved(path: string, from: URL): Response {
	const to = new URL(path, BASE);
	to.search = from.search;
	return Response.redirect(to.href, 308);
}
