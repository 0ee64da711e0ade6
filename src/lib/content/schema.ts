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

/**
 * A check of a whole list that also runs while some entries are not valid, so that no defect hides
 * another. `judge` returns what is wrong, or nothing.
 */
const listCheck = <T>(judge: (list: unknown[]) => string | undefined) =>
	v.rawCheck<T[]>(({ dataset, addIssue }) => {
		const message = Array.isArray(dataset.value) ? judge(dataset.value) : undefined;
		if (message) addIssue({ message });
	});
const atLeast = <T>(count: number, message: string) =>
	listCheck<T>((list) => (list.length < count ? message : undefined));
const atMost = <T>(count: number, message: string) =>
	listCheck<T>((list) => (list.length > count ? message : undefined));

const ids = v.array(IdSchema, 'must be a list of ids');

const ConfidenceSchema = v.picklist(
	['documented', 'third-party', 'unverified'],
	'must be documented, third-party or unverified'
);

const UrlSchema = v.pipe(text, v.regex(/^https:\/\/\S+$/, 'must be an https address'));

/** `module/lesson`, as authors refer to a lesson. */
const LessonRefSchema = v.pipe(
	v.string('must be module/lesson'),
	v.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be module/lesson')
);

export const FactSchema = v.strictObject({
	id: IdSchema,
	/** What is true today, in our words, one or two sentences. */
	statement: text,
	/** The part a sentence can borrow: `4,096 bytes`. */
	value: v.optional(text),
	source: v.strictObject({ title: text, url: UrlSchema }),
	/** The date of the copy that was read (reference paper `sources.md`), never today's by habit. */
	checked: DaySchema,
	confidence: ConfidenceSchema,
	/**
	 * What older notes say, and until when it held; `until` is missing where it never held. `changed` is
	 * the same as a year, a month or a day, where a source names it: `2026-04`.
	 */
	replaces: v.optional(
		v.strictObject({
			claim: text,
			until: v.optional(text),
			changed: v.optional(
				v.pipe(text, v.regex(/^\d{4}(-\d{2}){0,2}$/, 'must be like 2026, 2026-04 or 2026-04-01'))
			)
		})
	)
});

export const MisconceptionSchema = v.strictObject({
	id: IdSchema,
	belief: text,
	answer: text,
	facts: v.pipe(ids, atLeast(1, 'must name at least one fact'))
});

export const TermSchema = v.strictObject({
	id: IdSchema,
	term: text,
	also: v.optional(v.array(text)),
	meaning: text,
	facts: v.optional(ids),
	/** `module/lesson` that treats it. */
	lesson: v.optional(LessonRefSchema)
});

/** As AWS writes it: `SCS-C03`. */
const ExamIdSchema = v.pipe(
	v.string('must look like SCS-C03'),
	v.regex(/^[A-Z]{3}-C\d{2}$/, 'must look like SCS-C03')
);

/** What a figure of an exam rests on. */
const evidence = {
	source: v.strictObject({ title: text, url: UrlSchema }),
	checked: DaySchema,
	confidence: ConfidenceSchema,
	/** What the figure does not say by itself: where sources differ, whom it does not hold for. */
	note: v.optional(text)
};

const whole = (least: number) =>
	v.pipe(
		v.number('must be a number'),
		v.integer('must be a whole number'),
		v.minValue(least, `must be at least ${least}`)
	);

/** Figures of an exam. One that no source gives is left out, and named as not found. */
const ExamFiguresSchema = v.strictObject({
	/** Questions that count, and questions that do not and are not marked as such. */
	questions: v.optional(v.strictObject({ scored: whole(1), unscored: whole(0), ...evidence })),
	minutes: v.optional(v.strictObject({ value: whole(1), ...evidence })),
	/** Question types that the exam uses, by the names that questions here have. */
	types: v.optional(
		v.strictObject({
			value: v.pipe(
				v.array(
					v.picklist(
						['single', 'multiple', 'ordering', 'matching', 'case'],
						'must be single, multiple, ordering, matching or case'
					)
				),
				atLeast(1, 'must list at least one type')
			),
			...evidence
		})
	),
	/** The scaled score to reach, and the scale it is on. */
	pass: v.optional(
		v.pipe(
			v.strictObject({ score: whole(1), from: whole(0), to: whole(1), ...evidence }),
			v.check(
				({ score, from, to }) => from < score && score < to,
				'must have a score between from and to'
			)
		)
	),
	/** What part of the scored content each domain has, in percent. */
	domains: v.optional(
		v.strictObject({
			value: v.pipe(
				v.array(v.strictObject({ number: whole(1), title: v.optional(text), percent: whole(1) })),
				v.check(
					(domains) => domains.reduce((sum, { percent }) => sum + percent, 0) === 100,
					'must have percents that add up to 100'
				)
			),
			...evidence
		})
	)
});

export const ExamSchema = v.strictObject({
	id: ExamIdSchema,
	title: text,
	/** First and last day on which the exam can be taken. */
	validFrom: v.optional(DaySchema),
	validTo: v.optional(DaySchema),
	/** What these days rest on; without it the source of the exam. */
	dates: v.optional(v.strictObject(evidence)),
	/** The exam that takes its place. */
	successor: v.optional(ExamIdSchema),
	figures: v.optional(ExamFiguresSchema, {}),
	note: v.optional(text),
	source: v.strictObject({ title: text, url: UrlSchema }),
	checked: DaySchema,
	confidence: ConfidenceSchema,
	tasks: v.pipe(
		v.array(
			v.strictObject({
				id: v.pipe(
					v.string('must be in quotes: "5.2"'),
					v.regex(/^\d+(\.\d+)*$/, 'must look like "5.2"')
				),
				title: text
			})
		),
		atLeast(1, 'must list at least one task')
	)
});

/** `SCS-C03/5.2`: an exam and one of its tasks. */
const ExamTaskSchema = v.pipe(
	v.string('must look like SCS-C03/5.2'),
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
	'must be true or false'
);

const hints = v.optional(v.array(text));

const shared = {
	id: IdSchema,
	stem: text,
	facts: v.pipe(ids, atLeast(1, 'must name at least one fact')),
	exam: v.optional(v.array(ExamTaskSchema, 'must be a list like [SCS-C03/5.2]'), []),
	difficulty: v.picklist([1, 2, 3], 'must be 1, 2 or 3'),
	twins: v.optional(IdSchema),
	/** `slug` of the lesson of this module that prepares it. */
	lesson: v.optional(IdSchema),
	hints
};

/** How many options say `correct: true`, also while some of them are not valid yet. */
const correctIn = (options: unknown[]) =>
	options.filter((option) => (option as { correct?: unknown } | null)?.correct === true).length;

const options = (least: number, few: string, right: (correct: number) => string | undefined) =>
	v.pipe(
		v.array(OptionSchema, 'must be a list'),
		listCheck((list) => (list.length < least ? few : undefined)),
		listCheck((list) => right(correctIn(list)))
	);

const SingleSchema = v.strictObject({
	...shared,
	type: v.literal('single'),
	options: options(3, 'a single-choice question needs at least three options', (correct) =>
		correct === 0
			? 'no option is correct'
			: correct > 1
				? 'more than one option is correct; type must be multiple'
				: undefined
	)
});

const MultipleSchema = v.strictObject({
	...shared,
	type: v.literal('multiple'),
	options: options(5, 'a multiple-response question needs at least five options', (correct) =>
		correct === 0
			? 'no option is correct'
			: correct === 1
				? 'only one option is correct; type must be single'
				: undefined
	)
});

const ItemSchema = v.strictObject({ text, why: text });

const OrderingSchema = v.strictObject({
	...shared,
	type: v.literal('ordering'),
	/** In the right order. */
	items: v.pipe(
		v.array(ItemSchema),
		atLeast(3, 'an ordering needs at least three items'),
		atMost(6, 'an ordering has at most six items')
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
		atLeast(3, 'a matching needs at least three prompts'),
		atMost(7, 'a matching has at most seven prompts')
	),
	/** All that can be chosen, the fitting ones among them; some may fit nothing. */
	responses: v.pipe(v.array(text), atLeast(2, 'a matching needs at least two responses'))
});

/** A question that stands alone. */
const PlainQuestionSchema = v.variant(
	'type',
	[SingleSchema, MultipleSchema, OrderingSchema, MatchingSchema],
	'must be single, multiple, ordering or matching'
);

const CaseSchema = v.strictObject({
	id: IdSchema,
	type: v.literal('case'),
	scenario: text,
	questions: v.pipe(v.array(PlainQuestionSchema), atLeast(2, 'a case needs at least two questions'))
});

export const QuestionSchema = v.variant(
	'type',
	[SingleSchema, MultipleSchema, OrderingSchema, MatchingSchema, CaseSchema],
	'must be single, multiple, ordering, matching or case'
);

export const ModuleSchema = v.strictObject({
	title: text,
	summary: text,
	objectives: v.pipe(v.array(text), atLeast(1, 'must name at least one objective')),
	exam: v.optional(v.array(ExamTaskSchema, 'must be a list like [SCS-C03/5.2]'), [])
});

export const LessonHeadSchema = v.strictObject({
	title: text,
	summary: text,
	minutes: v.pipe(
		v.number('must be a number of minutes'),
		v.minValue(1, 'must be at least 1'),
		v.maxValue(20, 'must be at most 20: split the lesson')
	),
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
		atLeast(3, 'a worked example needs at least three steps')
	)
});

/**
 * What the user is asked to predict. The right option is the one whose `outcome` is what the Lab
 * computed; codes stand in `lab.ts`, and each that can come has its option.
 */
const predictionShape = {
	ask: text,
	options: v.pipe(
		v.array(
			v.strictObject({
				text,
				/** The code of the Lab that this option stands for; none for one that never comes true. */
				outcome: v.optional(text),
				why: text
			})
		),
		atLeast(2, 'a prediction needs at least two options')
	)
};

const tell = { tell: text, facts: v.optional(ids, []), lesson: v.optional(LessonRefSchema) };

/**
 * A key as botanists use it: a question leads to the next or to an end. The first step is where it
 * begins; `to` names a step or an end.
 */
const KeySchema = v.strictObject({
	id: IdSchema,
	kind: v.literal('key'),
	title: text,
	lead: text,
	steps: v.pipe(
		v.array(
			v.strictObject({
				id: IdSchema,
				ask: text,
				help: v.optional(text),
				choices: v.pipe(
					v.array(v.strictObject({ text, to: IdSchema })),
					atLeast(2, 'a step needs at least two choices')
				)
			})
		),
		atLeast(1, 'a key needs at least one step')
	),
	ends: v.pipe(
		v.array(v.strictObject({ id: IdSchema, title: text, ...tell, lab: v.optional(IdSchema) })),
		atLeast(2, 'a key needs at least two ends')
	)
});

/** What is told of a place where data rests, and of a path on which it moves. */
const stretch = {
	id: IdSchema,
	name: text,
	what: text,
	/** What holds if nothing is said. */
	default: text,
	/** What names another key, or switches encryption on. */
	parameter: text,
	permission: text,
	facts: v.pipe(ids, atLeast(1, 'must name at least one fact')),
	lesson: v.optional(LessonRefSchema)
};

/** A map of where data rests (`places`, in areas) and moves (`paths` between places). */
const MapSchema = v.strictObject({
	id: IdSchema,
	kind: v.literal('map'),
	title: text,
	lead: text,
	areas: v.pipe(
		v.array(
			v.strictObject({
				id: IdSchema,
				name: text,
				symbol: v.picklist(
					['storage', 'application', 'audit'],
					'must be storage, application or audit'
				)
			})
		),
		atLeast(2, 'a map needs at least two areas')
	),
	places: v.pipe(
		v.array(v.strictObject({ ...stretch, area: IdSchema })),
		atLeast(2, 'a map needs at least two places')
	),
	paths: v.array(v.strictObject({ ...stretch, from: IdSchema, to: IdSchema }))
});

/** A figure that the reader works with: `content/interactive/*.yaml`. */
export const InteractiveSchema = v.variant('kind', [KeySchema, MapSchema], 'must be key or map');

/** A Lab scenario: the words; steps, outcomes and every byte are computed. */
export const LabScenarioSchema = v.strictObject({
	id: IdSchema,
	title: text,
	summary: text,
	minutes: v.pipe(v.number('must be a number of minutes'), v.minValue(1, 'must be at least 1')),
	/** What is simulated here and what is real, beside what holds of every scenario. */
	honest: v.optional(text),
	lessons: v.optional(v.array(LessonRefSchema), []),
	questions: v.optional(ids, []),
	/** Narration by step id; the Lab's code names the steps, `content:check` compares. */
	steps: v.pipe(
		v.array(
			v.strictObject({
				id: IdSchema,
				title: text,
				/** What just happened and why, in two sentences. */
				tell: text,
				facts: v.optional(ids, []),
				/** What somebody who presents this may say or ask here. */
				note: v.optional(text),
				/** Asked before the step is taken. */
				prediction: v.optional(v.strictObject(predictionShape))
			})
		),
		atLeast(1, 'must list at least one step')
	),
	/** What can be broken on purpose, by the ids of the Lab's code. */
	breaks: v.optional(
		v.array(
			v.strictObject({
				id: IdSchema,
				title: text,
				/** What is done, in a sentence. */
				tell: text,
				...predictionShape
			})
		),
		[]
	)
});

/** Where one statement of the study notes is treated, and what is true today: `content/coverage.yaml`. */
export const CoverageSchema = v.strictObject({
	note: v.pipe(text, v.regex(/^N\d-\d\d$/, 'must look like N0-01')),
	verdict: v.picklist(
		['correct', 'outdated', 'wrong', 'nuance', 'unverified', 'gap'],
		'must be correct, outdated, wrong, nuance, unverified or gap'
	),
	/** `module/lesson`, with `#section` where that is narrower; missing where it is left out. */
	lesson: v.optional(text),
	facts: v.optional(ids, []),
	questions: v.optional(ids, []),
	/** Why it is left out, or treated only in part. */
	reason: v.optional(text)
});

/** What one reader answered who saw the questions without their keys: `content/reviews/*.yaml`. */
export const ReviewSchema = v.strictObject({
	date: DaySchema,
	reader: text,
	/** The content version that was read. */
	version: v.optional(v.pipe(text, v.regex(/^[0-9a-f]{12}$/, 'must be twelve hexadecimal digits'))),
	answers: v.pipe(
		v.array(
			v.strictObject({
				question: IdSchema,
				/**
				 * Numbers from 1 in the order of the file at that time: of the options chosen, of the items in
				 * the order given, or of the response for each prompt. Missing where it is the key itself.
				 */
				answer: v.optional(
					v.array(
						v.pipe(
							v.number('must be a number'),
							v.integer('must be a whole number'),
							v.minValue(1, 'must be at least 1')
						),
						'must be a list of numbers'
					)
				),
				/** Digest of the text that was read (`readingOf`); an edit of the question voids the answer. */
				read: v.optional(
					v.pipe(text, v.regex(/^[0-9a-f]{12}$/, 'must be twelve hexadecimal digits'))
				),
				/** Whether the answer is the key of the question. */
				agrees: v.boolean('must be true or false'),
				/** What the reader found wrong or doubtful. */
				note: v.optional(text),
				/** What came of the note. */
				outcome: v.optional(text)
			})
		),
		atLeast(1, 'must list at least one answer')
	)
});

export type Fact = v.InferOutput<typeof FactSchema>;
export type Misconception = v.InferOutput<typeof MisconceptionSchema>;
export type Term = v.InferOutput<typeof TermSchema>;
export type Exam = v.InferOutput<typeof ExamSchema>;
export type ExamFigures = v.InferOutput<typeof ExamFiguresSchema>;
export type AuthoredQuestion = v.InferOutput<typeof QuestionSchema>;
export type AuthoredPlainQuestion = v.InferOutput<typeof PlainQuestionSchema>;
export type AuthoredModule = v.InferOutput<typeof ModuleSchema>;
export type LessonHead = v.InferOutput<typeof LessonHeadSchema>;
export type AuthoredExample = v.InferOutput<typeof ExampleSchema>;
export type AuthoredLabScenario = v.InferOutput<typeof LabScenarioSchema>;
export type AuthoredInteractive = v.InferOutput<typeof InteractiveSchema>;
export type Review = v.InferOutput<typeof ReviewSchema>;
