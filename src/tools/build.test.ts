import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputFiles, inputsHash, isBuilt, versionName } from './build.mjs';

let dir: string;

function write(file: string, text: string) {
	mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
	writeFileSync(path.join(dir, file), text);
}

beforeEach(() => {
	dir = mkdtempSync(path.join(tmpdir(), 'keywrap-build-'));
	write('package.json', '{ "version": "1.2.3" }');
	write('package-lock.json', '{}');
	write('vite.config.ts', '');
	write('content/glossary.yaml', '[]');
	write('static/icon.svg', '<svg/>');
	write('src/app.html', '<html>');
	write('src/lib/ui/index.ts', '');
	write('src/lib/ui/ui.test.ts', '');
	write('src/tools/build.mjs', '');
	write('src/tools/start.mjs', '');
	write('tests/e2e/home.test.ts', '');
	write('README.md', '');
});
afterEach(() => {
	rmSync(dir, { recursive: true });
});

test('a build depends on the app, its content and its configuration, not on tests', () => {
	expect(inputFiles(dir)).toEqual([
		'content/glossary.yaml',
		'package-lock.json',
		'package.json',
		'src/app.html',
		'src/lib/ui/index.ts',
		'src/tools/build.mjs',
		'src/tools/start.mjs',
		'static/icon.svg',
		'vite.config.ts'
	]);
});

test('equal inputs have an equal hash, and any change another one', () => {
	const hash = inputsHash(dir, '');
	expect(inputsHash(dir, '')).toBe(hash);
	const seen = new Set([hash, inputsHash(dir, '/team')]);
	for (const change of [
		() => {
			write('content/glossary.yaml', '[1]');
		},
		() => {
			write('src/new.ts', '');
		},
		() => {
			rmSync(path.join(dir, 'static/icon.svg'));
		},
		() => {
			write('static/icon2.svg', '<svg/>');
		},
		() => {
			write('package-lock.json', '{ }');
		}
	]) {
		change();
		const next = inputsHash(dir, '');
		expect(seen).not.toContain(next);
		seen.add(next);
	}
	write('src/lib/ui/ui.test.ts', 'changed');
	expect(seen).toContain(inputsHash(dir, ''));
});

test('the name of a build is the version and the inputs', () => {
	expect(versionName(dir, '0123456789abcdef')).toBe('1.2.3-0123456789ab');
});

test('a build is current only when it was finished and is of this version', () => {
	expect(isBuilt(dir, '1.2.3-a')).toBe(false);
	write('build/_app/version.json', '{ "version": "1.2.3-a" }');
	expect(isBuilt(dir, '1.2.3-a')).toBe(false);
	write('node_modules/.cache/keywrap/build.json', '{ "version": "1.2.3-a" }');
	write('node_modules/.cache/keywrap/chunks.json', '{}');
	expect(isBuilt(dir, '1.2.3-a')).toBe(true);
	expect(isBuilt(dir, '1.2.3-b')).toBe(false);
	write('build/_app/version.json', '{ "version": "dev" }');
	expect(isBuilt(dir, '1.2.3-a')).toBe(false);
});
