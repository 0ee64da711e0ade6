/** Languages a code block of a lesson may name, and what a reader calls them. */
export const codeLanguages = {
	python: 'Python',
	typescript: 'TypeScript',
	javascript: 'JavaScript',
	java: 'Java',
	json: 'JSON',
	yaml: 'YAML',
	bash: 'Shell',
	http: 'HTTP',
	text: 'Text'
} as const;

export type CodeLanguage = keyof typeof codeLanguages;

const shortNames: Record<string, CodeLanguage> = {
	py: 'python',
	ts: 'typescript',
	js: 'javascript',
	yml: 'yaml',
	sh: 'bash'
};

/** The language that a code block names, by its full or its usual short name. */
export function codeLanguage(name: string): CodeLanguage | undefined {
	return Object.hasOwn(codeLanguages, name) ? (name as CodeLanguage) : shortNames[name];
}
