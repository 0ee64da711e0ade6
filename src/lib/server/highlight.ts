import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { CodeLanguage } from '#lib/content/index.ts';
import { escape } from './markdown.ts';

const theme = createCssVariablesTheme({ name: 'keywrap', variablePrefix: '--' });

/** `var(--token-string-expression)` of the theme becomes the class `tok-string`. */
function classOf(color: string | undefined): string | undefined {
	const [, name] = /--token-([a-z]+)/.exec(color ?? '') ?? [];
	return name && name !== 'punctuation' ? `tok-${name}` : undefined;
}

/**
 * Loads the grammars once and returns a function that colours code by classes (`tok-keyword`;
 * `code.css` of the ui room has them), because a style attribute would break the page's policy.
 */
export async function createHighlight(): Promise<(code: string, language: CodeLanguage) => string> {
	const highlighter = await createHighlighterCore({
		engine: createJavaScriptRegexEngine(),
		themes: [theme],
		langs: [
			import('shiki/langs/python.mjs'),
			import('shiki/langs/typescript.mjs'),
			import('shiki/langs/javascript.mjs'),
			import('shiki/langs/java.mjs'),
			import('shiki/langs/json.mjs'),
			import('shiki/langs/yaml.mjs'),
			import('shiki/langs/bash.mjs'),
			import('shiki/langs/http.mjs')
		]
	});
	return (code, language) =>
		highlighter
			// Without a limit of time: on a busy machine a line would lose its colours, and builds would differ.
			.codeToTokensBase(code, { lang: language, theme: 'keywrap', tokenizeTimeLimit: 0 })
			.map((line) =>
				line
					.map(({ content, color }) => {
						const name = content.trim() ? classOf(color) : undefined;
						return name ? `<span class="${name}">${escape(content)}</span>` : escape(content);
					})
					.join('')
			)
			.join('\n');
}
