/** Scenarios of the Lab: their words, compared with what the Lab computes. */
import {
	labOrder,
	labScenarios,
	type FactView,
	type LabScenario,
	type PredictionView
} from '#lib/content/index.ts';
import type { LabScenarioSchema } from '#lib/content/schema.ts';
import type * as v from 'valibot';
import type { Checks } from './checks.ts';
import { Ids, writtenIn, type Entry } from './entries.ts';
import { inlineHtml, plainText, type Context } from './markdown.ts';
import type { Path } from './yaml.ts';

/** A scenario as authors write it. */
export type AuthoredScenario = v.InferOutput<typeof LabScenarioSchema>;

/** A scenario as `labScenarios` has it: codes are what a prediction or a break can come to. */
interface ComputedScenario {
	steps: readonly string[];
	predictions: Readonly<Record<string, readonly string[]>>;
	breaks: Readonly<Record<string, readonly string[]>>;
}

type Complain = (path: Path, message: string) => void;

export interface ScenarioReferences {
	facts: ReadonlyMap<string, FactView>;
	questionIds: Pick<ReadonlySet<string>, 'has'>;
}

/** In the order of the Lab. */
export function compileScenarios(
	entries: readonly Entry<AuthoredScenario>[],
	references: ScenarioReferences,
	checks: Checks,
	context: Context
): LabScenario[] {
	return entries
		.map((entry) => compileScenario(entry, references, checks, context))
		.sort((a, b) => placeInLab(a.id) - placeInLab(b.id));
}

function compileScenario(
	entry: Entry<AuthoredScenario>,
	{ facts, questionIds }: ScenarioReferences,
	checks: Checks,
	context: Context
): LabScenario {
	const { id, title, summary, minutes, honest, steps, breaks, lessons, questions } = entry.value;
	const { report } = context;
	const stepIds = new Ids(`${entry.name}: step`, report);
	const breakIds = new Ids(`${entry.name}: break`, report);
	const plain = (path: Path, value: string) => plainText(context, writtenIn(entry, path, value));
	const html = (path: Path, value: string) => inlineHtml(context, writtenIn(entry, path, value));
	const complain: Complain = (path, message) => {
		report.add(entry.source.at(path), `${entry.name}: ${message}`);
	};
	const computed = new Map<string, ComputedScenario>(Object.entries(labScenarios)).get(id);
	if (computed) compare(entry.value, computed, complain);
	else complain(['id'], 'the Lab has no code for it');

	const predictionOf = (
		{ ask, options }: Pick<AuthoredScenario['breaks'][number], 'ask' | 'options'>,
		path: Path,
		codes: readonly string[] | undefined
	): PredictionView => {
		checkOutcomes(options, [...path, 'options'], codes, complain);
		return {
			ask: html([...path, 'ask'], ask),
			options: options.map(({ text, outcome, why }, index) => ({
				text: html([...path, 'options', index, 'text'], text),
				...(outcome === undefined ? {} : { outcome }),
				why: html([...path, 'options', index, 'why'], why)
			}))
		};
	};

	for (const [index, lesson] of lessons.entries()) checks.lesson(entry, lesson, ['lessons', index]);
	for (const [index, question] of questions.entries())
		if (!questionIds.has(question))
			complain(['questions', index], `unknown question "${question}"`);
	return {
		id,
		title: plain(['title'], title),
		summary: plain(['summary'], summary),
		minutes,
		...(honest === undefined ? {} : { honest: html(['honest'], honest) }),
		steps: steps.map((step, index) => {
			const path: Path = ['steps', index];
			stepIds.take(step.id, entry.source.at(path));
			checks.facts(entry, step.facts, [...path, 'facts']);
			const codes = computed?.predictions[step.id];
			return {
				id: step.id,
				title: plain([...path, 'title'], step.title),
				tell: html([...path, 'tell'], step.tell),
				facts: step.facts.flatMap((fact) => facts.get(fact) ?? []),
				...(step.note === undefined ? {} : { note: html([...path, 'note'], step.note) }),
				...(step.prediction === undefined
					? {}
					: { prediction: predictionOf(step.prediction, [...path, 'prediction'], codes) })
			};
		}),
		breaks: breaks.map((one, index) => {
			const path: Path = ['breaks', index];
			breakIds.take(one.id, entry.source.at(path));
			return {
				id: one.id,
				title: plain([...path, 'title'], one.title),
				tell: html([...path, 'tell'], one.tell),
				...predictionOf(one, path, computed?.breaks[one.id])
			};
		}),
		lessons: lessons.map((lesson) => ({
			path: `/learn/${lesson}/`,
			title: context.links.lessons.get(lesson) ?? lesson
		})),
		questions
	};
}

/** The steps, predictions and breaks that are written are those that the Lab computes. */
function compare(
	{ steps, breaks }: AuthoredScenario,
	computed: ComputedScenario,
	complain: Complain
): void {
	if (steps.map((step) => step.id).join() !== computed.steps.join())
		complain(['steps'], `its steps must be ${computed.steps.join(', ')}, as the Lab computes them`);
	const asked = (given: readonly string[], codes: object, path: Path, what: string) => {
		const due = Object.keys(codes);
		if ([...given].sort().join() !== [...due].sort().join())
			complain(path, `its ${what} must be ${due.join(', ') || 'none'}, as the Lab computes them`);
	};
	asked(
		breaks.map((one) => one.id),
		computed.breaks,
		breaks.length > 0 ? ['breaks'] : ['id'],
		'breaks'
	);
	asked(
		steps.filter(({ prediction }) => prediction).map((step) => step.id),
		computed.predictions,
		['steps'],
		'steps with a prediction'
	);
}

/** Each code that it can come to has one option. @param path of the options */
function checkOutcomes(
	options: readonly { outcome?: string | undefined }[],
	path: Path,
	codes: readonly string[] | undefined,
	complain: Complain
): void {
	const seen = new Set<string>();
	for (const [index, { outcome }] of options.entries()) {
		if (outcome === undefined) continue;
		const place = [...path, index, 'outcome'];
		if (codes && !codes.includes(outcome))
			complain(place, `outcome "${outcome}" is none of ${codes.join(', ')}`);
		if (seen.has(outcome)) complain(place, `outcome "${outcome}" has an option already`);
		seen.add(outcome);
	}
	const missing = codes?.filter((code) => !seen.has(code)) ?? [];
	if (missing.length > 0) complain(path, `no option stands for ${missing.join(', ')}`);
}

function placeInLab(id: string): number {
	const place = labOrder.indexOf(id);
	return place < 0 ? labOrder.length : place;
}
