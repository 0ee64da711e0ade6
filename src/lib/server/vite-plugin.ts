import type { Plugin } from 'vite';

export function contentPlugin(): Plugin {
	return { name: 'keywrap-content' };
}
