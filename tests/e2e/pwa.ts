/** What the tests of the installed app share: a host that can go down, a browser that can be closed. */
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
	chromium,
	expect,
	type BrowserContext,
	type LaunchOptions,
	type Page
} from '@playwright/test';
import { buildDir, callsOnly } from '../../src/tools/build.mjs';
import { addressOf, writePrecache } from '../../src/tools/precache.mjs';
import { serve, type StaticServer } from '../../src/tools/static-server.mjs';

/** A host with an address that stays the same while it is stopped, started and deployed to. */
export class Host {
	#dir: string;
	readonly #prefix: string;
	#port = 0;
	#server: StaticServer | undefined;

	constructor({ dir = buildDir, prefix = '' }: { dir?: string; prefix?: string } = {}) {
		this.#dir = dir;
		this.#prefix = prefix;
	}

	get url(): string {
		return `http://localhost:${this.#port}${this.#prefix}/`;
	}

	async start(): Promise<this> {
		this.#server = await serve({
			dir: this.#dir,
			prefix: this.#prefix,
			port: this.#port,
			strictPort: true
		});
		this.#port = this.#server.port;
		return this;
	}

	async stop(): Promise<void> {
		await this.#server?.close();
		this.#server = undefined;
	}

	/** Serves another folder from now on. */
	async deploy(dir: string): Promise<void> {
		await this.stop();
		this.#dir = dir;
		await this.start();
	}
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { path: string; remove: () => void } {
	const path = mkdtempSync(join(tmpdir(), 'keywrap-'));
	return {
		path,
		remove: () => {
			rmSync(path, { recursive: true, force: true, maxRetries: 5 });
		}
	};
}

/** A browser that keeps what it stores in `profile`, as a person's browser does. */
export function openBrowser(
	profile: string,
	launchOptions: LaunchOptions
): Promise<BrowserContext> {
	return chromium.launchPersistentContext(profile, launchOptions);
}

/** Every page of a build, as an address relative to the app's folder. */
export function pagesOf(dir = buildDir): string[] {
	return filesOf(dir)
		.filter((file) => basename(file) === 'index.html')
		.map((file) => addressOf(file) ?? '');
}

/** The first lesson that asks questions. */
export function lessonWithQuestions(dir = buildDir): string {
	const found = pagesOf(dir).find((path) =>
		readFileSync(join(dir, path, 'index.html'), 'utf8').includes('Check yourself')
	);
	if (!found) throw new Error('No lesson of the build asks questions');
	return found;
}

/** Every file of a build that is kept for offline use, as an address relative to the app's folder. */
export function filesKeptOf(dir = buildDir): string[] {
	const useless = callsOnly();
	return filesOf(dir).flatMap((file) => (useless.includes(file) ? [] : (addressOf(file) ?? [])));
}

function filesOf(dir: string): string[] {
	return readdirSync(dir, { recursive: true, withFileTypes: true })
		.filter((item) => item.isFile())
		.map((item) => join(item.parentPath, item.name).slice(dir.length + 1))
		.sort();
}

/** Waits until the app is complete on this device and the page is served by the worker. */
export async function untilInstalled(page: Page): Promise<void> {
	await page.waitForFunction(async () => {
		const { active } = await navigator.serviceWorker.ready;
		return active?.state === 'activated' && navigator.serviceWorker.controller !== null;
	});
}

/** Collects what a page reports as broken: errors, refused policies. Read it when all is done. */
export function complaintsOf(context: BrowserContext): string[] {
	const complaints: string[] = [];
	const hear = (page: Page) => {
		page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
	};
	context.pages().forEach(hear);
	context.on('page', hear);
	context.on('console', (message) => {
		if (message.type() === 'error') complaints.push(`${message.page()?.url()}: ${message.text()}`);
	});
	return complaints;
}

/** The names of the caches that hold a build. */
export function heldBuilds(page: Page): Promise<string[]> {
	return page.evaluate(async () =>
		(await caches.keys()).filter((name) => name.startsWith('keywrap '))
	);
}

/** Marks the page, so that `isMarked` can tell whether it has been loaded again since. */
export async function mark(page: Page): Promise<void> {
	await page.evaluate(() => {
		Object.assign(window, { marked: true });
	});
}

export function isMarked(page: Page): Promise<boolean> {
	return page.evaluate(() => 'marked' in window);
}

/** Opens a place of the main navigation; only a page whose scripts run does so without a load. */
export async function expectToMoveTo(page: Page, place: 'Learn' | 'Practice' | 'Lab') {
	await mark(page);
	await page.getByRole('navigation').getByRole('link', { name: place }).click();
	await expect(page).toHaveURL(new RegExp(`/${place.toLowerCase()}/`));
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect(await isMarked(page)).toBe(true);
}

const FOOTER = 'Not affiliated with AWS.';
/** What the footer of the second build says. */
export const SECOND_FOOTER = 'Not affiliated with AWS. Second edition.';

/**
 * Makes a second build out of a first: another version, another text on every page, and no script or
 * style sheet under its old name. It stands for a build of changed sources, in a second instead of
 * the time that a build takes.
 */
export function makeSecondBuild(from: string, to: string): void {
	cpSync(from, to, { recursive: true });
	const version = (
		JSON.parse(readFileSync(join(from, '_app/version.json'), 'utf8')) as { version: string }
	).version;
	const renamed = filesOf(to)
		.filter((file) => file.startsWith('_app/immutable/'))
		.map((file) => ({
			file,
			name: basename(file),
			next: basename(file).replace(/\.\w+$/, '-2$&')
		}));

	let changed = 0;
	for (const file of filesOf(to).filter((name) => /\.(html|js|json|css)$/.test(name))) {
		const before = readFileSync(join(to, file), 'utf8');
		if (before.includes(FOOTER)) changed += 1;
		let after = before
			.replaceAll(version, `${version}-second`)
			.replaceAll(FOOTER, SECOND_FOOTER)
			// The list in the worker gives way to a new one.
			.replace(/[0-9a-f]{16} [\w+/]{43}=:[^`'"]*/, '%KEYWRAP_PRECACHE%');
		for (const { name, next } of renamed) after = after.replaceAll(name, next);
		const scripts = (text: string) =>
			[...text.matchAll(/<script>([^]*?)<\/script>/g)].map((match) => sha256(match[1] ?? ''));
		scripts(before).forEach((hash, i) => {
			after = after.replaceAll(hash, scripts(after)[i] ?? '');
		});
		if (after !== before) writeFileSync(join(to, file), after);
	}
	// On each page, and in the script that moves from page to page.
	if (changed <= pagesOf(from).length) throw new Error(`Not every page says "${FOOTER}"`);
	for (const { file, name, next } of renamed) {
		renameSync(join(to, file), join(to, file.slice(0, -name.length) + next));
	}
	writePrecache(to);
}

const sha256 = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
