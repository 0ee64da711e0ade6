import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, createServer, type InlineConfig, type ViteDevServer } from 'vite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentPlugin } from './vite-plugin.ts';

const line =
	'content/modules/02-other/questions.yaml:10: question "other-one": option 2 has no why';

let root: string;
let content: string;
let server: ViteDevServer | undefined;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'keywrap-vite-'));
	content = join(root, 'content');
	cpSync('tests/content/good', content, { recursive: true });
	writeFileSync(join(root, 'index.html'), '<!doctype html><title>A page</title>');
});
afterEach(async () => {
	await server?.close();
	server = undefined;
	rmSync(root, { recursive: true });
});

function breakContent() {
	cpSync('tests/content/broken/missing-why/modules', join(content, 'modules'), { recursive: true });
}

const config = (): InlineConfig => ({
	root,
	configFile: false,
	logLevel: 'silent',
	mode: 'development',
	plugins: [contentPlugin(content)],
	optimizeDeps: { noDiscovery: true }
});

describe('a build', () => {
	it('goes through with sound content', async () => {
		await expect(build({ ...config(), build: { write: false } })).resolves.toBeDefined();
	});

	it('stops with the line of a defect', async () => {
		breakContent();
		await expect(build({ ...config(), build: { write: false } })).rejects.toThrow(line);
	});
});

describe('the development server', () => {
	it('shows the line instead of the page, and the page again once it is mended', async () => {
		server = await createServer({ ...config(), server: { port: 0, host: '127.0.0.1' } });
		await server.listen();
		const address = server.resolvedUrls?.local[0] ?? '';
		const visit = async () => {
			const response = await fetch(address, { headers: { accept: 'text/html' } });
			return { status: response.status, text: await response.text() };
		};
		expect(await visit()).toMatchObject({ status: 200 });

		breakContent();
		const shown = await visit();
		expect(shown.status).toBe(500);
		expect(shown.text).toContain(line.replaceAll('"', '&quot;'));
		expect(shown.text).toContain('1 defect in content/');

		rmSync(join(content, 'modules/02-other/questions.yaml'));
		expect(await visit()).toMatchObject({ status: 200 });
	});

	it('reloads an open page when a file of the content changes', async () => {
		server = await createServer({ ...config(), server: { port: 0, host: '127.0.0.1' } });
		await server.listen();
		const sent = vi.spyOn(server.ws, 'send');
		await vi.waitFor(
			() => {
				// Written again each time: the watcher needs a moment before it sees anything.
				writeFileSync(join(content, 'README.md'), `${Date.now()}`);
				expect(sent).toHaveBeenCalledWith({ type: 'full-reload' });
			},
			{ timeout: 4000, interval: 250 }
		);
	});
});
