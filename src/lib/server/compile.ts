import type {
	AuthoredInteractive,
	AuthoredModule,
	AuthoredQuestion,
	Curriculum,
	Exam,
	Fact,
	Misconception,
	Review,
	Term
} from '#lib/content/index.ts';
import {
	ExamSchema,
	FactSchema,
	InteractiveSchema,
	LabScenarioSchema,
	MisconceptionSchema,
	ReviewSchema,
	TermSchema
} from '#lib/content/schema.ts';
import { checkCoverage } from './coverage.ts';
import { Checks } from './checks.ts';
import { Report, type Defect } from './defects.ts';
import { Reader, type Entry } from './entries.ts';
import { checkExams } from './exams.ts';
import { guardedNumbers } from './facts.ts';
import { compileGlossary } from './glossary.ts';
import { compileInteractive } from './interactive.ts';
import { checkLayout } from './layout.ts';
import { compileFacts, compileMisconceptions } from './ledger.ts';
import type { LessonSource } from './lessons.ts';
import type { Context } from './markdown.ts';
import { compileModules, lessonLinks, readModules } from './modules.ts';
import { QuestionCompiler } from './questions.ts';
import { checkReviews } from './reviews.ts';
import { compileScenarios, type AuthoredScenario } from './scenarios.ts';
import { readShelves } from './shelves.ts';
import { versionOf, type Tree } from './tree.ts';

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
	lab: AuthoredScenario[];
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

/**
 * Compiles the files of `content/` into what pages show. Never throws for what an author wrote:
 * everything that is wrong is in `defects`, and a curriculum with defects must not be published.
 */
export function compile(tree: Tree, { today, highlight, notes }: CompileOptions): Compiled {
	const report = new Report();
	const reader = new Reader(tree, report);
	checkLayout(tree, report);

	// Everything is read before anything is rendered, because texts refer to each other.
	const facts = reader.lists(/^content\/facts\/[^/]+\.yaml$/, FactSchema, 'fact');
	const misconceptions = reader.lists(
		/^content\/misconceptions\.yaml$/,
		MisconceptionSchema,
		'misconception'
	);
	const terms = reader.lists(/^content\/glossary\.yaml$/, TermSchema, 'term');
	const exams = reader.singles(/^content\/exams\/[^/]+\.yaml$/, ExamSchema, 'exam');
	const lab = reader.singles(/^content\/lab\/[^/]+\.yaml$/, LabScenarioSchema, 'Lab scenario');
	const interactive = reader.singles(
		/^content\/interactive\/[^/]+\.yaml$/,
		InteractiveSchema,
		'interactive figure'
	);
	const reviews = reader.singles(/^content\/reviews\/[^/]+\.yaml$/, ReviewSchema, 'review');
	const moduleSources = readModules(tree, reader, report);

	const context: Context = {
		report,
		facts: new Map(facts.entries.map(({ value }) => [value.id, value])),
		factIds: new Set(facts.ids.keys()),
		usedFacts: new Set(),
		guarded: guardedNumbers(valuesOf(facts.entries)),
		links: {
			...lessonLinks(moduleSources),
			lab: new Set(lab.ids.keys()),
			terms: new Set(terms.ids.keys())
		},
		highlight
	};
	const checks = new Checks(context, today);

	const factViews = compileFacts(facts.entries, checks, context);
	const misconceptionViews = compileMisconceptions(
		misconceptions.entries,
		factViews,
		checks,
		context
	);
	const examTasks = checkExams(exams, checks, report);
	const known = {
		facts: factViews,
		misconceptions: misconceptionViews,
		misconceptionIds: new Set(misconceptions.ids.keys()),
		usedMisconceptions: new Set<string>()
	};
	const lessonsOf = new Map(
		moduleSources.map(({ id, lessons }) => [id, new Set(lessons.map(({ slug }) => slug))])
	);
	const shelves = readShelves(
		moduleSources.map(({ id }) => id),
		reader,
		new QuestionCompiler({ ...known, examTasks, lessons: lessonsOf }, context),
		valuesOf(facts.entries),
		report
	);
	const glossary = compileGlossary(terms.entries, checks, context);
	const scenarios = compileScenarios(
		lab.entries,
		{ facts: factViews, questionIds: shelves.ids },
		checks,
		context
	);
	checkReviews(reviews.entries, shelves.ids, checks, report);
	const labTitles = new Map(lab.entries.map(({ value }) => [value.id, value.title]));
	const figures = interactive.entries.map((entry) =>
		compileInteractive(entry, { context, facts: factViews, lab: labTitles, checks })
	);
	const usedInteractive = new Set<string>();
	const { modules, lessons, sheets } = compileModules(
		moduleSources,
		tree,
		{
			...known,
			questions: shelves.questions,
			questionIds: shelves.idsOf,
			lab: new Map(lab.entries.map(({ value }) => [value.id, value])),
			labIds: context.links.lab,
			interactive: new Map(figures.map((figure) => [figure.id, figure])),
			interactiveIds: new Set(interactive.ids.keys()),
			usedInteractive
		},
		{ questions: shelves.authored, examTasks },
		context
	);

	const coverage = reader.yaml('content/coverage.yaml');
	if (notes)
		checkCoverage(
			coverage,
			notes,
			{ anchors: context.links.anchors, factIds: context.factIds, questionIds: shelves.ids },
			report
		);
	warnOfUnused(facts.entries, context.usedFacts, report);
	warnOfUnused(interactive.entries, usedInteractive, report);
	warnOfUnused(misconceptions.entries, known.usedMisconceptions, report);

	const { defects, warnings } = report;
	return {
		curriculum: {
			version: versionOf(tree),
			modules,
			lessons,
			questions: shelves.authored.flatMap(
				({ id, module }) => shelves.questions.get(module)?.get(id) ?? []
			),
			facts: [...factViews.values()],
			misconceptions: [...misconceptionViews.values()],
			glossary,
			exams: valuesOf(exams.entries),
			sheets,
			lab: scenarios
		},
		authored: {
			modules: moduleSources.flatMap(({ id, number, value, lessons: sources }) =>
				value ? [{ id, number, value, lessons: sources }] : []
			),
			questions: shelves.authored,
			facts: valuesOf(facts.entries),
			misconceptions: valuesOf(misconceptions.entries),
			glossary: valuesOf(terms.entries),
			exams: valuesOf(exams.entries),
			lab: valuesOf(lab.entries),
			interactive: valuesOf(interactive.entries),
			coverage: coverage.data ?? null,
			reviews: valuesOf(reviews.entries),
			readings: shelves.readings
		},
		context,
		defects,
		warnings
	};
}

const valuesOf = <T>(entries: readonly Entry<T>[]): T[] => entries.map(({ value }) => value);

function warnOfUnused(
	entries: readonly Entry<{ id: string }>[],
	used: ReadonlySet<string>,
	report: Report
): void {
	for (const { value, source, path, name } of entries)
		if (!used.has(value.id)) report.warn(source.at(path), `${name} is used nowhere`);
}
