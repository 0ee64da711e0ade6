/**
 * How builds are kept: one cache a build, complete or not used at all, and a note of which page
 * runs which build. A page is answered from the build it was loaded from for as long as it is open.
 */
import { version } from '$app/env';
import { self } from '$app/service-worker';
import { NOT_FOUND, parsePrecache, type Entry } from './precache.ts';

/** The folder of the worker is the folder of the app, wherever it was put. */
export const BASE = new URL('./', self.location.href);

// The build tool puts the list in the place of the text between the quotes.
const LIST = '%KEYWRAP_PRECACHE%';
const { digest, entries } = parsePrecache(LIST);

/** The files of this worker's own build, by path. Empty in a worker that the build tool did not finish. */
export const own: ReadonlyMap<string, Entry> = new Map(entries.map((entry) => [entry.path, entry]));

// One origin may carry several copies of the app in different folders: each minds its own caches.
const PREFIX = `keywrap ${BASE.pathname} `;
const CLIENTS = `keywrap-clients ${BASE.pathname}`;
/** The cache of this worker's own build. */
export const OWN = `${PREFIX}${version} ${digest}`;

/** Written last: a cache that has it is complete, and it says which revisions the cache holds. */
const RECORD = new URL('.precache', BASE).href;
/** Header of the record: when the build was installed, in ms since 1970. */
const MADE = 'x-keywrap-made';
const PARALLEL = 6;
/** How long a page may take from its first answer to its first word. */
const GRACE = 10_000;

const urlOf = (path: string) => new URL(path, BASE).href;

/** The stored file of a build, or nothing if the build or the file is not held. */
export function fileOf(build: string, path: string): Promise<Response | undefined> {
	return caches.match(urlOf(path), { cacheName: build, ignoreVary: true });
}

/** A file whose name holds its hash is the same in whichever build it is found. */
export async function immutableFile(path: string): Promise<Response | undefined> {
	for (const build of await heldBuilds()) {
		const file = await fileOf(build, path);
		if (file) return file;
	}
	return undefined;
}

/**
 * Makes the own build complete: takes over from older builds what has not changed, fetches the
 * rest, and starts where an interrupted attempt stopped.
 * @throws {Error} if a file is missing on the host or is not the file of this build (a deployment
 * that is still under way); what was stored stays for the next attempt and is not used until then
 */
export async function installOwnBuild(): Promise<void> {
	if (own.size === 0) return;
	const cache = await caches.open(OWN);
	const older = await revisionsHeld();
	const missing = [...own.values()];
	const work = async () => {
		for (let entry = missing.shift(); entry; entry = missing.shift()) {
			const { path, revision } = entry;
			if (await cache.match(urlOf(path), { ignoreVary: true })) continue;
			const build = older.get(`${revision}:${path}`);
			const unchanged = build && (await fileOf(build, path));
			await cache.put(urlOf(path), unchanged || (await download(entry)));
		}
	};
	await Promise.all(Array.from({ length: PARALLEL }, work));
	await cache.put(RECORD, new Response(LIST, { headers: { [MADE]: String(Date.now()) } }));
}

/** Restores the own build if the browser or the user emptied storage behind the worker's back. */
export async function healOwnBuild(): Promise<void> {
	if (!(await recordOf(OWN))) await installOwnBuild();
}

/** Fetches one file past the HTTP cache; its hash must be the one that the build was made with. */
async function download({ path, revision }: Entry): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(urlOf(path), { cache: 'reload', integrity: `sha256-${revision}` });
	} catch (cause) {
		throw new Error(`${urlOf(path)} cannot be reached, or is not the file of this build`, {
			cause
		});
	}
	// Some hosts serve the page for missing addresses with the status of its purpose.
	if (!response.ok && path !== NOT_FOUND) {
		throw new Error(`${urlOf(path)} answers with status ${response.status}`);
	}
	// A response that came by way of a redirect may not answer a navigation; its copy may.
	return response.redirected || !response.ok
		? new Response(response.body, { headers: response.headers })
		: response;
}

const recordOf = (build: string) => caches.match(RECORD, { cacheName: build });
const madeAt = (record: Response | undefined) => Number(record?.headers.get(MADE) ?? 0);

async function heldBuilds(): Promise<string[]> {
	return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

/** `revision:path` of every file in a complete build, with the build that holds it. */
async function revisionsHeld(): Promise<Map<string, string>> {
	const held = new Map<string, string>();
	for (const build of await heldBuilds()) {
		const record = await recordOf(build);
		if (!record) continue;
		for (const { path, revision } of parsePrecache(await record.text()).entries) {
			held.set(`${revision}:${path}`, build);
		}
	}
	return held;
}

/** Which build a page runs. `''`: one that is not held here, so that its files come from the network. */
interface Note {
	build: string;
	/** When the page was first answered, in ms since 1970; 0 once the page has spoken. */
	since: number;
}

// The worker is stopped between events; the cache of notes outlives it, this map only saves reads.
const notes = new Map<string, Note>();
const noteUrl = (client: string) => new URL(`.client/${client}`, BASE).href;

async function noteOf(client: string): Promise<Note | undefined> {
	const known = notes.get(client);
	if (known) return known;
	const stored = await caches.match(noteUrl(client), { cacheName: CLIENTS });
	if (!stored) return undefined;
	const note = (await stored.json()) as Note;
	notes.set(client, note);
	return note;
}

async function writeNote(client: string, note: Note): Promise<void> {
	notes.set(client, note);
	const cache = await caches.open(CLIENTS);
	await cache.put(noteUrl(client), Response.json(note));
}

/** The build a page runs, `''` if that build is not held, nothing if the page is not known. */
export async function buildOf(client: string): Promise<string | undefined> {
	return client === '' ? undefined : (await noteOf(client))?.build;
}

/** Notes that a page (or a Worker of a page) is being loaded from `build`. */
export async function expectClient(client: string, build: string): Promise<void> {
	if (client !== '') await writeNote(client, { build, since: Date.now() });
}

/**
 * Notes the build of a page that says which version it runs.
 * @returns the build; `''` if it is not held
 */
export async function greetClient(client: string, pageVersion: string): Promise<string> {
	// Where this worker's own answer loaded the page, that is more exact than what the page knows.
	let build = (await noteOf(client))?.build;
	if (build === undefined || (build === '' && pageVersion === version)) {
		const held = (await heldBuilds()).filter((name) => name.startsWith(`${PREFIX}${pageVersion} `));
		build = held.includes(OWN) ? OWN : (held[0] ?? '');
	}
	await writeNote(client, { build, since: 0 });
	return build;
}

/** Deletes older builds that no open page runs. While a page has not said what it runs, all stay. */
export async function deleteUnusedBuilds(): Promise<void> {
	if (own.size === 0) return;
	const older = await olderBuilds();
	// A build that is just being made looks unfinished, and old if it is one that comes back.
	const { installing, waiting } = self.registration;
	if (installing ?? waiting) return;

	const open = await self.clients.matchAll({ includeUncontrolled: true, type: 'all' });
	const openIds = new Set(open.map(({ id }) => id));
	const cache = await caches.open(CLIENTS);
	const used = new Set<string>();
	for (const { url } of await cache.keys()) {
		const client = url.slice(noteUrl('').length);
		const note = await noteOf(client);
		if (!note) continue;
		if (openIds.has(client) || Date.now() - note.since < GRACE) {
			used.add(note.build);
		} else {
			notes.delete(client);
			await cache.delete(url);
		}
	}
	for (const { id, type, url } of open) {
		if (type === 'window' && url.startsWith(BASE.href) && !(await noteOf(id))) return;
	}
	await Promise.all(older.filter((build) => !used.has(build)).map((name) => caches.delete(name)));
}

/** The builds from before this worker's own; a replaced worker must not touch its successor's. */
async function olderBuilds(): Promise<string[]> {
	const made = madeAt(await recordOf(OWN));
	const builds = [];
	for (const build of await heldBuilds()) {
		if (build !== OWN && madeAt(await recordOf(build)) < made) builds.push(build);
	}
	return builds;
}
