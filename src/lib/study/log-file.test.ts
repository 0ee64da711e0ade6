import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	checksumOf,
	LogFileBadEntryError,
	LogFileError,
	MAX_LOG_FILE_LENGTH,
	parseLogFile,
	problemOf,
	serialiseLog,
	type LogEntry,
	type LogFile
} from './index.ts';
import { canonicalJson } from './canonical.ts';
import { answer, logs } from './study.testing.ts';

const exportedAt = new Date('2026-11-21T10:00:00Z');
const entry = answer('1', 'q', '2026-11-20T10:00:00.000Z', true);

/** A file around any entries, with a checksum that fits them. */
async function fileOf(entries: unknown[], more: Record<string, unknown> = {}): Promise<string> {
	const checksum = await checksumOf(entries);
	return JSON.stringify({ format: 'keywrap-log', version: 1, entries, checksum, ...more });
}

async function codeOf(text: string): Promise<string> {
	const error: unknown = await parseLogFile(text).then(
		() => 'no error',
		(reason: unknown) => reason
	);
	expect(error).toBeInstanceOf(LogFileError);
	return (error as LogFileError).code;
}

test('what was written can be read', async () => {
	await fc.assert(
		fc.asyncProperty(logs, async (log) => {
			const unique = [...new Map(log.map((item) => [item.id, item])).values()];
			const file = await parseLogFile(await serialiseLog(unique, exportedAt));
			expect(file.entries).toEqual(unique);
			expect(file.exportedAt).toBe('2026-11-21T10:00:00.000Z');
		})
	);
});

test('the file is stable, one entry a line', async () => {
	const text = await serialiseLog([entry], exportedAt);
	expect(text).toBe(`{
	"format": "keywrap-log",
	"version": 1,
	"exportedAt": "2026-11-21T10:00:00.000Z",
	"entries": [
		{"id":"1","device":"phone","at":"2026-11-20T10:00:00.000Z","kind":"answer","question":"q","contentVersion":"1","correct":true,"confidence":"sure"}
	],
	"checks": [
		"43001c73"
	],
	"checksum": "${await checksumOf([entry])}"
}
`);
	const empty = JSON.parse(await serialiseLog([], exportedAt)) as LogFile;
	// SHA-256 of the two bytes `[]`.
	expect(empty.checksum).toBe('4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945');
});

test('canonical JSON sorts members, keeps lists and leaves out what is undefined', () => {
	expect(canonicalJson({ b: [2, 1], a: { d: null, c: 'é\u2028' }, u: undefined, z: 1e21 })).toBe(
		'{"a":{"c":"é\u2028","d":null},"b":[2,1],"z":1e+21}'
	);
});

test('members and kinds of a later version are kept', async () => {
	const later = { ...entry, kind: 'exam', mood: { calm: [1, 2] } };
	const { entries } = await parseLogFile(await fileOf([later]));
	expect(entries).toEqual([later]);
});

test('a byte order mark and another layout do not matter', async () => {
	const pretty = JSON.stringify(JSON.parse(await fileOf([entry])), null, 4);
	expect((await parseLogFile(`\uFEFF${pretty}`)).entries).toEqual([entry]);
});

test('refuses what is no log', async () => {
	expect(await codeOf('')).toBe('log-file-not-json');
	expect(await codeOf((await fileOf([entry])).slice(0, -1))).toBe('log-file-not-json');
	for (const text of ['null', '[]', '"keywrap-log"', '{}', '{"format":"anki","version":1}']) {
		expect(await codeOf(text)).toBe('log-file-wrong-format');
	}
	expect(await codeOf(await fileOf([], { entries: {} }))).toBe('log-file-wrong-format');
	expect(await codeOf(await fileOf([], { checksum: undefined }))).toBe('log-file-wrong-format');
	expect(await codeOf(await fileOf([], { version: 0 }))).toBe('log-file-wrong-format');
	expect(await codeOf('[['.repeat(100_000))).toBe('log-file-not-json');
});

test('refuses a format of a later version, whatever else is in it', async () => {
	expect(await codeOf('{"format":"keywrap-log","version":2,"log":[]}')).toBe(
		'log-file-newer-version'
	);
});

test('refuses a log that was changed', async () => {
	const file = JSON.parse(await fileOf([entry])) as LogFile;
	(file.entries[0] as LogEntry).correct = false;
	expect(await codeOf(JSON.stringify(file))).toBe('log-file-bad-checksum');
});

test('refuses what is too long', async () => {
	expect(await codeOf(' '.repeat(MAX_LOG_FILE_LENGTH + 1))).toBe('log-file-too-big');
});

test('refuses names that reach prototypes, at any depth', async () => {
	const text = await fileOf([entry]);
	const attack = text.replace('"device"', '"__proto__":{"polluted":true},"device"');
	expect(await codeOf(attack)).toBe('log-file-forbidden-key');
	const deep = { ...entry, response: { chosen: [{ constructor: { prototype: 1 } }] } };
	expect(await codeOf(await fileOf([deep]))).toBe('log-file-forbidden-key');
	expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('refuses bottomless nesting', async () => {
	let response: unknown = 1;
	for (let i = 0; i < 50; i++) response = [response];
	expect(await codeOf(await fileOf([{ ...entry, response }]))).toBe('log-file-wrong-format');
});

test.each<[string, Record<string, unknown>]>([
	['no id', { id: undefined }],
	['an id that is a number', { id: 7 }],
	['an id without end', { id: 'x'.repeat(1000) }],
	['a time in words', { at: 'yesterday' }],
	['a time that does not exist', { at: '2026-13-01T00:00:00Z' }],
	['a local time', { at: '2026-11-20T10:00:00+02:00' }],
	['a kind that is no text', { kind: null }],
	['a question that is a number', { question: 5 }],
	['a template without seed', { question: { template: 't', version: 1 } }],
	['correct in words', { correct: 'yes' }],
	['an unknown confidence', { confidence: 'certain' }],
	['a negative time', { ms: -1 }]
])('refuses the whole file for one bad entry: %s', async (_, change) => {
	const bad = { ...entry, id: '2', ...change };
	await expect(parseLogFile(await fileOf([entry, bad]))).rejects.toMatchObject({
		code: 'log-file-bad-entry',
		index: 1
	});
	expect(problemOf(bad)).toBeTypeOf('string');
});

test('an id twice: once is enough if it says the same, else the file is refused', async () => {
	expect((await parseLogFile(await fileOf([entry, { ...entry }]))).entries).toEqual([entry]);
	await expect(parseLogFile(await fileOf([entry, { ...entry, correct: false }]))).rejects.toThrow(
		LogFileBadEntryError
	);
});

test('a damaged file says which entry is not as it was exported', async () => {
	const entries = Array.from({ length: 250 }, (_, i) =>
		answer(`e${i}`, 'q', '2026-11-20T10:00:00.000Z', true)
	);
	const text = await serialiseLog(entries, exportedAt);
	const reading = (changed: string) => parseLogFile(changed).catch((error: unknown) => error);
	const other = text.replace('"id":"e117"', '"id":"x117"');
	expect(await reading(other)).toMatchObject({ code: 'log-file-bad-checksum', index: 117 });
	const lines = text.split('\n');
	const without = lines.filter((line) => !line.includes('"e40"')).join('\n');
	expect(await reading(without)).toMatchObject({ code: 'log-file-bad-checksum', index: 40 });
	const broken = text.replace('"id":"e200"', '"id":"e200');
	expect(await reading(broken)).toMatchObject({
		code: 'log-file-not-json',
		damage: { entry: 201, line: 206, cutOff: false }
	});
	const cut = text.slice(0, text.indexOf('"id":"e90"') + 20);
	expect(await reading(cut)).toMatchObject({ damage: { entry: 91, cutOff: true } });
	const noEnd = lines.slice(0, -3).join('\n');
	expect(await reading(noEnd)).toMatchObject({ damage: { cutOff: true } });
	expect(await reading('a shopping list')).toMatchObject({ damage: undefined });
	// A file of before the checks cannot say where.
	const older = JSON.stringify({ ...(JSON.parse(other) as object), checks: undefined });
	expect(await reading(older)).toMatchObject({ code: 'log-file-bad-checksum', index: undefined });
});

test('reading pauses, and can be given up', async () => {
	const entries = Array.from({ length: 2500 }, (_, i) =>
		answer(`e${i}`, 'q', '2026-11-20T10:00:00.000Z', true)
	);
	const text = await serialiseLog(entries, exportedAt);
	const seen: [number, number][] = [];
	await parseLogFile(text, (done, of) => void seen.push([done, of]));
	expect(seen).toEqual([
		[0, 2500],
		[1000, 2500],
		[2000, 2500]
	]);
	const stop = () => Promise.reject(new Error('enough'));
	await expect(parseLogFile(text, stop)).rejects.toThrow('enough');
});
