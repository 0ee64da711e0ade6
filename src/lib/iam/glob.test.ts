import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileActions, coversAction } from './actions.ts';
import { literal, matchesPattern, patternText, wildcardPattern } from './glob.ts';
import { compileResources, coversResource } from './resources.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 12 });

/** The definition, straight down, with no thought for time. */
function byDefinition(pattern: string, text: string): boolean {
	const first = pattern[0];
	if (first === undefined) return text === '';
	const others = pattern.slice(1);
	if (first === '*')
		return byDefinition(others, text) || (text !== '' && byDefinition(pattern, text.slice(1)));
	return (
		(first === '?' ? text !== '' : text.startsWith(first)) && byDefinition(others, text.slice(1))
	);
}

describe('wildcards', () => {
	it('agree with their definition', () => {
		fc.assert(
			fc.property(letters, letters, (pattern, text) => {
				expect(matchesPattern(wildcardPattern(pattern), text)).toBe(byDefinition(pattern, text));
			}),
			{ numRuns: 3000, seed: 1 }
		);
	});

	it('are ordinary characters in a literal', () => {
		fc.assert(
			fc.property(letters, letters, (pattern, text) => {
				expect(matchesPattern(literal(pattern), text)).toBe(pattern === text);
				expect(patternText(wildcardPattern(pattern))).toBe(pattern);
			})
		);
	});

	it('take no more steps than length times length, whatever the pattern', () => {
		const text = 'a'.repeat(8000);
		const started = performance.now();
		expect(matchesPattern(wildcardPattern('*a'.repeat(2000) + 'b'), text)).toBe(false);
		expect(matchesPattern(wildcardPattern('a*'.repeat(4000) + 'b'), text)).toBe(false);
		const resources = compileResources([`arn:aws:kms:${'*a'.repeat(500)}b*:x`], false, true);
		expect(coversResource(resources, `arn:aws:kms:${text}`, () => undefined)).toBe(false);
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

describe('Action and NotAction (section 4)', () => {
	it.each([
		['kms:Decrypt', true],
		['KMS:decrypt', true],
		['kms:Dec*', true],
		['kms:*crypt', true],
		['kms:De?rypt', true],
		['kms:*', true],
		['*', true],
		['*:*', true],
		['kms:Encrypt', false],
		['kms:De?crypt', false],
		['s3:*', false],
		['kms', false]
	])('%s covers kms:Decrypt: %s', (pattern, covers) => {
		expect(coversAction(compileActions([pattern], false), 'kms:decrypt')).toBe(covers);
		expect(coversAction(compileActions([pattern], true), 'kms:decrypt')).toBe(!covers);
	});
});

describe('Resource and NotResource (section 4; RES)', () => {
	const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd';

	it.each([
		['*', true],
		[key, true],
		['arn:aws:kms:us-east-1:111122223333:key/*', true],
		['arn:aws:kms:*:111122223333:key/*', true],
		['arn:aws:kms:us-*-1:111122223333:key/1234????', true],
		['arn:*:kms:*:*:key/1234abcd', true],
		// As the last character of a segment `*` takes colons, too.
		['arn:aws:kms:*', true],
		['arn:aws:kms:us-east-1:*', true],
		['arn:aws:kms:us*:key/*', true],
		// Elsewhere it does not.
		['arn:aws:kms:u*3:key/1234abcd', false],
		['arn:aws:kms:us-east-1?111122223333:key/1234abcd', false],
		// No wildcard in the service segment.
		['arn:aws:k*:us-east-1:111122223333:key/1234abcd', false],
		['arn:aws:*', false],
		// Case counts.
		['arn:aws:kms:us-east-1:111122223333:KEY/1234abcd', false],
		// Only a key ARN means the key.
		['1234abcd', false],
		['key/1234abcd', false],
		['alias/app', false],
		['arn:aws:kms:us-east-1:111122223333:alias/app', false],
		['arn:aws:kms:eu-west-1:111122223333:key/*', false]
	])('%s covers the key: %s', (pattern, covers) => {
		const set = (inverted: boolean) => compileResources([pattern], inverted, true);
		expect(coversResource(set(false), key, () => undefined)).toBe(covers);
		expect(coversResource(set(true), key, () => undefined)).toBe(!covers);
	});

	it.each([
		['arn:aws:kms:us-east-1:111122223333:key/${test:id}', '1234abcd', true],
		['arn:aws:kms:us-east-1:111122223333:key/${test:id}', '*', false],
		['arn:aws:kms:us-east-1:111122223333:key/${test:id}', undefined, false],
		["arn:aws:kms:us-east-1:111122223333:key/${test:id, '1234abcd'}", undefined, true],
		// VAR: only after the fifth colon.
		['arn:aws:kms:${test:id}:111122223333:key/1234abcd', 'us-east-1', false]
	])('%s with %s covers the key: %s', (pattern, value, covers) => {
		const set = compileResources([pattern], false, true);
		expect(coversResource(set, key, () => value)).toBe(covers);
	});
});
