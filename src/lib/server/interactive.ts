/** Figures that the reader works with: `content/interactive/*.yaml`. */
import type {
	AuthoredInteractive,
	FactView,
	Html,
	InteractiveView,
	StretchView
} from '#lib/content/index.ts';
import type { Checks } from './checks.ts';
import { writtenIn, type Entry } from './entries.ts';
import { inlineHtml, plainText, type Context } from './markdown.ts';
import type { Path } from './yaml.ts';

interface Around {
	context: Context;
	facts: ReadonlyMap<string, FactView>;
	/** Titles of the Lab scenarios. */
	lab: ReadonlyMap<string, string>;
	checks: Checks;
}

type Key = Extract<AuthoredInteractive, { kind: 'key' }>;

/** Checks a figure and renders its texts. */
export function compileInteractive(
	entry: Entry<AuthoredInteractive>,
	around: Around
): InteractiveView {
	const { value, source, path, name } = entry;
	const { context, facts, lab, checks } = around;
	const { report, links } = context;
	const html = (at: Path, text: string): Html => inlineHtml(context, writtenIn(entry, at, text));
	const plain = (at: Path, text: string) => plainText(context, writtenIn(entry, at, text));
	const factsOf = (at: Path, ids: readonly string[]) => {
		checks.facts(entry, ids, [...at, 'facts']);
		return ids.flatMap((id) => facts.get(id) ?? []);
	};
	const lessonOf = (at: Path, lesson: string | undefined) => {
		if (lesson === undefined) return {};
		checks.lesson(entry, lesson, [...at, 'lesson']);
		const title = links.lessons.get(lesson) ?? lesson;
		return { lesson: { path: `/learn/${lesson}/`, title } };
	};
	const labOf = (at: Path, scenario: string | undefined) => {
		if (scenario === undefined) return {};
		const title = lab.get(scenario);
		if (title === undefined)
			report.add(source.at([...path, ...at, 'lab']), `${name}: unknown Lab scenario "${scenario}"`);
		return { lab: { path: `/lab/${scenario}/`, title: title ?? scenario } };
	};
	const head = {
		id: value.id,
		title: plain(['title'], value.title),
		lead: html(['lead'], value.lead)
	};

	if (value.kind === 'key') {
		checkKey(value, (at, message) => {
			report.add(source.at([...path, ...at]), `${name}: ${message}`);
		});
		return {
			...head,
			kind: 'key',
			steps: value.steps.map(({ id, ask, help, choices }, index) => ({
				id,
				ask: html(['steps', index, 'ask'], ask),
				...(help === undefined ? {} : { help: html(['steps', index, 'help'], help) }),
				choices: choices.map(({ text, to }, at) => ({
					text: html(['steps', index, 'choices', at, 'text'], text),
					to
				}))
			})),
			ends: value.ends.map(({ id, title, tell, facts: ids, lesson, lab: scenario }, index) => ({
				id,
				title: plain(['ends', index, 'title'], title),
				tell: html(['ends', index, 'tell'], tell),
				facts: factsOf(['ends', index], ids),
				...lessonOf(['ends', index], lesson),
				...labOf(['ends', index], scenario)
			}))
		};
	}

	const stretch = (at: Path, it: (typeof value.places)[number] | (typeof value.paths)[number]) =>
		({
			id: it.id,
			name: plain([...at, 'name'], it.name),
			what: html([...at, 'what'], it.what),
			default: html([...at, 'default'], it.default),
			parameter: html([...at, 'parameter'], it.parameter),
			permission: html([...at, 'permission'], it.permission),
			facts: factsOf(at, it.facts),
			...lessonOf(at, it.lesson)
		}) satisfies StretchView;
	const areas = new Set(value.areas.map(({ id }) => id));
	const places = new Set(value.places.map(({ id }) => id));
	const seen = new Set<string>();
	for (const [list, all] of [
		['places', value.places],
		['paths', value.paths]
	] as const)
		for (const [index, { id }] of all.entries()) {
			if (seen.has(id))
				report.add(source.at([...path, list, index]), `${name}: "${id}" stands twice`);
			seen.add(id);
		}
	for (const [index, { area }] of value.places.entries())
		if (!areas.has(area))
			report.add(source.at([...path, 'places', index, 'area']), `${name}: unknown area "${area}"`);
	for (const [index, { from, to }] of value.paths.entries())
		for (const [key, place] of Object.entries({ from, to }))
			if (!places.has(place))
				report.add(source.at([...path, 'paths', index, key]), `${name}: unknown place "${place}"`);
	return {
		...head,
		kind: 'map',
		areas: value.areas,
		places: value.places.map((place, index) => ({
			...stretch(['places', index], place),
			area: place.area
		})),
		paths: value.paths.map((way, index) => ({
			...stretch(['paths', index], way),
			from: way.from,
			to: way.to
		}))
	};
}

/** Every choice leads somewhere, every end is reached, and no way leads back to where it was. */
function checkKey({ steps, ends }: Key, defect: (at: Path, message: string) => void): void {
	const known = new Map<string, Path>();
	for (const [list, all] of [
		['steps', steps],
		['ends', ends]
	] as const)
		for (const [index, { id }] of all.entries()) {
			if (known.has(id)) defect([list, index, 'id'], `"${id}" stands twice`);
			else known.set(id, [list, index]);
		}
	for (const [index, { choices }] of steps.entries())
		for (const [at, { to }] of choices.entries())
			if (!known.has(to))
				defect(['steps', index, 'choices', at, 'to'], `no step or end is called "${to}"`);
	const byId = new Map(steps.map((step) => [step.id, step]));
	const reached = new Set<string>();
	const walk = (id: string, way: readonly string[]) => {
		if (way.includes(id)) {
			const path = known.get(id) ?? [];
			defect([...path], `step "${id}" leads back to itself`);
			return;
		}
		if (reached.has(id)) return;
		for (const { to } of byId.get(id)?.choices ?? []) walk(to, [...way, id]);
		reached.add(id);
	};
	const first = steps[0];
	if (first) walk(first.id, []);
	for (const [id, path] of known) if (!reached.has(id)) defect(path, `nothing leads to "${id}"`);
}
