/** A set of questions as addresses and presets have it, and in words. Pure. */
import type { QuestionIndexEntry } from '#lib/content/index.ts';
import {
	isTemplate,
	matching,
	type Card,
	type Choosable,
	type Marks,
	type Pick,
	type Recipe
} from '#lib/study/index.ts';
import { count } from '#lib/ui/index.ts';

/** What a learner asks for: a recipe, and how much of it. */
export interface SetRecipe extends Recipe {
	/** The set holds no more questions than the learner answers in this time. */
	minutes?: number;
	/** All that matches is asked, or as much of it as the minutes allow. */
	all?: true;
}

/** As many questions are asked where neither a number, nor minutes, nor all of them were asked for. */
export const USUAL = 20;

/** The query of an address. */
export interface Query {
	get(name: string): string | null;
	toString(): string;
}

/** What was read, and what of it could not be used, in words. */
export interface Reading {
	recipe: SetRecipe;
	problems: string[];
}

export const TYPES = [
	['single', 'One answer'],
	['multiple', 'Several answers'],
	['ordering', 'Put in order'],
	['matching', 'Match']
] as const;
export const LEVELS = [
	[1, 'Plain'],
	[2, 'Middling'],
	[3, 'Hard']
] as const;
export const PICKS = [
	['due', 'Due'],
	['unseen', 'Not met yet'],
	['missed', 'Missed'],
	['flagged', 'Flagged'],
	['disputed', 'Disputed'],
	['generated', 'Made anew']
] as const satisfies readonly (readonly [Pick, string])[];

/** Longer queries are not written by this app. */
const LONGEST = 3000;
const MOST = { count: 500, minutes: 600, last: 1000 };

const names = { modules: 'module', exam: 'exam', types: 'type', twins: 'twins' } as const;
const wellFormed = /^[\w./-]{1,80}$/;

/**
 * Reads a recipe from the query of an address. Whatever cannot be used is left out and told of; nothing
 * in a query makes it throw.
 */
export function readRecipe(query: Query): Reading {
	const recipe: SetRecipe = {};
	const problems: string[] = [];
	if (query.toString().length > LONGEST)
		return { recipe, problems: ['This address is too long to describe a set.'] };

	const list = (name: string): string[] => {
		const values = (query.get(name) ?? '').split(',').filter((value) => value !== '');
		const good = values.filter((value) => wellFormed.test(value));
		if (good.length < values.length) problems.push(`It has a value of “${name}” that is no name.`);
		return [...new Set(good)];
	};
	const among = <T extends string | number>(
		name: string,
		known: readonly (readonly [T, string])[]
	): T[] => {
		const values = list(name);
		const found = known.flatMap(([value]) => (values.includes(String(value)) ? [value] : []));
		for (const value of values)
			if (!known.some(([one]) => String(one) === value))
				problems.push(`There is no “${value}” for “${name}”.`);
		return found;
	};
	const number = (name: keyof typeof MOST): number | undefined => {
		const text = query.get(name);
		if (text === null || text === '') return undefined;
		const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
		if (value >= 1 && value <= MOST[name]) return value;
		problems.push(`“${name}” has to be a number from 1 to ${MOST[name]}.`);
		return undefined;
	};

	const modules = list('module');
	const exam = list('exam');
	const twins = list('twins');
	const types = among('type', TYPES);
	const difficulty = among('level', LEVELS);
	const picks = among('only', PICKS);
	const missedOfLast = number('last');
	const all = query.get('count') === 'all';
	const most = all ? undefined : number('count');
	const minutes = number('minutes');
	if (modules.length > 0) recipe.modules = modules;
	if (exam.length > 0) recipe.exam = exam;
	if (types.length > 0) recipe.types = types;
	if (difficulty.length > 0) recipe.difficulty = difficulty;
	if (picks.length > 0) recipe.picks = picks;
	if (missedOfLast !== undefined && picks.includes('missed')) recipe.missedOfLast = missedOfLast;
	if (twins.length > 0) recipe.twins = twins;
	if (all) recipe.all = true;
	if (most !== undefined) recipe.count = most;
	if (minutes !== undefined) recipe.minutes = minutes;
	return { recipe, problems };
}

/** A recipe as the query of an address, always in the same order; `readRecipe` reads it. */
export function queryOf(recipe: SetRecipe): string {
	const query: string[] = [];
	const put = (name: string, values: readonly (string | number)[] | undefined) => {
		if (values && values.length > 0) query.push(`${name}=${[...values].sort().join(',')}`);
	};
	put(names.modules, recipe.modules);
	put(names.exam, recipe.exam);
	put(names.types, recipe.types);
	put('level', recipe.difficulty);
	put('only', recipe.picks);
	if (recipe.missedOfLast) query.push(`last=${recipe.missedOfLast}`);
	put(names.twins, recipe.twins);
	if (recipe.all) query.push('count=all');
	else if (recipe.count) query.push(`count=${recipe.count}`);
	if (recipe.minutes) query.push(`minutes=${recipe.minutes}`);
	return query.join('&');
}

/** The tasks that questions are tagged with, by exam, in order. */
export function tasksOf(questions: readonly QuestionIndexEntry[]): Map<string, string[]> {
	const tasks = new Map<string, Set<string>>();
	for (const tag of questions.flatMap(({ exam = [] }) => exam)) {
		const exam = tag.split('/')[0] ?? tag;
		tasks.set(exam, (tasks.get(exam) ?? new Set()).add(tag));
	}
	return new Map([...tasks].map(([exam, tags]) => [exam, [...tags].sort()]));
}

/** The sets of look-alikes, with how many questions each has, by name. */
export function twinSets(
	questions: readonly QuestionIndexEntry[]
): { id: string; name: string; questions: number }[] {
	const sets = new Map<string, number>();
	for (const { twins, case: member } of questions)
		if (twins !== undefined && !member) sets.set(twins, (sets.get(twins) ?? 0) + 1);
	return [...sets]
		.map(([id, questions]) => ({ id, name: twinName(id), questions }))
		.filter(({ questions }) => questions > 1)
		.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Words that stand in ids of twin sets, as they are written. */
const SPELT: Record<string, string> = {
	iam: 'IAM',
	tls: 'TLS',
	s3: 'S3',
	sse: 'SSE',
	kms: 'KMS',
	c: 'C',
	aws: 'AWS',
	sagemaker: 'SageMaker'
};

/** A set of look-alikes in words: `IAM or key policy`. */
export function twinName(id: string): string {
	const words = id.split('-').map((word) => SPELT[word] ?? word);
	const name = words.join(' ').replace('SSE C', 'SSE-C');
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Leaves out what the curriculum does not have, and tells of it. */
export function knownParts(
	{ recipe, problems }: Reading,
	modules: readonly { id: string }[],
	questions: readonly QuestionIndexEntry[]
): Reading {
	const told = [...problems];
	const known = { ...recipe };
	const keep = (part: 'modules' | 'exam' | 'twins', what: string, has: (id: string) => boolean) => {
		const wanted = recipe[part];
		if (!wanted) return;
		const found = wanted.filter(has);
		for (const id of wanted)
			if (!found.includes(id))
				told.push(`There is no ${what} “${id}”; it may have another name now.`);
		if (found.length > 0) known[part] = found;
		else Reflect.deleteProperty(known, part);
	};
	const tasks = tasksOf(questions);
	keep('modules', 'module', (id) => modules.some((module) => module.id === id));
	keep('exam', 'exam task', (id) =>
		[...tasks].some(([exam, tags]) => exam === id || tags.includes(id))
	);
	keep('twins', 'set of look-alikes', (id) => questions.some(({ twins }) => twins === id));
	return { recipe: known, problems: told };
}

/**
 * Questions that a set holds at most: what was asked for, or what the minutes allow, whichever is less;
 * where neither was said, the usual number.
 * @param pace milliseconds an answer
 */
export function limitOf(recipe: SetRecipe, pace: number): number {
	const inTime =
		recipe.minutes === undefined
			? Infinity
			: Math.max(1, Math.floor((recipe.minutes * 60_000) / pace));
	if (recipe.all) return inTime;
	return Math.min(recipe.count ?? (recipe.minutes === undefined ? USUAL : Infinity), inTime);
}

/** How much matches: `3 questions match`, `9 kinds are made anew`, or both. */
export function matchesInWords(matches: readonly Choosable[]): string {
	const kinds = matches.filter(isTemplate).length;
	const questions = matches.length - kinds;
	const made = `${count(kinds, 'kind')} ${kinds === 1 ? 'is' : 'are'} made anew`;
	const match = `${count(questions, 'question')} ${questions === 1 ? 'matches' : 'match'}`;
	if (kinds === 0) return match;
	return questions === 0 ? made : `${match}, and ${made}`;
}

/** What a recipe chooses by; how much of it is asked is another matter. */
export const CHOOSING = ['picks', 'modules', 'exam', 'types', 'difficulty', 'twins'] as const;
export type Choosing = (typeof CHOOSING)[number];

/** A recipe without one of its parts. */
export function without(recipe: SetRecipe, part: Choosing): SetRecipe {
	const rest = { ...recipe };
	Reflect.deleteProperty(rest, part);
	if (part === 'picks') delete rest.missedOfLast;
	return rest;
}

/** What each part of a recipe, left out, would let in; only parts that let something in. */
export function loosened(
	recipe: SetRecipe,
	questions: readonly Choosable[],
	cards: ReadonlyMap<string, Card>,
	marks: Marks,
	now: Date
): { part: Choosing; questions: number }[] {
	return CHOOSING.flatMap((part) => {
		if ((recipe[part]?.length ?? 0) === 0) return [];
		const found = matching(without(recipe, part), questions, cards, marks, now).length;
		return found > 0 ? [{ part, questions: found }] : [];
	});
}

/** What the words of a recipe need to know. */
export interface Names {
	modules: readonly { id: string; number: number; title: string }[];
}

const oneOf = (words: readonly string[]) =>
	words.length < 3
		? words.join(' or ')
		: `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
const labelOf = <T>(known: readonly (readonly [T, string])[], value: T) =>
	known.find(([one]) => one === value)?.[1] ?? '';

/** What one part of a recipe asks for, in words; empty where it narrows nothing. */
export function partInWords(recipe: SetRecipe, part: Choosing, { modules }: Names): string {
	switch (part) {
		case 'picks': {
			const last = recipe.missedOfLast;
			return oneOf(
				(recipe.picks ?? []).map((pick) =>
					pick === 'missed' && last
						? `missed in the last ${count(last, 'answer')}`
						: labelOf(PICKS, pick).toLowerCase()
				)
			);
		}
		case 'modules': {
			const chosen = modules.filter(({ id }) => recipe.modules?.includes(id));
			return chosen.length === 1
				? (chosen[0]?.title ?? '')
				: chosen.length > 0
					? `modules ${chosen.map(({ number }) => number).join(', ')}`
					: '';
		}
		case 'exam':
			return oneOf((recipe.exam ?? []).map((tag) => tag.replace('/', ' ')));
		case 'types':
			return oneOf((recipe.types ?? []).map((type) => labelOf(TYPES, type).toLowerCase()));
		case 'difficulty':
			return oneOf((recipe.difficulty ?? []).map((level) => labelOf(LEVELS, level).toLowerCase()));
		case 'twins':
			return oneOf((recipe.twins ?? []).map(twinName));
	}
}

/** A recipe in one line: `due or missed · Envelope encryption · 20 questions`. */
export function recipeInWords(recipe: SetRecipe, names: Names): string {
	const parts: string[] = CHOOSING.map((part) => partInWords(recipe, part, names));
	const chosen = parts.some((part) => part !== '');
	const usual = recipe.minutes === undefined ? USUAL : 0;
	const most = recipe.count ?? usual;
	if (recipe.all) parts.push(chosen ? 'all of them' : 'every question');
	else if (most > 0) parts.push(count(most, 'question'));
	parts.push(recipe.minutes ? count(recipe.minutes, 'minute') : '');
	const said = parts.filter((part) => part !== '').join(' · ');
	return said.charAt(0).toUpperCase() + said.slice(1);
}
