import type { Token } from 'marked';
import {
	figureNames,
	type Block,
	type ExampleView,
	type FactView,
	type Html,
	type InteractiveView,
	type LabScenario,
	type Lesson,
	type LessonHead,
	type MisconceptionView,
	type Question
} from '#lib/content/index.ts';
import { ExampleSchema, LessonHeadSchema } from '#lib/content/schema.ts';
import type { Place, Report } from './defects.ts';
import {
	headingText,
	inlineHtml,
	lessonHtml,
	locateIn,
	Notes,
	partsOf,
	plainText,
	slug,
	type Context
} from './markdown.ts';
import { inWords, validate, YamlSource, type Path } from './yaml.ts';

const directives = [
	'figure',
	'example',
	'older',
	'misconceptions',
	'check',
	'lab',
	'interactive'
] as const;
type DirectiveName = (typeof directives)[number];

export interface Prose {
	kind: 'prose';
	text: string;
	line: number;
	parts: Token[];
}

export interface Directive {
	kind: 'directive';
	name: DirectiveName;
	args: string;
	body: string;
	/** Line of the `:::name`; the body begins on the next. */
	line: number;
}

/** A lesson read but not rendered: enough to know what other texts can link to. */
export interface LessonSource {
	file: string;
	module: string;
	/** From the file name: `lesson-2-why.md` is number 2, slug `why`. */
	number: number;
	slug: string;
	head: LessonHead | undefined;
	headSource: YamlSource;
	pieces: (Prose | Directive)[];
	/** Sections in order, with the line of each. */
	headings: { id: string; depth: number; line: number; text: string }[];
}

/** Reads a lesson file: head, prose, directives and headings. Reports what cannot be read. */
export function readLesson(
	file: string,
	module: string,
	number: number,
	name: string,
	text: string,
	report: Report
): LessonSource {
	const match = /^---\n(.*?)^---[ \t]*(?:\n|$)/ms.exec(text);
	const headText = match?.index === 0 ? (match[1] ?? '') : '';
	if (match?.index !== 0)
		report.add({ file, line: 1 }, 'a lesson begins with its head between two lines of ---');
	const headSource = new YamlSource(file, headText, report, 2);
	const head =
		match?.index === 0
			? validate(
					LessonHeadSchema,
					headSource.data ?? {},
					headSource,
					[],
					(rest) => ({ name: 'lesson', rest }),
					report
				)
			: undefined;
	const start = match?.index === 0 ? match[0].length : 0;
	const firstLine = text.slice(0, start).split('\n').length;
	const pieces = cut(file, text.slice(start), firstLine, report);
	const headings = pieces.flatMap((piece) =>
		piece.kind === 'prose' ? headingsOf(file, piece) : []
	);
	const seen = new Map<string, number>();
	for (const { id, line, text: title } of headings) {
		const before = seen.get(id);
		if (before !== undefined)
			report.add(
				{ file, line },
				`section "${title}" has the same address as the one on line ${before}`
			);
		else seen.set(id, line);
	}
	return { file, module, number, slug: name, head, headSource, pieces, headings };
}

function headingsOf(file: string, { text, line, parts }: Prose) {
	const locate = locateIn(file, text, line);
	const seen = new Map<string, number>();
	return parts.flatMap((part) => {
		if (part.type !== 'heading') return [];
		const raw = part.raw.trim();
		const nth = seen.get(raw) ?? 0;
		seen.set(raw, nth + 1);
		return [
			{
				id: slug(String(part.text)),
				depth: Number(part.depth),
				line: locate(raw, nth).line,
				text: String(part.text)
			}
		];
	});
}

/** Cuts the body of a lesson at its directives; a `:::` inside a code block is code. */
function cut(file: string, body: string, firstLine: number, report: Report): (Prose | Directive)[] {
	const pieces: (Prose | Directive)[] = [];
	let prose: string[] = [];
	let proseLine = firstLine;
	let open: { name: string; args: string; line: number; body: string[] } | undefined;
	let fence: string | undefined;
	const flush = (nextLine: number) => {
		const text = prose.join('\n');
		if (text.trim()) pieces.push({ kind: 'prose', text, line: proseLine, parts: partsOf(text) });
		prose = [];
		proseLine = nextLine;
	};
	for (const [index, content] of body.split('\n').entries()) {
		const line = firstLine + index;
		const [, mark] = /^\s*(```+|~~~+)/.exec(content) ?? [];
		if (mark && !fence) fence = mark;
		else if (mark && fence && mark.startsWith(fence) && content.trim() === mark) fence = undefined;
		const [, name, args = ''] = (!fence && /^:::[ \t]*([^\s:]+)[ \t]*(.*)$/.exec(content)) || [];
		if (!fence && /^:::[ \t]*$/.test(content)) {
			if (!open) report.add({ file, line }, '::: closes nothing');
			else if (isDirective(open.name))
				pieces.push({
					kind: 'directive',
					name: open.name,
					args: open.args,
					body: open.body.join('\n'),
					line: open.line
				});
			open = undefined;
			proseLine = line + 1;
		} else if (name && open) {
			report.add(
				{ file, line },
				`:::${name} stands inside the :::${open.name} of line ${open.line}, which is not closed`
			);
			open = { name, args: args.trim(), line, body: [] };
		} else if (name) {
			flush(line);
			if (!isDirective(name))
				report.add(
					{ file, line },
					`unknown directive :::${name}; known are ${directives.join(', ')}`
				);
			open = { name, args: args.trim(), line, body: [] };
		} else if (open) open.body.push(content);
		else prose.push(content);
	}
	if (open) report.add({ file, line: open.line }, `:::${open.name} is not closed by a line of :::`);
	else flush(0);
	return pieces;
}

const isDirective = (name: string): name is DirectiveName =>
	(directives as readonly string[]).includes(name);

/** What the directives of a lesson can show, by id. An id in `known` alone has a defect of its own. */
export interface Shelf {
	facts: ReadonlyMap<string, FactView>;
	misconceptions: ReadonlyMap<string, MisconceptionView>;
	misconceptionIds: ReadonlySet<string>;
	usedMisconceptions: Set<string>;
	/** By module; a case stands under its own id and under those of its questions. */
	questions: ReadonlyMap<string, ReadonlyMap<string, Question[]>>;
	questionIds: ReadonlyMap<string, ReadonlySet<string>>;
	lab: ReadonlyMap<string, Pick<LabScenario, 'id' | 'title'>>;
	labIds: ReadonlySet<string>;
	interactive: ReadonlyMap<string, InteractiveView>;
	interactiveIds: ReadonlySet<string>;
	usedInteractive: Set<string>;
}

/** Renders a lesson. `firstFigure` is the number its first figure takes within the module. */
export function compileLesson(
	source: LessonSource,
	shelf: Shelf,
	context: Context,
	firstFigure: number
): Lesson {
	const { file, module, head, headSource } = source;
	const { report } = context;
	const own = new Set(source.headings.map(({ id }) => id));
	const notes = new Notes();
	const blocks: Block[] = [];
	let figure = firstFigure;
	const headText = (key: 'title' | 'summary') =>
		plainText(context, {
			text: head?.[key] ?? '',
			label: key,
			locate: (snippet, nth) => headSource.at([key], snippet, nth)
		});

	for (const piece of source.pieces) {
		if (piece.kind === 'prose') {
			const written = {
				text: piece.text,
				label: '',
				locate: locateIn(file, piece.text, piece.line)
			};
			blocks.push({ kind: 'prose', html: lessonHtml(context, written, piece.parts, notes, own) });
			continue;
		}
		const { name, args, body, line } = piece;
		const place = { file, line };
		const text = (label: string): Html =>
			inlineHtml(context, { text: body, label, locate: locateIn(file, body, line + 1) });
		switch (name) {
			case 'figure': {
				const figureName = figureNames.find((known) => known === args);
				if (!figureName)
					report.add(
						place,
						args
							? `unknown figure "${args}"; known are ${figureNames.join(', ')}`
							: ':::figure does not say which'
					);
				if (!body.trim()) report.add(place, `figure "${args}" has no caption`);
				const caption = text(`caption of figure "${args}"`);
				if (figureName)
					blocks.push({ kind: 'figure', name: figureName, number: figure++, caption });
				break;
			}
			case 'example': {
				const example = compileExample(file, body, line + 1, context);
				if (example) blocks.push({ kind: 'example', example });
				break;
			}
			case 'older': {
				const facts = idsOf(piece).flatMap(({ id, at }): FactView[] => {
					const fact = shelf.facts.get(id);
					if (!context.factIds.has(id)) report.add(at(file), `:::older: unknown fact "${id}"`);
					context.usedFacts.add(id);
					if (fact?.confidence === 'unverified')
						report.add(at(file), `:::older: fact "${id}" is unverified and cannot be taught`);
					if (fact && !fact.replaces)
						report.add(at(file), `:::older: fact "${id}" does not say what it replaces`);
					return fact ? [fact] : [];
				});
				if (idsOf(piece).length === 0) report.add(place, ':::older names no fact');
				blocks.push({ kind: 'older', facts });
				break;
			}
			case 'misconceptions': {
				const items = idsOf(piece).flatMap(({ id, at }): MisconceptionView[] => {
					if (!shelf.misconceptionIds.has(id))
						report.add(at(file), `:::misconceptions: unknown misconception "${id}"`);
					shelf.usedMisconceptions.add(id);
					const item = shelf.misconceptions.get(id);
					return item ? [item] : [];
				});
				if (idsOf(piece).length === 0)
					report.add(place, ':::misconceptions names no misconception');
				blocks.push({ kind: 'misconceptions', items });
				break;
			}
			case 'check': {
				const questions = idsOf(piece).flatMap(({ id, at }): Question[] => {
					if (!shelf.questionIds.get(module)?.has(id))
						report.add(at(file), `:::check: no question "${id}" in this module`);
					return shelf.questions.get(module)?.get(id) ?? [];
				});
				if (idsOf(piece).length === 0) report.add(place, ':::check names no question');
				blocks.push({ kind: 'check', questions });
				break;
			}
			case 'interactive': {
				if (!shelf.interactiveIds.has(args))
					report.add(
						place,
						args ? `unknown interactive figure "${args}"` : ':::interactive does not say which'
					);
				if (body.trim()) report.add(place, ':::interactive has its words in its own file');
				shelf.usedInteractive.add(args);
				const interactive = shelf.interactive.get(args);
				if (interactive) blocks.push({ kind: 'interactive', interactive });
				break;
			}
			case 'lab': {
				if (!shelf.labIds.has(args))
					report.add(
						place,
						args ? `unknown Lab scenario "${args}"` : ':::lab does not say which scenario'
					);
				if (!body.trim()) report.add(place, ':::lab has no text that invites to it');
				blocks.push({
					kind: 'lab',
					scenario: args,
					title: shelf.lab.get(args)?.title ?? args,
					text: text(`:::lab ${args}`)
				});
				break;
			}
		}
	}
	return {
		module,
		slug: source.slug,
		title: headText('title'),
		summary: headText('summary'),
		minutes: head?.minutes ?? 0,
		keywords: head?.keywords ?? [],
		blocks,
		sections: source.headings
			.filter(({ depth }) => depth === 2)
			.map(({ id, text: title }) => ({ id, title: headingText(title) }))
	};
}

/** The ids in a directive: one a line, with or without a dash, or after its name. */
export function idsOf({
	args,
	body,
	line
}: Directive): { id: string; at: (file: string) => Place }[] {
	return [args, ...body.split('\n')].flatMap((text, index) =>
		text
			.replace(/^\s*-\s+/, '')
			.split(/[\s,]+/)
			.filter(Boolean)
			.map((id) => ({ id, at: (file: string) => ({ file, line: line + index }) }))
	);
}

function compileExample(
	file: string,
	body: string,
	line: number,
	context: Context
): ExampleView | undefined {
	const source = new YamlSource(file, body, context.report, line);
	const example = validate(
		ExampleSchema,
		source.data ?? {},
		source,
		[],
		(rest) => ({ name: ':::example', rest }),
		context.report
	);
	if (!example) return undefined;
	const at = (path: Path, text: string) => ({
		text,
		label: `:::example: ${inWords(path)}`,
		locate: (snippet?: string, nth?: number) => source.at(path, snippet, nth)
	});
	return {
		title: plainText(context, at(['title'], example.title)),
		given: inlineHtml(context, at(['given'], example.given)),
		steps: example.steps.map((step, index) => ({
			ask: inlineHtml(context, at(['steps', index, 'ask'], step.ask)),
			do: inlineHtml(context, at(['steps', index, 'do'], step.do)),
			why: inlineHtml(context, at(['steps', index, 'why'], step.why))
		}))
	};
}
