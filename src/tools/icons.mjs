// `node src/tools/icons.mjs`: draws the app's icons from the symbol of a wrapped data key, in the
// colours of the light theme. Run it when the symbol or those colours change.
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { ensureBrowser } from './browser.mjs';
import { isProgram, onProjectNode } from './setup.mjs';

const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');

/**
 * @param {string} text
 * @param {RegExp} pattern with one group
 */
function find(text, pattern) {
	const found = pattern.exec(text)?.[1];
	if (found === undefined) throw new Error(`Nothing matches ${String(pattern)}`);
	return found;
}

const symbol = read('src/lib/ui/symbols/WrappedKey.svelte');
const drawings = {
	24: find(symbol, /\{#if size < 40\}([^]*?)\{:else\}/),
	48: find(symbol, /\{:else\}([^]*?)\{\/if\}/)
};
const tokens = read('src/lib/ui/tokens.css');
const colour = (/** @type {string} */ name) =>
	find(tokens, new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}),`));

/**
 * @param {object} options
 * @param {24 | 48} options.grid
 * @param {number} options.margin around the symbol's grid, in its units
 * @param {number} [options.corner] radius of the paper's corners, in the same units
 * @returns {string} an SVG document
 */
function icon({ grid, margin, corner = 0 }) {
	const side = grid + 2 * margin;
	const drawing = drawings[grid]
		.replaceAll(/var\(--fill,none\)/g, colour('sheet'))
		.replaceAll(/var\(--key,currentColor\)/g, colour('data-key'))
		.replaceAll(/\s*\n\s*/g, ' ')
		.trim();
	const at = String(-margin);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${at} ${at} ${String(side)} ${String(side)}">`,
		`<rect x="${at}" y="${at}" width="${String(side)}" height="${String(side)}" rx="${String(corner)}" fill="${colour('paper')}"/>`,
		`<g fill="none" stroke="${colour('ciphertext')}" stroke-linecap="round" stroke-linejoin="round">`,
		drawing,
		`</g></svg>\n`
	].join('');
}

/** The circle that every mask leaves has 40 % of the side as its radius; the envelope fits into it. */
const insideMask = 9;
const files = [
	{ file: 'icon-192.png', size: 192, svg: icon({ grid: 48, margin: 2, corner: 11 }) },
	{ file: 'icon-512.png', size: 512, svg: icon({ grid: 48, margin: 2, corner: 11 }) },
	{ file: 'icon-maskable-512.png', size: 512, svg: icon({ grid: 48, margin: insideMask }) },
	{ file: 'icon-180.png', size: 180, svg: icon({ grid: 48, margin: 5 }) }
];

async function main() {
	writeFileSync(new URL('static/icon.svg', root), icon({ grid: 24, margin: 0.5, corner: 5 }));
	const browser = await chromium.launch({ executablePath: await ensureBrowser() });
	const page = await browser.newPage();
	for (const { file, size, svg } of files) {
		await page.setViewportSize({ width: size, height: size });
		await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
		const png = await page.screenshot({ omitBackground: true });
		writeFileSync(new URL(`static/${file}`, root), png);
	}
	await browser.close();
	return 0;
}

if (isProgram(import.meta.url)) await onProjectNode(main);
