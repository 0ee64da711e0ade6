// Gets a clone ready: packages as the lock file says, the project's own Node, generated types.
// Plain JavaScript for Node 20, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { show } from './steps.mjs';
import { onStop } from './stop.mjs';

/** The folder of the project, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** SvelteKit 3 asks for 22.17; running TypeScript as it stands came with 22.18. */
const minimum = [22, 18];

/** The release that someone without the pinned runtime is told to install. */
const recommended = 'Node.js 24 LTS';

/** A problem that the user can solve; the message is all they need to see. */
export class SetupError extends Error {}

/**
 * @param {string} version as in `process.versions.node`
 * @returns {boolean} whether this Node runs the project's tools
 */
export function isRecentNode(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [wantedMajor = 0, wantedMinor = 0] = minimum;
	return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * The npm package that brings Node for this system, pinned in package.json.
 * @param {string} platform
 * @param {string} arch
 * @returns {string | undefined} undefined where the user's own Node must do
 */
export function runtimePackage(platform, arch) {
	return platform === 'linux' && (arch === 'x64' || arch === 'arm64')
		? `node-linux-${arch}`
		: undefined;
}

/**
 * @param {string} dir the project
 * @param {string} [platform]
 * @param {string} [arch]
 * @returns {string | undefined} the pinned Node's executable, when it is installed
 */
export function pinnedNode(dir, platform = process.platform, arch = process.arch) {
	const name = runtimePackage(platform, arch);
	if (!name) return undefined;
	const file = path.join(dir, 'node_modules', name, 'bin', 'node');
	return existsSync(file) ? file : undefined;
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockEntry
 */

/**
 * Compares what npm installed (it writes that down in `node_modules/.package-lock.json` as its last
 * act) with what package-lock.json asks for.
 * @param {string} dir the project
 * @param {string} [platform]
 * @param {string} [arch]
 * @returns {string | undefined} why the packages must be installed, or undefined when they are current
 */
export function staleInstall(dir, platform = process.platform, arch = process.arch) {
	/** @type {Record<string, LockEntry>} */
	let installed;
	try {
		installed = JSON.parse(
			readFileSync(path.join(dir, 'node_modules/.package-lock.json'), 'utf8')
		).packages;
	} catch {
		return 'nothing is installed yet';
	}
	/** @type {Record<string, LockEntry>} */
	const wanted = JSON.parse(readFileSync(path.join(dir, 'package-lock.json'), 'utf8')).packages;
	for (const [at, entry] of Object.entries(wanted)) {
		if (at === '') continue;
		const there = installed[at];
		const name = at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
		// npm leaves out optional packages made for other systems.
		if (!there && entry.optional && name !== runtimePackage(platform, arch)) continue;
		if (!there || !existsSync(path.join(dir, at))) return `${name} is missing`;
		if (there.version !== entry.version || there.integrity !== entry.integrity) {
			return `${name} is ${there.version ?? 'of no version'}, package-lock.json asks for ${entry.version ?? 'none'}`;
		}
	}
	const extra = Object.keys(installed).find((at) => !(at in wanted));
	return extra ? `${extra} is not in package-lock.json` : undefined;
}

/** @returns {[command: string, ...args: string[]]} npm, the one that called us when it did */
function npm() {
	const own = process.env.npm_execpath;
	if (own && /npm-cli\.[cm]?js$/.test(own)) return [process.execPath, own];
	return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** @returns {string} the sentence for a Node that is too old and cannot be replaced by the pinned one */
function nodeSentence() {
	return `Keywrap needs Node.js ${minimum.join('.')} or newer here and this is ${process.versions.node}: install ${recommended} from https://nodejs.org and run the command again.`;
}

/**
 * Installs the packages when they are missing or not those of package-lock.json, and generates
 * SvelteKit's types when they are missing.
 * @throws {SetupError} with a sentence for the user
 */
async function setUp() {
	const mustBringNode = !isRecentNode(process.versions.node);
	if (mustBringNode && !runtimePackage(process.platform, process.arch)) {
		throw new SetupError(nodeSentence());
	}
	const stale = staleInstall(root);
	if (stale) {
		console.log(`Installing packages (${stale}).`);
		const [command, ...args] = npm();
		const { ok } = await show({
			name: 'npm ci',
			command,
			args: [
				...args,
				'ci',
				'--no-audit',
				'--no-fund',
				'--loglevel=error',
				'--include=optional',
				'--include=dev'
			],
			cwd: root,
			shell: process.platform === 'win32' && args.length === 0,
			timeout: 1200
		});
		if (!ok) throw new SetupError('The packages could not be installed; npm says why above.');
	}
	const node = runtime();
	if (!existsSync(path.join(root, 'node_modules/$app/tsconfig.json'))) {
		const { ok } = await show({
			name: 'svelte-kit sync',
			command: node,
			args: [binOf('@sveltejs/kit', 'svelte-kit'), 'sync'],
			cwd: root
		});
		if (!ok) throw new SetupError('The types of the routes could not be generated.');
	}
}

/**
 * @returns {string} the Node that the project's programs run on: the pinned one, else this one
 * @throws {SetupError} when there is none that can
 */
export function runtime() {
	const pinned = pinnedNode(root);
	if (pinned && versionOf(pinned)) return pinned;
	if (isRecentNode(process.versions.node)) return process.execPath;
	throw new SetupError(nodeSentence());
}

/**
 * @param {string} node an executable
 * @returns {string | undefined} its version, or undefined when it does not run here
 */
function versionOf(node) {
	const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
	return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs `main` on the project's Node. When this process is another Node, the same command line runs
 * again under the right one and this process only passes signals on and hands back the exit code.
 * A SetupError becomes its sentence and exit code 1.
 * @param {() => Promise<number>} main gives the exit code
 * @param {() => void} [failed] called after the sentence
 */
export async function onProjectNode(main, failed) {
	try {
		await setUp();
		const node = runtime();
		process.exitCode = versionOf(node) === process.version ? await main() : await again(node);
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		console.error(error.message);
		failed?.();
		process.exitCode = 1;
	}
}

/**
 * @param {string} node
 * @returns {Promise<number>}
 */
function again(node) {
	const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
	onStop((signal) => child.kill(signal));
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', (code, signal) => {
			resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
		});
	});
}

/**
 * Where a tool of an installed package starts, to be run with `runtime()`.
 * @param {string} name the package
 * @param {string} [bin] the command, when it is not named like the package
 * @returns {string}
 */
export function binOf(name, bin = name) {
	const require = createRequire(import.meta.url);
	const manifest = path.join(root, 'node_modules', name, 'package.json');
	/** @type {{ bin: string | Record<string, string> }} */
	const { bin: bins } = require(manifest);
	const file = typeof bins === 'string' ? bins : bins[bin];
	if (!file) throw new Error(`${name} has no command ${bin}`);
	return path.join(path.dirname(manifest), file);
}

/**
 * The environment in which the project's programs run: its commands and its Node come first.
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnv(more = {}) {
	const bin = path.join(root, 'node_modules/.bin');
	return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...more };
}

/**
 * @param {string} url `import.meta.url` of a file
 * @returns {boolean} whether that file is the program being run
 */
export function isProgram(url) {
	const started = process.argv[1];
	return started !== undefined && realpathSync(started) === fileURLToPath(url);
}
