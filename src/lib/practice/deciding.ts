/** What a drill of look-alikes ends with: which pairs are compared, and words that were marked. Pure. */
import type { Html, Question } from '#lib/content/index.ts';
import type { LogEntry } from '#lib/study/index.ts';

/** Two questions that are easily taken for each other. */
export type Pair = readonly [Question, Question];

/**
 * Of each set of look-alikes that was drilled two questions to compare: one that was missed, if there is
 * one, and its neighbour in the drill.
 */
export function pairsOf(
	drilled: readonly Question[],
	outcomes: ReadonlyMap<string, LogEntry>
): Pair[] {
	const sets = new Map<string, Question[]>();
	for (const question of drilled)
		if (question.twins !== undefined)
			sets.set(question.twins, [...(sets.get(question.twins) ?? []), question]);
	return [...sets.values()].flatMap((members): Pair[] => {
		const missed = members.findIndex(({ id }) => outcomes.get(id)?.correct === false);
		const place = Math.max(0, missed);
		const one = members[place];
		const other = members[place + 1] ?? members[place - 1];
		return one && other ? [[one, other]] : [];
	});
}

/** What is right in a question, each part with its reason. */
export function keyOf(question: Question): { text: Html; to?: Html; why: Html }[] {
	switch (question.type) {
		case 'single':
		case 'multiple':
			return question.options.filter(({ correct }) => correct);
		case 'ordering':
			return question.items.filter(({ correct }) => correct);
		case 'matching':
			return question.prompts.map(({ text, response, why }) => {
				const to = question.responses[response];
				return { text, why, ...(to === undefined ? {} : { to }) };
			});
	}
}

/** The words that were marked; those that stand side by side are one phrase. */
export function phrases(words: readonly string[], marked: ReadonlySet<number>): string[] {
	const found: string[] = [];
	let open: string[] = [];
	words.forEach((word, place) => {
		if (marked.has(place)) open.push(word);
		if ((!marked.has(place) || place === words.length - 1) && open.length > 0) {
			found.push(open.join(' ').replace(/^[“"(]+|[.,;:?!”")]+$/g, ''));
			open = [];
		}
	});
	return found;
}
