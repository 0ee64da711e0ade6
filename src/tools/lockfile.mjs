// Finds what `npm ci` on another system would stumble over: optional packages that package-lock.json
// names but does not hold. npm writes such a file when the registry lacked them at that moment.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isProgram, root } from './setup.mjs';

/**
 * @param {Record<string, { optionalDependencies?: Record<string, string>, resolved?: string }>} packages of a lock file
 * @returns {string[]} one sentence a hole
 */
export function findHoles(packages) {
	const held = new Set(Object.keys(packages).map((at) => at.split('node_modules/').at(-1)));
	return Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
		Object.entries(optionalDependencies)
			.filter(([name]) => !held.has(name))
			.map(
				([name, range]) => `${at || 'package.json'} asks for ${name} ${range}, which is not held`
			)
	);
}

/**
 * @param {Record<string, { resolved?: string }>} packages of a lock file
 * @returns {string[]} one sentence for each package that is tied to one address (`.npmrc` leaves them out: each
 * machine takes packages from the registry it is set up for, and integrity hashes hold them)
 */
export function findForeignRegistries(packages) {
	return Object.entries(packages)
		.filter(([, { resolved }]) => resolved)
		.map(([at, { resolved }]) => `${at} is tied to ${resolved ?? ''}`);
}

if (isProgram(import.meta.url)) {
	/** @type {{ packages: Parameters<typeof findHoles>[0] }} */
	const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
	const problems = [...findHoles(packages), ...findForeignRegistries(packages)];
	for (const problem of problems) console.error(`package-lock.json: ${problem}`);
	process.exitCode = problems.length > 0 ? 1 : 0;
}
