/** What an exam came to. Everything is of the encryption tasks of an exam, never of the exam. */
import {
	choicesIn,
	type MisconceptionView,
	type Question,
	type QuestionIndexEntry
} from '#lib/content/index.ts';
import type { SatExam } from './exam-attempt.ts';
import { tasksOf } from './exam-paper.ts';
import type { Confidence, LogEntry } from './types.ts';

/** Right answers of so many questions. */
export interface Tally {
	right: number;
	of: number;
}

/** A tally with a name: of a task, a module. */
export interface TallyRow extends Tally {
	id: string;
}

/** A score on the scale of an exam, with the interval that the number of questions leaves open. */
export interface ScaledEstimate {
	estimate: number;
	low: number;
	high: number;
}

/** Stands beside every scaled estimate. */
export const SCALING_NOTE =
	'AWS does not publish how it turns right answers into a scaled score. This estimate puts the share of right answers on a straight line from the lowest to the highest score; the interval is what so few questions leave open (95 %), and does not cover how AWS scales.';

export interface ExamResult {
	/** Of the items that count. */
	scored: Tally;
	/** Of all items. */
	all: Tally;
	/** Questions with an answer. */
	answered: number;
	/** By task of the exam, items that do not count included; a question may belong to several. */
	byTask: TallyRow[];
	byModule: TallyRow[];
	/** Answers by how sure the learner said to be; `none` without a word. Unanswered ones are left out. */
	byConfidence: (Tally & { id: Confidence | 'none' })[];
	/** Milliseconds in front of each question, in the order asked; and whether it was right. */
	times: { question: string; ms: number; correct: boolean }[];
	/** Milliseconds in the middle of those that were seen. */
	median: number;
	/** Ids of the questions that were answered wrong or not at all, in the order asked. */
	missed: string[];
	/** Ids of those that were right by a guess, which is no memory either, in the order asked. */
	guessed: string[];
}

/**
 * Whether a question of an exam is right: all or nothing (the fact `exam-all-or-nothing`). Without an
 * answer it is wrong, and a wrong answer takes nothing away.
 */
const isRight = (answer: Pick<LogEntry, 'correct'> | undefined): boolean =>
	answer?.correct === true;

/**
 * Counts an exam.
 * @param index to tell tasks and modules; a question it has no more counts all the same
 */
export function scoreExam(
	{ record, answers }: Pick<SatExam, 'record' | 'answers'>,
	index: readonly QuestionIndexEntry[]
): ExamResult {
	const { paper, marks } = record;
	const entries = new Map(index.map((entry) => [entry.id, entry]));
	const unscored = new Set(paper.unscored);
	const scored: Tally = { right: 0, of: 0 };
	const all: Tally = { right: 0, of: 0 };
	const byTask = new Map<string, Tally>();
	const byModule = new Map<string, Tally>();
	const byConfidence = new Map<Confidence | 'none', Tally>();
	const missed: string[] = [];
	const guessed: string[] = [];
	const times: ExamResult['times'] = [];
	const add = <K>(rows: Map<K, Tally>, key: K, right: boolean) => {
		const row = rows.get(key) ?? { right: 0, of: 0 };
		count(row, right);
		rows.set(key, row);
	};
	for (const id of paper.questions) {
		const answer = answers.get(id);
		const right = isRight(answer);
		count(all, right);
		if (!unscored.has(id)) count(scored, right);
		if (!right) missed.push(id);
		else if (answer?.confidence === 'guess') guessed.push(id);
		times.push({ question: id, ms: marks[id]?.ms ?? answer?.ms ?? 0, correct: right });
		if (answer) add(byConfidence, answer.confidence ?? 'none', right);
		const entry = entries.get(id);
		if (!entry) continue;
		add(byModule, entry.module, right);
		for (const task of tasksOf(entry, paper.exam)) add(byTask, task, right);
	}
	const seen = times.flatMap(({ ms }) => (ms > 0 ? [ms] : [])).sort((a, b) => a - b);
	return {
		scored,
		all,
		answered: paper.questions.filter((id) => answers.has(id)).length,
		byTask: rowsOf(byTask).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
		byModule: rowsOf(byModule).sort((a, b) => (a.id < b.id ? -1 : 1)),
		byConfidence: (['sure', 'think-so', 'guess', 'none'] as const).flatMap((id) => {
			const tally = byConfidence.get(id);
			return tally ? [{ id, ...tally }] : [];
		}),
		times,
		median: seen[Math.floor((seen.length - 1) / 2)] ?? 0,
		missed,
		guessed
	};
}

function count(tally: Tally, right: boolean) {
	tally.of++;
	if (right) tally.right++;
}

const rowsOf = (rows: ReadonlyMap<string, Tally>): TallyRow[] =>
	[...rows].map(([id, tally]) => ({ id, ...tally }));

/**
 * The share that is right, 0 to 1, with its 95 % interval by Wilson's score method (Wilson 1927, JASA
 * 22:209), which stays within 0 and 1 and is fair with few questions.
 */
function shareOf({ right, of }: Tally): { share: number; low: number; high: number } {
	if (of === 0) return { share: 0, low: 0, high: 1 };
	const z = 1.96;
	const share = right / of;
	const centre = share + (z * z) / (2 * of);
	const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
	const scale = 1 + (z * z) / of;
	return {
		share,
		low: Math.max(0, (centre - spread) / scale),
		high: Math.min(1, (centre + spread) / scale)
	};
}

/** The share of right answers on a scale, as {@link SCALING_NOTE} says; whole points. */
export function scaledEstimate(
	tally: Tally,
	{ from, to }: { from: number; to: number } = { from: 100, to: 1000 }
): ScaledEstimate {
	const at = (share: number) => Math.round(from + share * (to - from));
	const { share, low, high } = shareOf(tally);
	return { estimate: at(share), low: at(low), high: at(high) };
}

/** A wrong belief that answers of an exam showed, and the questions that showed it. */
export interface ShownBelief {
	misconception: MisconceptionView;
	questions: string[];
}

/** The misconceptions behind wrong choices, those that showed most often first. */
export function beliefsShown(
	questions: Iterable<Question>,
	answers: ReadonlyMap<string, LogEntry>
): ShownBelief[] {
	const shown = new Map<string, ShownBelief>();
	for (const question of questions) {
		const chosen = choicesOf(answers.get(question.id)?.response);
		const parts = choicesIn(question);
		const beliefs = new Map(
			chosen.flatMap((index) => {
				const belief = parts[index]?.misconception;
				return belief ? [[belief.id, belief] as const] : [];
			})
		);
		for (const [id, misconception] of beliefs) {
			const row = shown.get(id) ?? { misconception, questions: [] };
			row.questions.push(question.id);
			shown.set(id, row);
		}
	}
	return [...shown.values()].sort((a, b) => b.questions.length - a.questions.length);
}

/** The options or steps that a response of the log names; a file may hold anything. */
function choicesOf(response: unknown): number[] {
	const { chosen, order } = (response ?? {}) as { chosen?: unknown; order?: unknown };
	const named = Array.isArray(chosen) ? chosen : Array.isArray(order) ? order : [];
	return named.filter((index) => typeof index === 'number');
}
