import { expect, test } from 'vitest';
import { checkCoverage } from './coverage.ts';
import { Report } from './defects.ts';
import { YamlSource } from './yaml.ts';

const references = {
	anchors: new Map([['01-first/why', new Set(['limits'])]]),
	factIds: new Set(['a-fact']),
	questionIds: new Set(['a-question'])
};

function linesOf(text: string): string[] {
	const report = new Report();
	const source = new YamlSource('content/coverage.yaml', text, report);
	checkCoverage(source, { N0: 2 }, references, report);
	return report.defects.map(({ line, message }) => `${line}: ${message}`);
}

test('every statement stands once, with its lesson or a reason', () => {
	expect(
		linesOf(`
- { note: N0-01, verdict: correct, lesson: 01-first/why#limits, facts: [a-fact], questions: [a-question] }
- { note: N0-02, verdict: unverified, reason: No source names it. }
`)
	).toEqual([]);
});

test('names what is missing, unknown or twice', () => {
	expect(
		linesOf(`
- { note: N0-01, verdict: correct, lesson: 01-first/how }
- { note: N0-01, verdict: correct, lesson: 01-first/why#else, facts: [b], questions: [c] }
- { note: N0-03, verdict: gap }
- { note: N0-04, verdict: maybe, lesson: 01-first/why }
`)
	).toEqual([
		'2: N0-01: unknown lesson "01-first/how"',
		'2: 1 of 2 statements are not treated: N0-02',
		'3: statement N0-01 stands twice',
		'3: N0-01: lesson "01-first/why" has no section "else"',
		'3: N0-01: unknown fact "b"',
		'3: N0-01: unknown question "c"',
		'4: no study note has a statement N0-03',
		'4: N0-03: names no lesson, and no reason why it is left out',
		'5: entry 4: verdict must be correct, outdated, wrong, nuance, unverified or gap'
	]);
});

test('a file that is empty treats nothing', () => {
	expect(linesOf('')).toEqual(['1: 2 of 2 statements are not treated: N0-01, N0-02']);
});
