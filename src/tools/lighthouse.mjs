// `npm run lighthouse`: Lighthouse's mobile preset on the pages people meet first. Not part of
// `npm test`: its performance score depends on what else the machine is doing.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { home, lab, lesson, practice } from '../../tests/e2e/routes.ts';
import { ensureBrowser } from './browser.mjs';
import { buildDir, ensureBuild } from './build.mjs';
import { isProgram, onProjectNode } from './setup.mjs';
import { serve } from './static-server.mjs';

/** The least score of each category, of 100. */
const least = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 };

async function main() {
	const chromePath = await ensureBrowser();
	await ensureBuild();
	const server = await serve({ dir: buildDir, port: 0 });
	const chrome = await launch({
		chromePath,
		chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage']
	});
	let failed = 0;
	try {
		for (const { name, path } of [home, lesson, practice, lab]) {
			const result = await lighthouse(server.url + path, {
				port: chrome.port,
				logLevel: 'error',
				onlyCategories: Object.keys(least)
			});
			if (!result) throw new Error(`Lighthouse gave no result for ${name}`);
			const { categories, audits } = result.lhr;
			const scores = Object.entries(least).map(([id, limit]) => {
				const score = Math.round((categories[id]?.score ?? 0) * 100);
				if (score < limit) failed++;
				return `${id} ${String(score)}${score < limit ? ` (at least ${String(limit)})` : ''}`;
			});
			console.log(`${name} (/${path}): ${scores.join(', ')}`);
			// Audits without weight are hints; the score does not know them.
			const weighed = Object.values(categories)
				.flatMap(({ auditRefs }) => auditRefs)
				.filter(({ weight }) => weight > 0);
			for (const { id } of weighed) {
				const audit = audits[id];
				if (!audit || audit.score === null || audit.score >= 0.9) continue;
				console.log(
					`  ${id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ''}`
				);
			}
		}
	} finally {
		chrome.kill();
		await server.close();
	}
	return failed > 0 ? 1 : 0;
}

if (isProgram(import.meta.url)) await onProjectNode(main);
