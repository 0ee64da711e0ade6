import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const core = ['crypto', 'iam', 'kms', 'envelope', 'content', 'study'].map(
	(room) => `src/lib/${room}/**`
);

export default defineConfig(
	globalIgnores(['build/', '.svelte-kit/', 'test-results/', 'playwright-report/']),
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: {
				projectService: {
					allowDefaultProject: ['*.config.js', '.dependency-cruiser.js', 'src/tools/*.mjs']
				},
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			'no-undef': 'off',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			// Links inside the app go through `resolve()`; the rule also flags external ones.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } }
	},
	{ files: ['**/*.js', '**/*.mjs'], extends: [ts.configs.disableTypeChecked] },
	{
		// The core knows no screen: no DOM, no storage, no network.
		files: core,
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-globals': [
				'error',
				'window',
				'document',
				'navigator',
				'location',
				'localStorage',
				'sessionStorage',
				'indexedDB',
				'caches',
				'fetch',
				'XMLHttpRequest',
				'WebSocket'
			]
		}
	}
);
