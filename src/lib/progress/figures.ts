/** What Today says, computed from the log, the cards and the question index. Pure. */
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { daysBetween, startOfDay } from '#lib/ui/index.ts';
import { countingAnswers, questionIdOf, type Card, type LogEntry } from '#lib/study/index.ts';

export { paceOf as pace } from '#lib/study/index.ts';

/** Minutes that so many questions take, at least one. */
export const minutesFor = (questions: number, ms: number): number =>
	Math.max(1, Math.round((questions * ms) / 60_000));

export interface ComingDay {
	/** Midnight at the start of the day. */
	day: Date;
	cards: number;
}

/** How many cards come back on each of the next days, today's later ones first; empty days left out. */
export function comingBack(cards: Iterable<Card>, now: Date, days = 7): ComingDay[] {
	const counts = new Map<number, number>();
	for (const { due } of cards) {
		if (due <= now) continue;
		const away = daysBetween(now, due);
		if (away < days) counts.set(away, (counts.get(away) ?? 0) + 1);
	}
	return [...counts]
		.sort(([a], [b]) => a - b)
		.map(([away, count]) => {
			const today = startOfDay(now);
			return {
				day: new Date(today.getFullYear(), today.getMonth(), today.getDate() + away),
				cards: count
			};
		});
}

export interface Recent {
	entry: LogEntry;
	id: string;
	title: string;
	/** When it comes back. */
	due: Date | undefined;
}

/** The questions answered last, latest first, each once, of those that count. */
export function recentAnswers(
	entries: readonly LogEntry[],
	cards: ReadonlyMap<string, Card>,
	questions: readonly QuestionIndexEntry[],
	limit: number
): Recent[] {
	const titles = new Map(questions.map(({ id, title }) => [id, title]));
	const recent = new Map<string, Recent>();
	for (const entry of countingAnswers(entries).reverse()) {
		if (recent.size === limit) break;
		const id = questionIdOf(entry);
		if (id === undefined) continue;
		const title = titles.get(id);
		if (title === undefined || recent.has(id)) continue;
		recent.set(id, { entry, id, title, due: cards.get(id)?.due });
	}
	return [...recent.values()];
}
