// `npm run sizes`: what each kind of page really fetches by itself, against the budgets.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { home, lesson, pages } from '../../tests/e2e/routes.ts';
import { ensureBrowser } from './browser.mjs';
import { buildDir, ensureBuild, precacheOfBuild } from './build.mjs';
import { chunkReportFile } from './chunk-report.mjs';
import { isProgram, onProjectNode, root } from './setup.mjs';
import { serve } from './static-server.mjs';

/** Home of somebody who has studied here, which loads Today. */
const learnersHome = `${home.name}, a learner's`;

/** Every scenario of the Lab: each loads code of its own. */
const scenarios = readdirSync(path.join(root, 'content/lab'))
	.map((file) => path.basename(file, '.yaml'))
	.map((id) => ({ name: `scenario ${id}`, path: `lab/${id}/`, status: 200 }));

/** Bytes after gzip. */
const budget = {
	/** @type {Record<string, number>} */
	js: {
		[home.name]: 95_000,
		[learnersHome]: 95_000,
		[lesson.name]: 75_000,
		'the message page': 150_000,
		'the file tool': 150_000,
		...Object.fromEntries(scenarios.map(({ name }) => [name, 150_000]))
	},
	css: 20_000,
	precache: 2_500_000
};

/** Too heavy for a page that was not asked for them: they come with the button that needs them. */
const onDemand = /^(@aws-sdk|@smithy|@aws-crypto|@noble)\//;

/** @param {Buffer} bytes */
const packed = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/**
 * @param {import('playwright').Browser} browser
 * @param {string} url
 * @param {boolean} learner whether somebody has studied in this browser
 * @returns {Promise<{ js: number, css: number, files: string[] }>} what came until the network fell silent
 */
async function measure(browser, url, learner) {
	// A fresh context has an empty cache; without the worker nothing is fetched for other pages.
	const context = await browser.newContext({ serviceWorkers: 'block' });
	const page = await context.newPage();
	if (learner) await page.addInitScript("localStorage.setItem('keywrap-returning', '1')");
	/** @type {import('playwright').Response[]} */
	const responses = [];
	page.on('response', (response) => responses.push(response));
	await page.goto(url, { waitUntil: 'networkidle' });
	let js = 0;
	let css = 0;
	const files = [];
	for (const response of responses) {
		const type = response.headers()['content-type'] ?? '';
		if (!/javascript|css/.test(type)) continue;
		const bytes = packed(await response.body());
		if (type.includes('css')) css += bytes;
		else js += bytes;
		files.push(new URL(response.url()).pathname.slice(1));
	}
	await context.close();
	return { js, css, files };
}

async function main() {
	const executablePath = await ensureBrowser();
	await ensureBuild();
	/** @type {Record<string, string[]>} */
	const chunks = JSON.parse(readFileSync(chunkReportFile, 'utf8'));
	const server = await serve({ dir: buildDir, port: 0 });
	const browser = await chromium.launch({ executablePath });
	const problems = [];
	try {
		console.log(`${'after gzip'.padEnd(24)}${'JavaScript'.padStart(12)}${'CSS'.padStart(12)}`);
		const measured = [
			...pages.filter(({ name }) => name !== 'a scenario'),
			...scenarios,
			{ ...home, name: learnersHome }
		];
		for (const { name, path: address, status } of measured) {
			const learner = name === learnersHome;
			const { js, css, files } = await measure(browser, server.url + address, learner);
			console.log(`${name.padEnd(24)}${kB(js).padStart(12)}${kB(css).padStart(12)}`);
			// The page for unknown addresses stands alone; all others run the app.
			if (files.length === 0 && status === 200) problems.push(`${name}: nothing was measured`);
			const limit = budget.js[name];
			if (limit && js > limit)
				problems.push(`${name}: ${kB(js)} of JavaScript, at most ${kB(limit)}`);
			if (css > budget.css) problems.push(`${name}: ${kB(css)} of CSS, at most ${kB(budget.css)}`);
			for (const file of files) {
				if (file.endsWith('.js') && !chunks[file] && file.startsWith('_app/immutable/')) {
					problems.push(`${file} is not in the report of the build`);
				}
				const heavy = chunks[file]?.find((each) => onDemand.test(`${each}/`));
				if (heavy) problems.push(`${name}: loads ${heavy} by itself, in ${file}`);
			}
		}
	} finally {
		await browser.close();
		await server.close();
	}
	const { gzip: precache, files: count } = precacheOfBuild();
	console.log(
		`${'kept for offline'.padEnd(24)}${kB(precache).padStart(12)} in ${String(count)} files`
	);
	if (precache > budget.precache) {
		problems.push(`${kB(precache)} are kept for offline, at most ${kB(budget.precache)}`);
	}
	for (const problem of problems) console.error(problem);
	return problems.length > 0 ? 1 : 0;
}

if (isProgram(import.meta.url)) await onProjectNode(main);
