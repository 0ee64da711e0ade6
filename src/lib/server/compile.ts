import type {
	AuthoredInteractive,
	AuthoredModule,
	AuthoredQuestion,
	Curriculum,
	Exam,
	Fact,
	FactView,
	LabScenario,
	Lesson,
	Misconception,
	MisconceptionView,
	ModuleLink,
	PredictionView,
	Question,
	Review,
	SheetView,
	Term,
	TermView
} from '#lib/content/index.ts';
import {
	ExamSchema,
	FactSchema,
	InteractiveSchema,
	LabScenarioSchema,
	MisconceptionSchema,
	ModuleSchema,
	ReviewSchema,
	TermSchema
} from '#lib/content/schema.ts';
import { labOrder, labScenarios } from '#lib/content/index.ts';
import type * as v from 'valibot';
import { bankEntries, checkBank, type BankEntry } from './bank.ts';
import { checkCoverage } from './coverage.ts';
import { Report, type Defect, type Place } from './defects.ts';
import { guardedNumbers } from './facts.ts';
import { filler } from './fill.ts';
import { compileInteractive } from './interactive.ts';
import { compileLesson, readLesson, type LessonSource } from './lessons.ts';
import { inlineHtml, plainText, type Context, type Written } from './markdown.ts';
import { nameOf, QuestionCompiler } from './questions.ts';
import { readingOf } from './reviews.ts';
import { compileSheet } from './sheets.ts';
import { versionOf, type Tree } from './tree.ts';
import { inWords, validate, YamlSource, type Path } from './yaml.ts';

/** Hosts a fact may cite: the makers of what is taught, and the standards it rests on. */
const sourceHosts = new Set([
	'docs.aws.amazon.com',
	'aws.amazon.com',
	'd1.awsstatic.com',
	'repost.aws',
	'github.com',
	'csrc.nist.gov',
	'nvlpubs.nist.gov',
	'datatracker.ietf.org',
	'www.rfc-editor.org',
	'docs.python.org',
	'developer.mozilla.org',
	'www.w3.org'
]);

/** Where figures of exams may be cited from beside those: they are shown as reported by others. */
const reporterHosts = new Set([
	'cloudacademy.com',
	'jayendrapatil.com',
	'open-exam-prep.com',
	'www.pluralsight.com',
	'www.scribd.com'
]);

/** A sound entry of a YAML file, with what is needed to point at it. */
interface Entry<T> {
	value: T;
	source: YamlSource;
	path: Path;
	name: string;
}

/** A scenario as `labScenarios` has it, and a prediction as authors write it. */
interface ComputedScenario {
	steps: readonly string[];
	predictions: Readonly<Record<string, readonly string[]>>;
	breaks: Readonly<Record<string, readonly string[]>>;
}
type Prediction = Pick<
	v.InferOutput<typeof LabScenarioSchema>['breaks'][number],
	'ask' | 'options'
>;

export interface CompileOptions {
	/** The day of the build, `2026-11-21`: no fact can have been checked after it. */
	today: string;
	highlight?: Context['highlight'];
	/** The study notes that `content/coverage.yaml` has to treat; none unless given. */
	notes?: Readonly<Record<string, number>>;
}

/** What authors wrote, sound entries only, and where lessons are kept as Markdown. */
export interface Authored {
	modules: { id: string; number: number; value: AuthoredModule; lessons: LessonSource[] }[];
	questions: (AuthoredQuestion & { module: string })[];
	facts: Fact[];
	misconceptions: Misconception[];
	glossary: Term[];
	exams: Exam[];
	lab: v.InferOutput<typeof LabScenarioSchema>[];
	interactive: AuthoredInteractive[];
	coverage: unknown;
	reviews: Review[];
	/** Digest of each question as a blind reader sees it (`readingOf`). */
	readings: Map<string, string>;
}

export interface Compiled {
	curriculum: Curriculum;
	authored: Authored;
	context: Context;
	defects: Defect[];
	warnings: Defect[];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const idOf = (value: unknown): string | undefined => {
	const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
	return isText(id) ? id : undefined;
};

/** Ids of one kind, each with the place where it was first used. */
class Ids extends Map<string, Place> {
	readonly #kind: string;
	readonly #report: Report;

	constructor(kind: string, report: Report) {
		super();
		this.#kind = kind;
		this.#report = report;
	}

	take(id: string, place: Place): void {
		const before = this.get(id);
		if (before)
			this.#report.add(
				place,
				`${this.#kind} id "${id}" is already used at ${before.file}:${before.line}`
			);
		else this.set(id, place);
	}
}

/**
 * Compiles the files of `content/` into what pages show. Never throws for what an author wrote:
 * everything that is wrong is in `defects`, and a curriculum with defects must not be published.
 */
export function compile(tree: Tree, { today, highlight, notes }: CompileOptions): Compiled {
	const report = new Report();
	const yaml = (file: string) => new YamlSource(file, tree.get(file) ?? '', report);
	const filesIn = (pattern: RegExp) => [...tree.keys()].filter((file) => pattern.test(file));
	checkLayout(tree, report);

	/** Reads the entries of YAML files that hold a list, or one entry each. */
	function entries<Schema extends v.GenericSchema>(
		files: string[],
		schema: Schema,
		kind: string,
		ids: Ids,
		shape: 'list' | 'one'
	): Entry<v.InferOutput<Schema>>[] {
		return files.flatMap((file) => {
			const source = yaml(file);
			const { data } = source;
			if (data === undefined || data === null) return [];
			if (shape === 'list' && !Array.isArray(data)) {
				report.add(source.at([]), `must be a list, each entry beginning with "- id:"`);
				return [];
			}
			const raws = (Array.isArray(data) && shape === 'list' ? data : [data]) as unknown[];
			return raws.flatMap((raw, index) => {
				const path: Path = shape === 'list' ? [index] : [];
				const id = idOf(raw);
				const name = id === undefined ? `${kind} ${index + 1}` : `${kind} "${id}"`;
				if (id !== undefined) ids.take(id, source.at([...path, 'id']));
				const value = validate(schema, raw, source, path, (rest) => ({ name, rest }), report);
				return value !== undefined ? [{ value, source, path, name }] : [];
			});
		});
	}

	const factIds = new Ids('fact', report);
	const misconceptionIds = new Ids('misconception', report);
	const termIds = new Ids('term', report);
	const examIds = new Ids('exam', report);
	const labIds = new Ids('Lab scenario', report);
	const interactiveIds = new Ids('interactive figure', report);
	const questionIds = new Ids('question', report);

	const facts = entries(
		filesIn(/^content\/facts\/[^/]+\.yaml$/),
		FactSchema,
		'fact',
		factIds,
		'list'
	);
	const misconceptions = entries(
		filesIn(/^content\/misconceptions\.yaml$/),
		MisconceptionSchema,
		'misconception',
		misconceptionIds,
		'list'
	);
	const terms = entries(filesIn(/^content\/glossary\.yaml$/), TermSchema, 'term', termIds, 'list');
	const exams = entries(
		filesIn(/^content\/exams\/[^/]+\.yaml$/),
		ExamSchema,
		'exam',
		examIds,
		'one'
	);
	const lab = entries(
		filesIn(/^content\/lab\/[^/]+\.yaml$/),
		LabScenarioSchema,
		'Lab scenario',
		labIds,
		'one'
	);

	const interactive = entries(
		filesIn(/^content\/interactive\/[^/]+\.yaml$/),
		InteractiveSchema,
		'interactive figure',
		interactiveIds,
		'one'
	);

	// Modules: their files, before anything is rendered, because texts link to lessons.
	const lessonSources = new Map<string, LessonSource[]>();
	const moduleIds = [
		...new Set(filesIn(/^content\/modules\/[^/]+\//).map((file) => file.split('/')[2] ?? ''))
	].sort();
	const moduleEntries = moduleIds.map((id) => {
		const file = `content/modules/${id}/module.yaml`;
		if (!tree.has(file)) report.add({ file, line: 1 }, `module "${id}" has no module.yaml`);
		const source = yaml(file);
		const value = tree.has(file)
			? validate(
					ModuleSchema,
					source.data ?? {},
					source,
					[],
					(rest) => ({ name: `module "${id}"`, rest }),
					report
				)
			: undefined;
		lessonSources.set(id, readLessons(id, tree, report));
		return { id, number: Number(/^\d+/.exec(id)?.[0] ?? 0), source, value };
	});
	for (const [index, { id, number }] of moduleEntries.entries()) {
		const twin = moduleEntries.slice(0, index).find((other) => other.number === number);
		if (twin)
			report.add(
				{ file: `content/modules/${id}/module.yaml`, line: 1 },
				`module "${id}" has the same number as "${twin.id}"`
			);
	}

	const context: Context = {
		report,
		facts: new Map(facts.map(({ value }) => [value.id, value])),
		factIds: new Set(factIds.keys()),
		usedFacts: new Set(),
		guarded: guardedNumbers(facts.map(({ value }) => value)),
		links: {
			lessons: new Map(
				[...lessonSources].flatMap(([module, lessons]) =>
					lessons.map(({ slug, head }) => [`${module}/${slug}`, head?.title ?? slug] as const)
				)
			),
			anchors: new Map(
				[...lessonSources].flatMap(([module, lessons]) =>
					lessons.map(
						({ slug, headings }) =>
							[`${module}/${slug}`, new Set(headings.map(({ id }) => id))] as const
					)
				)
			),
			lab: new Set(labIds.keys()),
			terms: new Set(termIds.keys())
		},
		highlight
	};

	const written = (
		entry: Pick<Entry<unknown>, 'source' | 'path' | 'name'>,
		path: Path,
		text: string
	) =>
		({
			text,
			label: `${entry.name}: ${inWords(path)}`,
			locate: (snippet, nth) => entry.source.at([...entry.path, ...path], snippet, nth)
		}) satisfies Written;
	const checkFacts = (entry: Entry<unknown>, ids: readonly string[], base: Path) => {
		for (const [index, id] of ids.entries()) {
			const place = entry.source.at([...entry.path, ...base, index]);
			context.usedFacts.add(id);
			if (!factIds.has(id)) report.add(place, `${entry.name}: unknown fact "${id}"`);
			else if (context.facts.get(id)?.confidence === 'unverified')
				report.add(place, `${entry.name}: rests on fact "${id}", which is unverified`);
		}
	};
	const checkDay = (entry: Entry<unknown>, key: string, day: string, path: Path = []) => {
		if (day > today)
			report.add(
				entry.source.at([...entry.path, ...path, key]),
				`${entry.name}: ${key} ${day} lies in the future (today is ${today})`
			);
	};
	const checkHost = (
		entry: Entry<unknown>,
		url: string,
		path: Path = [],
		others?: ReadonlySet<string>
	) => {
		const place = entry.source.at([...entry.path, ...path, 'source', 'url']);
		if (!URL.canParse(url)) report.add(place, `${entry.name}: "${url}" is not an address`);
		else if (!sourceHosts.has(new URL(url).host) && !others?.has(new URL(url).host))
			report.add(
				place,
				`${entry.name}: ${new URL(url).host} is not a host that facts may cite (sourceHosts in src/lib/server/compile.ts)`
			);
	};

	const factViews = new Map<string, FactView>();
	for (const entry of facts) {
		const { value: fact } = entry;
		checkDay(entry, 'checked', fact.checked);
		checkHost(entry, fact.source.url);
		const text = (path: Path, value: string) =>
			plainText(context, { ...written(entry, path, value), isFact: true });
		factViews.set(fact.id, {
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

	const misconceptionViews = new Map<string, MisconceptionView>();
	for (const entry of misconceptions) {
		const { id, belief, answer, facts: ids } = entry.value;
		checkFacts(entry, ids, ['facts']);
		misconceptionViews.set(id, {
			id,
			belief: inlineHtml(context, written(entry, ['belief'], belief)),
			answer: inlineHtml(context, written(entry, ['answer'], answer)),
			facts: ids.flatMap((fact) => factViews.get(fact) ?? [])
		});
	}

	const examTasks = new Set<string>();
	for (const entry of exams) {
		const { id, tasks, validFrom, validTo, checked, source, dates, figures, successor } =
			entry.value;
		checkDay(entry, 'checked', checked);
		checkHost(entry, source.url);
		const rests: [Path, typeof dates][] = [[['dates'], dates]];
		for (const [name, figure] of Object.entries(figures)) rests.push([['figures', name], figure]);
		for (const [path, figure] of rests) {
			if (!figure) continue;
			checkDay(entry, 'checked', figure.checked, path);
			const reported = figure.confidence === 'third-party';
			checkHost(entry, figure.source.url, path, reported ? reporterHosts : undefined);
		}
		if (successor !== undefined && !examIds.has(successor))
			report.add(entry.source.at(['successor']), `${entry.name}: unknown exam "${successor}"`);
		if (validFrom && validTo && validTo < validFrom)
			report.add(entry.source.at(['validTo']), `${entry.name}: validTo lies before validFrom`);
		for (const [index, task] of tasks.entries()) {
			if (examTasks.has(`${id}/${task.id}`))
				report.add(
					entry.source.at(['tasks', index]),
					`${entry.name}: task "${task.id}" stands twice`
				);
			examTasks.add(`${id}/${task.id}`);
		}
	}

	const usedMisconceptions = new Set<string>();
	const compiler = new QuestionCompiler(
		{
			facts: factViews,
			misconceptions: misconceptionViews,
			misconceptionIds: new Set(misconceptionIds.keys()),
			usedMisconceptions,
			examTasks,
			lessons: new Map(
				[...lessonSources].map(([module, lessons]) => [
					module,
					new Set(lessons.map(({ slug }) => slug))
				])
			)
		},
		context
	);
	const authoredQuestions: Authored['questions'] = [];
	const fill = filler(facts.map(({ value }) => value));
	const bank: BankEntry[] = [];
	const readings = new Map<string, string>();
	const shelves = new Map<string, Map<string, Question[]>>();
	const questionIdsOf = new Map<string, Set<string>>();
	const twins = new Map<string, { count: number; place: Place; name: string }>();
	for (const { id: module } of moduleEntries) {
		const shelf = new Map<string, Question[]>();
		const known = new Set<string>();
		shelves.set(module, shelf);
		questionIdsOf.set(module, known);
		const file = `content/modules/${module}/questions.yaml`;
		if (!tree.has(file)) continue;
		const source = yaml(file);
		if (source.data === undefined || source.data === null) continue;
		if (!Array.isArray(source.data)) {
			report.add(source.at([]), 'must be a list, each entry beginning with "- id:"');
			continue;
		}
		for (const [index, raw] of (source.data as unknown[]).entries()) {
			const inner = (raw as { questions?: unknown } | null)?.questions;
			const parts: [unknown, Path][] = [
				[raw, [index]],
				...(Array.isArray(inner) ? (inner as unknown[]) : []).map((part, at): [unknown, Path] => [
					part,
					[index, 'questions', at]
				])
			];
			for (const [part, path] of parts) {
				const id = idOf(part);
				if (id === undefined) continue;
				known.add(id);
				questionIds.take(id, source.at([...path, 'id']));
			}
			const { questions, authored } = compiler.compile(source, index, module);
			if (!authored) continue;
			authoredQuestions.push({ ...authored, module });
			for (const entry of bankEntries(fill(authored), source, index, module)) {
				bank.push(entry);
				readings.set(entry.question.id, readingOf(entry.question, entry.scenario));
			}
			shelf.set(authored.id, questions);
			for (const question of questions) {
				if (questions.length > 1) shelf.set(question.id, [question]);
				if (question.twins === undefined) continue;
				const set = twins.get(question.twins);
				if (set) set.count++;
				else
					twins.set(question.twins, {
						count: 1,
						place: source.at([index]),
						name: nameOf(raw, index)
					});
			}
		}
	}
	for (const [id, { count, place, name }] of twins)
		if (count === 1) report.warn(place, `${name}: twins "${id}" has no other question`);

	checkBank(bank, report);

	const glossary: TermView[] = terms.map((entry) => {
		const { id, term, also = [], meaning, facts: ids = [], lesson } = entry.value;
		checkFacts(entry, ids, ['facts']);
		if (lesson !== undefined && !context.links.lessons.has(lesson))
			report.add(
				entry.source.at([...entry.path, 'lesson']),
				`${entry.name}: unknown lesson "${lesson}"`
			);
		return {
			id,
			term: plainText(context, written(entry, ['term'], term)),
			also: also.map((name, index) => plainText(context, written(entry, ['also', index], name))),
			meaning: inlineHtml(context, written(entry, ['meaning'], meaning)),
			...(lesson === undefined ? {} : { lesson })
		};
	});
	glossary.sort((a, b) => a.term.localeCompare(b.term, 'en'));

	const scenarios: LabScenario[] = lab.map((entry) => {
		const { id, title, summary, minutes, honest, steps, breaks, lessons, questions } = entry.value;
		const stepIds = new Ids(`${entry.name}: step`, report);
		const breakIds = new Ids(`${entry.name}: break`, report);
		const computed = new Map<string, ComputedScenario>(Object.entries(labScenarios)).get(id);
		const plain = (path: Path, value: string) => plainText(context, written(entry, path, value));
		const html = (path: Path, value: string) => inlineHtml(context, written(entry, path, value));
		const complain = (path: Path, message: string) => {
			report.add(entry.source.at(path), `${entry.name}: ${message}`);
		};
		if (!computed) complain(['id'], 'the Lab has no code for it');
		else {
			if (steps.map((step) => step.id).join() !== computed.steps.join())
				complain(
					['steps'],
					`its steps must be ${computed.steps.join(', ')}, as the Lab computes them`
				);
			const asked = (given: readonly string[], codes: object, path: Path, what: string) => {
				const due = Object.keys(codes);
				if ([...given].sort().join() !== [...due].sort().join())
					complain(
						path,
						`its ${what} must be ${due.join(', ') || 'none'}, as the Lab computes them`
					);
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
		const predictionOf = (
			{ ask, options }: Prediction,
			path: Path,
			codes: readonly string[] | undefined
		): PredictionView => {
			const seen = new Set<string>();
			for (const [index, { outcome }] of options.entries()) {
				if (outcome === undefined) continue;
				const place = [...path, 'options', index, 'outcome'];
				if (codes && !codes.includes(outcome))
					complain(place, `outcome "${outcome}" is none of ${codes.join(', ')}`);
				if (seen.has(outcome)) complain(place, `outcome "${outcome}" has an option already`);
				seen.add(outcome);
			}
			const missing = codes?.filter((code) => !seen.has(code)) ?? [];
			if (missing.length > 0)
				complain([...path, 'options'], `no option stands for ${missing.join(', ')}`);
			return {
				ask: html([...path, 'ask'], ask),
				options: options.map(({ text, outcome, why }, index) => ({
					text: html([...path, 'options', index, 'text'], text),
					...(outcome === undefined ? {} : { outcome }),
					why: html([...path, 'options', index, 'why'], why)
				}))
			};
		};
		for (const [index, lesson] of lessons.entries())
			if (!context.links.lessons.has(lesson))
				complain(['lessons', index], `unknown lesson "${lesson}"`);
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
				checkFacts(entry, step.facts, [...path, 'facts']);
				return {
					id: step.id,
					title: plain([...path, 'title'], step.title),
					tell: html([...path, 'tell'], step.tell),
					facts: step.facts.flatMap((fact) => factViews.get(fact) ?? []),
					...(step.note === undefined ? {} : { note: html([...path, 'note'], step.note) }),
					...(step.prediction === undefined
						? {}
						: {
								prediction: predictionOf(
									step.prediction,
									[...path, 'prediction'],
									computed?.predictions[step.id]
								)
							})
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
	});

	const reviews = entries(
		filesIn(/^content\/reviews\/[^/]+\.yaml$/),
		ReviewSchema,
		'review',
		new Ids('review', report),
		'one'
	);
	for (const entry of reviews) {
		checkDay(entry, 'date', entry.value.date);
		const answered = new Set<string>();
		for (const [index, { question, answer, agrees }] of entry.value.answers.entries()) {
			const place = entry.source.at([...entry.path, 'answers', index, 'question']);
			if (!questionIds.has(question))
				report.add(place, `${entry.name}: unknown question "${question}"`);
			if (answered.has(question))
				report.add(place, `${entry.name}: question "${question}" is answered twice`);
			if (!agrees && !answer)
				report.add(place, `${entry.name}: question "${question}" does not say what was answered`);
			answered.add(question);
		}
	}

	const usedInteractive = new Set<string>();
	const interactiveViews = new Map(
		interactive.map((entry) => [
			entry.value.id,
			compileInteractive(entry, {
				context,
				facts: factViews,
				lab: new Map(lab.map(({ value }) => [value.id, value.title])),
				checkFacts: (ids, path) => {
					checkFacts(entry, ids, path);
				}
			})
		])
	);

	const modules: ModuleLink[] = [];
	const lessons: Lesson[] = [];
	const sheets: SheetView[] = [];
	const authoredModules: Authored['modules'] = [];
	for (const { id, number, source, value } of moduleEntries) {
		const sources = lessonSources.get(id) ?? [];
		let figure = 1;
		const compiled = sources.map((lesson) => {
			const done = compileLesson(
				lesson,
				{
					facts: factViews,
					misconceptions: misconceptionViews,
					misconceptionIds: new Set(misconceptionIds.keys()),
					usedMisconceptions,
					questions: shelves,
					questionIds: questionIdsOf,
					lab: new Map(lab.map(({ value: scenario }) => [scenario.id, scenario])),
					labIds: new Set(labIds.keys()),
					interactive: interactiveViews,
					interactiveIds: new Set(interactiveIds.keys()),
					usedInteractive
				},
				context,
				figure
			);
			figure += done.blocks.filter(({ kind }) => kind === 'figure').length;
			return done;
		});
		lessons.push(...compiled);
		const sheet = compileSheet(id, tree, context);
		if (sheet) sheets.push(sheet);
		if (!value) continue;
		const entry = { source, path: [], name: `module "${id}"` };
		for (const [index, task] of value.exam.entries())
			if (!examTasks.has(task))
				report.add(source.at(['exam', index]), `module "${id}": unknown exam task "${task}"`);
		authoredModules.push({ id, number, value, lessons: sources });
		modules.push({
			id,
			number,
			title: plainText(context, written(entry, ['title'], value.title)),
			summary: plainText(context, written(entry, ['summary'], value.summary)),
			objectives: value.objectives.map((objective, index) =>
				plainText(context, written(entry, ['objectives', index], objective))
			),
			lessons: compiled.map(({ slug, title, summary, minutes }) => ({
				slug,
				title,
				summary,
				minutes
			})),
			hasSheet: sheet !== undefined,
			questionCount: authoredQuestions
				.filter(({ module }) => module === id)
				.reduce(
					(sum, question) => sum + (question.type === 'case' ? question.questions.length : 1),
					0
				)
		});
	}

	const coverage = tree.has('content/coverage.yaml') ? yaml('content/coverage.yaml') : undefined;
	if (notes)
		checkCoverage(
			coverage ?? new YamlSource('content/coverage.yaml', '', report),
			notes,
			{ anchors: context.links.anchors, factIds: context.factIds, questionIds },
			report
		);

	for (const { value, source, path, name } of facts)
		if (!context.usedFacts.has(value.id)) report.warn(source.at(path), `${name} is used nowhere`);
	for (const { value, source, path, name } of interactive)
		if (!usedInteractive.has(value.id)) report.warn(source.at(path), `${name} is used nowhere`);
	for (const { value, source, path, name } of misconceptions)
		if (!usedMisconceptions.has(value.id)) report.warn(source.at(path), `${name} is used nowhere`);

	const { defects, warnings } = report;
	return {
		curriculum: {
			version: versionOf(tree),
			modules,
			lessons,
			questions: authoredQuestions.flatMap(({ id, module }) => shelves.get(module)?.get(id) ?? []),
			facts: [...factViews.values()],
			misconceptions: [...misconceptionViews.values()],
			glossary,
			exams: exams.map(({ value }) => value),
			sheets,
			lab: scenarios.sort((a, b) => placeInLab(a.id) - placeInLab(b.id))
		},
		authored: {
			modules: authoredModules,
			questions: authoredQuestions,
			facts: facts.map(({ value }) => value),
			misconceptions: misconceptions.map(({ value }) => value),
			glossary: terms.map(({ value }) => value),
			exams: exams.map(({ value }) => value),
			lab: lab.map(({ value }) => value),
			interactive: interactive.map(({ value }) => value),
			coverage: coverage?.data ?? null,
			reviews: reviews.map(({ value }) => value),
			readings
		},
		context,
		defects,
		warnings
	};
}

function placeInLab(id: string): number {
	const place = labOrder.indexOf(id);
	return place < 0 ? labOrder.length : place;
}

/** The lessons of a module in order. */
function readLessons(module: string, tree: Tree, report: Report): LessonSource[] {
	const lessons: LessonSource[] = [];
	for (const [file, text] of tree) {
		const [, name, number, slug] =
			/^content\/modules\/([^/]+)\/lesson-(\d+)-([a-z0-9-]+)\.md$/.exec(file) ?? [];
		if (name !== module || number === undefined || slug === undefined) continue;
		const lesson = readLesson(file, module, Number(number), slug, text, report);
		for (const other of lessons) {
			if (other.number === lesson.number)
				report.add({ file, line: 1 }, `lesson ${number} of this module is also ${other.file}`);
			if (other.slug === lesson.slug)
				report.add({ file, line: 1 }, `lesson "${slug}" of this module is also ${other.file}`);
		}
		lessons.push(lesson);
	}
	return lessons.sort((a, b) => a.number - b.number);
}

const known = [
	/^content\/(misconceptions|glossary|coverage)\.yaml$/,
	/^content\/(facts|exams|lab|reviews|interactive)\/[^/]+\.yaml$/,
	/^content\/modules\/\d\d-[a-z0-9]+(-[a-z0-9]+)*\/(module\.yaml|questions\.yaml|cheat-sheet\.md|lesson-\d+-[a-z0-9]+(-[a-z0-9]+)*\.md)$/,
	/^content\/(README\.md|LICENSE)$/
];

/** A file that nothing reads is a file whose name has a mistake in it. */
function checkLayout(tree: Tree, report: Report): void {
	for (const file of tree.keys())
		if (!known.some((pattern) => pattern.test(file)))
			report.add(
				{ file, line: 1 },
				'no part of the curriculum has this name (CONTRIBUTING.md lists them)'
			);
}
