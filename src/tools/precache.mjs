/**
 * Finishes a build for offline use: writes the page for unknown addresses, then lists every file
 * that pages need, each with its hash, in the service worker. The worker's bytes, and with them the
 * offer of an update, change exactly when a file does.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeNotFound } from './not-found.mjs';

const PLACEHOLDER = '%KEYWRAP_PRECACHE%';

/** What no page asks for, or what hosts keep to themselves. */
const LEFT_OUT = [
	/^service-worker\.js$/,
	/^(robots\.txt|sitemap\.xml|_headers|_redirects|CNAME)$/,
	/^screenshots\//,
	// The system fetches them when the app is installed, and never again.
	/^icon-(maskable-)?\d+\.png$/,
	/(^|\/)\./,
	/\.(map|gz|br)$/
];

/**
 * @param {string} file path in the build, with slashes
 * @returns {string | undefined} the address a page asks for, relative to the app's folder; nothing
 * if the file is not needed offline
 */
export function addressOf(file) {
	if (LEFT_OUT.some((pattern) => pattern.test(file))) return undefined;
	const address = file.replace(/(^|\/)index\.html$/, '$1');
	// The list stands inside a string literal and is split at spaces and colons.
	if (!/^[\w./~-]*$/.test(address)) {
		throw new Error(`${file}: only letters, digits and . _ ~ - may be used in the name of a file`);
	}
	return address;
}

/**
 * Writes `404.html` and the precache list into a finished build. Idempotent only on a fresh build:
 * the worker's placeholder is used up.
 * @param {string} buildDir
 * @param {readonly string[]} [useless] files that are of no use without a network
 * @returns {{ digest: string, files: number, bytes: number, gzip: number }} what is precached
 * @throws {Error} if the build has no service worker with the placeholder, or a file is oddly named
 */
export function writePrecache(buildDir, useless = []) {
	const workerFile = join(buildDir, 'service-worker.js');
	const worker = existsSync(workerFile) ? readFileSync(workerFile, 'utf8') : '';
	if (!worker.includes(PLACEHOLDER)) {
		throw new Error(`${workerFile} has no place for the precache list: build first`);
	}
	writeNotFound(buildDir);

	let bytes = 0;
	let gzip = 0;
	const entries = [];
	const names = readdirSync(buildDir, { recursive: true, withFileTypes: true })
		.filter((item) => item.isFile())
		.map((item) => join(item.parentPath, item.name).slice(join(buildDir, sep).length))
		.map((name) => name.replaceAll(sep, '/'))
		.sort();
	for (const name of names) {
		const address = addressOf(name);
		if (address === undefined || useless.includes(name)) continue;
		const content = readFileSync(join(buildDir, name));
		bytes += content.length;
		gzip += gzipSync(content, { level: 9 }).length;
		entries.push(`${createHash('sha256').update(content).digest('base64')}:${address}`);
	}
	const digest = createHash('sha256').update(entries.join(' ')).digest('hex').slice(0, 16);
	writeFileSync(workerFile, worker.replaceAll(PLACEHOLDER, [digest, ...entries].join(' ')));
	return { digest, files: entries.length, bytes, gzip };
}
