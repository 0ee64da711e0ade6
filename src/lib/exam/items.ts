import type { Question } from '#lib/content/index.ts';
import { Attempt } from '#lib/practice/index.ts';
import type { ExamMark } from '#lib/study/index.ts';

export const NO_QUESTIONS: ReadonlyMap<string, Question> = new Map();

/** The questions of an exam as the answer components know them, each made when it is first shown. */
export class Items {
	readonly #items = new Map<string, { attempt: Attempt; before: number }>();

	/** @param mark what was done with the question before, restored when it is made */
	of(question: Question, mark: ExamMark, seed: number): Attempt {
		let item = this.#items.get(question.id);
		if (!item) {
			const attempt = new Attempt(question, { seed });
			restore(attempt, mark);
			item = { attempt, before: mark.ms ?? 0 };
			this.#items.set(question.id, item);
		}
		return item.attempt;
	}

	/** Milliseconds in front of the learner so far, those before a reload among them. */
	timeOf(id: string): Pick<ExamMark, 'ms'> {
		const item = this.#items.get(id);
		return item ? { ms: item.before + item.attempt.watch.ms } : {};
	}

	clear(): void {
		this.#items.clear();
	}
}

function restore(attempt: Attempt, { response, struck, confidence }: ExamMark): void {
	if (response && 'chosen' in response)
		for (const option of response.chosen) attempt.chosen.add(option);
	else if (response?.type === 'ordering') attempt.order = [...response.order];
	else if (response?.type === 'matching') attempt.pairs = [...response.pairs];
	for (const option of struck ?? []) attempt.struck.add(option);
	if (confidence) attempt.confidence = confidence;
}

/** Epoch milliseconds as the log has times: ISO 8601, UTC. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
