import type { Term, TermView } from '#lib/content/index.ts';
import type { Checks } from './checks.ts';
import { writtenIn, type Entry } from './entries.ts';
import { inlineHtml, plainText, type Context } from './markdown.ts';

/** The terms in alphabetical order. */
export function compileGlossary(
	entries: readonly Entry<Term>[],
	checks: Checks,
	context: Context
): TermView[] {
	const terms = entries.map((entry) => {
		const { id, term, also = [], meaning, facts = [], lesson } = entry.value;
		checks.facts(entry, facts, ['facts']);
		if (lesson !== undefined) checks.lesson(entry, lesson, ['lesson']);
		return {
			id,
			term: plainText(context, writtenIn(entry, ['term'], term)),
			also: also.map((name, index) => plainText(context, writtenIn(entry, ['also', index], name))),
			meaning: inlineHtml(context, writtenIn(entry, ['meaning'], meaning)),
			...(lesson === undefined ? {} : { lesson })
		};
	});
	return terms.sort((a, b) => a.term.localeCompare(b.term, 'en'));
}
