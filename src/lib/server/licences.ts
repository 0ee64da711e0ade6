import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Licence {
	name: string;
	version: string;
	licence: string;
	text: string;
}

/** What reaches the browser: the runtime dependencies, and the framework that is compiled in. */
const shipped = [
	'clsx',
	'devalue',
	'dexie',
	'esm-env',
	'minisearch',
	'svelte',
	'@sveltejs/kit',
	'ts-fsrs',
	'valibot'
];

/** The licences of the packages whose code is in the built app, for the About page. */
export async function getLicences(root = 'node_modules'): Promise<Licence[]> {
	return Promise.all(
		shipped.map(async (name) => {
			const folder = join(root, name);
			const { version, license } = JSON.parse(
				await readFile(join(folder, 'package.json'), 'utf8')
			) as { version: string; license: string };
			const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
			const text = file ? await readFile(join(folder, file), 'utf8') : '';
			return { name, version, licence: license, text: text.trim() };
		})
	);
}
