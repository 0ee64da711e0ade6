import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import { deriveCards, marksOf } from '#lib/study/index.ts';
import {
	knownParts,
	LEVELS,
	limitOf,
	loosened,
	PICKS,
	queryOf,
	readRecipe,
	recipeInWords,
	twinName,
	TYPES,
	type SetRecipe
} from './recipe.ts';

const read = (query: string) => readRecipe(new URLSearchParams(query));
const entry = (id: string, more: Partial<QuestionIndexEntry> = {}): QuestionIndexEntry => ({
	id,
	module: '01-one',
	type: 'single',
	difficulty: 1,
	title: id,
	...more
});
const questions = [
	entry('a', { exam: ['SCS-C03/5.2'], twins: 'iam-or-key-policy' }),
	entry('b', { module: '02-two', type: 'multiple', difficulty: 3 })
];
const modules = [
	{ id: '01-one', number: 1, title: 'One' },
	{ id: '02-two', number: 2, title: 'Two' }
];

const some = <T>(values: readonly T[]) =>
	fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const recipes: fc.Arbitrary<SetRecipe> = fc
	.record(
		{
			modules: some(['01-one', '02-two']),
			exam: some(['SCS-C03/5.2', 'SCS-C03']),
			types: some(TYPES.map(([value]) => value)),
			difficulty: some(LEVELS.map(([value]) => value)),
			picks: some(PICKS.map(([value]) => value)),
			twins: some(['iam-or-key-policy']),
			count: fc.integer({ min: 1, max: 500 }),
			minutes: fc.integer({ min: 1, max: 600 }),
			all: fc.constant(true as const)
		},
		{ requiredKeys: [] }
	)
	.map(({ count, ...rest }) => (count === undefined || rest.all ? rest : { ...rest, count }));

test('what an address is made from is read from it again', () => {
	fc.assert(
		fc.property(recipes, (recipe) => {
			const { recipe: again, problems } = read(queryOf(recipe));
			expect(problems).toEqual([]);
			expect(queryOf(again)).toBe(queryOf(recipe));
			for (const [part, value] of Object.entries(recipe))
				expect(
					Array.isArray(value)
						? [...(again[part as 'modules'] ?? [])].sort()
						: again[part as 'count']
				).toEqual(Array.isArray(value) ? [...(value as string[])].sort() : value);
		})
	);
});

test('whatever an address says, it is read, and what is no recipe is told of', () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.tuple(
					fc.constantFrom(
						'module',
						'exam',
						'type',
						'level',
						'only',
						'last',
						'twins',
						'count',
						'minutes'
					),
					fc.string({ maxLength: 200 })
				)
			),
			(pairs) => {
				const { recipe } = read(new URLSearchParams(pairs).toString());
				expect(queryOf(recipe)).toMatch(/^[\w=&,./-]*$/);
				expect(recipe.count ?? 1).toBeGreaterThanOrEqual(1);
			}
		)
	);
	for (const query of [
		'module=<script>',
		'type=essay',
		'level=4',
		'only=due,everything',
		'count=0',
		'count=1e9',
		'minutes=-5',
		'last=many&only=missed',
		`module=${'m'.repeat(4000)}`
	])
		expect(read(query).problems, query).toHaveLength(1);
	expect(read('only=due,everything').recipe).toEqual({ picks: ['due'] });
});

test('what the curriculum does not have is left out and told of', () => {
	const { recipe, problems } = knownParts(
		read('module=01-one,99-gone&exam=SCS-C03/9.9&twins=nothing'),
		modules,
		questions
	);
	expect(recipe).toEqual({ modules: ['01-one'] });
	expect(problems).toHaveLength(3);
	expect(problems[0]).toContain('99-gone');
	expect(knownParts(read('exam=SCS-C03'), modules, questions).problems).toEqual([]);
});

test('the set holds what was asked for, or what the minutes allow, whichever is less', () => {
	expect(limitOf({ all: true }, 60_000)).toBe(Infinity);
	expect(limitOf({ all: true, minutes: 30 }, 60_000)).toBe(30);
	expect(limitOf({ count: 20 }, 60_000)).toBe(20);
	expect(limitOf({ count: 20, minutes: 10 }, 30_000)).toBe(20);
	expect(limitOf({ count: 20, minutes: 10 }, 61_000)).toBe(9);
	expect(limitOf({ minutes: 1 }, 300_000)).toBe(1);
	expect(limitOf({ minutes: 90 }, 60_000)).toBe(90);
});

test('where neither was said it holds twenty', () => {
	expect(limitOf({}, 60_000)).toBe(20);
	expect(limitOf({ picks: ['due'] }, 10_000)).toBe(20);
});

test('of an empty set it is known which part keeps questions out', () => {
	const cards = deriveCards([]);
	const marks = marksOf([]);
	const of = (recipe: SetRecipe) => loosened(recipe, questions, cards, marks, new Date());
	expect(of({ modules: ['02-two'], types: ['single'] })).toEqual([
		{ part: 'modules', questions: 1 },
		{ part: 'types', questions: 1 }
	]);
	expect(of({ picks: ['flagged'], types: ['single'] })).toEqual([{ part: 'picks', questions: 1 }]);
	expect(of({ picks: ['flagged'], types: ['ordering'] })).toEqual([]);
});

test('a recipe in words', () => {
	expect(recipeInWords({}, { modules })).toBe('20 questions');
	expect(recipeInWords({ all: true }, { modules })).toBe('Every question');
	expect(recipeInWords({ picks: ['due'], all: true }, { modules })).toBe('Due · all of them');
	expect(recipeInWords({ minutes: 10 }, { modules })).toBe('10 minutes');
	expect(
		recipeInWords(
			{
				picks: ['missed', 'flagged'],
				missedOfLast: 50,
				modules: ['02-two'],
				count: 1,
				minutes: 10
			},
			{ modules }
		)
	).toBe('Missed in the last 50 answers or flagged · Two · 1 question · 10 minutes');
	expect(recipeInWords({ modules: ['01-one', '02-two'], exam: ['SCS-C03/5.2'] }, { modules })).toBe(
		'Modules 1, 2 · SCS-C03 5.2 · 20 questions'
	);
	expect(twinName('iam-or-key-policy')).toBe('IAM or key policy');
	expect(twinName('sse-c-or-client-side')).toBe('SSE-C or client side');
});
