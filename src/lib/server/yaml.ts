import * as v from 'valibot';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Place, Report } from './defects.ts';

/** The way to a value inside a document: `['options', 1, 'why']`. */
export type Path = readonly (string | number)[];

/** Tells where a piece of text stands: the line of the `nth` (from 0) occurrence of `snippet`. */
export type Locate = (snippet?: string, nth?: number) => Place;

/** A YAML text that knows the line of each of its values. */
export class YamlSource {
	readonly file: string;
	readonly data: unknown;
	readonly #document: Document;
	readonly #text: string;
	readonly #lines = new LineCounter();
	readonly #firstLine: number;

	/** `firstLine` is the line of the file on which `text` begins, for YAML inside Markdown. */
	constructor(file: string, text: string, report: Report, firstLine = 1) {
		this.file = file;
		this.#text = text;
		this.#firstLine = firstLine;
		this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
		for (const error of this.#document.errors)
			report.add(this.#place(error.pos[0]), `not valid YAML: ${error.message}`);
		this.data = this.#document.errors.length > 0 ? undefined : this.#document.toJS();
	}

	#place(offset: number): Place {
		return {
			file: this.file,
			line: Math.max(1, this.#lines.linePos(offset).line) + this.#firstLine - 1
		};
	}

	/**
	 * Where the value at `path` stands: the line of its key, or of the entry of its list. For a
	 * value that is missing, the line of what should hold it. With `snippet`, the line on which the
	 * `nth` occurrence of it stands inside the value.
	 */
	at(path: Path, snippet?: string, nth = 0): Place {
		let node: Node | null = this.#document.contents;
		let offset = node?.range?.[0] ?? 0;
		for (const step of path) {
			if (isMap(node)) {
				const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
				if (!pair) break;
				offset = (pair.key as Node).range?.[0] ?? offset;
				node = pair.value as Node | null;
			} else if (isSeq(node)) {
				const item = node.items[Number(step)] as Node | undefined;
				if (!item) break;
				offset = item.range?.[0] ?? offset;
				node = item;
			} else break;
		}
		if (snippet && node?.range) {
			const [start, end] = node.range;
			let found = start - 1;
			for (let count = 0; count <= nth && (found >= start || count === 0); count++)
				found = this.#text.indexOf(snippet, found + 1);
			if (found >= start && found < end) offset = found;
		}
		return this.#place(offset);
	}
}

const singular: Record<string, string> = {
	options: 'option',
	items: 'item',
	distractors: 'distractor',
	prompts: 'prompt',
	responses: 'response',
	questions: 'question',
	steps: 'step',
	tasks: 'task',
	facts: 'fact',
	hints: 'hint',
	objectives: 'objective',
	keywords: 'keyword',
	exam: 'exam skill',
	also: 'other name',
	lessons: 'lesson'
};

/** `['options', 1, 'why']` in words: `why of option 2`. An empty path gives an empty string. */
export function inWords(path: Path): string {
	const words: string[] = [];
	for (const step of path) {
		if (typeof step === 'number') {
			const list = words.shift() ?? 'entry';
			words.unshift(`${singular[list] ?? list} ${step + 1}`);
		} else words.unshift(step);
	}
	return words.join(' of ');
}

const kinds: Record<string, string> = {
	string: 'text',
	number: 'a number',
	boolean: 'true or false',
	Array: 'a list',
	Object: 'a mapping of names to values'
};

/** What is wrong, as the end of a line that begins with the name of the entry. */
function wordsFor(issue: v.BaseIssue<unknown>, path: Path): string {
	const where = inWords(path);
	const parent = inWords(path.slice(0, -1));
	const name = String(path.at(-1));
	const missing = issue.input === undefined && issue.received === 'undefined';
	if (issue.type === 'strict_object' && issue.expected === 'never')
		return `${parent ? `: ${parent}` : ''} has an unknown entry "${name}"`;
	if (missing && path.length > 0) return `${parent ? `: ${parent}` : ''} has no ${name}`;
	const message = issue.message.startsWith('Invalid')
		? `must be ${kinds[issue.expected ?? ''] ?? issue.expected ?? 'something else'}`
		: issue.message;
	if (/^(must|is|are|has)\b/.test(message)) return `${where ? `: ${where}` : ''} ${message}`;
	return `: ${parent ? `${parent}: ` : ''}${message}`;
}

/** Gives the name by which an author knows what stands at a path, and the rest of the path. */
export type Label = (path: Path) => { name: string; rest: Path };

/**
 * Checks a value against a schema and reports every issue in words, with its line.
 * Returns the typed value, or nothing when there was an issue.
 */
export function validate<Schema extends v.GenericSchema>(
	schema: Schema,
	value: unknown,
	source: YamlSource,
	base: Path,
	label: Label,
	report: Report
): v.InferOutput<Schema> | undefined {
	// Valibot names only the first unknown entry of a mapping: take it away and look again.
	const input: unknown = structuredClone(value);
	let sound = true;
	for (;;) {
		const result = v.safeParse(schema, input);
		if (result.success) return sound ? result.output : undefined;
		sound = false;
		let again = false;
		for (const issue of result.issues) {
			const path = (issue.path ?? []).map((step) => step.key as string | number);
			const { name, rest } = label(path);
			report.add(source.at([...base, ...path]), name + wordsFor(issue, rest));
			const last = issue.path?.at(-1);
			if (issue.type === 'strict_object' && issue.expected === 'never' && last)
				again = Reflect.deleteProperty(last.input as object, last.key as PropertyKey);
		}
		if (!again) return undefined;
	}
}
