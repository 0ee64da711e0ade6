import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';
import type { ConditionBlock, ConditionValue } from './document.ts';
import { conditionOperators } from './operators.ts';
import type { RequestContext } from './request.ts';
import { callers, K, st, U } from './world.testing.ts';

/** Whether a Condition holds, asked through a key policy that names the caller. */
function holds(
	condition: ConditionBlock,
	context: RequestContext,
	Version = '2012-10-17'
): boolean {
	const keyPolicy = { Version, Statement: st('+', U, 'Decrypt', condition) };
	const request = { principal: callers.U, action: 'kms:Decrypt', resource: K, context };
	return authorize(request, { keyPolicy }).allowed;
}

/** `operator` on the key test:Value. */
function compare(
	operator: string,
	expected: ConditionValue | ConditionValue[],
	actual?: RequestContext[string]
): boolean {
	return holds({ [operator]: { 'test:Value': expected } }, { 'test:Value': actual });
}

interface Row {
	operator: string;
	/** A value of the policy and a value of the request for which the operator holds … */
	yes: readonly [ConditionValue, string][];
	/** … and for which it does not. */
	no: readonly [ConditionValue, string][];
	missing: boolean;
	/** Columns "variables / wildcards". */
	variables: boolean;
	wildcards: boolean;
}

const earlier = '2026-01-01T00:00:00Z';
const later = '2026-07-01T00:00:00Z';
const laterSeconds = String(Date.parse(later) / 1000);
const role = 'arn:aws:iam::111122223333:role/ops/App';

/** Section 5.2, row by row (OPR). */
const rows: readonly Row[] = [
	{
		operator: 'StringEquals',
		yes: [['a', 'a']],
		no: [
			['a', 'A'],
			['a', 'ab']
		],
		missing: false,
		variables: true,
		wildcards: false
	},
	{
		operator: 'StringNotEquals',
		yes: [['a', 'A']],
		no: [['a', 'a']],
		missing: true,
		variables: true,
		wildcards: false
	},
	{
		operator: 'StringEqualsIgnoreCase',
		yes: [['aB', 'Ab']],
		no: [['a', 'b']],
		missing: false,
		variables: true,
		wildcards: false
	},
	{
		operator: 'StringNotEqualsIgnoreCase',
		yes: [['a', 'b']],
		no: [['aB', 'Ab']],
		missing: true,
		variables: true,
		wildcards: false
	},
	{
		operator: 'StringLike',
		yes: [
			['abc', 'abc'],
			['a*c', 'abbc'],
			['a?c', 'abc'],
			['*', ''],
			['*b*', 'abc']
		],
		no: [
			['a*c', 'Abc'],
			['a?c', 'ac'],
			['a*', 'ba'],
			['*b', 'abc']
		],
		missing: false,
		variables: true,
		wildcards: true
	},
	{
		operator: 'StringNotLike',
		yes: [['a*c', 'Abc']],
		no: [
			['abc', 'abc'],
			['a*c', 'abbc']
		],
		missing: true,
		variables: true,
		wildcards: true
	},
	{
		operator: 'NumericEquals',
		yes: [
			['5', '5.0'],
			[180, '180']
		],
		no: [
			['5', '6'],
			['5', 'five'],
			['five', 'five']
		],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NumericNotEquals',
		yes: [['5', '6']],
		no: [['5', '5.0']],
		missing: true,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NumericLessThan',
		yes: [['10', '9.5']],
		no: [
			['10', '10'],
			['9', '10']
		],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NumericLessThanEquals',
		yes: [
			['10', '10'],
			['10', '-3']
		],
		no: [['10', '10.5']],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NumericGreaterThan',
		yes: [['9', '10']],
		no: [['10', '10']],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NumericGreaterThanEquals',
		yes: [['10', '10']],
		no: [['10', '9']],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateEquals',
		yes: [
			[later, laterSeconds],
			[later, '2026-07-01'],
			[later, '2026-07-01T02:00:00+02:00']
		],
		no: [
			[later, earlier],
			[later, 'soon'],
			['soon', 'soon']
		],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateNotEquals',
		yes: [[later, earlier]],
		no: [[later, laterSeconds]],
		missing: true,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateLessThan',
		yes: [[later, earlier]],
		no: [[later, later]],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateLessThanEquals',
		yes: [[later, later]],
		no: [[earlier, later]],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateGreaterThan',
		yes: [[earlier, laterSeconds]],
		no: [[later, later]],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'DateGreaterThanEquals',
		yes: [[later, later]],
		no: [[later, earlier]],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'Bool',
		yes: [
			['true', 'true'],
			[false, 'false']
		],
		no: [
			['true', 'false'],
			['false', 'true'],
			['false', 'no']
		],
		// False also for "false".
		missing: false,
		variables: true,
		wildcards: false
	},
	{
		operator: 'BinaryEquals',
		yes: [['QUJD', 'QUJD']],
		no: [
			['QUJD', 'QUJE'],
			['QUJD', 'qujd'],
			['?', '?']
		],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'IpAddress',
		yes: [
			['203.0.113.0/24', '203.0.113.9'],
			['203.0.113.9', '203.0.113.9'],
			['0.0.0.0/0', '198.51.100.1'],
			['2001:db8::/32', '2001:db8:1::7'],
			['2001:db8::1', '2001:0DB8:0:0:0:0:0:1']
		],
		no: [
			['203.0.113.0/24', '203.0.114.9'],
			['203.0.113.9', '203.0.113.10'],
			['0.0.0.0/0', '::1'],
			['::/0', '203.0.113.9'],
			['203.0.113.0/33', '203.0.113.0'],
			['2001:db8::1', '2001:db8::2']
		],
		missing: false,
		variables: false,
		wildcards: false
	},
	{
		operator: 'NotIpAddress',
		yes: [
			['203.0.113.0/24', '203.0.114.9'],
			['0.0.0.0/0', '::1']
		],
		no: [['203.0.113.0/24', '203.0.113.9']],
		missing: true,
		variables: false,
		wildcards: false
	},
	...['ArnEquals', 'ArnLike'].map((operator): Row => ({
		operator,
		yes: [
			[role, role],
			['arn:aws:iam::*:role/ops/*', role],
			['arn:*:iam::111122223333:role/*/A?p', role],
			['arn:aws:logs:*:*:log-group:*', 'arn:aws:logs:us-east-1:111122223333:log-group:a:b']
		],
		no: [
			['arn:aws:iam::111122223333:ROLE/ops/App', role],
			// Components are compared one by one: no wildcard crosses a colon.
			['arn:aws:*', role],
			['arn:aws:iam*:role/ops/App', role],
			['*', role],
			[role, 'App']
		],
		missing: false,
		variables: true,
		wildcards: true
	})),
	...['ArnNotEquals', 'ArnNotLike'].map((operator): Row => ({
		operator,
		yes: [['arn:aws:iam::*:role/dev/*', role]],
		no: [
			[role, role],
			['arn:aws:iam::*:role/ops/*', role]
		],
		missing: true,
		variables: true,
		wildcards: true
	}))
];

describe('operators (section 5.2)', () => {
	it('are all in the table, with Null', () => {
		const names = [...rows.map(({ operator }) => operator), 'Null'].sort();
		expect(conditionOperators.map(({ name }) => name).sort()).toEqual(names);
	});

	describe.each(rows)('$operator', ({ operator, yes, no, missing, variables, wildcards }) => {
		it.each(yes)('%s holds for %s', (expected, actual) => {
			expect(compare(operator, expected, actual)).toBe(true);
		});

		it.each(no)('%s does not hold for %s', (expected, actual) => {
			expect(compare(operator, expected, actual)).toBe(false);
		});

		it(`${missing ? 'holds' : 'does not hold'} on a missing key`, () => {
			for (const [expected] of [...yes, ...no]) expect(compare(operator, expected)).toBe(missing);
		});

		it('holds on a missing key with IfExists, and decides as without it on one that is there', () => {
			for (const [expected, actual] of yes) {
				expect(compare(`${operator}IfExists`, expected)).toBe(true);
				expect(compare(`${operator}IfExists`, expected, actual)).toBe(true);
			}
			for (const [expected, actual] of no)
				expect(compare(`${operator}IfExists`, expected, actual)).toBe(false);
		});

		// A pair that is alike, so that a negated operator fails on it.
		const negated = missing;
		const [expected, actual] = (negated ? no : yes)[0] ?? ['', ''];

		it(`${variables ? 'fills in' : 'does not fill in'} policy variables`, () => {
			const condition = { [operator]: { 'test:Value': '${test:Expected}' } };
			const context = { 'test:Value': actual, 'test:Expected': String(expected) };
			// A literal ${…} is no value that could match.
			expect(holds(condition, context)).toBe(variables !== negated);
			expect(holds(condition, { 'test:Value': actual })).toBe(negated);
		});

		it(`${wildcards ? 'reads' : 'does not read'} * as a wildcard`, () => {
			const pattern = operator.startsWith('Arn') ? 'arn:*:*:*:*:*' : '*';
			expect(compare(operator, pattern, actual)).toBe(wildcards !== negated);
		});
	});

	it('reads the name of an operator in any case (section 11)', () => {
		expect(compare('stringequalsIFEXISTS', 'a', 'a')).toBe(true);
		expect(compare('foranyvalue:STRINGEQUALS', 'a', ['b', 'a'])).toBe(true);
	});

	it('reads numbers and dates of the request that are no strings', () => {
		expect(compare('NumericLessThanEquals', '180', 90)).toBe(true);
		expect(compare('DateGreaterThan', earlier, Number(laterSeconds))).toBe(true);
		expect(compare('Bool', 'true', true)).toBe(true);
	});

	it('compares kms:ValidTo as a date under Numeric operators, too (section 0.3)', () => {
		const context = { 'kms:ValidTo': later };
		expect(holds({ NumericLessThanEquals: { 'kms:ValidTo': laterSeconds } }, context)).toBe(true);
		expect(holds({ NumericLessThan: { 'kms:ValidTo': later } }, context)).toBe(false);
		expect(holds({ DateLessThanEquals: { 'kms:validto': later } }, context)).toBe(true);
	});
});

describe('Null (section 5.2)', () => {
	it.each([
		['true', undefined, true],
		['false', undefined, false],
		['true', 'x', false],
		['false', 'x', true],
		[true, undefined, true],
		[false, 'x', true],
		// "false" asks that the key be there and not empty.
		['false', '', false],
		['false', [], false],
		['false', ['x'], true],
		['maybe', 'x', false]
	] as const)('%s with %s: %s', (expected, actual, result) => {
		expect(compare('Null', expected, actual)).toBe(result);
	});
});

describe('combining (section 5.1; MKV)', () => {
	const context = { 'test:a': '1', 'test:b': '2' };

	it.each<[string, ConditionBlock, boolean]>([
		['two operators: AND', { StringEquals: { 'test:a': '1' }, Null: { 'test:b': 'true' } }, false],
		['two keys: AND', { StringEquals: { 'test:a': '1', 'test:b': '3' } }, false],
		['two keys that fit', { StringEquals: { 'test:a': '1', 'test:b': '2' } }, true],
		['values of one key: OR', { StringEquals: { 'test:a': ['0', '1'] } }, true],
		['values of a negated operator: NOR', { StringNotEquals: { 'test:a': ['0', '1'] } }, false],
		['NOR of none that fits', { StringNotEquals: { 'test:a': ['0', '3'] } }, true],
		['names of keys without case', { StringEquals: { 'TEST:A': '1' } }, true],
		[
			'several values of kms:MacAlgorithm: OR (section 0.3)',
			{ StringEquals: { 'test:a': ['1', 'x'] } },
			true
		]
	])('%s', (_, condition, result) => {
		expect(holds(condition, context)).toBe(result);
	});

	it('is true without a condition', () => {
		expect(holds({}, {})).toBe(true);
	});
});

describe('set operators (section 5.3)', () => {
	const set = (operator: string, actual: string[] | undefined, expected = ['a', 'b']) =>
		compare(operator, expected, actual);

	it.each<[string, string[] | undefined, boolean]>([
		// ForAllValues: every value of the request passes.
		['ForAllValues:StringEquals', ['a'], true],
		['ForAllValues:StringEquals', ['a', 'b'], true],
		['ForAllValues:StringEquals', ['a', 'c'], false],
		['ForAllValues:StringEquals', undefined, true],
		['ForAllValues:StringEquals', [], true],
		['ForAllValues:StringLike', ['b', 'a'], true],
		// With a negated operator: no value of the request matches any of the policy.
		['ForAllValues:StringNotEquals', ['c', 'd'], true],
		['ForAllValues:StringNotEquals', ['c', 'a'], false],
		['ForAllValues:StringNotEquals', undefined, true],
		['ForAllValues:StringNotEquals', [], true],
		// ForAnyValue: some value of the request passes.
		['ForAnyValue:StringEquals', ['c', 'a'], true],
		['ForAnyValue:StringEquals', ['c', 'd'], false],
		['ForAnyValue:StringEquals', undefined, false],
		['ForAnyValue:StringEquals', [], false],
		// With a negated operator: some value matches none of the policy.
		['ForAnyValue:StringNotEquals', ['a', 'c'], true],
		['ForAnyValue:StringNotEquals', ['a', 'b'], false],
		['ForAnyValue:StringNotEquals', undefined, false],
		['ForAnyValue:StringNotEquals', [], false],
		// IfExists, key missing (section 0.3).
		['ForAnyValue:StringEqualsIfExists', undefined, true],
		['ForAllValues:StringEqualsIfExists', undefined, true],
		['ForAnyValue:StringEqualsIfExists', ['c'], false],
		// A multivalued key without a set operator matches nothing, negated or not.
		['StringEquals', ['a'], false],
		['StringNotEquals', ['c'], false],
		['StringEqualsIfExists', ['a', 'b'], false]
	])('%s of %s: %s', (operator, actual, result) => {
		expect(set(operator, actual)).toBe(result);
	});

	it('takes a single-valued key as a set of one', () => {
		expect(compare('ForAnyValue:StringEquals', ['a', 'b'], 'b')).toBe(true);
		expect(compare('ForAllValues:StringEquals', ['a', 'b'], 'c')).toBe(false);
		expect(compare('ForAllValues:StringEquals', ['a', 'b'])).toBe(true);
	});

	it('knows the multivalued keys of KMS even when the request gives one value', () => {
		const context = { 'kms:EncryptionContextKeys': 'Dept' };
		const condition = { 'kms:EncryptionContextKeys': 'Dept' };
		expect(holds({ StringEquals: condition }, context)).toBe(false);
		expect(holds({ 'ForAnyValue:StringEquals': condition }, context)).toBe(true);
	});
});

describe('policy variables (section 5.4; VAR)', () => {
	const team = (value: string, context: RequestContext, Version?: string) =>
		holds({ StringLike: { 'test:Value': value } }, context, Version);

	it.each<[string, string, RequestContext, boolean]>([
		['inside text', 'x-${test:a}-y', { 'test:Value': 'x-1-y', 'test:a': '1' }, true],
		['two of them', '${test:a}${test:b}', { 'test:Value': '12', 'test:a': '1', 'test:b': 2 }, true],
		['names without case', '${TEST:A}', { 'test:Value': '1', 'test:a': '1' }, true],
		['a default that is used', "${test:a, 'none'}", { 'test:Value': 'none' }, true],
		['a default that is not', "${test:a, 'none'}", { 'test:Value': 'none', 'test:a': '1' }, false],
		['no value: no match', '${test:a}', { 'test:Value': '' }, false],
		['a multivalued key has none', '${test:a}', { 'test:Value': '1', 'test:a': ['1'] }, false],
		['a literal star', 'a${*}c', { 'test:Value': 'a*c' }, true],
		['a literal star is no wildcard', 'a${*}c', { 'test:Value': 'abc' }, false],
		['a literal question mark', 'a${?}c', { 'test:Value': 'abc' }, false],
		['a literal dollar', '${$}{test:a}', { 'test:Value': '${test:a}', 'test:a': '1' }, true],
		['wildcards around one', '${test:a}*', { 'test:Value': '1234', 'test:a': '1' }, true],
		[
			'a wildcard in the value is literal',
			'${test:a}',
			{ 'test:Value': 'abc', 'test:a': '*' },
			false
		],
		['an open brace is text', 'a${b', { 'test:Value': 'a${b' }, true]
	])('%s', (_, value, context, result) => {
		expect(team(value, context)).toBe(result);
	});

	it('is literal text in Version 2008-10-17', () => {
		const context = { 'test:Value': '${test:a}', 'test:a': '1' };
		expect(team('${test:a}', context, '2008-10-17')).toBe(true);
		expect(team('${test:a}', context)).toBe(false);
	});

	it('without value makes a negated operator hold', () => {
		expect(holds({ StringNotEquals: { 'test:Value': '${test:a}' } }, { 'test:Value': '1' })).toBe(
			true
		);
	});

	it('stays literal in the name of a condition key', () => {
		const context = { 'test:b': '1', 'test:a': 'b' };
		expect(holds({ StringEquals: { 'test:${test:a}': '1' } }, context)).toBe(false);
	});
});

describe('keys that work in some policies only (section 6.1)', () => {
	it('ignores kms:ResourceAliases in a key policy (KCK)', () => {
		const context = { 'kms:ResourceAliases': ['alias/app'] };
		const key = { 'kms:ResourceAliases': 'alias/app' };
		expect(holds({ 'ForAnyValue:StringEquals': key }, context)).toBe(false);
		expect(holds({ Null: { 'kms:ResourceAliases': 'true' } }, context)).toBe(true);
	});
});
