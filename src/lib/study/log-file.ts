import * as v from 'valibot';
import { canonicalJson } from './canonical.ts';
import {
	LogFileBadChecksumError,
	LogFileBadEntryError,
	LogFileForbiddenKeyError,
	LogFileNewerVersionError,
	LogFileNotJsonError,
	LogFileTooBigError,
	LogFileWrongFormatError,
	type Damage
} from './errors.ts';
import type { LogEntry } from './types.ts';

export const LOG_FORMAT = 'keywrap-log';
export const LOG_VERSION = 1;

/**
 * Characters of the longest file that is read: several hundred thousand answers, many years of
 * daily work, and still little enough for a phone to hold twice.
 */
export const MAX_LOG_FILE_LENGTH = 64 * 1024 * 1024;

/** How deep `response` and members of later versions may nest. */
const MAX_DEPTH = 16;

/** A log as a file: what `export` writes and `import` reads. */
export interface LogFile {
	format: typeof LOG_FORMAT;
	version: typeof LOG_VERSION;
	/** ISO 8601, UTC. */
	exportedAt: string;
	entries: LogEntry[];
	/**
	 * A short check of each entry, eight hexadecimal digits, a hundred entries a string: it says which
	 * entry is damaged. Files of before it have none.
	 */
	checks?: string[];
	/** SHA-256, lower-case hex, of the entries as canonical JSON in UTF-8. */
	checksum: string;
}

/** Called now and then during long work, with how much of it is done; the work waits for it. */
export type Pause = (done: number, of: number) => Promise<void> | void;

/** Entries that are read between two pauses. */
const PAUSE_AFTER = 1000;
/** Entries whose checks share a line. */
const CHECKS_A_LINE = 100;

const short = v.pipe(v.string(), v.maxLength(256));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const count = v.pipe(v.number(), v.finite());

/** Members that a later version adds are kept, so that an older device loses nothing in passing on. */
const LogEntrySchema = v.looseObject({
	id,
	device: id,
	at: v.pipe(
		v.string(),
		v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'is not a time in UTC'),
		v.check((at) => !Number.isNaN(Date.parse(at)), 'is not a time that exists')
	),
	kind: id,
	question: v.optional(v.union([id, v.looseObject({ template: id, version: count, seed: count })])),
	contentVersion: short,
	correct: v.optional(v.boolean()),
	confidence: v.optional(v.picklist(['sure', 'think-so', 'guess'])),
	ms: v.optional(v.pipe(count, v.minValue(0))),
	seed: v.optional(count),
	rejected: v.optional(
		v.pipe(v.array(v.looseObject({ option: count, reason: short })), v.maxLength(20))
	),
	undoes: v.optional(id),
	flagged: v.optional(v.boolean()),
	text: v.optional(v.pipe(v.string(), v.maxLength(100_000))),
	about: v.optional(short),
	source: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
	lesson: v.optional(short),
	exam: v.optional(id),
	questions: v.optional(v.pipe(v.array(id), v.maxLength(100_000))),
	module: v.optional(short)
});

const EnvelopeSchema = v.object({
	format: v.literal(LOG_FORMAT),
	version: v.pipe(v.number(), v.integer(), v.minValue(1)),
	exportedAt: v.optional(v.string()),
	entries: v.array(v.unknown()),
	checks: v.optional(v.array(v.string())),
	checksum: v.string()
});

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** @throws {LogFileForbiddenKeyError} @throws {LogFileWrongFormatError} nested too deep */
function inspect(value: unknown, depth = 0) {
	if (typeof value !== 'object' || value === null) return;
	if (depth > MAX_DEPTH) throw new LogFileWrongFormatError('The file nests too deep');
	for (const key of Object.keys(value)) {
		if (forbidden.has(key)) throw new LogFileForbiddenKeyError(`The file has a member "${key}"`);
		inspect((value as Record<string, unknown>)[key], depth + 1);
	}
}

/** SHA-256, lower-case hex, of the entries as canonical JSON in UTF-8. */
export async function checksumOf(entries: readonly unknown[]): Promise<string> {
	const bytes = new TextEncoder().encode(canonicalJson(entries));
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * What is wrong with an entry, in words for a developer; `undefined` if nothing is. What passes can
 * be exported and read again.
 */
export function problemOf(entry: unknown): string | undefined {
	const parsed = v.safeParse(LogEntrySchema, entry);
	if (parsed.success) return undefined;
	const [issue] = parsed.issues;
	return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`;
}

/** FNV-1a of an entry as canonical JSON, 32 bits in hexadecimal: finds damage, proves nothing. */
function checkOf(entry: unknown): string {
	const text = canonicalJson(entry);
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
		hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
	}
	return (hash >>> 0).toString(16).padStart(8, '0');
}

function checksOf(entries: readonly unknown[]): string[] {
	const lines: string[] = [];
	for (let i = 0; i < entries.length; i += CHECKS_A_LINE)
		lines.push(
			entries
				.slice(i, i + CHECKS_A_LINE)
				.map(checkOf)
				.join('')
		);
	return lines;
}

/** Position of the first entry that its check does not fit; of one that is missing or too many, too. */
function firstChanged(entries: readonly unknown[], checks: readonly string[]): number | undefined {
	const all = checks.join('');
	const count = Math.max(entries.length, Math.floor(all.length / 8));
	for (let i = 0; i < count; i++)
		if (i >= entries.length || checkOf(entries[i]) !== all.slice(i * 8, i * 8 + 8)) return i;
	return undefined;
}

/** Where text that is no JSON stops being what `serialiseLog` writes: one entry a line. */
function damageIn(text: string): Damage | undefined {
	const lines = text.split(/\r?\n/);
	const start = lines.findIndex((line) => /^\s*"entries":\s*\[\s*$/.test(line));
	if (start < 0) return undefined;
	const lastLine = lines.findLastIndex((line) => line.trim() !== '');
	for (let at = start + 1; at < lines.length; at++) {
		const line = (lines[at] ?? '').trim();
		if (line.startsWith(']')) break;
		const entry = at - start;
		try {
			JSON.parse(line.replace(/,$/, ''));
		} catch {
			return { line: at + 1, entry, cutOff: at >= lastLine };
		}
		// A line without a comma is the last: the list must end with it.
		if (!line.endsWith(',') && !(lines[at + 1] ?? '').trim().startsWith(']'))
			return { line: at + 1, entry, cutOff: at >= lastLine };
	}
	return { line: lastLine + 1, cutOff: !text.trimEnd().endsWith('}') };
}

/**
 * Writes a log as text of the file format.
 * @param exportedAt when, by the clock of the device
 */
export async function serialiseLog(
	entries: readonly LogEntry[],
	exportedAt: Date
): Promise<string> {
	const file: LogFile = {
		format: LOG_FORMAT,
		version: LOG_VERSION,
		exportedAt: exportedAt.toISOString(),
		entries: [...entries],
		checks: checksOf(entries),
		checksum: await checksumOf(entries)
	};
	// One entry a line: people and diff tools can read it.
	const { entries: list, checks = [], checksum, ...head } = file;
	const listed = (items: readonly unknown[]) => {
		const lines = items.map((item) => `\n\t\t${JSON.stringify(item)}`).join(',');
		return `[${lines}${lines && '\n\t'}]`;
	};
	const start = JSON.stringify(head, null, '\t').slice(0, -2);
	return `${start},\n\t"entries": ${listed(list)},\n\t"checks": ${listed(checks)},\n\t"checksum": "${checksum}"\n}\n`;
}

/**
 * Reads a log file. All of it is checked before any of it is returned.
 * @param pause to show how far it is, and to give up by rejecting
 * @throws {LogFileTooBigError} @throws {LogFileNotJsonError} @throws {LogFileWrongFormatError}
 * @throws {LogFileNewerVersionError} @throws {LogFileForbiddenKeyError}
 * @throws {LogFileBadEntryError} @throws {LogFileBadChecksumError}
 */
export async function parseLogFile(text: string, pause?: Pause): Promise<LogFile> {
	if (text.length > MAX_LOG_FILE_LENGTH) throw new LogFileTooBigError('The file is too long');
	let data: unknown;
	try {
		// Editors and some mail programs put a byte order mark in front.
		data = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (cause) {
		throw new LogFileNotJsonError('The file is not JSON', { cause, damage: damageIn(text) });
	}
	const head = v.safeParse(v.object({ format: v.literal(LOG_FORMAT), version: v.number() }), data);
	if (!head.success) throw new LogFileWrongFormatError('The file is no Keywrap log');
	if (head.output.version > LOG_VERSION) throw new LogFileNewerVersionError(head.output.version);
	const envelope = v.safeParse(EnvelopeSchema, data);
	if (!envelope.success) throw new LogFileWrongFormatError('The file is no complete Keywrap log');
	inspect(data);

	const { entries, checks, checksum, exportedAt } = envelope.output;
	const seen = new Map<string, LogEntry>();
	for (const [index, entry] of entries.entries()) {
		if (pause && index % PAUSE_AFTER === 0) await pause(index, entries.length);
		const problem = problemOf(entry);
		if (problem) throw new LogFileBadEntryError(index, problem);
		const valid = entry as LogEntry;
		const twin = seen.get(valid.id);
		if (twin && canonicalJson(twin) !== canonicalJson(valid)) {
			throw new LogFileBadEntryError(index, 'its id stands for another entry too');
		}
		seen.set(valid.id, valid);
	}
	if ((await checksumOf(entries)) !== checksum) {
		const changed = checks && firstChanged(entries, checks);
		throw new LogFileBadChecksumError('The entries are not those that were exported', changed);
	}
	return {
		format: LOG_FORMAT,
		version: LOG_VERSION,
		exportedAt: exportedAt ?? '',
		entries: [...seen.values()],
		...(checks ? { checks } : {}),
		checksum
	};
}
