import type {} from 'trusted-types';

/**
 * Marks HTML that this build made from `content/` as fit for `{@html}`. The pages' policy
 * (`require-trusted-types-for 'script'`) refuses any other string, whoever passes it.
 */
const policy =
	typeof window === 'undefined'
		? undefined
		: window.trustedTypes?.createPolicy('keywrap-content', { createHTML: (html) => html });

export function trustedHtml(html: string): string {
	return (policy?.createHTML(html) ?? html) as string;
}

/** Reads a page of this build; its scripts do not run. */
export function parseContent(html: string): Document {
	return new DOMParser().parseFromString(trustedHtml(html), 'text/html');
}
