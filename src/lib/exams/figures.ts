/** Figures of an exam in words. A figure that content does not have is `undefined`. */
import type { ExamFigures, ExamView } from '#lib/content/index.ts';
import { calendarDay } from '#lib/ui/index.ts';

type Evidence = NonNullable<ExamView['dates']>;

export interface FigureRow {
	name: string;
	/** Without it: none of the sources that were read gives it. */
	words: string | undefined;
	/** Where it is a day: `2026-11-30`. */
	day?: string | undefined;
	/** What it rests on. */
	evidence: Evidence | undefined;
}

export type QuestionType = NonNullable<ExamFigures['types']>['value'][number];

const typeNames: Record<QuestionType, string> = {
	single: 'multiple choice',
	multiple: 'multiple response',
	ordering: 'ordering',
	matching: 'matching',
	case: 'case study'
};

/** Types that are asked here to learn by, whatever the exam uses. */
const learningTypes: readonly QuestionType[] = ['ordering', 'matching', 'case'];

const number = new Intl.NumberFormat('en');

/** `a, b and c`. */
export const inARow = (words: readonly string[], last = 'and'): string =>
	words.length < 2
		? (words[0] ?? '')
		: `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;

/** The days between which an exam can be taken. */
export function dayRows(exam: ExamView): FigureRow[] {
	return [
		{ name: 'First day', day: exam.validFrom },
		{ name: 'Last day', day: exam.validTo }
	].map(({ name, day }) => ({
		name,
		day,
		words: day && calendarDay(day),
		evidence: day ? (exam.dates ?? exam) : undefined
	}));
}

/** The rows of an exam's table, in a fixed order. */
export function figureRows({ figures }: ExamView): FigureRow[] {
	const { questions, minutes, types, pass, domains } = figures;
	return [
		{
			name: 'Questions',
			words:
				questions &&
				`${questions.scored + questions.unscored}: ${questions.scored} that count and ${questions.unscored} that do not, and are not marked`,
			evidence: questions
		},
		{ name: 'Time', words: minutes && `${minutes.value} minutes`, evidence: minutes },
		{
			name: 'Question types',
			words: types && inARow(types.value.map((type) => typeNames[type])),
			evidence: types
		},
		{
			name: 'To pass',
			words:
				pass &&
				`${pass.score} points on a scale from ${pass.from} to ${number.format(pass.to)}, which is not a percentage`,
			evidence: pass
		},
		{
			name: 'Weights of the domains',
			words: domains?.value
				.map(({ number, title, percent }) => `${title ?? `Domain ${number}`} ${percent}\u00a0%`)
				.join(', '),
			evidence: domains
		}
	];
}

/**
 * Which types of question the learner meets here and not in this exam, in a sentence; nothing where
 * the exam uses all of them, or where its types were not found.
 */
export function onlyHere({ id, figures: { types } }: ExamView): string | undefined {
	if (!types) return undefined;
	const missing = learningTypes.filter((type) => !types.value.includes(type));
	if (missing.length === 0) return undefined;
	const names = inARow(missing.map((type) => typeNames[type]));
	return `Keywrap also asks by ${names}, because it helps to learn; ${id} does not.`;
}
