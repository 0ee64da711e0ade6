/** Which questions were answered by readers without their keys, and still read as they did then. */
import { createHash } from 'node:crypto';
import type { AuthoredPlainQuestion, Review } from '#lib/content/index.ts';
import type { Checks } from './checks.ts';
import type { Report } from './defects.ts';
import type { Entry } from './entries.ts';

/**
 * A digest of what a reader saw and of the key it was compared with, facts filled in: twelve
 * hexadecimal digits. Reasons, hints and tags are not part of it, because the reader did not see
 * them; `scenario` is the text of the case that the question belongs to.
 */
export function readingOf(question: AuthoredPlainQuestion, scenario = ''): string {
	const seen = [question.type, scenario, question.stem, ...partsOf(question)];
	return createHash('sha256')
		.update(JSON.stringify(seen.map((part) => part.replace(/\s+/g, ' ').trim())))
		.digest('hex')
		.slice(0, 12);
}

function partsOf(question: AuthoredPlainQuestion): string[] {
	switch (question.type) {
		case 'single':
		case 'multiple':
			return question.options.flatMap(({ text, correct }) => [text, String(correct)]);
		case 'ordering':
			return [...question.items, { text: '' }, ...question.distractors].map(({ text }) => text);
		case 'matching':
			return [
				...question.prompts.flatMap(({ text, response }) => [text, response]),
				...question.responses
			];
	}
}

/** Ids of the questions whose text, as it stands today, no reader has answered in agreement. */
export function unreviewed(
	readings: ReadonlyMap<string, string>,
	reviews: readonly Review[]
): string[] {
	const sound = new Set(
		reviews.flatMap(({ answers }) =>
			answers.flatMap(({ question, read, agrees }) => (agrees && read ? `${question} ${read}` : []))
		)
	);
	return [...readings].flatMap(([id, reading]) => (sound.has(`${id} ${reading}`) ? [] : id));
}

/** Each answer is to a question that there is, and says what was answered where it does not agree. */
export function checkReviews(
	entries: readonly Entry<Review>[],
	questionIds: Pick<ReadonlySet<string>, 'has'>,
	checks: Checks,
	report: Report
): void {
	for (const entry of entries) {
		checks.day(entry, 'date', entry.value.date);
		const answered = new Set<string>();
		for (const [index, { question, answer, agrees }] of entry.value.answers.entries()) {
			const place = entry.source.at([...entry.path, 'answers', index, 'question']);
			if (!questionIds.has(question))
				report.add(place, `${entry.name}: unknown question "${question}"`);
			if (answered.has(question))
				report.add(place, `${entry.name}: question "${question}" is answered twice`);
			if (!agrees && !answer)
				report.add(place, `${entry.name}: question "${question}" does not say what was answered`);
			answered.add(question);
		}
	}
}
