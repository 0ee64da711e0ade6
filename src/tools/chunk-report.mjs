// Writes down which packages went into which file of the build, for `npm run sizes`.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './setup.mjs';

/** Where the report lies: `{ "_app/immutable/chunks/x.js": ["dexie", …] }`. */
export const chunkReportFile = path.join(root, 'node_modules/.cache/keywrap/chunks.json');

/** @returns {import('vite').Plugin} */
export function chunkReport() {
	return {
		name: 'keywrap-chunk-report',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		generateBundle(_, bundle) {
			/** @type {Record<string, string[]>} */
			const report = {};
			for (const file of Object.values(bundle)) {
				if (file.type === 'chunk') report[file.fileName] = packagesOf(Object.keys(file.modules));
			}
			mkdirSync(path.dirname(chunkReportFile), { recursive: true });
			writeFileSync(chunkReportFile, JSON.stringify(report, null, '\t'));
		}
	};
}

/**
 * @param {readonly string[]} modules paths of the modules in a chunk
 * @returns {string[]} the packages they belong to, sorted, each once
 */
export function packagesOf(modules) {
	const names = modules.flatMap((id) => {
		const inPackage = id.split(/[/\\]node_modules[/\\]/).at(-1);
		const match = inPackage === id ? null : /^(@[^/\\]+[/\\])?[^/\\?]+/.exec(inPackage ?? '');
		return match ? [match[0].replace('\\', '/')] : [];
	});
	return [...new Set(names)].sort();
}
