import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from './static-server.mjs';

let dir: string;
let server: Awaited<ReturnType<typeof serve>>;
let below: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
	const parent = mkdtempSync(path.join(tmpdir(), 'keywrap-serve-'));
	dir = path.join(parent, 'build');
	writeFileSync(path.join(parent, 'secret.txt'), 'secret');
	mkdirSync(path.join(parent, 'build-old'));
	writeFileSync(path.join(parent, 'build-old/secret.txt'), 'secret');
	const files: Record<string, string> = {
		'index.html': '<h1>Home</h1>',
		'404.html': '<h1>No such page</h1>',
		'learn/index.html': '<h1>Learn</h1>',
		'_app/immutable/x.js': `export default '${'x'.repeat(1000)}';`,
		'data/index.json': '{}',
		'icon.svg': '<svg/>',
		'manifest.webmanifest': '{}',
		'picture.png': 'png',
		'with space.txt': 'found'
	};
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
		writeFileSync(path.join(dir, name), text);
	}
	mkdirSync(path.join(dir, 'empty'));
	symlinkSync(path.join(parent, 'secret.txt'), path.join(dir, 'link.txt'));
	server = await serve({ dir, port: 0 });
	below = await serve({ dir, port: 0, prefix: '/team/keywrap' });
});

afterAll(async () => {
	await server.close();
	await below.close();
	rmSync(path.dirname(dir), { recursive: true });
});

/** Sends a request line as it stands: `fetch` would tidy the path first. */
function raw(target: string, headers = ''): Promise<string> {
	return new Promise((resolve, reject) => {
		let answer = '';
		const socket = connect(server.port, '127.0.0.1', () => {
			socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`);
		});
		socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
		socket.on('end', () => {
			resolve(answer);
		});
		socket.on('error', reject);
	});
}

const get = (address: string, init?: RequestInit) =>
	fetch(new URL(address, server.url), { redirect: 'manual', ...init });

test.each([
	['', 'text/html; charset=utf-8', '<h1>Home</h1>'],
	['learn/', 'text/html; charset=utf-8', '<h1>Learn</h1>'],
	['data/index.json', 'application/json; charset=utf-8', '{}'],
	['icon.svg', 'image/svg+xml; charset=utf-8', '<svg/>'],
	['manifest.webmanifest', 'application/manifest+json; charset=utf-8', '{}'],
	['picture.png', 'image/png', 'png'],
	['with%20space.txt?x=1', 'text/plain; charset=utf-8', 'found']
])('serves /%s as %s', async (address, type, text) => {
	const response = await get(address);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe(type);
	expect(await response.text()).toBe(text);
});

test('a folder is visited with its slash, and the query comes along', async () => {
	const response = await get('learn?a=b');
	expect(response.status).toBe(308);
	expect(response.headers.get('location')).toBe('./learn/?a=b');
	expect((await fetch(new URL('learn?a=b', server.url))).url).toBe(`${server.url}learn/?a=b`);
});

test.each(['nothing', 'nothing/', 'empty', 'empty/', 'index.html/'])(
	'/%s gets the page for unknown addresses',
	async (address) => {
		const response = await get(address);
		expect(response.status).toBe(404);
		expect(await response.text()).toBe('<h1>No such page</h1>');
	}
);

test.each([
	'/../secret.txt',
	'/%2e%2e/secret.txt',
	'/..%2fsecret.txt',
	'/learn/..%2f..%2fsecret.txt',
	'/%2e%2e%2fbuild-old/secret.txt',
	'/..%5csecret.txt',
	'//../secret.txt',
	'/link.txt',
	'/index.html%00.txt'
])('%s does not lead out of the folder', async (target) => {
	const answer = await raw(target);
	expect(answer).toMatch(/^HTTP\/1\.1 404 /);
	expect(answer).not.toContain('secret\r\n');
	expect(answer).toContain('No such page');
});

test.each(['/%', '/%ff'])('%s is refused as malformed', async (target) => {
	expect(await raw(target)).toMatch(/^HTTP\/1\.1 400 /);
});

test('a path that looks like another host leads nowhere', async () => {
	expect(await raw('//learn')).not.toMatch(/location: \/\//i);
});

test('only reading is possible', async () => {
	const response = await get('', { method: 'POST', body: 'x' });
	expect(response.status).toBe(405);
	expect(response.headers.get('allow')).toBe('GET, HEAD');
	const head = await get('', { method: 'HEAD' });
	expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
		200,
		'13',
		''
	]);
});

test('text is compressed for those who take it', async () => {
	const packed = await raw('/_app/immutable/x.js', 'accept-encoding: br, gzip;q=0.5\r\n');
	expect(packed).toMatch(/content-encoding: gzip/i);
	expect(packed).toMatch(/vary: accept-encoding/i);
	expect(packed.length).toBeLessThan(900);
	for (const header of ['', 'accept-encoding: identity\r\n', 'accept-encoding: gzip;q=0\r\n']) {
		const plain = await raw('/_app/immutable/x.js', header);
		expect(plain).not.toMatch(/content-encoding/i);
		expect(plain).toContain('x'.repeat(1000));
	}
});

test('files named by their hash are kept for ever, others are asked for again', async () => {
	const forever = await get('_app/immutable/x.js');
	expect(forever.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
	const page = await get('learn/');
	expect(page.headers.get('cache-control')).toBe('no-cache');
	const again = await get('learn/', {
		headers: { 'if-none-match': page.headers.get('etag') ?? '' }
	});
	expect(again.status).toBe(304);

	writeFileSync(path.join(dir, 'learn/index.html'), '<h1>Learn more</h1>');
	const changed = await get('learn/', {
		headers: { 'if-none-match': page.headers.get('etag') ?? '' }
	});
	expect([changed.status, await changed.text()]).toEqual([200, '<h1>Learn more</h1>']);
	writeFileSync(path.join(dir, 'learn/index.html'), '<h1>Learn</h1>');
});

test.each(['', 'learn', 'nothing', '%'])(
	'/%s carries the headers for security',
	async (address) => {
		const { headers } = await get(address);
		expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('referrer-policy')).toBe('no-referrer');
	}
);

test('the folder can appear under a prefix, and only there', async () => {
	expect(below.url).toMatch(/^http:\/\/localhost:\d+\/team\/keywrap\/$/);
	expect(await (await fetch(new URL('learn', below.url))).text()).toBe('<h1>Learn</h1>');
	const bare = await fetch(below.url.slice(0, -1), { redirect: 'manual' });
	expect([bare.status, bare.headers.get('location')]).toEqual([308, '/team/keywrap/']);
	expect((await fetch(new URL('/learn/', below.url))).status).toBe(404);
	expect((await fetch(new URL('/team/keywraps', below.url))).status).toBe(404);
});

test('a taken port leads to the next free one, unless it must be that port', async () => {
	const next = await serve({ dir, port: server.port });
	expect(next.port).toBeGreaterThan(server.port);
	await next.close();
	await expect(serve({ dir, port: server.port, strictPort: true })).rejects.toThrow('EADDRINUSE');
});

test('a closed server is gone at once, open connections included', async () => {
	const short = await serve({ dir, port: 0 });
	const socket = connect(short.port, '127.0.0.1');
	const gone = new Promise((resolve) => socket.on('close', resolve));
	await new Promise((resolve) => socket.on('connect', resolve));
	await short.close();
	await gone;
	await expect(fetch(short.url)).rejects.toThrow('fetch failed');
});
