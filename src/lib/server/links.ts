/**
 * Addresses of the app's own pages in content.
 *
 * Keywrap is served from any folder, as plain files, and its links must work before (and without)
 * JavaScript. So they have to be relative, and a relative link depends on how deep the page lies
 * that shows it. The same text is shown at several depths: a question stands in a lesson
 * (`/learn/x/y/`, three deep) and in practice (`/practice/`, one deep).
 *
 * The compiler therefore writes each internal link once, as
 * `<a data-route="/learn/x/y/#z" href="learn/x/y/#z">`: `data-route` is the route inside the app,
 * `href` what leads there from the app's first page. Whoever hands content to a page rewrites `href`
 * for the depth of that page (`atDepth` of the content room); `data-route` stays, so it can be done
 * again.
 */
export interface Links {
	/** Title of a lesson, by `module/slug`. */
	lessons: ReadonlyMap<string, string>;
	/** Ids of the sections of a lesson, by `module/slug`. */
	anchors: ReadonlyMap<string, ReadonlySet<string>>;
	/** Ids of Lab scenarios. */
	lab: ReadonlySet<string>;
	/** Ids of glossary terms. */
	terms: ReadonlySet<string>;
}

/** Where a link leads, or what is wrong with it. */
export type Target =
	{ route: string } | { external: string } | { fragment: string } | { wrong: string };

/** Reads the address of a Markdown link. `own` are the section ids of the page that holds it. */
export function targetOf(href: string, links: Links, own?: ReadonlySet<string>): Target {
	if (href.startsWith('#')) {
		const id = href.slice(1);
		if (own?.has(id)) return { fragment: id };
		return {
			wrong: own ? `no section "${id}" in this lesson` : 'a link to a section needs its lesson'
		};
	}
	const [, scheme, rest = ''] = /^([a-z]+):(.*)$/i.exec(href) ?? [];
	switch (scheme) {
		case 'https':
			return URL.canParse(href) ? { external: href } : { wrong: `"${href}" is not an address` };
		case 'lesson': {
			const [lesson = '', anchor] = rest.split('#');
			if (!links.lessons.has(lesson)) return { wrong: `unknown lesson "${lesson}"` };
			if (anchor !== undefined && !links.anchors.get(lesson)?.has(anchor))
				return { wrong: `no section "${anchor}" in lesson "${lesson}"` };
			return { route: `/learn/${lesson}/${anchor === undefined ? '' : `#${anchor}`}` };
		}
		case 'lab':
			return links.lab.has(rest)
				? { route: `/lab/${rest}/` }
				: { wrong: `unknown Lab scenario "${rest}"` };
		case 'term':
			return links.terms.has(rest)
				? { route: `/glossary/#${rest}` }
				: { wrong: `unknown glossary term "${rest}"` };
		default:
			return {
				wrong: `link "${href}" must begin with https:, lesson:, lab: or term:`
			};
	}
}
