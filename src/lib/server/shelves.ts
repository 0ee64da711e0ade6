/** The question banks, `questions.yaml` of every module: what pages ask, and what was written. */
import type { AuthoredQuestion, Fact, Question } from '#lib/content/index.ts';
import { bankEntries, checkBank, type BankEntry } from './bank.ts';
import type { Place, Report } from './defects.ts';
import { idOf, Ids, type Reader } from './entries.ts';
import { filler } from './fill.ts';
import { nameOf, type QuestionCompiler } from './questions.ts';
import { readingOf } from './reviews.ts';
import type { Path, YamlSource } from './yaml.ts';

export interface Shelves {
	/** Sound questions, a case as one. */
	authored: (AuthoredQuestion & { module: string })[];
	/** By module; a case stands under its own id and under those of its questions. */
	questions: ReadonlyMap<string, ReadonlyMap<string, Question[]>>;
	/** By module, those with a defect too. */
	idsOf: ReadonlyMap<string, ReadonlySet<string>>;
	/** Of all modules. */
	ids: Ids;
	/** Digest of each question as a blind reader sees it (`readingOf`). */
	readings: Map<string, string>;
}

/** @param modules their ids, in order */
export function readShelves(
	modules: readonly string[],
	reader: Reader,
	compiler: QuestionCompiler,
	facts: readonly Fact[],
	report: Report
): Shelves {
	const fill = filler(facts);
	const ids = new Ids('question', report);
	const authored: Shelves['authored'] = [];
	const readings = new Map<string, string>();
	const questions = new Map<string, Map<string, Question[]>>();
	const idsOf = new Map<string, Set<string>>();
	const bank: BankEntry[] = [];
	const twins = new Twins();
	for (const module of modules) {
		const shelf = new Map<string, Question[]>();
		const known = new Set<string>();
		questions.set(module, shelf);
		idsOf.set(module, known);
		const source = reader.yaml(`content/modules/${module}/questions.yaml`);
		if (source.data === undefined || source.data === null) continue;
		if (!Array.isArray(source.data)) {
			report.add(source.at([]), 'must be a list, each entry beginning with "- id:"');
			continue;
		}
		for (const [index, raw] of (source.data as unknown[]).entries()) {
			for (const [id, path] of idsIn(raw, index)) {
				known.add(id);
				ids.take(id, source.at([...path, 'id']));
			}
			const done = compiler.compile(source, index, module);
			if (!done.authored) continue;
			authored.push({ ...done.authored, module });
			for (const entry of bankEntries(fill(done.authored), source, index, module)) {
				bank.push(entry);
				readings.set(entry.question.id, readingOf(entry.question, entry.scenario));
			}
			shelf.set(done.authored.id, done.questions);
			for (const question of done.questions) {
				if (done.questions.length > 1) shelf.set(question.id, [question]);
				twins.add(question, source, index);
			}
		}
	}
	twins.warnOfLone(report);
	checkBank(bank, report);
	return { authored, questions, idsOf, ids, readings };
}

/** The ids of an entry, which need not be sound: its own, and those of the questions of a case. */
function idsIn(raw: unknown, index: number): [string, Path][] {
	const inner = (raw as { questions?: unknown } | null)?.questions;
	const parts = [
		[raw, [index]],
		...(Array.isArray(inner) ? inner : []).map((part: unknown, at) => [
			part,
			[index, 'questions', at]
		])
	] as [unknown, Path][];
	return parts.flatMap(([part, path]): [string, Path][] => {
		const id = idOf(part);
		return id === undefined ? [] : [[id, path]];
	});
}

/** Sets of questions that are easily taken for each other: each needs two at least. */
class Twins {
	readonly #sets = new Map<string, { count: number; place: Place; name: string }>();

	add({ twins }: Question, source: YamlSource, index: number): void {
		if (twins === undefined) return;
		const set = this.#sets.get(twins);
		const raw: unknown = (source.data as unknown[])[index];
		if (set) set.count++;
		else this.#sets.set(twins, { count: 1, place: source.at([index]), name: nameOf(raw, index) });
	}

	warnOfLone(report: Report): void {
		for (const [id, { count, place, name }] of this.#sets)
			if (count === 1) report.warn(place, `${name}: twins "${id}" has no other question`);
	}
}
