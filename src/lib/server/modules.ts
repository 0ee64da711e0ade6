/** Modules: `module.yaml` and the files of their lessons. */
import type {
	AuthoredModule,
	AuthoredQuestion,
	Lesson,
	ModuleLink,
	SheetView
} from '#lib/content/index.ts';
import { ModuleSchema } from '#lib/content/schema.ts';
import type { Report } from './defects.ts';
import { writtenIn, type Entry, type Reader } from './entries.ts';
import { compileLesson, readLesson, type LessonSource, type Shelf } from './lessons.ts';
import type { Links } from './links.ts';
import { plainText, type Context } from './markdown.ts';
import { compileSheet } from './sheets.ts';
import type { Tree } from './tree.ts';
import { validate, type Path } from './yaml.ts';

/** A module before anything is rendered, because texts link to lessons. */
export interface ModuleSource extends Omit<Entry<unknown>, 'value'> {
	id: string;
	/** The first two digits of its folder. */
	number: number;
	/** Nothing where `module.yaml` has a defect. */
	value: AuthoredModule | undefined;
	/** In order. */
	lessons: LessonSource[];
}

export interface CompiledModules {
	modules: ModuleLink[];
	lessons: Lesson[];
	sheets: SheetView[];
}

/** The modules of a tree, in order. */
export function readModules(tree: Tree, reader: Reader, report: Report): ModuleSource[] {
	const folders = [...tree.keys()].flatMap(
		(file) => /^content\/modules\/([^/]+)\//.exec(file)?.[1] ?? []
	);
	const modules = [...new Set(folders)].sort().map((id): ModuleSource => {
		const file = `content/modules/${id}/module.yaml`;
		const name = `module "${id}"`;
		if (!tree.has(file)) report.add({ file, line: 1 }, `${name} has no module.yaml`);
		const source = reader.yaml(file);
		const label = (rest: Path) => ({ name, rest });
		const value = tree.has(file)
			? validate(ModuleSchema, source.data ?? {}, source, [], label, report)
			: undefined;
		const number = Number(/^\d+/.exec(id)?.[0] ?? 0);
		return { id, number, source, path: [], name, value, lessons: readLessons(id, tree, report) };
	});
	for (const [index, { id, number }] of modules.entries()) {
		const twin = modules.slice(0, index).find((other) => other.number === number);
		if (twin)
			report.add(
				{ file: `content/modules/${id}/module.yaml`, line: 1 },
				`module "${id}" has the same number as "${twin.id}"`
			);
	}
	return modules;
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

/** What texts can link to inside lessons, by `module/lesson`. */
export function lessonLinks(modules: readonly ModuleSource[]): Pick<Links, 'lessons' | 'anchors'> {
	const all = modules.flatMap(({ id, lessons }) =>
		lessons.map((lesson) => ({ key: `${id}/${lesson.slug}`, ...lesson }))
	);
	return {
		lessons: new Map(all.map(({ key, slug, head }) => [key, head?.title ?? slug])),
		anchors: new Map(all.map(({ key, headings }) => [key, new Set(headings.map(({ id }) => id))]))
	};
}

/** Renders lessons, cheat sheets and what lists of modules show. */
export function compileModules(
	sources: readonly ModuleSource[],
	tree: Tree,
	shelf: Shelf,
	{ questions, examTasks }: { questions: readonly AuthoredIn[]; examTasks: ReadonlySet<string> },
	context: Context
): CompiledModules {
	const done: CompiledModules = { modules: [], lessons: [], sheets: [] };
	for (const module of sources) {
		const { id, number, value } = module;
		const lessons = compileLessons(module.lessons, shelf, context);
		done.lessons.push(...lessons);
		const sheet = compileSheet(id, tree, context);
		if (sheet) done.sheets.push(sheet);
		if (!value) continue;
		for (const [index, task] of value.exam.entries())
			if (!examTasks.has(task))
				context.report.add(
					module.source.at(['exam', index]),
					`${module.name}: unknown exam task "${task}"`
				);
		const plain = (path: Path, text: string) => plainText(context, writtenIn(module, path, text));
		done.modules.push({
			id,
			number,
			title: plain(['title'], value.title),
			summary: plain(['summary'], value.summary),
			objectives: value.objectives.map((text, index) => plain(['objectives', index], text)),
			lessons: lessons.map(({ slug, title, summary, minutes }) => ({
				slug,
				title,
				summary,
				minutes
			})),
			hasSheet: sheet !== undefined,
			questionCount: countOf(questions.filter((question) => question.module === id))
		});
	}
	return done;
}

type AuthoredIn = AuthoredQuestion & { module: string };

/** Figures are numbered through the lessons of a module. */
function compileLessons(
	sources: readonly LessonSource[],
	shelf: Shelf,
	context: Context
): Lesson[] {
	let figure = 1;
	return sources.map((source) => {
		const lesson = compileLesson(source, shelf, context, figure);
		figure += lesson.blocks.filter(({ kind }) => kind === 'figure').length;
		return lesson;
	});
}

/** A case counts as its questions. */
function countOf(questions: readonly AuthoredQuestion[]): number {
	return questions.reduce(
		(sum, question) => sum + (question.type === 'case' ? question.questions.length : 1),
		0
	);
}
