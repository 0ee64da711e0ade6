/**
 * The compiled curriculum as the browser loads it: prerendered JSON, one file a module, served by
 * the service worker when there is no network.
 */
import { resolve } from '$app/paths';
import type {
	DrillBank,
	ExamView,
	MisconceptionFile,
	ModuleBank,
	ModuleLink,
	PackedBank,
	PackedDocument,
	PackedIndex,
	QuestionIndexEntry,
	TermBank
} from '#lib/content/index.ts';

export interface ContentIndex {
	version: string;
	modules: ModuleLink[];
	questions: QuestionIndexEntry[];
}

/** The file could not be loaded: no network before the first visit was complete, or a broken host. */
export class ContentUnavailableError extends Error {
	readonly code = 'content-unavailable';

	constructor(path: string, cause: unknown) {
		super(`Could not load ${path}`, { cause });
		this.name = 'ContentUnavailableError';
	}
}

const loaded = new Map<string, Promise<unknown>>();
const banks = new Map<string, Promise<ModuleBank>>();

/** Loads a JSON file of the build once; a failure is not remembered, so that a retry can succeed. */
function load<T>(path: string): Promise<T> {
	let promise = loaded.get(path) as Promise<T> | undefined;
	if (!promise) {
		promise = fetchJson<T>(path);
		loaded.set(path, promise);
		promise.catch(() => loaded.delete(path));
	}
	return promise;
}

async function fetchJson<T>(path: string): Promise<T> {
	try {
		const response = await fetch(new URL(path, new URL(resolve('/'), location.href)));
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		return (await response.json()) as T;
	} catch (cause) {
		throw new ContentUnavailableError(path, cause);
	}
}

export const loadIndex = () => load<ContentIndex>('data/index.json');
/** The questions of a module, unpacked once. */
export function loadBank(module: string): Promise<ModuleBank> {
	let bank = banks.get(module);
	if (!bank) {
		bank = Promise.all([
			load<PackedBank>(`data/modules/${module}.json`),
			import('./unpack.ts')
		]).then(([packed, { unpackBank }]) => unpackBank(packed));
		banks.set(module, bank);
		bank.catch(() => banks.delete(module));
	}
	return bank;
}
/** The profiles of the exams. */
export const loadExams = () => load<ExamView[]>('data/exams.json');
/** Which misconception each wrong option rests on. */
export const loadMisconceptions = () => load<MisconceptionFile>('data/misconceptions.json');
export const loadTerms = () => load<TermBank>('data/glossary.json');
export const loadDrills = () => load<DrillBank>('data/drills.json');
export const loadSearch = () =>
	load<{ index: PackedIndex; documents: PackedDocument[] }>('data/search.json');
