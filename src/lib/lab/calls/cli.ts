/**
 * A call as a command of the AWS CLI, version 2, for a POSIX shell. The CLI takes a blob as base64
 * text (its own default; `fileb://` names a file of the raw bytes), a map of plain words as
 * `key=value`, and any list, map or structure as JSON.
 */
import { wireForm } from '#lib/kms/index.ts';
import { membersOf, regionOf, spelled } from './call.ts';
import type { SampledCall } from './call.ts';

export function cliSample(call: SampledCall): string {
	const members = membersOf(call.request);
	const command = `aws kms ${spelled(call.operation, '-')}`;
	const region = `--region ${regionOf(call)}`;
	const options = members.some(([, value]) => needsJson(value))
		? [`--cli-input-json ${quotedWord(JSON.stringify(wireForm(call.request)))}`]
		: members.map(([name, value]) => option(spelled(name, '-'), value));
	const endpoint = call.own?.endpoint;
	const at = endpoint === undefined ? [] : [`--endpoint-url ${word(endpoint)}`];
	const lines = [command, ...options, region, ...at];
	return lines.join(' ').length <= 72 ? lines.join(' ') : lines.join(' \\\n  ');
}

/**
 * A text that no argument can carry as it is: the CLI would take `file://…` for the name of a file to
 * read, an argument has no NUL, and a tab pasted into a shell asks it to complete a word. JSON has an
 * escape for each, and its members are read as they stand.
 */
function needsJson(value: unknown): boolean {
	return (
		typeof value === 'string' &&
		(/^(?:fileb?|https?):\/\//.test(value) || /[^\P{Cc}\n]|\p{Cs}/u.test(value))
	);
}

function option(name: string, value: unknown): string {
	if (value === true) return `--${name}`;
	if (value === false) return `--no-${name}`;
	if (value instanceof Date) return `--${name} ${isoTime(value)}`;
	if (value instanceof Uint8Array) return `--${name} ${word(wireForm(value) as string)}`;
	if (typeof value === 'string') {
		// Otherwise a value with a dash in front would be taken for an option.
		if (value.startsWith('-')) return `--${name}=${quotedWord(value)}`;
		return `--${name} ${word(value)}`;
	}
	if (typeof value !== 'object' || value === null) return `--${name} ${String(value)}`;
	return `--${name} ${shorthand(value) ?? quotedWord(JSON.stringify(wireForm(value)))}`;
}

/** `key=value` pairs and lists of words, where every part is so plain that it can mean nothing else. */
function shorthand(value: object): string | undefined {
	if (!Array.isArray(value)) return pairs(value);
	if (value.length === 0) return undefined;
	const items = value.map((item: unknown) => {
		if (typeof item === 'string') return isPlain(item) ? item : undefined;
		return typeof item === 'object' && item !== null ? pairs(item) : undefined;
	});
	return items.includes(undefined) ? undefined : items.join(' ');
}

function pairs(value: object): string | undefined {
	const entries = Object.entries(value);
	const plain = entries.every(
		([key, item]) => /^[A-Za-z0-9_-]+$/.test(key) && typeof item === 'string' && isPlain(item)
	);
	if (!plain || entries.length === 0 || entries[0]?.[0].startsWith('-')) return undefined;
	return entries.map(([key, item]) => `${key}=${String(item)}`).join(',');
}

function isPlain(text: string): boolean {
	return /^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$/.test(text) && !text.includes('://');
}

/** Seconds unless the time is finer. */
function isoTime(time: Date): string {
	return time.toISOString().replace('.000Z', 'Z');
}

/** One argument, quoted only where a shell would read something into it. */
function word(text: string): string {
	return /^[A-Za-z0-9_/][A-Za-z0-9_.,:/@%+=-]*$/.test(text) ? text : quotedWord(text);
}

/** Inside single quotes a POSIX shell reads nothing; the quote itself stands outside, escaped. */
function quotedWord(text: string): string {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
