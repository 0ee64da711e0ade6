/** Cheat sheets: `content/modules/NN-slug/cheat-sheet.md`, Markdown that fits one printed page. */
import type { SheetView } from '#lib/content/index.ts';
import { lessonHtml, locateIn, Notes, partsOf, type Context } from './markdown.ts';
import type { Tree } from './tree.ts';

/** More words do not fit a page of A4 in two columns. */
const mostWords = 400;

/** The cheat sheet of a module, or nothing where there is none. */
export function compileSheet(module: string, tree: Tree, context: Context): SheetView | undefined {
	const file = `content/modules/${module}/cheat-sheet.md`;
	const text = tree.get(file);
	if (text === undefined) return undefined;
	const { report } = context;
	const words = text.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;
	if (words > mostWords)
		report.add(
			{ file, line: 1 },
			`has ${words} words; more than ${mostWords} do not fit one printed page`
		);
	for (const [index, line] of text.split('\n').entries()) {
		const place = { file, line: index + 1 };
		if (/^---\s*$|^:::/.test(line))
			report.add(place, 'a cheat sheet has neither a head nor directives');
		if (/\{\{[a-z0-9-]+\}\}/.test(line))
			report.add(place, 'a cheat sheet has no notes: write {{id!}} or {{=id}}');
	}
	const written = { text, label: '', locate: locateIn(file, text, 1) };
	const html = lessonHtml(context, written, partsOf(text), new Notes(), new Set());
	return { module, html };
}
