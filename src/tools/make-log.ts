/**
 * Makes the log of a learner who does not exist, for benchmarks and screenshots: the same seed makes
 * the same log. As a program it prints a file that Settings imports.
 *
 *     node src/tools/make-log.ts --entries 300 [--seed 7] [--until 2026-11-21] [--content] > log.json
 *
 * With `--content` the questions are those of `content/`, answered with options that they have;
 * without, there are a thousand that exist nowhere.
 */
import { parseArgs } from 'node:util';
import type { Question, QuestionIndexEntry } from '#lib/content/index.ts';
import { mulberry32, serialiseLog, type Confidence, type LogEntry } from '#lib/study/index.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** What an answer needs to know of a question. */
export interface Asked {
	id: string;
	/** Responses to choose from; the first is right. */
	responses: readonly unknown[];
}

export interface MadeLog {
	entries: number;
	questions: readonly Asked[];
	seed: number;
	/** When the last answer was given. */
	until: Date;
}

/** A thousand questions, as the index of a curriculum lists them. */
export function makeIndex(count = 1000): QuestionIndexEntry[] {
	return Array.from({ length: count }, (_, i) => ({
		id: `question-${i}`,
		module: `module-${Math.floor((i * 12) / count)}`,
		type:
			(['single', 'single', 'single', 'multiple', 'ordering', 'matching'] as const)[i % 6] ??
			'single',
		difficulty: ([1, 2, 3] as const)[i % 3] ?? 1,
		...(i % 4 === 0 ? { twins: `twins-${Math.floor(i / 12)}` } : {}),
		exam: [`SCS-C03/${['4.2', '5.1', '5.2', '5.3'][i % 4] ?? '5.2'}`],
		title: `Question number ${i}`
	}));
}

/** Four options each, of which the first is right. */
export const madeQuestions = (count = 1000): Asked[] =>
	makeIndex(count).map(({ id }) => ({
		id,
		responses: [0, 1, 2, 3].map((chosen) => ({ type: 'single', chosen: [chosen] }))
	}));

/**
 * The log, in order of time: a learner on three devices who meets the questions one after the other,
 * comes back to each at growing intervals, forgets, guesses, and now and then takes an answer back,
 * sets a flag or reads a lesson.
 */
export function makeLog({ entries, questions, seed, until }: MadeLog): LogEntry[] {
	const random = mulberry32(seed);
	const hex = (digits: number) =>
		Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
	const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
	const devices = [uuid(), uuid(), uuid()];
	const perDay = Math.max(20, Math.ceil(entries / 365));
	const days = Math.ceil(entries / perDay);
	const start = until.getTime() - days * DAY;
	const known = questions.map(() => ({ strength: 0, due: 0 }));
	const queue: number[][] = [];
	let met = 0;

	const log: LogEntry[] = [];
	for (let day = 0; log.length < entries; day++) {
		const today = queue[day] ?? [];
		const device = devices[Math.floor(random() * devices.length)] ?? '';
		let at = start + day * DAY + random() * 60 * MINUTE;
		const step = Math.min(MINUTE, (20 * 60 * MINUTE) / perDay);
		for (let i = 0; i < perDay && log.length < entries; i++) {
			at += step * (0.5 + random());
			const time = new Date(Math.min(at, until.getTime())).toISOString();
			const base = { id: uuid(), device, at: time, contentVersion: 'made-up' };
			const last = log.at(-1);
			const chance = random();
			if (chance < 0.01 && last?.kind === 'answer') {
				log.push({ ...base, kind: 'undo', undoes: last.id });
				continue;
			}
			const fresh = i >= perDay - 8 && met < questions.length;
			const place =
				(fresh ? undefined : today.shift()) ??
				(met < questions.length ? met++ : Math.floor(random() * questions.length));
			const asked = questions[place];
			const memory = known[place];
			if (!asked || !memory) continue;
			if (chance < 0.02) {
				log.push({ ...base, kind: 'flag', question: asked.id, flagged: random() < 0.7 });
				continue;
			}
			const recall = memory.strength === 0 ? 0.4 : 0.8 + 0.03 * Math.min(5, memory.strength);
			const recalled = random() < recall;
			const correct = recalled ? random() < 0.96 : random() < 0.28;
			const sure: Confidence = recalled
				? random() < 0.75
					? 'sure'
					: 'think-so'
				: ((['sure', 'think-so', 'guess', 'guess'] as const)[Math.floor(random() * 4)] ?? 'guess');
			const wrong = 1 + Math.floor(random() * (asked.responses.length - 1));
			log.push({
				...base,
				kind: 'answer',
				question: asked.id,
				response: asked.responses[correct ? 0 : wrong],
				correct,
				confidence: sure,
				ms: Math.round(12_000 + random() * 60_000),
				seed: Math.floor(random() * 2 ** 31)
			});
			memory.strength = correct ? memory.strength + 1 : 0;
			const next = day + Math.max(1, Math.round(2.4 ** memory.strength * (0.7 + 0.6 * random())));
			(queue[next] ??= []).push(place);
		}
		// What was not reached today waits for tomorrow.
		(queue[day + 1] ??= []).unshift(...today);
	}
	return log;
}

function responsesOf(question: Question): unknown[] {
	switch (question.type) {
		case 'single':
		case 'multiple': {
			const right = question.options.flatMap(({ correct }, i) => (correct ? [i] : []));
			const wrong = question.options.flatMap(({ correct }, i) => (correct ? [] : [i]));
			return [
				{ type: question.type, chosen: right },
				...wrong.map((i) => ({ type: question.type, chosen: [i, ...right.slice(1)] }))
			];
		}
		case 'ordering': {
			const right = question.items.flatMap(({ correct }, i) => (correct ? [i] : []));
			return [
				{ type: 'ordering', order: right },
				{ type: 'ordering', order: right.toReversed() }
			];
		}
		case 'matching': {
			const pairs = question.prompts.map(({ response }) => response);
			return [
				{ type: 'matching', pairs },
				{ type: 'matching', pairs: pairs.map((_, i) => pairs[(i + 1) % pairs.length]) }
			];
		}
	}
}

if (import.meta.main) {
	const { values } = parseArgs({
		options: {
			entries: { type: 'string', default: '300' },
			seed: { type: 'string', default: '7' },
			until: { type: 'string' },
			content: { type: 'boolean', default: false }
		}
	});
	let questions = madeQuestions();
	if (values.content) {
		const { checkContent } = await import('#lib/server/index.ts');
		questions = checkContent().curriculum.questions.map((question) => ({
			id: question.id,
			responses: responsesOf(question)
		}));
	}
	const until = values.until ? new Date(values.until) : new Date();
	const log = makeLog({
		entries: Number(values.entries),
		questions,
		seed: Number(values.seed),
		until
	});
	console.log(await serialiseLog(log, until));
}
