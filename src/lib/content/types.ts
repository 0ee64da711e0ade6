/**
 * The curriculum as the compiler hands it to pages: Markdown is HTML by now, references are
 * resolved, and every `Html` string was made at build time from `content/`.
 */
import type { FigureName } from './figures.ts';
import type { Passages } from './passages.ts';
import type { Exam, Fact } from './schema.ts';

declare const html: unique symbol;
/** HTML that this build made from `content/`; the only kind of string a page may inject. */
export type Html = string & { readonly [html]: true };

/** A fact as pages show it: all of its texts are plain, without Markdown. */
export type FactView = Fact;

export interface OptionView {
	text: Html;
	correct: boolean;
	why: Html;
	misconception?: MisconceptionView;
}

export interface MisconceptionView {
	id: string;
	belief: Html;
	answer: Html;
	facts: FactView[];
}

/** Which misconception each wrong option rests on, without the texts of the questions. */
export interface MisconceptionFile {
	/** Those that some option rests on, in plain text. */
	misconceptions: { id: string; belief: string; answer: string }[];
	/** For each question, by authored index of its options or items: a place in `misconceptions`, or -1. */
	options: Record<string, number[]>;
}

/** The shared scenario of a case and where in it a question stands (`position` from 1). */
export interface CaseView {
	id: string;
	scenario: Html;
	position: number;
	count: number;
}

interface QuestionBase {
	id: string;
	module: string;
	lesson?: string;
	stem: Html;
	facts: FactView[];
	exam: string[];
	difficulty: 1 | 2 | 3;
	twins?: string;
	hints: Html[];
	case?: CaseView;
	/** The Lab's scenario that shows it. */
	lab?: { id: string; title: string };
}

export interface ChoiceQuestion extends QuestionBase {
	type: 'single' | 'multiple';
	options: OptionView[];
}

export interface OrderingQuestion extends QuestionBase {
	type: 'ordering';
	/** Items in the right order, then the distractors (`correct: false`), as authored. */
	items: OptionView[];
}

export interface MatchingQuestion extends QuestionBase {
	type: 'matching';
	prompts: { text: Html; response: number; why: Html }[];
	responses: Html[];
}

/**
 * A question as pages ask it. A case is flattened: each of its questions carries `case`.
 * Options, items, prompts and responses are referred to by their index as authored.
 */
export type Question = ChoiceQuestion | OrderingQuestion | MatchingQuestion;

/** What a learner answered, by authored index. `ordering` may name a subset, in order. */
export type Response =
	| { type: 'single' | 'multiple'; chosen: number[] }
	| { type: 'ordering'; order: number[] }
	| { type: 'matching'; pairs: (number | null)[] };

export interface ExampleView {
	title: string;
	given: Html;
	steps: { ask: Html; do: Html; why: Html }[];
}

/** A lesson is a sequence of blocks; the page gives each its component. */
export type Block =
	| { kind: 'prose'; html: Html }
	| { kind: 'figure'; name: FigureName; number: number; caption: Html }
	| { kind: 'example'; example: ExampleView }
	| { kind: 'older'; facts: FactView[] }
	| { kind: 'misconceptions'; items: MisconceptionView[] }
	| { kind: 'check'; questions: Question[] }
	| { kind: 'lab'; scenario: string; title: string; text: Html }
	| { kind: 'interactive'; interactive: InteractiveView };

/** A figure that the reader works with. */
export type InteractiveView = KeyView | MapView;

/** Questions that lead to one of several ends. Steps and ends are referred to by id. */
export interface KeyView {
	id: string;
	kind: 'key';
	title: string;
	lead: Html;
	/** It begins with the first. */
	steps: { id: string; ask: Html; help?: Html; choices: { text: Html; to: string }[] }[];
	ends: {
		id: string;
		title: string;
		tell: Html;
		facts: FactView[];
		lesson?: { path: string; title: string };
		lab?: { path: string; title: string };
	}[];
}

/** Where data rests, in areas, and on which paths it moves between two places. */
export interface MapView {
	id: string;
	kind: 'map';
	title: string;
	lead: Html;
	areas: { id: string; name: string; symbol: 'storage' | 'application' | 'audit' }[];
	places: (StretchView & { area: string })[];
	paths: (StretchView & { from: string; to: string })[];
}

export interface StretchView {
	id: string;
	name: string;
	what: Html;
	default: Html;
	parameter: Html;
	permission: Html;
	facts: FactView[];
	lesson?: { path: string; title: string };
}

export interface LessonLink {
	slug: string;
	title: string;
	summary: string;
	minutes: number;
}

export interface Lesson extends LessonLink {
	module: string;
	/** Picture words that the search finds the lesson by. */
	keywords: string[];
	blocks: Block[];
	/** Section headings, for the table of contents. */
	sections: { id: string; title: string }[];
}

/**
 * A lesson as its page gets it: what stands still is in `passages`; what the reader works with is
 * data, and questions are named, for they are in the bank of the module.
 */
export interface LessonPage extends LessonLink {
	module: { id: string; number: number; title: string };
	/** Its place in the module, from 1, of `count` lessons. */
	position: number;
	count: number;
	before: { slug: string; title: string } | undefined;
	after: { slug: string; title: string } | undefined;
	sections: Lesson['sections'];
	parts: LessonPart[];
	passages: Passages;
}

export type LessonPart =
	/** `number` is its index in `passages`. */
	| { kind: 'passage'; number: number }
	| { kind: 'example'; example: ExampleView }
	| { kind: 'interactive'; interactive: InteractiveView }
	| { kind: 'check'; questions: string[] };

/** The blocks that a reader only reads. */
export type StillBlock = Exclude<Block, { kind: 'example' | 'interactive' | 'check' }>;

export interface ModuleLink {
	id: string;
	number: number;
	title: string;
	summary: string;
	objectives: string[];
	lessons: LessonLink[];
	questionCount: number;
	/** It has a cheat sheet, at `/learn/ID/cheat-sheet/`. */
	hasSheet: boolean;
}

/** One page for the last hour before an exam. */
export interface SheetView {
	module: string;
	html: Html;
}

/** One chunk: what practice needs of a module. */
export interface ModuleBank {
	module: string;
	title: string;
	questions: Question[];
}

/** The question index that Today works with, without the texts. */
export interface QuestionIndexEntry {
	id: string;
	module: string;
	type: Question['type'];
	difficulty: 1 | 2 | 3;
	twins?: string;
	/** Tasks of exams that it belongs to, as `SCS-C03/5.2`. */
	exam?: string[];
	/** Id of the case and position in it: its questions are asked together and in order. */
	case?: { id: string; position: number };
	/** Plain text of the stem, shortened, for lists. */
	title: string;
}

export interface TermView {
	id: string;
	term: string;
	also: string[];
	meaning: Html;
	/** `module/lesson` that treats it, as authored. */
	lesson?: string;
}

/** The terms as flashcards ask them. */
export interface TermBank {
	/** `version` of the curriculum. */
	version: string;
	terms: TermView[];
}

/** What is known of the templates of drills without loading them, and the facts they rest on. */
/** A template as lists have it; what is not said here is as for a question of the curriculum. */
export interface DrillEntry extends Omit<QuestionIndexEntry, 'case' | 'type'> {
	version: number;
	/** What its questions can be. */
	types: readonly Question['type'][];
	/** Title of its module. */
	moduleTitle: string;
}

export interface DrillBank {
	/** `version` of the curriculum. */
	version: string;
	templates: DrillEntry[];
	facts: FactView[];
}

export interface SearchDocument {
	id: string;
	kind: 'lesson' | 'section' | 'term' | 'question' | 'lab' | 'page';
	title: string;
	text: string;
	/** Route inside the app, without base: `/learn/03-x/why/#id`. */
	path: string;
}

export interface LabScenario {
	id: string;
	title: string;
	summary: string;
	minutes: number;
	honest?: Html;
	steps: {
		id: string;
		title: string;
		tell: Html;
		facts: FactView[];
		/** For whoever presents. */
		note?: Html;
		/** Asked before the step is taken. */
		prediction?: PredictionView;
	}[];
	breaks: (PredictionView & { id: string; title: string; tell: Html })[];
	lessons: { path: string; title: string }[];
	questions: string[];
}

/** A question that the Lab itself answers: right is the option whose `outcome` was computed. */
export interface PredictionView {
	ask: Html;
	options: { text: Html; outcome?: string; why: Html }[];
}

/** An exam, with texts as plain as those of facts. */
export type ExamView = Exam;

/** The whole curriculum, compiled. `version` names the content the log entries were made with. */
export interface Curriculum {
	version: string;
	modules: ModuleLink[];
	lessons: Lesson[];
	questions: Question[];
	facts: FactView[];
	misconceptions: MisconceptionView[];
	glossary: TermView[];
	exams: ExamView[];
	sheets: SheetView[];
	lab: LabScenario[];
}
