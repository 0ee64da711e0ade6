/** Condition blocks (iam-evaluation section 5). */
import { isMultivalued } from './context.ts';
import type { ConditionKeys } from './context.ts';
import type { ConditionCheck } from './decision.ts';
import { listOf } from './document.ts';
import type { ConditionBlock, PolicyKind } from './document.ts';
import { operatorFor, readOperator } from './operators.ts';
import type { ExpectedValue, WrittenOperator } from './operators.ts';

/** One key under one operator. */
export interface Condition {
	readonly written: string;
	readonly operator: WrittenOperator;
	readonly key: string;
	readonly lowerKey: string;
	readonly values: readonly ExpectedValue[];
	/** The key has no effect in this kind of policy, and why. */
	readonly keyIgnored: string | undefined;
}

/** ALI: above this number of aliases none of them decides anything. */
const mostEffectiveAliases = 50;

/**
 * @param variables the document's Version knows policy variables
 * @throws {TypeError} for an operator that does not exist; documents are checked before
 */
export function compileConditions(
	block: ConditionBlock | undefined,
	kind: PolicyKind,
	variables: boolean
): Condition[] {
	return Object.entries(block ?? {}).flatMap(([written, keys]) => {
		const operator = readOperator(written);
		if (!operator) throw new TypeError(`There is no condition operator ${written}.`);
		return Object.entries(keys).map(([key, values]): Condition => {
			const lowerKey = key.toLowerCase();
			const usual = operatorFor(operator.operator, lowerKey);
			return {
				written,
				operator,
				key,
				lowerKey,
				values: listOf(values).map((value) =>
					usual.expect(String(value), variables && usual.variables)
				),
				keyIgnored: ignored(lowerKey, kind)
			};
		});
	});
}

/** KCK: kms:ResourceAliases works in identity policies only. */
function ignored(key: string, kind: PolicyKind): string | undefined {
	return key === 'kms:resourcealiases' && kind === 'key-policy'
		? 'kms:ResourceAliases has no effect in a key policy'
		: undefined;
}

/** Operators are joined by AND, and so are keys; no condition is true (MKV). */
export function conditionsHold(conditions: readonly Condition[], keys: ConditionKeys): boolean {
	for (const condition of conditions) if (!holds(condition, keys)) return false;
	return true;
}

function actualOf(condition: Condition, keys: ConditionKeys) {
	if (condition.keyIgnored !== undefined) return undefined;
	const found = keys.find(condition.key, condition.lowerKey);
	return tooManyAliases(condition, found?.values) ? undefined : found;
}

function tooManyAliases(condition: Condition, values: readonly string[] | undefined): boolean {
	return (
		condition.lowerKey === 'kms:resourcealiases' && (values?.length ?? 0) > mostEffectiveAliases
	);
}

function holds(condition: Condition, keys: ConditionKeys): boolean {
	const { operator: written, values } = condition;
	const { operator, quantifier, ifExists } = written;
	const actual = actualOf(condition, keys);
	const matchesOne = (value: string) => {
		for (const expected of values) if (expected.matches(value, keys.single)) return true;
		return false;
	};
	if (operator.family === 'null') {
		// OPR: "true" asks that the key be absent, "false" that it be there and not empty.
		const present = actual?.values.some((value) => value !== '') ?? false;
		return matchesOne(String(!present));
	}
	if (!actual) {
		// Sections 5.2 and 5.3; for ForAnyValue with IfExists section 0.3.
		if (ifExists || quantifier === 'ForAllValues') return true;
		return quantifier === undefined && operator.negated;
	}
	// Several values under a negated operator are NOR: none may match (MKV).
	const passes = (value: string) => matchesOne(value) !== operator.negated;
	if (quantifier === 'ForAllValues') return actual.values.every(passes);
	if (quantifier === 'ForAnyValue') return actual.values.some(passes);
	// MVC: a multivalued key needs a set operator; without one nothing matches (section 5.3).
	return !actual.multivalued && actual.values.every(passes);
}

/** The condition beside the request, for a reader. */
export function checkCondition(condition: Condition, keys: ConditionKeys): ConditionCheck {
	const { written, key, values, keyIgnored, operator } = condition;
	const actual = actualOf(condition, keys);
	const expected = values.map((value) => value.shown(keys.single) ?? null);
	const found = keys.find(key, condition.lowerKey);
	const notes = [
		keyIgnored,
		tooManyAliases(condition, found?.values)
			? `the key has more than ${mostEffectiveAliases} aliases, so none of them counts`
			: undefined,
		expected.includes(null) ? 'a variable has no value' : undefined,
		actual && operator.operator.family !== 'null' && !operator.quantifier && actual.multivalued
			? 'a multivalued key needs ForAllValues or ForAnyValue'
			: undefined,
		isMultivalued(condition.lowerKey) && !actual && operator.quantifier === 'ForAllValues'
			? 'ForAllValues is true of an empty set'
			: undefined
	].filter((note) => note !== undefined);
	return {
		operator: written,
		key,
		expected,
		actual: actual?.values ?? null,
		matches: holds(condition, keys),
		...(notes.length > 0 ? { note: notes.join('; ') } : {})
	};
}
