/** Condition operators (iam-evaluation section 5.2; OPR), each as data. */
import { decodeBase64 } from '#lib/crypto/index.ts';
import { matchesPattern, patternText, splitAtColons } from './glob.ts';
import type { Pattern } from './glob.ts';
import { splitArn } from './resources.ts';
import { inBlock, readBool, readDate, readIp, readIpBlock, readNumber } from './values.ts';
import { fillIn, fillInText, parseTemplate } from './variables.ts';
import type { Lookup, TemplateRules } from './variables.ts';

/** One value of a policy, ready to be held against values of requests. */
export interface ExpectedValue {
	matches(actual: string, lookup: Lookup): boolean;
	/** As a reader should see it; undefined when a variable in it has no value. */
	shown(lookup: Lookup): string | undefined;
	/** No request can match: the text is no value of the operator's type. */
	readonly unreadable?: true;
}

export interface Operator {
	readonly name: string;
	/** It holds when no value matches, and so also when the key is missing. */
	readonly negated: boolean;
	readonly family: 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null';
	/** Policy variables are filled in (VAR, OPR); elsewhere `${…}` is literal text. */
	readonly variables: boolean;
	expect(value: string, variables: boolean): ExpectedValue;
}

type Expect = Operator['expect'];

const text = (equals: (a: string, b: string) => boolean): Expect => {
	return (value, variables) => {
		const template = parseTemplate(value, { wildcards: false, variables });
		return {
			matches(actual, lookup) {
				const expected = fillInText(template, lookup);
				return expected !== undefined && equals(actual, expected);
			},
			shown: (lookup) => fillInText(template, lookup)
		};
	};
};

const pattern = (
	value: string,
	rules: TemplateRules,
	matches: (pattern: Pattern, actual: string) => boolean
): ExpectedValue => {
	const template = parseTemplate(value, rules);
	return {
		matches(actual, lookup) {
			const filled = fillIn(template, lookup);
			return filled !== undefined && matches(filled, actual);
		},
		shown(lookup) {
			const filled = fillIn(template, lookup);
			return filled && patternText(filled);
		}
	};
};

const like: Expect = (value, variables) =>
	pattern(value, { wildcards: true, variables }, matchesPattern);

const arnLike: Expect = (value, variables) =>
	pattern(value, { wildcards: true, variables }, matchesArn);

/** OPR: the six components are compared one by one, wildcards in each. */
function matchesArn(expected: Pattern, actual: string): boolean {
	const parts = splitArn(actual);
	const patterns = splitAtColons(expected, 6);
	return (
		parts !== undefined &&
		patterns.length === 6 &&
		patterns.every((part, at) => matchesPattern(part, parts[at] ?? ''))
	);
}

/**
 * Values of a type that has to be read. A value that cannot be read does not match, on either side
 * (section 5.2, observed), so under a negated operator the condition holds.
 */
const typed = <Expected, Actual>(
	readExpected: (text: string) => Expected | undefined,
	readActual: (text: string) => Actual | undefined,
	compare: (actual: Actual, expected: Expected) => boolean
): Expect => {
	return (value) => {
		const expected = readExpected(value);
		return {
			matches(actual) {
				const read = readActual(actual);
				return expected !== undefined && read !== undefined && compare(read, expected);
			},
			shown: () => value,
			...(expected === undefined ? { unreadable: true } : {})
		};
	};
};

const bool: Expect = (value, variables) => {
	const template = parseTemplate(value, { wildcards: false, variables });
	return {
		matches(actual, lookup) {
			const expected = readBool(fillInText(template, lookup) ?? '');
			return expected !== undefined && readBool(actual) === expected;
		},
		shown: (lookup) => fillInText(template, lookup),
		...(template.text !== undefined && readBool(template.text) === undefined
			? { unreadable: true }
			: {})
	};
};

const nothing: Expect = (value) => ({
	matches: (actual) => actual === value,
	shown: () => value,
	...(readBool(value) === undefined ? { unreadable: true } : {})
});

function readBinary(base64: string): Uint8Array | undefined {
	try {
		return decodeBase64(base64);
	} catch {
		return undefined;
	}
}

const sameBytes = (a: Uint8Array, b: Uint8Array) =>
	a.length === b.length && a.every((byte, at) => byte === b[at]);

type Comparison = (actual: number, expected: number) => boolean;
const comparisons: Record<string, Comparison> = {
	Equals: (actual, expected) => actual === expected,
	LessThan: (actual, expected) => actual < expected,
	LessThanEquals: (actual, expected) => actual <= expected,
	GreaterThan: (actual, expected) => actual > expected,
	GreaterThanEquals: (actual, expected) => actual >= expected
};

const foldCase = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

function pair(
	family: Operator['family'],
	variables: boolean,
	name: string,
	negatedName: string,
	expect: Expect
): Operator[] {
	return [
		{ name, negated: false, family, variables, expect },
		{ name: negatedName, negated: true, family, variables, expect }
	];
}

function ordered(
	family: 'numeric' | 'date',
	prefix: string,
	read: (text: string) => number | undefined
): Operator[] {
	const operators = Object.entries(comparisons).map(([suffix, compare]): Operator => ({
		name: prefix + suffix,
		negated: false,
		family,
		variables: false,
		expect: typed(read, read, compare)
	}));
	const equals = typed(read, read, (a: number, b: number) => a === b);
	return [
		...operators,
		{ name: `${prefix}NotEquals`, negated: true, family, variables: false, expect: equals }
	];
}

const all: readonly Operator[] = [
	...pair(
		'string',
		true,
		'StringEquals',
		'StringNotEquals',
		text((a, b) => a === b)
	),
	...pair('string', true, 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', text(foldCase)),
	...pair('string', true, 'StringLike', 'StringNotLike', like),
	...ordered('numeric', 'Numeric', readNumber),
	...ordered('date', 'Date', readDate),
	{ name: 'Bool', negated: false, family: 'bool', variables: true, expect: bool },
	{
		name: 'BinaryEquals',
		negated: false,
		family: 'binary',
		variables: false,
		expect: typed(readBinary, readBinary, sameBytes)
	},
	...pair(
		'ip',
		false,
		'IpAddress',
		'NotIpAddress',
		typed(readIpBlock, readIp, (actual, block) => inBlock(block, actual))
	),
	...pair('arn', true, 'ArnEquals', 'ArnNotEquals', arnLike),
	...pair('arn', true, 'ArnLike', 'ArnNotLike', arnLike),
	{ name: 'Null', negated: false, family: 'null', variables: false, expect: nothing }
];

const byName = new Map(all.map((operator) => [operator.name.toLowerCase(), operator]));

/** KCK and SAR disagree on kms:ValidTo (section 0.3): a Numeric operator reads it as a date, too. */
const dateInNumeric = new Map(
	ordered('numeric', 'Numeric', readDate).map((operator) => [operator.name, operator])
);

export type Quantifier = 'ForAllValues' | 'ForAnyValue';

/** An operator as a policy writes it, taken apart. */
export interface WrittenOperator {
	readonly operator: Operator;
	readonly quantifier: Quantifier | undefined;
	readonly ifExists: boolean;
	/** The spelling the documentation has. */
	readonly canonical: string;
}

/** Any case is accepted (section 11). Undefined: there is no such operator. */
export function readOperator(written: string): WrittenOperator | undefined {
	let rest = written.toLowerCase();
	let quantifier: Quantifier | undefined;
	for (const name of ['ForAllValues', 'ForAnyValue'] as const) {
		const prefix = `${name.toLowerCase()}:`;
		if (!rest.startsWith(prefix)) continue;
		quantifier = name;
		rest = rest.slice(prefix.length);
		break;
	}
	const ifExists = rest.endsWith('ifexists');
	const operator = byName.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
	// OPR: Null asks for existence itself, so it takes no IfExists; nor is a set form of it described.
	if (!operator || (operator.family === 'null' && (ifExists || quantifier))) return undefined;
	const canonical = `${quantifier ? `${quantifier}:` : ''}${operator.name}${ifExists ? 'IfExists' : ''}`;
	return { operator, quantifier, ifExists, canonical };
}

/** The operator as it works on this key. @param key in lower case */
export function operatorFor(operator: Operator, key: string): Operator {
	return (key === 'kms:validto' && dateInNumeric.get(operator.name)) || operator;
}

/** All operators, for tests and for lists on screens. */
export const conditionOperators: readonly Operator[] = all;
