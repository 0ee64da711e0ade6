import {
	type AuthoredQuestion,
	type FactView,
	type Html,
	type MisconceptionView,
	type OptionView,
	type Question
} from '#lib/content/index.ts';
import { QuestionSchema } from '#lib/content/schema.ts';
import { blockHtml, flowHtml, inlineHtml, type Context, type Written } from './markdown.ts';
import { inWords, validate, type Path, type YamlSource } from './yaml.ts';

type AuthoredPlain = Exclude<AuthoredQuestion, { type: 'case' }>;
type Loose = Record<string, unknown>;

/** What questions may refer to. */
export interface References {
	facts: ReadonlyMap<string, FactView>;
	misconceptions: ReadonlyMap<string, MisconceptionView>;
	misconceptionIds: ReadonlySet<string>;
	usedMisconceptions: Set<string>;
	/** `SCS-C03/5.2` */
	examTasks: ReadonlySet<string>;
	/** Slugs of the lessons of each module. */
	lessons: ReadonlyMap<string, ReadonlySet<string>>;
}

const isMapping = (value: unknown): value is Loose =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isText = (value: unknown): value is string => typeof value === 'string';
const loose = (value: unknown): Loose => (isMapping(value) ? value : {});

/** The name of a question to its author; the place in the file where it has no id yet. */
export function nameOf(raw: unknown, index: number): string {
	const { id } = loose(raw);
	return isText(id) ? `question "${id}"` : `question ${index + 1}`;
}

/** Keys of texts that a learner reads, wherever they stand in a question. */
const textKeys = new Set(['stem', 'text', 'why', 'response', 'scenario']);

/** All texts of a question as written, also of one that is not valid. */
function* textsOf(value: unknown, path: Path = []): Generator<{ path: Path; text: string }> {
	if (Array.isArray(value))
		for (const [index, entry] of value.entries()) {
			const key = path.at(-1);
			if (isText(entry) && (key === 'hints' || key === 'responses'))
				yield { path: [...path, index], text: entry };
			else yield* textsOf(entry, [...path, index]);
		}
	else if (isMapping(value))
		for (const [key, entry] of Object.entries(value))
			if (isText(entry) && textKeys.has(key)) yield { path: [...path, key], text: entry };
			else yield* textsOf(entry, [...path, key]);
}

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const asked = new RegExp(
	`(?:(?<=^|[.?!:(]\\s*)(?:choose|select|pick)|\\b(?:which|what))\\s+(?:the\\s+|any\\s+)?(${numberWords.slice(1).join('|')}|\\d+)\\b`,
	'gi'
);

/** How many options a stem asks for, once for each time it says so: "(Choose two.)" gives 2. */
function countsAsked(stem: string): { said: string; count: number }[] {
	return [...stem.replace(/[*_]/g, '').matchAll(asked)].map(([said, word = '']) => ({
		said,
		count: /^\d+$/.test(word) ? Number(word) : numberWords.indexOf(word.toLowerCase())
	}));
}

const sameText = (text: string) => text.toLowerCase().replace(/\s+/g, ' ').trim();

/** Checks one entry of `questions.yaml` and makes of it what pages ask: a case becomes several. */
export class QuestionCompiler {
	readonly #references: References;
	readonly #context: Context;
	readonly #stems = new Map<string, string>();

	constructor(references: References, context: Context) {
		this.#references = references;
		this.#context = context;
	}

	compile(
		source: YamlSource,
		index: number,
		module: string
	): { questions: Question[]; authored?: AuthoredQuestion } {
		const { report } = this.#context;
		const raw = list(source.data)[index];
		const name = nameOf(raw, index);
		const authored = validate(
			QuestionSchema,
			raw,
			source,
			[index],
			(path) => {
				const [key, inner] = path;
				if (key !== 'questions' || typeof inner !== 'number' || path.length < 3)
					return { name, rest: path };
				const question = list(loose(raw)['questions'])[inner];
				return isText(loose(question)['id'])
					? { name: nameOf(question, inner), rest: path.slice(2) }
					: { name, rest: path };
			},
			report
		);
		const isCase = loose(raw)['type'] === 'case';
		const parts = isCase
			? list(loose(raw)['questions']).map((part, at) => ({
					part: loose(part),
					path: [index, 'questions', at] as Path,
					name: isText(loose(part)['id']) ? nameOf(part, at) : `${name}: question ${at + 1}`
				}))
			: [{ part: loose(raw), path: [index] as Path, name }];
		for (const { part, path, name: partName } of parts)
			this.#check(source, part, path, partName, module);

		if (!authored) {
			// Not to be shown, but its texts may hold more that is wrong.
			for (const { path, text } of textsOf(raw)) {
				const inner = isCase && path[0] === 'questions' && parts[Number(path[1])];
				const written = inner
					? this.#written(source, inner.path, path.slice(2), text, inner.name, inner.part)
					: this.#written(source, [index], path, text, name, loose(raw));
				if (path.at(-1) === 'scenario') blockHtml(this.#context, written);
				else if (path.at(-1) === 'stem') flowHtml(this.#context, written);
				else inlineHtml(this.#context, written);
			}
			return { questions: [] };
		}
		if (authored.type !== 'case')
			return { authored, questions: [this.#build(source, [index], authored, module)] };
		const scenario = blockHtml(
			this.#context,
			this.#written(source, [index], ['scenario'], authored.scenario, name, undefined)
		);
		return {
			authored,
			questions: authored.questions.map((question, at) => ({
				...this.#build(source, [index, 'questions', at], question, module),
				case: { id: authored.id, scenario, position: at + 1, count: authored.questions.length }
			}))
		};
	}

	/** A text of a question, which watches that the facts it inserts are listed. */
	#written(
		source: YamlSource,
		base: Path,
		path: Path,
		text: string,
		name: string,
		question: Loose | undefined
	): Written {
		const where = inWords(path);
		return {
			text,
			label: `${name}: ${where}`,
			locate: (snippet, nth) => source.at([...base, ...path], snippet, nth),
			onFact: (id, place) => {
				if (question && !list(question['facts']).includes(id))
					this.#context.report.add(
						place,
						`${name}: ${where} inserts fact "${id}", which is not in its facts`
					);
			}
		};
	}

	/** What the schema cannot see: references, counts, repetitions. Works on what is there. */
	#check(source: YamlSource, question: Loose, base: Path, name: string, module: string): void {
		const { report, factIds, usedFacts } = this.#context;
		const { misconceptionIds, usedMisconceptions, examTasks, lessons, facts } = this.#references;
		const at = (...path: Path) => source.at([...base, ...path]);

		for (const [index, id] of list(question['facts']).entries()) {
			if (!isText(id)) continue;
			usedFacts.add(id);
			if (!factIds.has(id)) report.add(at('facts', index), `${name}: unknown fact "${id}"`);
			else if (facts.get(id)?.confidence === 'unverified')
				report.add(at('facts', index), `${name}: rests on fact "${id}", which is unverified`);
		}
		for (const [index, task] of list(question['exam']).entries())
			if (isText(task) && !examTasks.has(task))
				report.add(at('exam', index), `${name}: unknown exam task "${task}"`);
		const { lesson } = question;
		if (isText(lesson) && !lessons.get(module)?.has(lesson))
			report.add(at('lesson'), `${name}: no lesson "${lesson}" in this module`);
		for (const key of ['options', 'distractors'])
			for (const [index, entry] of list(question[key]).entries()) {
				const { misconception } = loose(entry);
				if (!isText(misconception)) continue;
				usedMisconceptions.add(misconception);
				if (!misconceptionIds.has(misconception))
					report.add(
						at(key, index, 'misconception'),
						`${name}: ${inWords([key, index])}: unknown misconception "${misconception}"`
					);
			}

		this.#checkStem(question, name, at);
		this.#checkRepeats(question, name, at);
		const responses = list(question['responses']).filter(isText);
		for (const [index, prompt] of list(question['prompts']).entries()) {
			const { response } = loose(prompt);
			if (isText(response) && responses.length > 0 && !responses.includes(response))
				report.add(
					at('prompts', index, 'response'),
					`${name}: response of prompt ${index + 1}, "${response}", is not among its responses`
				);
		}
	}

	#checkStem(
		question: Loose,
		name: string,
		at: (...path: Path) => { file: string; line: number }
	): void {
		const { report } = this.#context;
		const { stem, type } = question;
		if (!isText(stem)) return;
		const place = at('stem');
		const key = sameText(stem);
		const before = this.#stems.get(key);
		if (before) report.add(place, `${name}: has the same stem as ${before}`);
		else this.#stems.set(key, `${name} (${place.file}:${place.line})`);

		const asks = countsAsked(stem);
		const correct = list(question['options']).filter(
			(option) => loose(option)['correct'] === true
		).length;
		if (type === 'multiple' && correct > 1) {
			const wrong = asks.find(({ count }) => count !== correct);
			if (asks.length === 0)
				report.add(
					place,
					`${name}: stem does not say how many to choose; end it with "(Choose ${numberWords[correct] ?? correct}.)"`
				);
			else if (wrong)
				report.add(
					place,
					`${name}: stem says "${wrong.said}" but ${numberWords[correct] ?? correct} options are correct`
				);
		}
		const several = asks.find(({ count }) => count > 1);
		if (type === 'single' && several)
			report.add(place, `${name}: stem says "${several.said}" but type is single`);
	}

	#checkRepeats(
		question: Loose,
		name: string,
		at: (...path: Path) => { file: string; line: number }
	): void {
		const seen = new Map<string, string>();
		const texts = [
			...['options', 'items', 'distractors'].flatMap((key) =>
				list(question[key]).map((entry, index) => ({
					path: [key, index],
					text: loose(entry)['text']
				}))
			),
			...list(question['responses']).map((text, index) => ({ path: ['responses', index], text })),
			// Prompts may read like a response, so they are compared with each other only.
			...list(question['prompts']).map((entry, index) => ({
				path: ['prompts', index],
				text: loose(entry)['text'],
				kind: 'prompt:'
			}))
		] as { path: Path; text: unknown; kind?: string }[];
		for (const { path, text, kind = '' } of texts) {
			if (!isText(text)) continue;
			const key = kind + sameText(text);
			const before = seen.get(key);
			if (before)
				this.#context.report.add(
					at(...path),
					`${name}: ${inWords(path)} repeats the text of ${before}`
				);
			else seen.set(key, inWords(path));
		}
	}

	#build(source: YamlSource, base: Path, authored: AuthoredPlain, module: string): Question {
		const { facts, misconceptions } = this.#references;
		const name = `question "${authored.id}"`;
		const html = (path: Path, text: string): Html =>
			inlineHtml(this.#context, this.#written(source, base, path, text, name, authored));
		const option = (
			path: Path,
			{
				text,
				correct,
				why,
				misconception
			}: { text: string; correct: boolean; why: string; misconception?: string | undefined }
		): OptionView => {
			const known = misconception === undefined ? undefined : misconceptions.get(misconception);
			return {
				text: html([...path, 'text'], text),
				correct,
				why: html([...path, 'why'], why),
				...(known ? { misconception: known } : {})
			};
		};
		const { id, lesson, exam, difficulty, twins, hints = [] } = authored;
		const shared = {
			id,
			module,
			...(lesson === undefined ? {} : { lesson }),
			stem: flowHtml(
				this.#context,
				this.#written(source, base, ['stem'], authored.stem, name, authored)
			),
			facts: authored.facts.flatMap((fact) => facts.get(fact) ?? []),
			exam,
			difficulty,
			...(twins === undefined ? {} : { twins }),
			hints: hints.map((hint, index) => html(['hints', index], hint))
		};
		switch (authored.type) {
			case 'single':
			case 'multiple':
				return {
					...shared,
					type: authored.type,
					options: authored.options.map((entry, index) => option(['options', index], entry))
				};
			case 'ordering':
				return {
					...shared,
					type: 'ordering',
					items: [
						...authored.items.map((item, index) =>
							option(['items', index], { ...item, correct: true })
						),
						...authored.distractors.map((item, index) =>
							option(['distractors', index], { ...item, correct: false })
						)
					]
				};
			case 'matching':
				return {
					...shared,
					type: 'matching',
					prompts: authored.prompts.map(({ text, response, why }, index) => ({
						text: html(['prompts', index, 'text'], text),
						response: authored.responses.indexOf(response),
						why: html(['prompts', index, 'why'], why)
					})),
					responses: authored.responses.map((text, index) => html(['responses', index], text))
				};
		}
	}
}
