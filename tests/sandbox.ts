/** `npm run sandbox -- …` as a process of its own, for whatever tests or measures it from outside. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, runtime } from '../src/tools/setup.mjs';

/** Starts it; without `--port` among the options on 4599. `log` is what it has printed so far. */
export async function startSandbox(options: readonly string[], cwd?: string) {
	const child = spawn(runtime(), [path.join(root, 'src/tools/sandbox.mjs'), ...options], {
		cwd,
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const end = () => child.kill();
	process.once('exit', end);
	const ended = new Promise((resolve) => child.once('close', resolve));
	let text = '';
	const [, url = '', port = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
		child.stdout.on('data', (data: Buffer) => {
			text += data.toString();
			const match = /answers at (http:\/\/localhost:(\d+))/.exec(text);
			if (match) resolve(match);
		});
		void ended.then(() => {
			reject(new Error(`The sandbox ended: ${text}`));
		});
	});
	return {
		url,
		port,
		log: () => text,
		stop: async () => {
			process.off('exit', end);
			child.kill('SIGTERM');
			await ended;
		}
	};
}
