/** A browser that can be killed: none of its processes gets the time to write anything. */
import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from '@playwright/test';

export interface Started {
	process: ChildProcess;
	browser: Browser;
	page: Page;
}

/** A browser of our own making, because Playwright keeps the process of its browsers to itself. */
export async function start(profile: string): Promise<Started> {
	const child = spawn(
		process.env.KEYWRAP_BROWSER ?? chromium.executablePath(),
		[
			'--headless=new',
			'--no-sandbox',
			'--no-first-run',
			'--disable-gpu',
			'--disable-dev-shm-usage',
			'--remote-debugging-port=0',
			`--user-data-dir=${profile}`,
			'about:blank'
		],
		// A group of its own, so that one signal ends all of its processes at once.
		{ detached: true, stdio: ['ignore', 'ignore', 'pipe'] }
	);
	const endpoint = await new Promise<string>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', () => {
			reject(new Error('The browser ended before it could be reached'));
		});
		createInterface({ input: child.stderr }).on('line', (line) => {
			const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
			if (address) resolve(address);
		});
	});
	const browser = await chromium.connectOverCDP(endpoint);
	const context = browser.contexts()[0] ?? (await browser.newContext());
	return { process: child, browser, page: context.pages()[0] ?? (await context.newPage()) };
}

/** Ends every process of the browser, with no time for any of them to write anything. */
export async function kill({ process: child, browser }: Started): Promise<void> {
	const gone = new Promise((resolve) => child.once('exit', resolve));
	const ended = child.exitCode !== null || child.signalCode !== null;
	if (child.pid !== undefined && !ended) process.kill(-child.pid, 'SIGKILL');
	if (!ended) await gone;
	await browser.close().catch(() => undefined);
}
