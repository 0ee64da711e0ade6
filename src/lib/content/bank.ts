import type { CaseView, FactView, MisconceptionView, ModuleBank, Question } from './types.ts';

/** A value that stands in a table beside the questions: its place there. */
type Place = number;

/** The questions of a module as they travel: what several of them share is there once. */
export interface PackedBank {
	module: string;
	title: string;
	facts: FactView[];
	misconceptions: (Omit<MisconceptionView, 'facts'> & { facts: Place[] })[];
	cases: Pick<CaseView, 'id' | 'scenario' | 'count'>[];
	questions: unknown[];
}

/** Collects values by id, each once. */
class Table<T extends { id: string }> {
	readonly rows: T[] = [];
	readonly #places = new Map<string, Place>();

	placeOf(row: T): Place {
		let place = this.#places.get(row.id);
		if (place === undefined) {
			place = this.rows.push(row) - 1;
			this.#places.set(row.id, place);
		}
		return place;
	}
}

/** The parts of a question that can rest on a misconception, in the order of the author. */
export const choicesIn = (question: Question) =>
	question.type === 'ordering'
		? question.items
		: question.type === 'matching'
			? []
			: question.options;

/** Within a bank one id has one value: facts, misconceptions and cases are rendered once for it. */
export function packBank({ module, title, questions }: ModuleBank): PackedBank {
	const facts = new Table<FactView>();
	const misconceptions = new Table<PackedBank['misconceptions'][number]>();
	const cases = new Table<PackedBank['cases'][number]>();
	const placesOf = (views: readonly FactView[]) => views.map((fact) => facts.placeOf(fact));
	const packed = questions.map((question) => {
		const parts = choicesIn(question).map((part) => {
			const belief = part.misconception;
			if (!belief) return part;
			const row = { ...belief, facts: placesOf(belief.facts) };
			return { ...part, misconception: misconceptions.placeOf(row) };
		});
		const member = question.case;
		return {
			...question,
			facts: placesOf(question.facts),
			...(question.type === 'ordering' ? { items: parts } : {}),
			...('options' in question ? { options: parts } : {}),
			...(member
				? {
						case: {
							of: cases.placeOf({ id: member.id, scenario: member.scenario, count: member.count }),
							position: member.position
						}
					}
				: {})
		};
	});
	return {
		module,
		title,
		facts: facts.rows,
		misconceptions: misconceptions.rows,
		cases: cases.rows,
		questions: packed
	};
}

/** The bank that was packed. */
export function unpackBank({
	module,
	title,
	facts,
	misconceptions,
	cases,
	questions
}: PackedBank): ModuleBank {
	const factsAt = (places: readonly Place[]) => places.map((place) => facts[place]);
	const beliefs = misconceptions.map((row) => ({ ...row, facts: factsAt(row.facts) }));
	const whole = <T extends { misconception?: unknown }>(parts: readonly T[]) =>
		parts.map((part) =>
			part.misconception === undefined
				? part
				: { ...part, misconception: beliefs[part.misconception as Place] }
		);
	return {
		module,
		title,
		questions: questions.map((packed) => {
			const question = packed as Record<string, unknown> & {
				facts: Place[];
				items?: { misconception?: unknown }[];
				options?: { misconception?: unknown }[];
				case?: { of: Place; position: number };
			};
			return {
				...question,
				facts: factsAt(question.facts),
				...(question.items ? { items: whole(question.items) } : {}),
				...(question.options ? { options: whole(question.options) } : {}),
				...(question.case
					? { case: { ...cases[question.case.of], position: question.case.position } }
					: {})
			} as unknown as Question;
		})
	};
}
