import process from 'node:process';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { contentPlugin } from './src/lib/server/vite-plugin.ts';
import { chunkReport } from './src/tools/chunk-report.mjs';

/**
 * SvelteKit 3 has no `svelte.config.js`: all of its options stand in the `sveltekit()` call below.
 */
const base = (process.env.BASE_PATH ?? '') as '' | `/${string}`;

export default defineConfig({
	plugins: [
		contentPlugin(),
		chunkReport(),
		sveltekit({
			adapter: adapter({ fallback: '404.html', precompress: false, strict: true }),
			compilerOptions: {
				runes: ({ filename }) =>
					filename.split(/[/\\]/).includes('node_modules') ? undefined : true
			},
			paths: { base, relative: true },
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['none'],
					'script-src': ['self'],
					'style-src': ['self'],
					// Kit's route announcer carries a style attribute (sveltejs/kit#11993); its hash:
					'style-src-attr': [
						'unsafe-hashes',
						'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='
					],
					'img-src': ['self', 'data:'],
					'font-src': ['self'],
					// One page may say more: src/hooks.server.ts.
					'connect-src': ['self'],
					'manifest-src': ['self'],
					'worker-src': ['self'],
					'base-uri': ['none'],
					'form-action': ['none'],
					'require-trusted-types-for': ['script'],
					'trusted-types': [
						'svelte-trusted-html',
						'sveltekit-trusted-url',
						'keywrap-content',
						'keywrap-worker'
					]
				}
			},
			serviceWorker: { register: true },
			prerender: {
				handleMissingId: ({ id, message }) => {
					// `#step=…` in the Lab is the place one has got to, not an element.
					if (!id.startsWith('step=')) throw new Error(message);
				}
			},
			version: { name: process.env.KEYWRAP_VERSION ?? 'dev', pollInterval: 0 }
		})
	],
	build: { target: 'es2023' },
	environments: {
		client: {
			build: {
				rolldownOptions: {
					// Small files that are always loaded together weigh less in one. A group takes along what
					// its files import, so that what lessons need of `crypto` is a group of its own.
					output: {
						codeSplitting: {
							groups: [
								{ name: 'symbols', test: /\/ui\/symbols\// },
								{ name: 'bytes', priority: 2, test: /\/crypto\/(bytes|encodings|errors)\.ts/ },
								{
									name: 'crypto',
									priority: 1,
									test: /\/crypto\/(aes-gcm|digest|hkdf|hmac|random|rsa|webcrypto)\.ts/
								},
								{
									name: 'lab',
									test: /\/lab\/engine\/(differences|own|pairs|permission|places|required|things|words)\.ts/
								}
							]
						}
					}
				}
			}
		}
	},
	test: {
		// What a test waits for is there at once, or on a busy machine later.
		expect: { requireAssertions: true, poll: { timeout: 20_000 } },
		// Some tests compile the whole curriculum; two busy cores take their time for it.
		testTimeout: 30_000,
		hookTimeout: 60_000,
		projects: [
			{
				extends: true,
				test: {
					name: 'node',
					environment: 'node',
					include: ['src/**/*.test.ts'],
					exclude: ['src/**/*.browser.test.ts', 'src/**/*.svelte.test.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['src/**/*.browser.test.ts', 'src/**/*.svelte.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({
							launchOptions: {
								...(process.env.KEYWRAP_BROWSER
									? { executablePath: process.env.KEYWRAP_BROWSER }
									: {}),
								args: ['--no-sandbox']
							}
						}),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
