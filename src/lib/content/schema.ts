/**
 * The shapes of what authors write under `content/` (design: "Content as data").
 * One schema, used by the compiler, `content:check` and the tests; a change here is a change
 * of the authoring format and belongs in CONTRIBUTING.md.
 */
import * as v from 'valibot';

const text = v.pipe(v.string('must be text'), v.trim(), v.nonEmpty('must not be empty'));

/** Lower-case words joined by hyphens; stable for ever, because the log refers to it. */
export const IdSchema = v.pipe(
	v.string('must be an id'),
	v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
);

/** A calendar day, `2026-08-07`, that exists. */
export const DaySchema = v.pipe(
	v.string('must be a date like 2026-08-07, in quotes or bare'),
	v.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date like 2026-08-07'),
	v.check((day) => {
		const date = new Date(`${day}T00:00:00Z`);
		return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
	}, 'is not a day of the calendar')
);

const ids = v.array(IdSchema, 'must be a list of ids');

export const FactSchema = v.strictObject({
	id: IdSchema,
	/** What is true today, in our words, one or two sentences. */
	statement: text,
	/** The part a sentence can borrow: `4,096 bytes`. */
	value: v.optional(text),
	source: v.strictObject({
		title: text,
		url: v.pipe(text, v.regex(/^https:\/\/\S+$/, 'must be an https address'))
	}),
	/** The date of the copy that was read (reference paper `sources.md`), never today's by habit. */
	checked: DaySchema,
	confidence: v.picklist(
		['documented', 'third-party', 'unverified'],
		'must be documented, third-party or unverified'
	),
	/** What older notes say, and until when it held; `until` is missing where it never held. */
	replaces: v.optional(v.strictObject({ claim: text, until: v.optional(text) }))
});

export const MisconceptionSchema = v.strictObject({
	id: IdSchema,
	belief: text,
	answer: text,
	facts: v.pipe(ids, v.minLength(1, 'must name at least one fact'))
});

export const TermSchema = v.strictObject({
	id: IdSchema,
	term: text,
	also: v.optional(v.array(text)),
	meaning: text,
	facts: v.optional(ids),
	/** `module/lesson` that treats it. */
	lesson: v.optional(
		v.pipe(v.string(), v.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be module/lesson'))
	)
});

export const ExamSchema = v.strictObject({
	/** As AWS writes it: `SCS-C03`. */
	id: v.pipe(v.string(), v.regex(/^[A-Z]{3}-C\d{2}$/, 'must look like SCS-C03')),
	title: text,
	validFrom: v.optional(DaySchema),
	validTo: v.optional(DaySchema),
	note: v.optional(text),
	source: v.strictObject({ title: text, url: v.pipe(text, v.regex(/^https:\/\/\S+$/)) }),
	checked: DaySchema,
	confidence: v.picklist(['documented', 'third-party', 'unverified']),
	tasks: v.pipe(
		v.array(
			v.strictObject({
				id: v.pipe(v.string('must be in quotes: "5.2"'), v.regex(/^\d+(\.\d+)*$/)),
				title: text
			})
		),
		v.minLength(1, 'must list at least one task')
	)
});

/** `SCS-C03/5.2`: an exam and one of its tasks. */
const ExamTaskSchema = v.pipe(
	v.string(),
	v.regex(/^[A-Z]{3}-C\d{2}\/\d+(\.\d+)*$/, 'must look like SCS-C03/5.2')
);

const OptionSchema = v.variant(
	'correct',
	[
		v.strictObject({ text, correct: v.literal(true), why: text }),
		v.strictObject({
			text,
			correct: v.literal(false),
			why: text,
			misconception: v.optional(IdSchema)
		})
	],
	'must say correct: true or correct: false'
);

const hints = v.optional(v.array(text));

const shared = {
	id: IdSchema,
	stem: text,
	facts: v.pipe(ids, v.minLength(1, 'must name at least one fact')),
	exam: v.optional(v.array(ExamTaskSchema), []),
	difficulty: v.picklist([1, 2, 3], 'must be 1, 2 or 3'),
	twins: v.optional(IdSchema),
	/** `slug` of the lesson of this module that prepares it. */
	lesson: v.optional(IdSchema),
	hints
};

const hasCorrect = (options: { correct: boolean }[]) => options.some((o) => o.correct);

const SingleSchema = v.strictObject({
	...shared,
	type: v.literal('single'),
	options: v.pipe(
		v.array(OptionSchema),
		v.minLength(3, 'a single-choice question needs at least three options'),
		v.check(hasCorrect, 'no option is correct'),
		v.check(
			(options) => options.filter((o) => o.correct).length <= 1,
			'more than one option is correct; type must be multiple'
		)
	)
});

const MultipleSchema = v.strictObject({
	...shared,
	type: v.literal('multiple'),
	options: v.pipe(
		v.array(OptionSchema),
		v.minLength(5, 'a multiple-response question needs at least five options'),
		v.check(hasCorrect, 'no option is correct'),
		v.check(
			(options) => options.filter((o) => o.correct).length !== 1,
			'only one option is correct; type must be single'
		)
	)
});

const ItemSchema = v.strictObject({ text, why: text });

const OrderingSchema = v.strictObject({
	...shared,
	type: v.literal('ordering'),
	/** In the right order. */
	items: v.pipe(
		v.array(ItemSchema),
		v.minLength(3, 'an ordering needs at least three items'),
		v.maxLength(6, 'an ordering has at most six items')
	),
	/** Steps that do not belong in the sequence at all. */
	distractors: v.optional(
		v.array(v.strictObject({ text, why: text, misconception: v.optional(IdSchema) })),
		[]
	)
});

const MatchingSchema = v.strictObject({
	...shared,
	type: v.literal('matching'),
	prompts: v.pipe(
		v.array(v.strictObject({ text, response: text, why: text })),
		v.minLength(3, 'a matching needs at least three prompts'),
		v.maxLength(7, 'a matching has at most seven prompts')
	),
	/** All that can be chosen, the fitting ones among them; some may fit nothing. */
	responses: v.pipe(v.array(text), v.minLength(2, 'a matching needs at least two responses'))
});

/** A question that stands alone. */
const PlainQuestionSchema = v.variant('type', [
	SingleSchema,
	MultipleSchema,
	OrderingSchema,
	MatchingSchema
]);

const CaseSchema = v.strictObject({
	id: IdSchema,
	type: v.literal('case'),
	scenario: text,
	questions: v.pipe(
		v.array(PlainQuestionSchema),
		v.minLength(2, 'a case needs at least two questions')
	)
});

export const QuestionSchema = v.variant(
	'type',
	[SingleSchema, MultipleSchema, OrderingSchema, MatchingSchema, CaseSchema],
	'must be single, multiple, ordering, matching or case'
);

export const ModuleSchema = v.strictObject({
	title: text,
	summary: text,
	objectives: v.pipe(v.array(text), v.minLength(1, 'must name at least one objective')),
	exam: v.optional(v.array(ExamTaskSchema), [])
});

export const LessonHeadSchema = v.strictObject({
	title: text,
	summary: text,
	minutes: v.pipe(v.number('must be a number of minutes'), v.minValue(1), v.maxValue(20)),
	/** Picture words that this lesson is found by. */
	keywords: v.optional(v.array(text))
});

/** A worked example whose steps fade (learning.md: backward fading). */
export const ExampleSchema = v.strictObject({
	title: text,
	given: text,
	steps: v.pipe(
		v.array(
			v.strictObject({
				/** What is asked when the step is hidden. */
				ask: text,
				do: text,
				why: text
			})
		),
		v.minLength(3, 'a worked example needs at least three steps')
	)
});

/** A Lab scenario: the narration; the steps themselves are computed. */
export const LabScenarioSchema = v.strictObject({
	id: IdSchema,
	title: text,
	summary: text,
	minutes: v.pipe(v.number(), v.minValue(1)),
	lessons: v.optional(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/))), []),
	questions: v.optional(ids, []),
	/** Narration by step id; the Lab's code names the steps, `content:check` compares. */
	steps: v.pipe(
		v.array(
			v.strictObject({
				id: IdSchema,
				title: text,
				/** What just happened and why, in two sentences. */
				tell: text,
				facts: v.optional(ids, [])
			})
		),
		v.minLength(1)
	)
});

export type Fact = v.InferOutput<typeof FactSchema>;
export type Misconception = v.InferOutput<typeof MisconceptionSchema>;
export type Term = v.InferOutput<typeof TermSchema>;
export type Exam = v.InferOutput<typeof ExamSchema>;
export type AuthoredQuestion = v.InferOutput<typeof QuestionSchema>;
export type AuthoredPlainQuestion = v.InferOutput<typeof PlainQuestionSchema>;
export type AuthoredModule = v.InferOutput<typeof ModuleSchema>;
export type LessonHead = v.InferOutput<typeof LessonHeadSchema>;
export type AuthoredExample = v.InferOutput<typeof ExampleSchema>;
export type AuthoredLabScenario = v.InferOutput<typeof LabScenarioSchema>;
