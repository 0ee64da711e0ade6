import { basename, resolve } from 'node:path';
import type { Plugin, ViteDevServer } from 'vite';
import { checkContent } from './curriculum.ts';
import { ContentError, lineOf, type Defect } from './defects.ts';
import { escape } from './markdown.ts';
import { contentDir, stampOf } from './tree.ts';

/** The page an author sees instead of any page while `content/` has a defect; reloads when mended. */
function defectPage(defects: readonly Defect[], base: string): string {
	const count = `${defects.length} ${defects.length === 1 ? 'defect' : 'defects'} in content/`;
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${count}</title>
<style>
:root { color-scheme: light dark }
body { margin: 2rem auto; padding: 0 1rem; max-width: 60rem; font: 1rem/1.5 system-ui, sans-serif }
li { margin: .5rem 0; overflow-wrap: anywhere }
code { font: .9375rem/1.5 ui-monospace, monospace }
</style>
<script type="module" src="${escape(base)}@vite/client"></script>
<h1>${count}</h1>
<p>The pages are back as soon as content/ is in order; this one reloads by itself when you save.</p>
<ul>
${defects.map((defect) => `<li><code>${escape(lineOf(defect))}</code></li>`).join('\n')}
</ul>
</html>
`;
}

/** Asks for a page, not for a module, a style or data. */
const wantsPage = (accept: string | undefined) => accept?.includes('text/html') === true;

/**
 * Holds a build to its content. `vite build` stops with one line for each defect. `vite dev` watches
 * `content/` and reloads the page when a file there changes; while there is a defect every page
 * shows the same lines, and so does the terminal. (Vite's error overlay is not used: it lies over a
 * page that has already been rendered from content that does not exist.)
 */
export function contentPlugin(dir: string = contentDir): Plugin {
	let building = false;
	let testing = false;
	let checked = false;
	return {
		name: 'keywrap-content',
		configResolved(config) {
			building = config.command === 'build';
			testing = config.mode === 'test';
		},
		buildStart() {
			// A build has several parts (browser, server, service worker); one check is enough.
			if (!building || checked) return;
			checked = true;
			const { defects } = checkContent(dir);
			if (defects.length > 0) this.error(new ContentError(defects).message);
		},
		configureServer(server) {
			if (!testing) watch(server, dir);
		}
	};
}

function watch(server: ViteDevServer, dir: string): void {
	let stamp: string | undefined;
	let defects: readonly Defect[] = [];

	/** Looks again if a file has changed; says in the terminal what is wrong, or that it is mended. */
	const check = (): readonly Defect[] => {
		const now = stampOf(dir);
		if (now === stamp) return defects;
		stamp = now;
		const had = defects.length;
		({ defects } = checkContent(dir));
		for (const defect of defects) server.config.logger.error(lineOf(defect));
		if (had > 0 && defects.length === 0)
			server.config.logger.info(`${basename(dir)}/ has no defects`);
		return defects;
	};
	check();

	let timer: NodeJS.Timeout | undefined;
	server.watcher.add(dir);
	server.watcher.on('all', (_, file) => {
		if (!resolve(file).startsWith(dir)) return;
		clearTimeout(timer);
		// Editors write a file in several steps; one look when they are done.
		timer = setTimeout(() => {
			check();
			server.ws.send({ type: 'full-reload' });
		}, 60);
	});

	server.middlewares.use((request, response, next) => {
		if (!wantsPage(request.headers.accept) || check().length === 0) {
			next();
			return;
		}
		response.writeHead(500, {
			'content-type': 'text/html; charset=utf-8',
			'cache-control': 'no-store'
		});
		response.end(defectPage(defects, server.config.base));
	});
}
