// Finds the Chromium that the tests drive, or gets one.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { binOf, root, runtime, SetupError } from './setup.mjs';
import { Progress, run, show } from './steps.mjs';

/**
 * What the search looks at; the tests put other worlds in.
 * @typedef {object} World
 * @property {NodeJS.ProcessEnv} env
 * @property {string} platform as `process.platform`
 * @property {() => Promise<string | undefined>} playwright where Playwright keeps its own Chromium, there or not
 * @property {(file: string) => Promise<boolean>} runs whether that browser starts
 */

/** Commands of distributions, the most usual first. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chrome and its relatives are kept on systems that do not put programs on the PATH. */
const places = {
	darwin: [
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'/Applications/Chromium.app/Contents/MacOS/Chromium'
	],
	win32: [
		String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
		String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`
	]
};

const advice =
	'install Chromium or Google Chrome, or set KEYWRAP_BROWSER to the path of one, and run the command again.';

/**
 * @param {string} file
 * @returns {boolean} whether it is a program this user may run
 */
function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/**
 * Looks for a browser: the one KEYWRAP_BROWSER names, Playwright's own, then the system's.
 * @param {World} world
 * @returns {Promise<string | undefined>} its executable
 * @throws {SetupError} when KEYWRAP_BROWSER names none that starts: another would not be what was asked for
 */
export async function findBrowser(world) {
	const named = world.env.KEYWRAP_BROWSER;
	if (named) {
		if (isExecutable(named) && (await world.runs(named))) return named;
		throw new SetupError(
			`KEYWRAP_BROWSER is "${named}", and no browser starts from there: correct it or unset it.`
		);
	}
	const own = await world.playwright();
	const onPath = (world.env.PATH ?? '')
		.split(path.delimiter)
		.filter((folder) => path.isAbsolute(folder));
	const candidates = [
		...(own ? [own] : []),
		...commands.flatMap((command) => onPath.map((folder) => path.join(folder, command))),
		...(world.platform === 'darwin' || world.platform === 'win32' ? places[world.platform] : [])
	];
	for (const candidate of candidates) {
		// Ubuntu's `chromium-browser` may be a script that only says to install a snap, hence the try.
		if (isExecutable(candidate) && (await world.runs(candidate))) return candidate;
	}
	return undefined;
}

/** @type {World} */
const thisWorld = {
	env: process.env,
	platform: process.platform,
	playwright: async () => {
		const { chromium } = await import('playwright');
		return chromium.executablePath();
	},
	runs: async (file) => {
		// On Windows `--version` would open a window.
		if (process.platform === 'win32') return existsSync(file);
		return (await run({ name: 'browser', command: file, args: ['--version'], timeout: 30 })).ok;
	}
};

/**
 * Finds a browser or gets one: Playwright's download, else the package of a Debian-like system when
 * we are its root.
 * @returns {Promise<string>} its executable
 * @throws {SetupError} with a sentence that says what to do
 */
export async function ensureBrowser() {
	const found = await findBrowser(thisWorld);
	if (found) return found;

	console.log('No browser for the tests is installed; getting one.');
	const progress = new Progress();
	progress.start('download of Chromium');
	const download = await run({
		name: 'download of Chromium',
		command: runtime(),
		args: [binOf('playwright'), 'install', 'chromium'],
		cwd: root,
		timeout: 300
	});
	progress.finish('download of Chromium', download.ok);
	const downloaded = await findBrowser(thisWorld);
	if (downloaded) return downloaded;
	if (download.ok) console.log('The browser that Playwright downloads does not start here.');

	if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
		await show({
			name: 'apt-get install chromium',
			// A list that cannot be refreshed need not be the one that has Chromium.
			command: 'apt-get update; apt-get install -y chromium',
			shell: true,
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			timeout: 900
		});
		const installed = await findBrowser(thisWorld);
		if (installed) return installed;
	}
	throw new SetupError(`The tests need a browser and none could be had: ${advice}`);
}
