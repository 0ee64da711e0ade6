/** An exam that somebody sits: what is kept of it while it goes on, and what the log gets at its end. */
import type { Question, Response } from '#lib/content/index.ts';
import type { ExamClock } from './exam-clock.ts';
import type { ExamPaper } from './exam-paper.ts';
import { isCorrect } from './grade.ts';
import type { Confidence, LogEntry } from './types.ts';

/** What the learner did with one question of an exam. */
export interface ExamMark {
	response?: Response;
	confidence?: Confidence;
	flagged?: boolean;
	/** Options struck out, by authored index. */
	struck?: number[];
	note?: string;
	/** Milliseconds that it was in front of the learner. */
	ms?: number;
	/** When the response was last changed: ISO 8601, UTC. */
	at?: string;
}

/** An exam in progress. Plain data, all that going on after a crash needs. */
export interface ExamAttempt {
	/** Unique for ever: names the attempt in the log. */
	id: string;
	paper: ExamPaper;
	contentVersion: string;
	/** ISO 8601, UTC. */
	begun: string;
	clock: ExamClock;
	/** The learner has hidden the clock. */
	clockHidden: boolean;
	/** The learner is asked how sure they are. */
	asksConfidence: boolean;
	/** Place of the question on screen, from 0. */
	place: number;
	/** By question id. */
	marks: Record<string, ExamMark>;
	/** Jumps of the device's clock, in order: when by the wall clock, how far, and what became of it. */
	jumps: { at: string; kind: 'ahead' | 'back'; ms: number; givenBack: boolean }[];
}

/** What the log keeps of an exam that has ended: the member `attempt` of an entry of kind `exam`. */
export interface ExamRecord {
	paper: ExamPaper;
	/** ISO 8601, UTC. */
	begun: string;
	ended: string;
	/** Milliseconds that the clock counted. */
	used: number;
	/** `time`: the time was up. `learner`: the learner ended it. */
	endedBy: 'time' | 'learner';
	pausing: boolean;
	/** What was marked beside the answers, by question id. */
	marks: Record<string, Pick<ExamMark, 'flagged' | 'struck' | 'note' | 'ms'>>;
	jumps: ExamAttempt['jumps'];
}

/** How far a question is answered. `begun`: something is chosen, but not as much as it asks for. */
export type Progress = 'unanswered' | 'begun' | 'answered';

/** How many questions of an exam in progress have an answer, be it a part of one. */
export const answersBegun = ({ marks }: Pick<ExamAttempt, 'marks'>): number =>
	Object.values(marks).filter(({ response }) => response && parts(response) > 0).length;

const parts = (response: Response): number =>
	response.type === 'matching'
		? response.pairs.filter((pair) => pair !== null).length
		: response.type === 'ordering'
			? response.order.length
			: response.chosen.length;

/** How far a response goes. */
export function progressOf(question: Question, response: Response | undefined): Progress {
	if (!response) return 'unanswered';
	// What another version of the question was answered with is no answer to this one.
	const have = question.type === response.type ? parts(response) : 0;
	return have === 0 ? 'unanswered' : have < partsWanted(question) ? 'begun' : 'answered';
}

function partsWanted(question: Question): number {
	switch (question.type) {
		case 'ordering':
			// Which steps belong is the question, unless all of them do.
			return question.items.every(({ correct }) => correct) ? question.items.length : 2;
		case 'matching':
			return question.prompts.length;
		default:
			return question.options.filter(({ correct }) => correct).length;
	}
}

/** The entries of the log that an exam ends in: its answers, each with its time, then the exam. */
export type ExamEntries = (Omit<LogEntry, 'id' | 'device' | 'at'> & { at: string })[];

/**
 * What the log gets when an exam ends: an `answer` for every question that has one, dated when it was
 * given, and one `exam`. A question without an answer is wrong in the exam, and says nothing of memory.
 * @param questions of the paper, as far as the curriculum still has them
 */
export function examEntries(
	attempt: ExamAttempt,
	questions: ReadonlyMap<string, Question>,
	ended: { at: string; by: ExamRecord['endedBy'] }
): ExamEntries {
	const { id, paper, contentVersion, marks } = attempt;
	const answers = paper.questions.flatMap((name) => {
		const question = questions.get(name);
		const { response, confidence, ms = 0, at = ended.at } = marks[name] ?? {};
		if (!question || !response || progressOf(question, response) === 'unanswered') return [];
		return [
			{
				kind: 'answer',
				exam: id,
				question: name,
				contentVersion,
				response,
				correct: isCorrect(question, response),
				...(confidence ? { confidence } : {}),
				ms,
				seed: paper.seed,
				at
			}
		];
	});
	const record: ExamRecord = {
		paper,
		begun: attempt.begun,
		ended: ended.at,
		used: Math.round(attempt.clock.used),
		endedBy: ended.by,
		pausing: attempt.clock.pausing,
		marks: Object.fromEntries(
			Object.entries(marks).map(([name, { flagged, struck, note, ms }]) => [
				name,
				{
					...(flagged ? { flagged } : {}),
					...(struck && struck.length > 0 ? { struck } : {}),
					...(note ? { note } : {}),
					...(ms ? { ms } : {})
				}
			])
		),
		jumps: attempt.jumps
	};
	return [...answers, { kind: 'exam', exam: id, contentVersion, attempt: record, at: ended.at }];
}

/** An exam that has ended, as the log tells it. */
export interface SatExam {
	/** Id of the attempt. */
	id: string;
	contentVersion: string;
	record: ExamRecord;
	/** Answers by question id. */
	answers: ReadonlyMap<string, LogEntry>;
}

/**
 * The exams of a log, the latest first. An exam that came by two ways stands once; one whose entry is
 * not what this version writes is passed over.
 * @param entries in any order
 */
export function satExams(entries: Iterable<LogEntry>): SatExam[] {
	const exams = new Map<string, SatExam & { answers: Map<string, LogEntry> }>();
	const answers: LogEntry[] = [];
	for (const entry of entries) {
		if (entry.exam === undefined) continue;
		if (entry.kind === 'answer') answers.push(entry);
		else if (entry.kind === 'exam' && isRecord(entry.attempt) && !exams.has(entry.exam))
			exams.set(entry.exam, {
				id: entry.exam,
				contentVersion: entry.contentVersion,
				record: entry.attempt,
				answers: new Map()
			});
	}
	for (const entry of answers)
		if (typeof entry.question === 'string')
			exams.get(entry.exam ?? '')?.answers.set(entry.question, entry);
	return [...exams.values()].sort((a, b) => (a.record.ended < b.record.ended ? 1 : -1));
}

/** Whether what an entry holds can be shown as an exam; files may hold anything. */
function isRecord(value: unknown): value is ExamRecord {
	const record = value as Partial<ExamRecord> | undefined;
	const paper = record?.paper as Partial<ExamPaper> | undefined;
	return (
		typeof record?.begun === 'string' &&
		typeof record.ended === 'string' &&
		typeof record.used === 'number' &&
		typeof record.marks === 'object' &&
		typeof paper?.exam === 'string' &&
		typeof paper.minutes === 'number' &&
		Array.isArray(paper.questions) &&
		Array.isArray(paper.unscored)
	);
}

/** Where an exam stands, in few words: `question 7 of 65`. */
export const whereItStands = ({ place, paper }: ExamAttempt): string =>
	`question ${place + 1} of ${paper.questions.length}`;
