/**
 * The plan for an exam against two others, on learners made up for it (`study/learners.ts`): plain
 * FSRS at a desired retention of 0.9, and new questions first. All three have the same minutes on
 * the same days and fill them: FSRS, when nothing is due and nothing new, with what is most likely
 * forgotten. `npm run bench scheduler` prints JSON: expected scores on the day of the exam in percent
 * of the bank, paired differences with their 95 % interval, and how the forecasts held.
 */
import process from 'node:process';
import type { QuestionIndexEntry } from '../../src/lib/content/index.ts';
import {
	Deck,
	ExamPlanner,
	mulberry32,
	planToday,
	retrievability,
	type Card,
	type Forecast,
	type LogEntry
} from '../../src/lib/study/index.ts';
import { kinds, learnerOf, type Kind } from './study/learners.ts';

const seeds = Number(process.env.KEYWRAP_BENCH_SEEDS ?? 30);
const sizes = [
	{ questions: 300, days: 14, minutes: 30 },
	{ questions: 300, days: 45, minutes: 15 },
	{ questions: 300, days: 45, minutes: 40 },
	{ questions: 650, days: 45, minutes: 30 }
];
type Size = (typeof sizes)[number];

const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const dateAt = (day: number) => new Date(start + day * DAY);
/** The learner sits down in the evening; the exam is in the morning after the last day. */
const EVENING = 0.75;
const MORNING = 0.4;

interface Situation {
	questions: readonly QuestionIndexEntry[];
	cards: ReadonlyMap<string, Card>;
	now: Date;
	exam: Date;
	minutes: number;
	pace: number;
}

interface Policy {
	name: string;
	/** Ids in the order to ask them. */
	order: (situation: Situation) => string[];
}

const seen = ({ questions, cards, now }: Situation) =>
	questions
		.flatMap(({ id }) => {
			const card = cards.get(id);
			return card ? [{ id, recall: retrievability(card, now) }] : [];
		})
		.sort((a, b) => a.recall - b.recall)
		.map(({ id }) => id);
const unseen = ({ questions, cards }: Situation) =>
	questions.flatMap(({ id }) => (cards.has(id) ? [] : [id]));

function policies(): Policy[] {
	const planner = new ExamPlanner();
	return [
		{
			name: 'plan',
			order: ({ questions, cards, now, exam, minutes, pace }) =>
				planner
					.plan(questions, cards, {
						now,
						goal: { at: exam, minutesADay: minutes },
						pace,
						usedToday: 0
					})
					.order.map(({ id }) => id)
		},
		{
			name: 'fsrs-0.9',
			order: (situation) => {
				const { questions, cards, now } = situation;
				const { due } = planToday(questions, cards, { now, newPerDay: 0, doneToday: 0 });
				return [...new Set([...due, ...unseen(situation), ...seen(situation)])];
			}
		},
		{ name: 'new-first', order: (situation) => [...unseen(situation), ...seen(situation)] }
	];
}

interface Outcome {
	score: number;
	forecasts: { daysLeft: number; forecast: Forecast }[];
}

const asked = new ExamPlanner();

/** One learner, one policy, until the exam. */
function live(kind: Kind, seed: number, size: Size, policy: Policy): Outcome {
	const learner = learnerOf(kind, seed, size.questions);
	const days = mulberry32(seed * 101 + 3);
	const questions = Array.from({ length: size.questions }, (_, i): QuestionIndexEntry => ({
		id: `q${i}`,
		module: 'm',
		type: 'single',
		difficulty: 1,
		title: ''
	}));
	const deck = new Deck();
	const exam = dateAt(size.days + MORNING);
	const forecasts: Outcome['forecasts'] = [];
	let answers = 0;
	let spent = 0;
	for (let day = 0; day < size.days; day++) {
		if (days() < learner.misses) continue;
		const now = dateAt(day + EVENING);
		const pace = answers < 5 ? 60_000 : spent / answers;
		const situation = { questions, cards: deck.cards, now, exam, minutes: size.minutes, pace };
		if (policy.name === 'plan' && [7, 14, 30].includes(size.days - day)) {
			const { forecast } = asked.plan(questions, deck.cards, {
				now,
				goal: { at: exam, minutesADay: size.minutes },
				pace,
				usedToday: 0
			});
			forecasts.push({ daysLeft: size.days - day, forecast });
		}
		const order = policy.order(situation);
		const written: LogEntry[] = [];
		const again: { id: string; at: number }[] = [];
		let time = day + EVENING;
		let left = size.minutes * 60_000;
		let next = 0;
		while (left > 0) {
			let id: string | undefined;
			if (again[0] && (again[0].at <= time || next >= order.length)) {
				const back = again.shift() as { id: string; at: number };
				time = Math.max(time, back.at);
				id = back.id;
			} else {
				id = order[next++];
			}
			if (id === undefined) break;
			const answer = learner.answer(Number(id.slice(1)), time);
			time += answer.ms / DAY;
			left -= answer.ms;
			spent += answer.ms;
			answers++;
			written.push({
				id: `${seed}-${answers}`,
				device: 'd',
				at: dateAt(time).toISOString(),
				kind: 'answer',
				question: id,
				contentVersion: '1',
				...answer
			});
			if (!answer.correct || answer.confidence === 'guess')
				again.push({ id, at: time + 10 / 1440 });
		}
		deck.add(written);
	}
	const score =
		questions.reduce((sum, _, i) => sum + learner.scoreAt(i, size.days + MORNING), 0) /
		size.questions;
	return { score, forecasts };
}

const mean = (values: readonly number[]) =>
	values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number) => Math.round(share * 1000) / 10;

/** Mean difference, and half the width of its 95 % interval (normal). */
function paired(ours: readonly number[], theirs: readonly number[]) {
	const differences = ours.map((value, i) => value - (theirs[i] as number));
	const middle = mean(differences);
	const variance =
		differences.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (differences.length - 1);
	return {
		difference: percent(middle),
		interval: percent(1.96 * Math.sqrt(variance / differences.length))
	};
}

const rows = [];
const pooled: Record<string, number[]> = { plan: [], 'fsrs-0.9': [], 'new-first': [] };
const held = new Map<number, { inside: number; errors: number[] }>();
for (const size of sizes)
	for (const kind of kinds) {
		const scores: Record<string, number[]> = {};
		for (const policy of policies()) {
			const outcomes = Array.from({ length: seeds }, (_, seed) =>
				live(kind, seed + 1, size, policy)
			);
			scores[policy.name] = outcomes.map(({ score }) => score);
			pooled[policy.name]?.push(...outcomes.map(({ score }) => score));
			for (const { score, forecasts } of outcomes)
				for (const { daysLeft, forecast } of forecasts) {
					const at = held.get(daysLeft) ?? { inside: 0, errors: [] };
					if (score >= forecast.low && score <= forecast.high) at.inside++;
					at.errors.push(forecast.score - score);
					held.set(daysLeft, at);
				}
		}
		rows.push({
			learners: kind,
			...size,
			plan: percent(mean(scores.plan ?? [])),
			over_fsrs: paired(scores.plan ?? [], scores['fsrs-0.9'] ?? []),
			over_new_first: paired(scores.plan ?? [], scores['new-first'] ?? [])
		});
		console.error(JSON.stringify(rows.at(-1)));
	}

console.log(
	JSON.stringify(
		{
			seeds,
			all: {
				over_fsrs: paired(pooled.plan ?? [], pooled['fsrs-0.9'] ?? []),
				over_new_first: paired(pooled.plan ?? [], pooled['new-first'] ?? [])
			},
			rows,
			forecasts: [...held].map(([days_left, { inside, errors }]) => ({
				days_left,
				forecasts: errors.length,
				inside_80_percent_band: percent(inside / errors.length),
				mean_error: percent(mean(errors)),
				mean_absolute_error: percent(mean(errors.map(Math.abs)))
			}))
		},
		null,
		'\t'
	)
);
