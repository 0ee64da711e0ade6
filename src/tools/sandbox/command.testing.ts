/** The command as a process of its own, as `npm run sandbox -- …` starts it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { root, runtime } from '../setup.mjs';

/** Starts it; it ends with the test at the latest. */
export function command(...args: string[]) {
	const child = spawn(runtime(), [path.join(root, 'src/tools/sandbox.mjs'), ...args], {
		stdio: ['ignore', 'pipe', 'pipe']
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	let text = '';
	const seen = new Set<() => void>();
	const note = (data: Buffer) => {
		text += data.toString();
		for (const look of seen) look();
	};
	child.stdout.on('data', note);
	child.stderr.on('data', note);
	const ended = new Promise<number | null>((resolve) => {
		child.on('close', (code) => {
			resolve(code);
		});
	});
	return {
		child,
		ended,
		text: () => text,
		/** Waits for what it prints. */
		prints: (pattern: RegExp) =>
			new Promise<RegExpExecArray>((resolve, reject) => {
				const look = () => {
					const match = pattern.exec(text);
					if (match) resolve(match);
				};
				seen.add(look);
				look();
				void ended.then(() => {
					reject(new Error(`It ended having printed:\n${text}`));
				});
			})
	};
}
