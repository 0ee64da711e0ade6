/**
 * How long it takes to derive every card from a long log, and to keep them current.
 * `node tests/bench/derive.bench.ts [entries]` prints JSON. Times depend on the machine; the ratios
 * compare with `JSON.parse` of the same log on the same machine, and travel.
 */
import process from 'node:process';
import { Deck, deriveCards, type LogEntry } from '../../src/lib/study/index.ts';

const entries = Number(process.argv[2] ?? 100_000);
const questions = 1_000;
const confidences = ['sure', 'think-so', 'guess'] as const;

const log: LogEntry[] = Array.from({ length: entries }, (_, i) => ({
	id: `entry-${i}`,
	device: `device-${i % 3}`,
	at: new Date(Date.UTC(2024, 0) + i * 600_000).toISOString(),
	kind: 'answer',
	question: `question-${(i * 7919) % questions}`,
	contentVersion: '1',
	response: { type: 'single', chosen: [i % 4] },
	correct: i % 5 > 0,
	confidence: confidences[i % 3] ?? 'sure',
	ms: 9_000,
	seed: i
}));
// Devices interleaved and out of order, as after an import.
const shuffled = log.map((entry, i) => log[(i * 31_337) % entries] ?? entry);

/** Median of five runs, in milliseconds. */
function median(run: () => unknown): number {
	const times = Array.from({ length: 5 }, () => {
		const from = performance.now();
		run();
		return performance.now() - from;
	});
	return times.sort((a, b) => a - b)[2] ?? NaN;
}

const text = JSON.stringify(log);
const parse = median(() => JSON.parse(text) as unknown);
const inOrder = median(() => deriveCards(log));
const anyOrder = median(() => deriveCards(shuffled));
const deck = new Deck();
deck.add(log);
let next = 0;
const oneMore =
	median(() => {
		for (let i = 0; i < 100; i++, next++) {
			deck.add([
				{ ...(log[next % entries] as LogEntry), id: `later-${next}`, at: '2026-11-21T10:00:00Z' }
			]);
		}
	}) / 100;

const round = (n: number) => Number(n.toPrecision(3));
console.log(
	JSON.stringify(
		{
			entries,
			questions,
			deriveMs: round(inOrder),
			deriveUnsortedMs: round(anyOrder),
			oneMoreAnswerMs: round(oneMore),
			deriveToJsonParse: round(inOrder / parse),
			unsortedToSorted: round(anyOrder / inOrder),
			wholeToOneMore: round(inOrder / oneMore)
		},
		null,
		'\t'
	)
);
