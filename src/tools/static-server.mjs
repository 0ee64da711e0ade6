// A static host for the built app: what `npm start`, the end-to-end tests and Lighthouse use.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isProgram, root } from './setup.mjs';
import { onStop } from './stop.mjs';

const compress = promisify(gzip);

/** @type {Record<string, string>} */
const types = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.jpg': 'image/jpeg',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.md': 'text/markdown; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml; charset=utf-8',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json; charset=utf-8',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2',
	'.xml': 'application/xml; charset=utf-8'
};

/** What a policy in a meta tag cannot say, and what else a host should send with every answer. */
const security = {
	'content-security-policy': "frame-ancestors 'none'",
	'cross-origin-opener-policy': 'same-origin',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY'
};

/**
 * @typedef {object} ServeOptions
 * @property {string} dir the folder to serve
 * @property {string} [prefix] the sub-folder it appears under, such as `/team/keywrap`; default the root
 * @property {number} [port] default 4173; 0 takes any free one
 * @property {boolean} [strictPort] fail when the port is taken instead of trying the next ones
 * @property {string} [host] default loopback only
 */

/**
 * @typedef {object} StaticServer
 * @property {string} url the address of the served folder, with a slash at its end
 * @property {number} port
 * @property {() => Promise<void>} close stops at once, open connections included
 */

/**
 * Serves a folder the way plain static hosts do: `index.html` for folders, a redirect to the slash,
 * `404.html` for what is not there. Text is compressed; files named by their hash may be kept for
 * ever, all others are asked for again each time.
 * @param {ServeOptions} options
 * @returns {Promise<StaticServer>}
 * @throws {Error} when no port could be had
 */
export async function serve({ dir, prefix = '', port = 4173, strictPort = false, host }) {
	const base = `/${prefix}/`.replaceAll(/\/+/g, '/');
	const answer = respond(await realpath(dir), base);
	const attempts = strictPort || port === 0 ? 1 : 50;
	for (let attempt = 0; ; attempt++) {
		try {
			const servers = await listen(answer, port && port + attempt, host);
			const address = servers[0]?.address();
			const actual = typeof address === 'object' && address ? address.port : port;
			return {
				url: `http://${host ?? 'localhost'}:${actual.toString()}${base}`,
				port: actual,
				close: async () => {
					await Promise.all(servers.map(close));
				}
			};
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? error.code : undefined;
			if (code !== 'EADDRINUSE' || attempt + 1 >= attempts) throw error;
		}
	}
}

/** @typedef {import('node:http').RequestListener} Listener */

/**
 * Both loopback addresses belong to `localhost`; a browser may take either, so one alone would leave
 * the other to some other server.
 * @param {Listener} answer
 * @param {number} port
 * @param {string | undefined} host
 */
async function listen(answer, port, host) {
	if (host) return [await listenOn(answer, port, host)];
	const first = await listenOn(answer, port, '127.0.0.1');
	const address = first.address();
	const actual = typeof address === 'object' && address ? address.port : port;
	try {
		return [first, await listenOn(answer, actual, '::1')];
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : undefined;
		if (code !== 'EADDRINUSE') return [first];
		await close(first);
		throw error;
	}
}

/**
 * @param {Listener} answer
 * @param {number} port
 * @param {string} host
 * @returns {Promise<import('node:http').Server>}
 */
function listenOn(answer, port, host) {
	const server = createServer(answer);
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve(server);
		});
	});
}

/** @param {import('node:http').Server} server */
function close(server) {
	return new Promise((resolve) => {
		server.close(resolve);
		server.closeAllConnections();
	});
}

/**
 * @param {string} dir without symbolic links
 * @param {string} base with slashes at both ends
 * @returns {Listener}
 */
function respond(dir, base) {
	/** @type {Map<string, { etag: string, body: Buffer, packed: Buffer | undefined }>} */
	const memory = new Map();

	/** @param {string} file */
	async function load(file) {
		const { mtimeMs, size } = await stat(file);
		const key = `${file} ${mtimeMs.toString()} ${size.toString()}`;
		const known = memory.get(key);
		if (known) return known;
		const body = await readFile(file);
		const type = types[path.extname(file)] ?? '';
		const isText = type.includes('charset') || type === 'application/wasm';
		const packed = isText && body.length > 256 ? await compress(body, { level: 9 }) : undefined;
		const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
		const entry = { etag, body, packed };
		memory.set(key, entry);
		return entry;
	}

	/**
	 * @param {import('node:http').IncomingMessage} request
	 * @param {import('node:http').ServerResponse} response
	 * @param {string} file
	 * @param {number} status
	 */
	async function send(request, response, file, status) {
		const { etag, body, packed } = await load(file);
		const inside = path.relative(dir, file).split(path.sep).join('/');
		const zip = packed && accepts(request, 'gzip');
		const headers = {
			...security,
			'content-type': types[path.extname(file)] ?? 'application/octet-stream',
			'cache-control': inside.startsWith('_app/immutable/')
				? 'public, max-age=31536000, immutable'
				: 'no-cache',
			...(packed ? { vary: 'accept-encoding' } : {}),
			etag: zip ? etag.replace(/"$/, '-gz"') : etag
		};
		if (status === 200 && request.headers['if-none-match'] === headers.etag) {
			response.writeHead(304, headers).end();
			return;
		}
		const bytes = zip ? packed : body;
		response.writeHead(status, {
			...headers,
			...(zip ? { 'content-encoding': 'gzip' } : {}),
			'content-length': bytes.length
		});
		response.end(request.method === 'HEAD' ? undefined : bytes);
	}

	/**
	 * @param {import('node:http').ServerResponse} response
	 * @param {number} status
	 * @param {string} text
	 * @param {Record<string, string>} [headers]
	 */
	function plain(response, status, text, headers = {}) {
		response
			.writeHead(status, {
				...security,
				'content-type': 'text/plain; charset=utf-8',
				'cache-control': 'no-cache',
				...headers
			})
			.end(text);
	}

	/**
	 * @param {import('node:http').IncomingMessage} request
	 * @param {import('node:http').ServerResponse} response
	 */
	async function handle(request, response) {
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			plain(response, 405, 'Only GET and HEAD.\n', { allow: 'GET, HEAD' });
			return;
		}
		// Prepended, not resolved: a target such as `//host/` must stay a path.
		const { pathname, search } = new URL(`http://host${request.url ?? '/'}`);
		if (`${pathname}/` === base) {
			plain(response, 308, '', { location: `${base}${search}` });
			return;
		}
		if (!pathname.startsWith(base)) {
			plain(response, 404, `Nothing is served outside ${base}\n`);
			return;
		}
		const wanted = decodeURIComponent(pathname.slice(base.length));
		const file = wanted.includes('\0') ? undefined : await inside(dir, wanted);
		if (file) {
			const found = await stat(file);
			if (found.isFile() && !pathname.endsWith('/')) {
				await send(request, response, file, 200);
				return;
			}
			const index = found.isDirectory()
				? await inside(dir, path.join(wanted, 'index.html'))
				: undefined;
			if (index && pathname.endsWith('/')) {
				await send(request, response, index, 200);
				return;
			}
			if (index) {
				const last = pathname.slice(pathname.lastIndexOf('/') + 1);
				plain(response, 308, '', { location: `./${last}/${search}` });
				return;
			}
		}
		const missing = await inside(dir, '404.html');
		if (missing) await send(request, response, missing, 404);
		else plain(response, 404, 'Not found.\n');
	}

	return (request, response) => {
		handle(request, response).catch((/** @type {unknown} */ error) => {
			if (response.headersSent) response.destroy();
			else if (error instanceof URIError || error instanceof TypeError) {
				plain(response, 400, 'This address is malformed.\n');
			} else plain(response, 500, 'This file could not be read.\n');
		});
	};
}

/**
 * @param {string} dir without symbolic links
 * @param {string} wanted relative to it, with slashes
 * @returns {Promise<string | undefined>} the real file, if there is one and it lies in the folder
 */
async function inside(dir, wanted) {
	const file = path.resolve(dir, `./${wanted}`);
	if (file !== dir && !file.startsWith(dir + path.sep)) return undefined;
	try {
		const real = await realpath(file);
		return real === dir || real.startsWith(dir + path.sep) ? real : undefined;
	} catch {
		return undefined;
	}
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {string} encoding
 */
function accepts(request, encoding) {
	return String(request.headers['accept-encoding'] ?? '')
		.split(',')
		.some((entry) => {
			const [name, ...parameters] = entry.split(';').map((part) => part.trim());
			return name === encoding && !parameters.some((p) => /^q=0(\.0*)?$/.test(p));
		});
}

if (isProgram(import.meta.url)) {
	const { values } = parseArgs({
		options: {
			dir: { type: 'string', default: path.join(root, 'build') },
			prefix: { type: 'string', default: '' },
			port: { type: 'string', default: '4173' },
			host: { type: 'string' },
			'strict-port': { type: 'boolean', default: false }
		}
	});
	const server = await serve({
		dir: values.dir,
		prefix: values.prefix,
		port: Number(values.port),
		strictPort: values['strict-port'],
		...(values.host ? { host: values.host } : {})
	});
	console.log(server.url);
	onStop(() => {
		void server.close();
	});
}
