import {
	choicesIn,
	type MisconceptionFile,
	type MisconceptionView,
	type Question
} from '#lib/content/index.ts';
import { plainOf } from './markdown.ts';

/** Which misconception each wrong option of these questions rests on; questions of none are left out. */
export function misconceptionFile(
	misconceptions: readonly MisconceptionView[],
	questions: readonly Question[]
): MisconceptionFile {
	const used = new Set(
		questions.flatMap((question) =>
			choicesIn(question).flatMap(({ misconception }) => misconception?.id ?? [])
		)
	);
	const listed = misconceptions.filter(({ id }) => used.has(id));
	const places = new Map(listed.map(({ id }, place) => [id, place]));
	const options = questions.flatMap((question) => {
		const row = choicesIn(question).map(
			({ misconception }) => places.get(misconception?.id ?? '') ?? -1
		);
		return row.some((place) => place >= 0) ? [[question.id, row] as const] : [];
	});
	return {
		misconceptions: listed.map(({ id, belief, answer }) => ({
			id,
			belief: plainOf(belief),
			answer: plainOf(answer)
		})),
		options: Object.fromEntries(options)
	};
}
