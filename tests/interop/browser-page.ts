/**
 * A page in Chromium with AWS's client for browsers and a script of ours. The client is a project of
 * its own, `client-browser/`, installed with `npm ci` when it is missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { ensureBrowser } from '../../src/tools/browser.mjs';

const folder = path.join(import.meta.dirname, 'client-browser');

/**
 * AWS's client as a script that leaves it at `officialClient`. Its dependencies expect Node's Buffer
 * when they load. These files are written here, because only with its packages do they mean anything.
 */
const officialFiles = new Map([
	[
		path.join(folder, 'official.js'),
		`import './buffer.js';
		import * as client from '@aws-crypto/client-browser';
		globalThis.officialClient = client;`
	],
	[
		path.join(folder, 'buffer.js'),
		`import { Buffer } from 'buffer/';
		globalThis.Buffer = Buffer;`
	]
]);

async function bundle(script: string): Promise<Map<string, string>> {
	const output = await build({
		configFile: false,
		root: path.join(import.meta.dirname, '../..'),
		logLevel: 'silent',
		plugins: [
			{
				name: 'official-client',
				enforce: 'pre',
				resolveId: (id, importer = '') => {
					const file = path.resolve(path.dirname(importer), id);
					return officialFiles.has(file) ? file : undefined;
				},
				load: (id) => officialFiles.get(id)
			}
		],
		build: {
			write: false,
			target: 'es2023',
			rolldownOptions: {
				input: { page: script, official: path.join(folder, 'official.js') },
				output: { entryFileNames: '[name].js' }
			}
		}
	});
	if (!('output' in output)) throw new Error('Vite built something else than one bundle.');
	return new Map(
		output.output.map((file) => [`/${file.fileName}`, 'code' in file ? file.code : ''])
	);
}

export interface PageServer {
	readonly browser: Browser;
	/** A fresh page, with everything loaded. */
	readonly openPage: () => Promise<Page>;
	readonly close: () => Promise<void>;
}

/**
 * Serves a script beside AWS's client, to pages of one Chromium.
 * @param script its file; it sets the global `name` when it is ready
 */
export async function servePage(script: string, name: string): Promise<PageServer> {
	// npm writes this file last: an installation that was broken off is made anew.
	if (!existsSync(path.join(folder, 'node_modules/.package-lock.json')))
		execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 2, 2] });
	const files = await bundle(script);
	const server = createServer((request, response) => {
		const file = files.get(request.url ?? '');
		response.setHeader('Content-Type', file === undefined ? 'text/html' : 'text/javascript');
		response.end(
			file ??
				'<!doctype html><title>page</title><script type="module" src="/official.js"></script><script type="module" src="/page.js"></script>'
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const executablePath = await ensureBrowser();
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
	return {
		browser,
		async openPage() {
			const page = await browser.newPage();
			page.on('pageerror', (error) => {
				console.error(error);
			});
			await page.goto(`http://127.0.0.1:${port}/`);
			await page.waitForFunction((global) => global in globalThis, name);
			return page;
		},
		async close() {
			await browser.close();
			server.close();
		}
	};
}
