// Builds the app into `build/`, and knows whether that is needed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { chunkReportFile } from './chunk-report.mjs';
import { writePrecache } from './precache.mjs';
import {
	binOf,
	isProgram,
	onProjectNode,
	projectEnv,
	root,
	runtime,
	SetupError
} from './setup.mjs';
import { Progress, run } from './steps.mjs';

/** What the build is made of: folders with a slash, files without. Tests are left out. */
const inputs = [
	'content/',
	'src/',
	'static/',
	'LICENSE',
	'package-lock.json',
	'package.json',
	'tsconfig.json',
	'vite.config.ts'
];

const isTest = (/** @type {string} */ file) => /\.(test|testing)\.[cm]?[jt]s$/.test(file);

/**
 * @param {string} dir the project
 * @returns {string[]} the files the build depends on, relative, with slashes, sorted
 */
export function inputFiles(dir) {
	return inputs
		.flatMap((input) => {
			if (!existsSync(path.join(dir, input))) return [];
			if (!input.endsWith('/')) return [input];
			return readdirSync(path.join(dir, input), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
				.map((file) => file.split(path.sep).join('/'));
		})
		.filter((file) => !isTest(file))
		.sort();
}

/**
 * @param {string} dir the project
 * @param {string} base the sub-folder that 404.html is made for (`BASE_PATH`)
 * @returns {string} one hash over names and bytes of all inputs
 */
export function inputsHash(dir, base) {
	const hash = createHash('sha256').update(`${base}\0`);
	for (const file of inputFiles(dir)) {
		hash.update(`${file}\0`).update(
			createHash('sha256')
				.update(readFileSync(path.join(dir, file)))
				.digest()
		);
	}
	return hash.digest('hex');
}

/**
 * The name of a build. It names the caches of the service worker, so equal inputs must give equal
 * names and changed inputs another one.
 * @param {string} dir the project
 * @param {string} hash of `inputsHash`
 * @returns {string} such as `0.1.0-3f9c2ab41d07`
 */
export function versionName(dir, hash) {
	/** @type {{ version: string }} */
	const { version } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
	return `${version}-${hash.slice(0, 12)}`;
}

/**
 * @param {string} dir the project
 * @param {string} version of `versionName`
 * @returns {boolean} whether `build/` is a finished build of that version
 */
export function isBuilt(dir, version) {
	try {
		/** @type {{ version: string }} */
		const stamp = JSON.parse(readFileSync(stampFile(dir), 'utf8'));
		/** @type {{ version: string }} */
		const built = JSON.parse(readFileSync(path.join(dir, 'build/_app/version.json'), 'utf8'));
		return (
			stamp.version === version &&
			built.version === version &&
			existsSync(path.join(dir, 'node_modules/.cache/keywrap/chunks.json'))
		);
	} catch {
		return false;
	}
}

/** @param {string} dir */
const stampFile = (dir) => path.join(dir, 'node_modules/.cache/keywrap/build.json');

const base = () => process.env.BASE_PATH ?? '';

/** @returns {ReturnType<typeof writePrecache>} what the service worker of the build keeps */
export function precacheOfBuild() {
	/** @type {{ precache: ReturnType<typeof writePrecache> }} */
	const { precache } = JSON.parse(readFileSync(stampFile(root), 'utf8'));
	return precache;
}

/** The folder the app is built into. */
export const buildDir = path.join(root, 'build');

/**
 * Builds the app and its list of files to keep offline.
 * @returns {Promise<import('./steps.mjs').Outcome>}
 */
export async function build() {
	const hash = inputsHash(root, base());
	const version = versionName(root, hash);
	const stamp = stampFile(root);
	rmSync(stamp, { force: true });
	const outcome = await run({
		name: 'build',
		command: runtime(),
		args: [binOf('vite'), 'build', '--logLevel', 'warn'],
		cwd: root,
		env: projectEnv({ KEYWRAP_VERSION: version, NODE_ENV: 'production' })
	});
	if (!outcome.ok) return outcome;
	try {
		const precache = writePrecache(buildDir, callsOnly());
		mkdirSync(path.dirname(stamp), { recursive: true });
		writeFileSync(stamp, JSON.stringify({ version, precache }));
	} catch (error) {
		return { ...outcome, ok: false, output: `${outcome.output}${String(error)}\n` };
	}
	return outcome;
}

/** The files that do nothing but call AWS: without a network they have nobody to call. */
export function callsOnly() {
	/** @type {Record<string, string[]>} */
	const chunks = JSON.parse(readFileSync(chunkReportFile, 'utf8'));
	return Object.keys(chunks).filter((file) => chunks[file]?.includes('@aws-sdk/client-kms'));
}

/** Builds with its progress shown, and its output when that fails. */
async function buildInView() {
	const progress = new Progress();
	progress.start('build');
	const { ok, output } = await build();
	progress.finish('build', ok);
	if (!ok) progress.line(output.trimEnd());
	return ok;
}

/**
 * Builds the app unless the build there is of the present sources.
 * @throws {SetupError} when it cannot be built
 */
export async function ensureBuild() {
	if (isBuilt(root, versionName(root, inputsHash(root, base())))) return;
	if (!(await buildInView())) {
		throw new SetupError('The app could not be built; the reason stands above.');
	}
}

if (isProgram(import.meta.url)) {
	await onProjectNode(async () => ((await buildInView()) ? 0 : 1));
}
