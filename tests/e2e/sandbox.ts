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

/** The plaintext data keys that come to the page from now on. */
export function dataKeysOf(page: Page): Buffer[] {
	const dataKeys: Buffer[] = [];
	page.on('response', (response) => {
		const target = response.request().headers()['x-amz-target'] ?? '';
		if (!/\.(GenerateDataKey|Decrypt)$/.test(target) || !response.ok()) return;
		void response.json().then(
			(answer: { Plaintext?: string }) => {
				if (answer.Plaintext) dataKeys.push(Buffer.from(answer.Plaintext, 'base64'));
			},
			// Left before it was read: the number of keys, which is waited for, tells.
			() => undefined
		);
	});
	return dataKeys;
}
