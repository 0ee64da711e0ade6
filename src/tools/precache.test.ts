import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, writePrecache } from './precache.mjs';

const files = {
	'service-worker.js': 'const list=`%KEYWRAP_PRECACHE%`',
	'index.html': 'home',
	'lab/index.html': 'lab',
	'lab/__data.json': '{}',
	'_app/version.json': '{"version":"1.2"}',
	'_app/immutable/a.js': 'a',
	_headers: 'not served by the hosts that read it',
	'robots.txt': 'for robots',
	'.nojekyll': '',
	'screenshots/wide.png': 'for shops',
	'_app/immutable/a.js.map': 'for developers'
};

let dir: string;

function write(path: string, content: string) {
	mkdirSync(dirname(join(dir, path)), { recursive: true });
	writeFileSync(join(dir, path), content);
}
const worker = () => readFileSync(join(dir, 'service-worker.js'), 'utf8');

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'keywrap-precache-'));
	for (const [path, content] of Object.entries(files)) write(path, content);
});
afterEach(() => {
	rmSync(dir, { recursive: true });
});

test('lists what pages need by address and hash, and nothing else', () => {
	const { digest, files: count } = writePrecache(dir);
	const list = /^const list=`(.*)`$/.exec(worker())?.[1]?.split(' ') ?? [];
	expect(list[0]).toBe(digest);
	const paths = list.slice(1).map((item) => item.split(':')[1]);
	expect(paths.sort()).toEqual([
		'',
		'404.html',
		'_app/immutable/a.js',
		'_app/version.json',
		'lab/',
		'lab/__data.json'
	]);
	expect(count).toBe(6);
	const hash = createHash('sha256').update('lab').digest('base64');
	expect(list).toContain(`${hash}:lab/`);
});

test('leaves out what is of no use offline, and icons that only an installation asks for', () => {
	write('icon-512.png', 'large');
	write('icon.svg', 'drawn');
	writePrecache(dir, ['_app/immutable/a.js']);
	const paths = worker()
		.split(' ')
		.map((item) => item.split(':')[1]);
	expect(paths).not.toContain('_app/immutable/a.js');
	expect(paths).not.toContain('icon-512.png');
	expect(worker()).toContain(':icon.svg');
});

test('the worker changes exactly when a file does', () => {
	writePrecache(dir);
	const first = worker();
	write('service-worker.js', files['service-worker.js']);
	write('robots.txt', 'other words for robots');
	writePrecache(dir);
	expect(worker()).toBe(first);
	write('service-worker.js', files['service-worker.js']);
	write('lab/index.html', 'lab.');
	writePrecache(dir);
	expect(worker()).not.toBe(first);
});

test('a worker without the place for the list is refused', () => {
	writePrecache(dir);
	expect(() => writePrecache(dir)).toThrow('has no place for the precache list');
});

test('a name that the list cannot hold is refused', () => {
	expect(() => addressOf('data/two words.json')).toThrow('data/two words.json');
	expect(() => addressOf("it's.json")).toThrow("it's.json");
});

test('the page for unknown addresses runs nothing but what its policy names by hash', () => {
	writePrecache(dir);
	const html = readFileSync(join(dir, '404.html'), 'utf8');
	expect(html).not.toMatch(/%keywrap|\sstyle=|\son\w+=|<script [^>]*src/);
	const policy = /content="(default-src [^"]*)"/.exec(html)?.[1];
	for (const tag of ['script', 'style']) {
		const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)?.[1] ?? '';
		const hash = createHash('sha256').update(text).digest('base64');
		expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
	}
	expect(html).toContain('data-version="1.2"');
	expect(html).toContain('--paper: light-dark(');
});
