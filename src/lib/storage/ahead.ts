/**
 * What is on its way to the database. A page that is left or loaded anew takes its unfinished writes
 * with it, so each is noted first where noting is done at once, and whoever opens the log next
 * finishes it. A note is gone as soon as its write is complete, or has failed and was told of: the log
 * alone is the truth.
 */
import type { LogEntry } from '#lib/study/index.ts';
import type { BegunSession, Settings } from './settings.ts';

/** An entry with its own name and time, so that writing it twice writes it once. */
export type NotedEntry = Omit<LogEntry, 'device'>;

/** One write: an entry, settings of this browser, or the session that goes on (`null`: none does). */
export type Ahead =
	{ entry: NotedEntry } | { settings: Partial<Settings> } | { session: BegunSession | null };

const prefixOf = (name: string) => `keywrap-ahead:${name}:`;
/** Notes of this page, which finishes them itself. */
const own = new Set<string>();
let noted = 0;

/** Where a browser or a program has no such store, writes are as they were without notes. */
function store(): Storage | undefined {
	try {
		return typeof localStorage === 'undefined' ? undefined : localStorage;
	} catch {
		return undefined;
	}
}

/** An entry with a name and a time of its own, unless it has them, and free of what is no data. */
export function asNoted(
	entry: Omit<NotedEntry, 'id' | 'at'> & Partial<NotedEntry>,
	now: Date
): NotedEntry {
	return {
		id: crypto.randomUUID(),
		at: now.toISOString(),
		// As JSON, because that is what an export holds; and state of Svelte cannot be stored as it is.
		...(JSON.parse(JSON.stringify(entry)) as typeof entry)
	};
}

/** Notes a write, does it, and forgets the note: also when the write fails, which the caller tells. */
export async function keepAhead<T>(
	name: string,
	ahead: Ahead,
	write: () => Promise<T>
): Promise<T> {
	// In the order they were noted, across pages.
	const key = `${prefixOf(name)}${String(Date.now())}-${String(noted++).padStart(6, '0')}-${crypto.randomUUID()}`;
	try {
		// JSON has no `undefined`; a setting that is taken away has to say so.
		store()?.setItem(
			key,
			JSON.stringify(ahead, (_, value: unknown) => (value === undefined ? null : value))
		);
		own.add(key);
	} catch {
		// No room to note it: the write goes its way all the same.
	}
	try {
		return await write();
	} finally {
		forgetAhead([key]);
	}
}

/** Names of the notes that another page left behind, in the order they were made. */
export function aheadOf(name: string): string[] {
	const keys: string[] = [];
	const kept = store();
	for (let place = 0; kept && place < kept.length; place++) {
		const key = kept.key(place);
		if (key?.startsWith(prefixOf(name)) && !own.has(key)) keys.push(key);
	}
	return keys.sort();
}

/** What a note says; nothing where it cannot be read. */
export function readAhead(key: string): Ahead | undefined {
	try {
		const ahead = JSON.parse(store()?.getItem(key) ?? 'null') as Ahead | null;
		if (typeof ahead !== 'object' || ahead === null) return undefined;
		if ('settings' in ahead) {
			const settings = Object.entries(ahead.settings);
			return {
				settings: Object.fromEntries(settings.map(([name, value]) => [name, value ?? undefined]))
			};
		}
		return 'entry' in ahead || 'session' in ahead ? ahead : undefined;
	} catch {
		return undefined;
	}
}

export function forgetAhead(keys: readonly string[]): void {
	for (const key of keys) {
		own.delete(key);
		store()?.removeItem(key);
	}
}

/** Forgets every note, also those of this page: nothing of what is erased comes back. */
export function forgetAllAhead(name: string): void {
	forgetAhead([...aheadOf(name), ...own].filter((key) => key.startsWith(prefixOf(name))));
}
