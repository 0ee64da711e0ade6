/** The fact ledger and what rests on it alone: facts and misconceptions as pages show them. */
import type { Fact, FactView, Misconception, MisconceptionView } from '#lib/content/index.ts';
import type { Checks } from './checks.ts';
import { writtenIn, type Entry } from './entries.ts';
import { inlineHtml, plainText, type Context } from './markdown.ts';
import type { Path } from './yaml.ts';

/** The facts by id. */
export function compileFacts(
	entries: readonly Entry<Fact>[],
	checks: Checks,
	context: Context
): Map<string, FactView> {
	const views = new Map<string, FactView>();
	for (const entry of entries) {
		const { value: fact } = entry;
		checks.day(entry, 'checked', fact.checked);
		checks.host(entry, fact.source.url);
		const text = (path: Path, value: string) =>
			plainText(context, { ...writtenIn(entry, path, value), isFact: true });
		views.set(fact.id, {
			...fact,
			statement: text(['statement'], fact.statement),
			...(fact.value === undefined ? {} : { value: text(['value'], fact.value) }),
			...(fact.replaces === undefined
				? {}
				: {
						replaces: { ...fact.replaces, claim: text(['replaces', 'claim'], fact.replaces.claim) }
					})
		});
	}
	return views;
}

/** The misconceptions by id. */
export function compileMisconceptions(
	entries: readonly Entry<Misconception>[],
	facts: ReadonlyMap<string, FactView>,
	checks: Checks,
	context: Context
): Map<string, MisconceptionView> {
	const views = new Map<string, MisconceptionView>();
	for (const entry of entries) {
		const { id, belief, answer, facts: ids } = entry.value;
		checks.facts(entry, ids, ['facts']);
		views.set(id, {
			id,
			belief: inlineHtml(context, writtenIn(entry, ['belief'], belief)),
			answer: inlineHtml(context, writtenIn(entry, ['answer'], answer)),
			facts: ids.flatMap((fact) => facts.get(fact) ?? [])
		});
	}
	return views;
}
