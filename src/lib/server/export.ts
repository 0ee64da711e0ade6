import type {
	AuthoredInteractive,
	AuthoredQuestion,
	Exam,
	Fact,
	Misconception,
	Review,
	Term,
	AuthoredLabScenario
} from '#lib/content/index.ts';
import type { Authored } from './compile.ts';
import { idsOf, type LessonSource } from './lessons.ts';
import { ContentError } from './defects.ts';
import { checkContent } from './curriculum.ts';
import { filler, type Fill } from './fill.ts';
import { contentDir } from './tree.ts';

/** The whole curriculum as one value, for programs that read it from outside. */
export interface ContentExport {
	version: string;
	modules: {
		id: string;
		title: string;
		summary: string;
		objectives: string[];
		exam: string[];
		/** `text` is Markdown with facts filled in and directives written out. */
		lessons: { id: string; title: string; summary: string; minutes: number; text: string }[];
	}[];
	/** As authored, marks included; `filled` is the same question with facts filled in. */
	questions: (AuthoredQuestion & { module: string; filled: AuthoredQuestion })[];
	facts: Fact[];
	misconceptions: Misconception[];
	glossary: Term[];
	exams: Exam[];
	lab: AuthoredLabScenario[];
	/** `content/coverage.yaml`, or null where there is none. */
	coverage: unknown;
	/** What readers answered who saw no keys, file by file. */
	reviews: Review[];
}

/**
 * @throws {ContentError} when the content has a defect
 */
export function exportContent(dir: string = contentDir): ContentExport {
	const { authored, curriculum, defects } = checkContent(dir);
	if (defects.length > 0) throw new ContentError(defects);
	const fill = filler(authored.facts);
	return {
		version: curriculum.version,
		modules: authored.modules.map(({ id, value, lessons }) => ({
			id,
			title: fill(value.title),
			summary: fill(value.summary),
			objectives: value.objectives.map((objective) => fill(objective)),
			exam: value.exam,
			lessons: lessons.map((lesson) => ({
				id: lesson.slug,
				title: fill(lesson.head?.title ?? ''),
				summary: fill(lesson.head?.summary ?? ''),
				minutes: lesson.head?.minutes ?? 0,
				text: lessonText(lesson, authored, fill)
			}))
		})),
		questions: authored.questions.map((question) => ({ ...question, filled: fill(question) })),
		facts: authored.facts,
		misconceptions: fill(authored.misconceptions),
		glossary: fill(authored.glossary),
		exams: authored.exams,
		lab: fill(authored.lab),
		coverage: authored.coverage,
		reviews: authored.reviews
	};
}

/** A lesson as Markdown that stands alone: what a directive shows is written out. */
function lessonText(lesson: LessonSource, authored: Authored, fill: Fill): string {
	return lesson.pieces
		.map((piece) => {
			if (piece.kind === 'prose') return fill(piece.text).trim();
			const body = fill(piece.body).trim();
			const ids = idsOf(piece).map(({ id }) => id);
			switch (piece.name) {
				case 'figure':
					return `*Figure ${piece.args}:* ${body}`;
				case 'example':
					return `Worked example:\n\n${body}`;
				case 'older':
					return ids
						.flatMap((id) => authored.facts.filter((fact) => fact.id === id))
						.map(
							({ statement, replaces }) =>
								`- Older notes: ${replaces?.claim ?? ''} Today: ${statement}`
						)
						.join('\n');
				case 'misconceptions':
					return ids
						.flatMap((id) => authored.misconceptions.filter((entry) => entry.id === id))
						.map(({ belief, answer }) => fill(`- Wrong: ${belief} Right: ${answer}`))
						.join('\n');
				case 'check':
					return `Questions: ${ids.join(', ')}`;
				case 'interactive': {
					const figure = authored.interactive.find(({ id }) => id === piece.args);
					return figure ? fill(interactiveText(figure)) : '';
				}
				case 'lab':
					return `In the Lab (${piece.args}): ${body}`;
			}
		})
		.join('\n\n');
}

/** A figure to work with as a list that can be read from top to bottom. */
function interactiveText(figure: AuthoredInteractive): string {
	const lines =
		figure.kind === 'key'
			? [
					...figure.steps.map(
						({ id, ask, help = '', choices }) =>
							`- [${id}] ${ask} ${help} ${choices.map(({ text, to }) => `${text}: go to [${to}]`).join('; ')}`
					),
					...figure.ends.map(({ id, title, tell }) => `- [${id}] ${title}. ${tell}`)
				]
			: [...figure.places, ...figure.paths].map(
					(it) =>
						`- ${it.name}: ${it.what} By default: ${it.default} Parameter: ${it.parameter} Permission: ${it.permission}`
				);
	return `${figure.title}: ${figure.lead}\n\n${lines.join('\n')}`;
}
