/** `npm run sandbox` as a process of its own, and what it gives away of keys. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root, runtime } from '../../src/tools/setup.mjs';

/** Starts it on a free port. `log` is what it has printed so far. */
export async function startSandbox(...args: string[]) {
	const program = path.join(root, 'src/tools/sandbox.mjs');
	const child = spawn(runtime(), [program, '--port', '0', ...args], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	let text = '';
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.on('data', (data: Buffer) => {
			text += data.toString();
			const found = /answers at (\S+)/.exec(text)?.[1];
			if (found) resolve(found);
		});
		void ended.then(() => {
			reject(new Error(`The sandbox ended: ${text}`));
		});
	});
	return {
		url,
		log: () => text,
		stop: async () => {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

/**
 * The plaintext data keys that come to the page from its next address on. They are read as they come:
 * the browser does not keep the bodies of responses for whoever asks later.
 */
export async function dataKeysOf(page: Page): Promise<Buffer[]> {
	const dataKeys: Buffer[] = [];
	await page.exposeFunction('dataKeyCame', (plaintext: string) => {
		dataKeys.push(Buffer.from(plaintext, 'base64'));
	});
	await page.addInitScript(() => {
		const fetch = window.fetch.bind(window);
		window.fetch = async (...request) => {
			const response = await fetch(...request);
			if (response.ok && /amz-json/.test(response.headers.get('content-type') ?? '')) {
				const { Plaintext } = (await response.clone().json()) as { Plaintext?: string };
				const told = (window as unknown as { dataKeyCame: (text: string) => Promise<void> })
					.dataKeyCame;
				if (Plaintext) await told(Plaintext);
			}
			return response;
		};
	});
	return dataKeys;
}
