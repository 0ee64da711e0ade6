// `npm start`: gets a clone ready, builds the app when it is missing or old, serves it.
import { parseArgs } from 'node:util';
import { buildDir, ensureBuild } from './build.mjs';
import { isProgram, onProjectNode, SetupError } from './setup.mjs';
import { serve } from './static-server.mjs';
import { onStop } from './stop.mjs';

const usualPort = 4173;

async function main() {
	const { port, host } = options();
	await ensureBuild();
	const server = await serve({ dir: buildDir, port, ...(host ? { host } : {}) });
	console.log(`\nKeywrap is running at ${server.url}`);
	if (port !== 0 && server.port !== port) {
		console.log(
			`Port ${port.toString()} is taken. A browser keeps your progress per address: to see the progress made at another port, free that port or export it there.`
		);
	}
	console.log('Press Ctrl-C to stop.');
	await new Promise((/** @type {(value: void) => void} */ resolve) => {
		onStop(() => {
			resolve();
		});
	});
	await server.close();
	return 0;
}

/** @returns {{ port: number, host: string | undefined }} */
function options() {
	try {
		const { values } = parseArgs({
			options: { port: { type: 'string', default: String(usualPort) }, host: { type: 'string' } }
		});
		const port = Number(values.port);
		if (!/^\d+$/.test(values.port) || port > 65_535) {
			throw new SetupError(`--port takes a number from 0 to 65535, not "${values.port}".`);
		}
		return { port, host: values.host };
	} catch (error) {
		if (error instanceof SetupError) throw error;
		throw new SetupError(
			`${error instanceof Error ? error.message : String(error)}\nUsage: npm start -- [--port ${String(usualPort)}] [--host 127.0.0.1]`,
			{ cause: error }
		);
	}
}

if (isProgram(import.meta.url)) await onProjectNode(main);
