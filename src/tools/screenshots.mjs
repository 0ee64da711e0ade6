// `npm run screenshots`: pictures of the built app for the manifest and the README.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { ensureBrowser } from './browser.mjs';
import { buildDir, ensureBuild } from './build.mjs';
import { isProgram, onProjectNode } from './setup.mjs';
import { serve } from './static-server.mjs';

/** @typedef {import('playwright').Page} Page */

const folder = new URL('../../static/screenshots/', import.meta.url);

const forms = {
	wide: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 },
	narrow: {
		viewport: { width: 412, height: 824 },
		deviceScaleFactor: 2,
		isMobile: true,
		hasTouch: true
	}
};

/** What each picture shows; the manifest lists them under the same names. */
const pictures = [
	{
		name: 'lab-wide',
		form: forms.wide,
		path: 'lab/envelope/',
		prepare: async (/** @type {Page} */ page) => {
			for (let step = 1; step < 3; step++) {
				await page.getByRole('button', { name: 'Next' }).click();
				await page.getByRole('link', { name: `Step ${String(step + 1)}:` }).waitFor();
				await page.waitForTimeout(500);
			}
			await page.getByRole('group', { name: /^Steps/ }).evaluate((bar) => {
				scrollBy(0, bar.getBoundingClientRect().top);
			});
		}
	},
	{ name: 'lesson-wide', form: forms.wide, path: 'learn/03-envelope-encryption/sealing/' },
	{ name: 'lesson-narrow', form: forms.narrow, path: 'learn/03-envelope-encryption/two-keys/' },
	{
		name: 'question-narrow',
		form: forms.narrow,
		path: 'learn/03-envelope-encryption/two-keys/',
		prepare: async (/** @type {Page} */ page) => {
			const check = page.getByRole('region', { name: 'Check yourself' });
			await check.getByRole('button', { name: /^Answer/ }).click();
			await check.getByRole('radio').first().check();
			await check.getByRole('radio', { name: 'Sure' }).check();
			await check.getByRole('button', { name: 'Answer' }).click();
			await check.locator('[data-phase="answered"]').evaluate((card) => {
				scrollBy(0, card.getBoundingClientRect().top);
			});
			await page.waitForTimeout(300);
		}
	},
	{ name: 'today-narrow', form: forms.narrow, path: '' }
];

async function main() {
	await ensureBuild();
	mkdirSync(folder, { recursive: true });
	const server = await serve({ dir: buildDir, port: 0 });
	const browser = await chromium.launch({ executablePath: await ensureBrowser() });
	for (const { name, form, path, prepare } of pictures) {
		const context = await browser.newContext({
			...form,
			colorScheme: 'light',
			reducedMotion: 'reduce',
			// Nothing but the page: no word about offline use, no update.
			serviceWorkers: 'block'
		});
		const page = await context.newPage();
		await page.goto(server.url + path, { waitUntil: 'networkidle' });
		await prepare?.(page);
		await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, folder)) });
		await context.close();
	}
	await browser.close();
	await server.close();
	return 0;
}

if (isProgram(import.meta.url)) await onProjectNode(main);
