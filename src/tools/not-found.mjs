/**
 * Writes `404.html`, the page that a static host serves for addresses that do not exist. The one that
 * SvelteKit writes links to its files by absolute paths and breaks in a sub-folder; this one needs
 * no other file and finds the folder of the app itself.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = new URL('../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, source), 'utf8');

/** @param {string} text */
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * @param {string} html
 * @param {string} tag
 * @returns {string} the text of the only element of that name, as the browser hashes it
 */
function textOf(html, tag) {
	const found = [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))];
	if (found.length !== 1) throw new Error(`src/not-found.html: expected one <${tag}>`);
	return found[0]?.[1] ?? '';
}

/** @param {string} buildDir the finished build */
export function writeNotFound(buildDir) {
	/** @type {{ version: string }} */
	const { version } = JSON.parse(readFileSync(join(buildDir, '_app/version.json'), 'utf8'));
	const icon = Buffer.from(read('../static/icon.svg')).toString('base64');
	const html = read('not-found.html')
		.replace('/* %keywrap.tokens% */', () => read('lib/ui/tokens.css'))
		.replace('%keywrap.version%', version)
		.replace('%keywrap.icon%', `data:image/svg+xml;base64,${icon}`)
		// What explains the source is no part of the page.
		.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
		.replace(/^\s+/gm, '');
	const policy = [
		`default-src 'none'`,
		`script-src ${hash(textOf(html, 'script'))}`,
		`style-src ${hash(textOf(html, 'style'))}`,
		`connect-src 'self'`,
		`img-src data:`,
		`base-uri 'none'`,
		`form-action 'none'`,
		`require-trusted-types-for 'script'`,
		`trusted-types 'none'`
	];
	writeFileSync(join(buildDir, '404.html'), html.replace('%keywrap.csp%', policy.join('; ')));
}
