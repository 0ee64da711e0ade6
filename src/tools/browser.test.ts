import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBrowser } from './browser.mjs';
import { run } from './steps.mjs';

let dir: string;

beforeEach(() => {
	dir = mkdtempSync(path.join(tmpdir(), 'keywrap-browser-'));
});
afterEach(() => {
	rmSync(dir, { recursive: true });
});

/** Puts a program there that ends with `code`, as a browser asked for its version would with 0. */
function program(name: string, code = 0): string {
	const file = path.join(dir, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, `#!/bin/sh\nexit ${String(code)}\n`);
	chmodSync(file, 0o755);
	return file;
}

function world(more: { KEYWRAP_BROWSER?: string; own?: string }) {
	const { own, ...env } = more;
	return {
		env: { PATH: ['a', 'b'].map((name) => path.join(dir, name)).join(path.delimiter), ...env },
		platform: 'linux',
		playwright: () => Promise.resolve(own),
		runs: async (file: string) => (await run({ name: file, command: file })).ok
	};
}

test('KEYWRAP_BROWSER comes first', async () => {
	const named = program('named');
	const own = program('own');
	program('a/chromium');
	expect(await findBrowser(world({ KEYWRAP_BROWSER: named, own }))).toBe(named);
});

test('a KEYWRAP_BROWSER that does not start is an error, not a reason to take another', async () => {
	program('a/chromium');
	const broken = program('broken', 1);
	for (const KEYWRAP_BROWSER of [broken, path.join(dir, 'nowhere')]) {
		await expect(findBrowser(world({ KEYWRAP_BROWSER }))).rejects.toThrow(KEYWRAP_BROWSER);
	}
});

test("Playwright's own comes before the system's", async () => {
	const own = program('own');
	program('a/chromium');
	expect(await findBrowser(world({ own }))).toBe(own);
	expect(await findBrowser(world({ own: path.join(dir, 'not-downloaded') }))).toBe(
		path.join(dir, 'a/chromium')
	);
});

test('one that does not start is passed over', async () => {
	program('a/chromium', 1);
	program('a/chromium-browser', 10);
	const chrome = program('b/google-chrome');
	expect(await findBrowser(world({}))).toBe(chrome);
});

test('a file that may not be run is passed over', async () => {
	chmodSync(program('a/chromium'), 0o644);
	const other = program('b/chromium');
	expect(await findBrowser(world({}))).toBe(other);
});

test('finding none is an answer', async () => {
	expect(await findBrowser(world({}))).toBeUndefined();
});
