/**
 * How quickly the room `study` answers with a long log: a row a size over a thousand questions, by logs
 * of `src/tools/make-log.ts`. `npm run bench study` prints JSON; `KEYWRAP_BENCH_SIZES=1000,20000`
 * measures some sizes.
 *
 * - `next_ms`: from an answer to the next question: its card, the previews of its dates, the day's plan;
 * - `today_ms`: all that Today says, with a plan for an exam, after one more answer;
 * - `progress_ms`: every figure of the page of progress;
 * - `import_ms`: reading, checking and merging a file into a log that has half of it, and its cards;
 *   not the writing, which the browser's database does;
 * - `rebuild_ms`: every card from the log, as after a reload;
 * - `heap_mb`: what the log and its cards take.
 */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
	compareLogs,
	countingAnswers,
	Deck,
	deriveCards,
	ExamPlanner,
	introducedToday,
	parseLogFile,
	planMyExam,
	planToday,
	previewDue,
	serialiseLog,
	standingOf,
	type LogEntry,
	type MisconceptionKey
} from '../../src/lib/study/index.ts';
import { madeQuestions, makeIndex, makeLog } from '../../src/tools/make-log.ts';

const sizes = (process.env.KEYWRAP_BENCH_SIZES ?? '1000,5000,20000,50000,100000,200000')
	.split(',')
	.map(Number);
/** Milliseconds at this many entries. */
const bars = {
	entries: 20_000,
	next: 16,
	today: 100,
	progress: 200,
	import: 10_000,
	rebuild: 3_000
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heap(): number {
	collect();
	return process.memoryUsage().heapUsed / 1e6;
}

const now = new Date('2026-11-21T18:00:00Z');
const questions = makeIndex();
const asked = madeQuestions();
const key: MisconceptionKey = Object.fromEntries(
	questions.map(({ id }, i) => [id, [null, `belief-${i % 90}`, `belief-${(i + 7) % 90}`, null]])
);
const exam = {
	id: 'SCS-C03',
	tasks: ['4.2', '5.1', '5.2', '5.3'].map((id) => ({ id, title: id })),
	figures: {}
};
const aim = { exam: exam.id, date: '2027-01-12', minutesADay: 30 };

const round = (ms: number) => Number(ms.toPrecision(3));
const middle = (times: number[]) =>
	times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
function timed(runs: number, run: (turn: number) => unknown): number {
	return middle(
		Array.from({ length: runs }, (_, turn) => {
			const from = performance.now();
			run(turn);
			return performance.now() - from;
		})
	);
}

async function measure(entries: number) {
	const before = heap();
	const log = makeLog({ entries, questions: asked, seed: 7, until: now });
	const deck = new Deck();
	deck.add(log, now);
	const heapMb = heap() - before;
	const size = deck.cards.size;

	let made = 0;
	const oneMore = (): LogEntry => ({
		id: `later-${made}`,
		device: 'd',
		at: new Date(now.getTime() + made * 20_000).toISOString(),
		kind: 'answer',
		question: questions[(made++ * 17) % Math.max(1, size)]?.id ?? '',
		contentVersion: 'v',
		response: { type: 'single', chosen: [made % 4] },
		correct: made % 4 === 0,
		confidence: 'sure',
		ms: 20_000
	});
	const grown = [...log];
	const answer = () => {
		const entry = oneMore();
		grown.push(entry);
		deck.add([entry], now);
		return entry;
	};
	const plain = () =>
		planToday(questions, deck.cards, {
			now,
			newPerDay: 10,
			doneToday: introducedToday(deck.cards.values(), now)
		});
	const next = timed(21, () => {
		const { question } = answer();
		previewDue(typeof question === 'string' ? deck.cards.get(question) : undefined, now);
		return plain();
	});
	const planner = new ExamPlanner();
	// The first plan works out what the next ones use.
	planMyExam(aim, exam, questions, deck.cards, grown, planner, now);
	const today = timed(9, () => {
		answer();
		countingAnswers(grown);
		return planMyExam(aim, exam, questions, deck.cards, grown, planner, now);
	});
	const progress = timed(5, () =>
		standingOf(questions, deck.cards, countingAnswers(grown), key, now)
	);
	const rebuild = timed(3, () => deriveCards(log, { now }));
	const text = await serialiseLog(log, now);
	const half = log.filter((_, i) => i % 2 === 0);
	const from = performance.now();
	const file = await parseLogFile(text);
	const { added } = compareLogs(half, file.entries);
	const both = new Deck();
	both.add(half, now);
	both.add(added, now);
	const imported = performance.now() - from;
	return {
		entries,
		next_ms: round(next),
		today_ms: round(today),
		progress_ms: round(progress),
		import_ms: round(imported),
		rebuild_ms: round(rebuild),
		heap_mb: round(heapMb),
		file_mb: round(text.length / 1e6)
	};
}

const rows: Awaited<ReturnType<typeof measure>>[] = [];
// The engine compiles what is hot: not part of any row.
await measure(Math.min(2000, ...sizes));
for (const size of sizes) {
	const row = await measure(size);
	rows.push(row);
	console.error(JSON.stringify(row));
}
const at = rows.find(({ entries }) => entries === bars.entries);
const missed = at
	? [
			['next_ms', at.next_ms, bars.next] as const,
			['today_ms', at.today_ms, bars.today] as const,
			['progress_ms', at.progress_ms, bars.progress] as const,
			['import_ms', at.import_ms, bars.import] as const,
			['rebuild_ms', at.rebuild_ms, bars.rebuild] as const
		].flatMap(([name, is, bar]) => (is > bar ? [`${name}: ${is} instead of ${bar}`] : []))
	: [];
console.log(JSON.stringify({ questions: questions.length, bars, missed, rows }, null, '\t'));
