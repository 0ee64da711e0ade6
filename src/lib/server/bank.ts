/**
 * What can be measured of the questions as a whole: whether the form gives the key away, whether a
 * question stands twice, whether a reason says something.
 */
import type { AuthoredPlainQuestion, AuthoredQuestion } from '#lib/content/index.ts';
import type { Place, Report } from './defects.ts';
import { nameOf } from './questions.ts';
import type { Path, YamlSource } from './yaml.ts';

/** A question with its facts filled in, and where it stands. */
export interface BankEntry {
	question: AuthoredPlainQuestion;
	/** The text of the case it belongs to. */
	scenario: string;
	module: string;
	name: string;
	at: (path: Path) => Place;
}

/** The questions of one entry of `questions.yaml`, which may be a case of several. */
export function bankEntries(
	authored: AuthoredQuestion,
	source: YamlSource,
	index: number,
	module: string
): BankEntry[] {
	const entry = (question: AuthoredPlainQuestion, base: Path, scenario = ''): BankEntry => ({
		question,
		scenario,
		module,
		name: nameOf(question, index),
		at: (path) => source.at([...base, ...path])
	});
	return authored.type === 'case'
		? authored.questions.map((question, at) =>
				entry(question, [index, 'questions', at], authored.scenario)
			)
		: [entry(authored, [index])];
}

/** Below this many questions chance explains anything. */
const leastForChance = 30;
/** Standard deviations above chance: one bank in a hundred would reach it by chance alone. */
const beyondChance = 2.33;
/** Share of three-word runs that two questions have in common. */
const tooAlike = 0.35;
/** Words of a reason that its option does not have. */
const leastNewWords = 2;

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\d:.-]*[\p{L}\d]/gu) ?? [];

export function checkBank(entries: readonly BankEntry[], report: Report): void {
	checkLongest(entries, report);
	checkLikeness(entries, report);
	for (const entry of entries) checkReasons(entry, report);
}

/** How often the longest option is a correct one, and how often chance would make it so. */
export function longestCorrect(questions: readonly AuthoredPlainQuestion[]): {
	questions: number;
	found: number;
	expected: number;
	/** Standard deviations by which `found` lies above `expected`. */
	deviations: number;
} {
	let [count, found, expected, variance] = [0, 0, 0, 0];
	for (const question of questions) {
		if (question.type !== 'single' && question.type !== 'multiple') continue;
		const { options } = question;
		const chance = options.filter(({ correct }) => correct).length / options.length;
		const lengths = options.map(({ text }) => text.length);
		count++;
		expected += chance;
		variance += chance * (1 - chance);
		if (options[lengths.indexOf(Math.max(...lengths))]?.correct) found++;
	}
	const deviations = variance === 0 ? 0 : (found - expected) / Math.sqrt(variance);
	return { questions: count, found, expected, deviations };
}

function checkLongest(entries: readonly BankEntry[], report: Report): void {
	const modules = new Set(entries.map(({ module }) => module));
	for (const module of [undefined, ...modules]) {
		const part = entries.filter((entry) => module === undefined || entry.module === module);
		const { questions, found, expected, deviations } = longestCorrect(
			part.map(({ question }) => question)
		);
		const place = part[0]?.at([]);
		if (!place || questions < leastForChance || deviations <= beyondChance) continue;
		report.add(
			module === undefined ? { file: 'content/modules', line: 1 } : { ...place, line: 1 },
			`the longest option is correct in ${found} of ${questions} questions, where chance gives ${Math.round(expected)}: length gives the key away`
		);
	}
}

/** Stem and key as one text. */
function gist(question: AuthoredPlainQuestion): string {
	switch (question.type) {
		case 'single':
		case 'multiple':
			return [question.stem, ...question.options.flatMap((o) => (o.correct ? o.text : []))].join(
				' '
			);
		case 'ordering':
			return [question.stem, ...question.items.map(({ text }) => text)].join(' ');
		case 'matching':
			return [
				question.stem,
				...question.prompts.flatMap(({ text, response }) => [text, response])
			].join(' ');
	}
}

function runsOf(text: string): Set<string> {
	const words = wordsOf(text);
	return new Set(words.slice(2).map((_, at) => words.slice(at, at + 3).join(' ')));
}

function checkLikeness(entries: readonly BankEntry[], report: Report): void {
	const sizes: number[] = [];
	/** Which earlier questions have a run of words. */
	const holders = new Map<string, number[]>();
	for (const [index, entry] of entries.entries()) {
		const runs = runsOf(gist(entry.question));
		sizes.push(runs.size);
		const shared = new Map<number, number>();
		for (const run of runs) {
			const earlier = holders.get(run) ?? [];
			for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + 1);
			holders.set(run, [...earlier, index]);
		}
		for (const [other, count] of shared) {
			const all = runs.size + (sizes[other] ?? 0) - count;
			if (count / all <= tooAlike) continue;
			report.add(
				entry.at(['stem']),
				`${entry.name}: stem and key are nearly those of question "${entries[other]?.question.id ?? ''}"`
			);
		}
	}
}

/** Every reason has to say more than the text it stands beside. */
function checkReasons({ question, name, at }: BankEntry, report: Report): void {
	const parts: [string, readonly { text: string; why: string }[]][] =
		question.type === 'ordering'
			? [
					['items', question.items],
					['distractors', question.distractors]
				]
			: question.type === 'matching'
				? [['prompts', question.prompts]]
				: [['options', question.options]];
	for (const [key, list] of parts)
		for (const [index, { text, why }] of list.entries()) {
			const known = new Set(wordsOf(text));
			if (new Set(wordsOf(why).filter((word) => !known.has(word))).size < leastNewWords)
				report.add(
					at([key, index, 'why']),
					`${name}: why of ${key.slice(0, -1)} ${index + 1} says no more than its text`
				);
		}
}
