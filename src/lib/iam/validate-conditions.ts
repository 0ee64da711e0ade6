/** Validation of Condition blocks (sections 5, 6.1 and 8; OPR, KCK, MVC, ALI). */
import { isMultivalued } from './context.ts';
import type { ConditionValue } from './document.ts';
import { policyTexts } from './faults.ts';
import { pointerTo } from './json.ts';
import { operatorFor, readOperator } from './operators.ts';
import type { WrittenOperator } from './operators.ts';
import { checkCharacters, isObject, itemsOf } from './findings.ts';
import type { Findings, JsonObject } from './findings.ts';
import { hasVariable } from './validate-variables.ts';

const isValue = (value: unknown): value is ConditionValue =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

export function validateConditions(
	statement: JsonObject,
	pointer: string,
	variables: boolean,
	findings: Findings
): void {
	const block = statement.Condition;
	if (!isObject(block)) {
		findings.refuse(
			'WRONG_TYPE',
			pointer,
			'Condition is an object: { operator: { key: values } }.'
		);
		return;
	}
	for (const [written, keys] of Object.entries(block)) {
		const place = pointerTo(pointer, written);
		const operator = readOperator(written);
		if (!operator)
			findings.refuse('UNKNOWN_OPERATOR', place, `There is no condition operator “${written}”.`, {
				at: 'name'
			});
		// Section 11: how AWS takes another case is not known. Here any case is understood.
		else if (operator.canonical !== written)
			findings.warn(
				'OPERATOR_CASE',
				place,
				`The operator is spelled ${operator.canonical}.`,
				'name'
			);
		if (!isObject(keys)) {
			findings.refuse('WRONG_TYPE', place, 'An operator has an object: { key: values }.');
			continue;
		}
		for (const [key, values] of Object.entries(keys)) {
			const at = pointerTo(place, key);
			checkCharacters(findings, key, at);
			const items = itemsOf(findings, values, at, isValue, 'a string, number or boolean');
			for (const { item, pointer: itemAt } of items) checkCharacters(findings, item, itemAt);
			if (!operator) continue;
			checkKey(key, operator, at);
			for (const { item, pointer: itemAt } of items)
				checkValue(String(item), key, operator, itemAt);
		}
	}

	function checkKey(key: string, { quantifier, operator }: WrittenOperator, at: string): void {
		const lower = key.toLowerCase();
		const warn = (code: Parameters<Findings['warn']>[0], message: string) => {
			findings.warn(code, at, message, 'name');
		};
		const isSingle =
			lower.startsWith('kms:encryptioncontext:') || lower.startsWith('aws:requesttag/');
		if (quantifier === 'ForAllValues' && isSingle && findings.kind === 'key-policy') {
			// KCK. The class of the exception is not known; Malformed… is how KMS refuses policies.
			findings.refuse(
				'OVERLY_PERMISSIVE_CONDITION',
				at,
				`${key} has one value; with ForAllValues the condition would hold whenever it is missing.`,
				{ awsMessage: policyTexts.overlyPermissive, at: 'name' }
			);
			return;
		}
		if (lower === 'kms:resourcealiases' && findings.kind === 'key-policy')
			warn('NO_EFFECT', 'kms:ResourceAliases has no effect in a key policy.');
		if (lower === 'kms:requestalias' && statement.Effect === 'Deny')
			warn('BYPASSED_BY_KEY_ID', 'Who names the key by its id or ARN goes past this Deny.');
		if (isMultivalued(lower) && !quantifier && operator.family !== 'null')
			warn(
				'NEEDS_SET_OPERATOR',
				`${key} has several values: it needs ForAllValues or ForAnyValue.`
			);
		if (quantifier === 'ForAllValues' && statement.Effect === 'Allow' && !isGuarded(lower))
			warn('TRUE_WHEN_MISSING', `ForAllValues holds when ${key} is missing; add Null: "false".`);
		if (hasVariable(key))
			warn('LITERAL_VARIABLE', 'A policy variable is literal text in the name of a key.');
	}

	/** MVC: `"Null": { key: "false" }` beside a ForAllValues. */
	function isGuarded(key: string): boolean {
		return Object.entries(block as JsonObject).some(
			([written, keys]) =>
				readOperator(written)?.operator.family === 'null' &&
				isObject(keys) &&
				Object.entries(keys).some(
					([name, value]) => name.toLowerCase() === key && String(value) === 'false'
				)
		);
	}

	function checkValue(
		value: string,
		key: string,
		{ operator, canonical }: WrittenOperator,
		at: string
	): void {
		const usual = operatorFor(operator, key.toLowerCase());
		if (usual.expect(value, variables && usual.variables).unreadable)
			findings.warn(
				'UNREADABLE_VALUE',
				at,
				`${canonical} cannot read “${value}”: it never matches.`
			);
		if (!hasVariable(value)) return;
		if (!usual.variables)
			findings.warn('LITERAL_VARIABLE', at, `Under ${operator.name} a variable is literal text.`);
		else if (!variables)
			findings.warn('LITERAL_VARIABLE', at, 'Variables need "Version": "2012-10-17".');
	}
}
