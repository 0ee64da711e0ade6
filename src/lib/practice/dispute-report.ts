/**
 * A dispute as a text for whoever keeps the content. It holds all that is needed to judge it: the
 * question as it was shown, its key, the answer given, the facts with their sources, the reason.
 */
import type { FactView, Question, Response } from '#lib/content/index.ts';
import { arrange, type DisputedPart, type LogEntry } from '#lib/study/index.ts';
import { calendarDay } from '#lib/ui/index.ts';
import { task } from './explain.ts';
import { escaped, markdownOf } from './markdown.ts';
import { letter } from './text.ts';

/** What the file says it is; CONTRIBUTING.md describes it. */
const DISPUTE_FORMAT = 'keywrap-dispute';
const DISPUTE_VERSION = 1;

/** What can be disputed, in the order in which it is offered. */
export const DISPUTED_PARTS: readonly { value: DisputedPart; name: string; help: string }[] = [
	{ value: 'key', name: 'The right answer', help: 'what is given as right is not, or not alone' },
	{ value: 'distractor', name: 'A wrong option', help: 'it is right too, or its reason is not' },
	{ value: 'fact', name: 'A fact', help: 'it is out of date, or was never so' },
	{ value: 'wording', name: 'The wording', help: 'it can be read in more than one way' }
];

const inReports: Record<DisputedPart, string> = {
	key: 'The key: what is given as right is not, or not alone.',
	distractor: 'A distractor: it is right too, or its reason is not.',
	fact: 'A fact: it is out of date, or was never so.',
	wording: 'The wording: it can be read in more than one way.'
};

/** What an entry of the log disputes, as the form calls it. */
export const disputedPart = (about: string | undefined): string =>
	DISPUTED_PARTS.find(({ value }) => value === about)?.name ?? 'Something else';

const isPart = (about: string | undefined): about is DisputedPart =>
	DISPUTED_PARTS.some(({ value }) => value === about);

interface Disputed {
	question: Question;
	/** The `dispute` of the log. */
	entry: LogEntry;
	/** `version` of the curriculum that `question` is from. */
	contentVersion: string;
}

/** `q`, or `template, version 1, seed 7`. */
function nameOf({ question }: LogEntry): string {
	if (typeof question !== 'object') return `\`${question ?? ''}\``;
	return `\`${question.template}\`, version ${question.version}, seed ${question.seed}`;
}

const list = (words: readonly string[]) => (words.length > 0 ? words.join(', ') : 'nothing');

interface Shown {
	/** The question's parts as they stood on screen. */
	lines: string[];
	key: string;
	given: string;
}

/** A line under a mark; what has lines of its own goes on indented. */
const line = (mark: string, html: string) =>
	`- **${mark}** ${markdownOf(html).replaceAll('\n', '\n  ')}`;

function shownOf(question: Question, response: Response | undefined, seed: number): Shown {
	const shown = arrange(question, seed);
	const mark = (index: number) => letter(shown.indexOf(index));
	const marks = (indexes: readonly number[]) =>
		list(indexes.filter((index) => shown.includes(index)).map(mark));
	switch (question.type) {
		case 'single':
		case 'multiple': {
			const { options } = question;
			const right = shown.filter((index) => options[index]?.correct);
			const chosen = response && 'chosen' in response ? response.chosen : [];
			return {
				lines: shown.map((index) => line(mark(index), options[index]?.text ?? '')),
				key: marks(right),
				given: marks(shown.filter((index) => chosen.includes(index)))
			};
		}
		case 'ordering': {
			const { items } = question;
			const order = response?.type === 'ordering' ? response.order : [];
			return {
				lines: shown.map((index) => line(mark(index), items[index]?.text ?? '')),
				key: marks(items.flatMap(({ correct }, index) => (correct ? [index] : []))),
				given: marks(order)
			};
		}
		case 'matching': {
			const { prompts, responses } = question;
			const pairs = response?.type === 'matching' ? response.pairs : [];
			const pair = (place: number, index: number | null | undefined) =>
				`${place + 1} ${index === null || index === undefined || !shown.includes(index) ? 'nothing' : mark(index)}`;
			return {
				lines: [
					...prompts.map(({ text }, place) => line(String(place + 1), text)),
					...shown.map((index) => line(mark(index), responses[index] ?? ''))
				],
				key: list(prompts.map((prompt, place) => pair(place, prompt.response))),
				given: list(prompts.map((_, place) => pair(place, pairs[place])))
			};
		}
	}
}

const factLine = ({ id, statement, source, checked, confidence }: FactView) =>
	`- \`${id}\`: ${escaped(statement)} Source: [${escaped(source.title)}](${source.url}), checked ${calendarDay(checked)}, ${confidence}.`;

const quoted = (text: string) =>
	text
		.trim()
		.split('\n')
		.map((row) => `> ${row}`.trimEnd())
		.join('\n');

/** A title and a body in Markdown, to be pasted where issues are kept. */
export function issueText({ question, entry, contentVersion }: Disputed): {
	title: string;
	body: string;
} {
	const { about, text = '', source, response, seed = 0 } = entry;
	const { lines, key, given } = shownOf(question, response as Response | undefined, seed);
	const part = isPart(about) ? inReports[about] : 'Something else.';
	const title = `Dispute of ${nameOf(entry).replaceAll('`', '')}: ${disputedPart(about).toLowerCase()}`;
	const version =
		entry.contentVersion === contentVersion
			? `content ${contentVersion}`
			: `disputed under content ${entry.contentVersion}, quoted from content ${contentVersion}`;
	const body = [
		`**Question** ${nameOf(entry)} (${question.type}, ${task(question)}), module \`${question.module}\`, ${version}`,
		`**Disputed** ${part}`,
		'## Reason',
		quoted(text),
		'## Source',
		source ? quoted(source) : 'None given.',
		...(question.case ? ['## Scenario', markdownOf(question.case.scenario)] : []),
		'## Question, as it was shown',
		markdownOf(question.stem),
		lines.join('\n'),
		`**Key** ${key}`,
		`**Answer given** ${given}`,
		'## Facts behind it',
		question.facts.map(factLine).join('\n') || 'None named.',
		`**Exam tasks** ${question.exam.join(', ') || 'none'}`
	].join('\n\n');
	return { title, body: `${body}\n` };
}

/** The same as a file: a head in YAML that programs read, then the issue text. */
export function disputeFile(disputed: Disputed): { name: string; text: string } {
	const { question, entry } = disputed;
	const { title, body } = issueText(disputed);
	const head: Record<string, unknown> = {
		format: DISPUTE_FORMAT,
		version: DISPUTE_VERSION,
		entry: entry.id,
		at: entry.at,
		about: entry.about ?? '',
		question: entry.question,
		module: question.module,
		type: question.type,
		...(question.case ? { case: question.case.id } : {}),
		content: entry.contentVersion,
		response: entry.response ?? null,
		seed: entry.seed ?? null,
		facts: question.facts.map(({ id, checked }) => ({ id, checked })),
		exam: question.exam,
		source: entry.source ?? ''
	};
	// JSON is YAML: each value stays on its line, whatever it holds.
	const rows = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
	const id = typeof entry.question === 'object' ? entry.question.template : entry.question;
	return {
		name: `${DISPUTE_FORMAT}-${id ?? 'question'}-${entry.at.slice(0, 10)}.md`,
		text: `---\n${rows.join('\n')}\n---\n\n# ${title}\n\n${body}`
	};
}
