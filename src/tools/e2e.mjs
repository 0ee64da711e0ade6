// `npm run test:e2e`: Playwright against the built app, on a port that is free. Arguments go on to
// Playwright.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import process from 'node:process';
import { ensureBrowser } from './browser.mjs';
import { ensureBuild } from './build.mjs';
import { binOf, isProgram, onProjectNode, projectEnv, root, runtime } from './setup.mjs';
import { onStop } from './stop.mjs';

/** @returns {Promise<number>} a port nobody listens on */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => {
				resolve(typeof address === 'object' && address ? address.port : 0);
			});
		});
	});
}

async function main() {
	const browser = await ensureBrowser();
	await ensureBuild();
	const child = spawn(
		runtime(),
		[binOf('@playwright/test', 'playwright'), 'test', ...process.argv.slice(2)],
		{
			cwd: root,
			stdio: 'inherit',
			env: projectEnv({ KEYWRAP_BROWSER: browser, KEYWRAP_PORT: String(await freePort()) })
		}
	);
	onStop((signal) => child.kill(signal));
	return new Promise((/** @type {(code: number) => void} */ resolve, reject) => {
		child.on('error', reject);
		child.on('exit', (code) => {
			resolve(code ?? 1);
		});
	});
}

if (isProgram(import.meta.url)) await onProjectNode(main);
