import type { FactView, Html, OptionView } from '#lib/content/index.ts';

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** What a template makes; the rest of the question comes from the template itself. */
export interface Made {
	type: 'single' | 'multiple';
	stem: Html;
	options: OptionView[];
	hints?: Html[];
}

/**
 * A pattern that makes questions. Its answers are computed: the operations run on LocalKms, the
 * policies go through `authorize`, the messages are encrypted. `version` goes up when the same seed
 * would make another question, because the log refers to questions by template, version and seed.
 */
export interface Template {
	id: string;
	version: number;
	/** What it drills, in a few words. */
	title: string;
	/** The module that teaches it. */
	module: string;
	/** What its questions can be. */
	types: readonly Made['type'][];
	difficulty: 1 | 2 | 3;
	/** Ids of the facts that its questions rest on. */
	facts: readonly string[];
	exam: readonly string[];
	twins?: string;
	make(random: Random): Promise<Made>;
}

/** Facts by id, as the curriculum has them. */
export type Facts = ReadonlyMap<string, FactView>;

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
	return least + Math.floor(random() * (most - least + 1));
}

export function pick<T>(random: Random, list: readonly T[]): T {
	if (list.length === 0) throw new RangeError('There is nothing to pick from.');
	return list[Math.floor(random() * list.length)] as T;
}

/** `count` different entries of a list, in an order of their own. */
export function sample<T>(random: Random, list: readonly T[], count: number): T[] {
	const rest = [...list];
	return Array.from({ length: Math.min(count, rest.length) }, () => {
		const [value] = rest.splice(Math.floor(random() * rest.length), 1);
		return value as T;
	});
}
