import { expect, test } from 'vitest';
import { countCheck, countJsonLine, countPlaywright, countVitest, total } from './counts.mjs';

const vitest = {
	numPassedTests: 3,
	numFailedTests: 0,
	numPendingTests: 0,
	numTodoTests: 0,
	testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] }]
};
const playwright = {
	stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 0 },
	errors: [] as unknown[]
};

test('what passed and failed is taken from the reports', () => {
	expect(countVitest(vitest, true)).toMatchObject({ passed: 3, failed: 0 });
	expect(countVitest({ ...vitest, numFailedTests: 2 }, false)).toMatchObject({
		passed: 3,
		failed: 2
	});
	expect(countPlaywright(playwright, true)).toMatchObject({ passed: 4, failed: 0 });
	expect(
		countPlaywright({ ...playwright, stats: { ...playwright.stats, unexpected: 1 } }, false)
	).toMatchObject({ passed: 4, failed: 1 });
});

test('a file that does not load counts as a failure', () => {
	const report = {
		...vitest,
		testResults: [
			...vitest.testResults,
			{ name: 'b.test.ts', status: 'failed', assertionResults: [] }
		]
	};
	expect(countVitest(report, false)).toMatchObject({ passed: 3, failed: 1 });
});

test('a failed file with failed tests is not counted twice', () => {
	const report = {
		...vitest,
		numFailedTests: 1,
		testResults: [{ name: 'a', status: 'failed', assertionResults: [{ status: 'failed' }] }]
	};
	expect(countVitest(report, false)).toMatchObject({ passed: 3, failed: 1 });
});

test('a suite that crashed counts as a failure, report or not', () => {
	expect(countVitest(undefined, false)).toMatchObject({ passed: 0, failed: 1 });
	expect(countPlaywright(undefined, true)).toMatchObject({ passed: 0, failed: 1 });
	expect(countVitest(vitest, false)).toMatchObject({ passed: 3, failed: 1 });
	expect(countPlaywright(playwright, false)).toMatchObject({ passed: 4, failed: 1 });
	expect(countPlaywright({ ...playwright, errors: [{}] }, false)).toMatchObject({ failed: 1 });
});

test('what was skipped or passed only the second time has not passed', () => {
	expect(countVitest({ ...vitest, numPendingTests: 1, numTodoTests: 1 }, true)).toEqual({
		passed: 3,
		failed: 2,
		notes: ['2 skipped, counted as failed']
	});
	expect(
		countPlaywright(
			{ errors: [], stats: { expected: 1, unexpected: 0, flaky: 1, skipped: 1 } },
			true
		)
	).toMatchObject({ passed: 1, failed: 2 });
});

test('a suite in which nothing ran has not passed', () => {
	expect(countVitest({ ...vitest, numPassedTests: 0 }, true)).toMatchObject({ failed: 1 });
	expect(
		countPlaywright(
			{ errors: [], stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } },
			true
		)
	).toMatchObject({ failed: 1 });
});

test('the total adds up suites and checks', () => {
	expect(
		total([
			countCheck(true),
			countCheck(false),
			countVitest(vitest, true),
			countPlaywright(playwright, true)
		])
	).toEqual({ passed: 8, failed: 1 });
});

test('a skipped test fails, unless it can only say that something is absent', () => {
	const skipped = (title: string) => ({
		...vitest,
		numPendingTests: 1,
		testResults: [
			{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'skipped', title }] }
		]
	});
	expect(countVitest(skipped('later'), true)).toMatchObject({ failed: 1 });
	expect(countVitest(skipped('absent: vectors'), true)).toEqual({
		passed: 3,
		failed: 0,
		notes: ['absent: vectors']
	});
});

test('a program may print its own count as its last line', () => {
	expect(countJsonLine('x\n{"passed":4,"failed":0}\n', true)).toMatchObject({
		passed: 4,
		failed: 0
	});
	expect(countJsonLine('{"passed":4,"failed":1}', false)).toMatchObject({ failed: 1 });
	expect(countJsonLine('{"passed":4,"failed":0}', false)).toMatchObject({ failed: 1 });
	expect(countJsonLine('{"passed":0,"failed":0}', true)).toMatchObject({ failed: 1 });
	expect(countJsonLine('Error: boom', false)).toMatchObject({ passed: 0, failed: 1 });
});

test('a program may name what this machine lacks', () => {
	const line = (counts: object) => JSON.stringify({ failed: 0, absent: ['a tool'], ...counts });
	expect(countJsonLine(line({ passed: 0 }), true)).toEqual({
		passed: 0,
		failed: 0,
		notes: ['absent: a tool']
	});
	expect(countJsonLine(line({ passed: 2 }), true)).toMatchObject({ passed: 2, failed: 0 });
	expect(countJsonLine(line({ passed: 2, failed: 1 }), false)).toMatchObject({ failed: 1 });
	expect(countJsonLine(line({ passed: 0 }), false)).toMatchObject({ failed: 1 });
	expect(countJsonLine('{"passed":0,"failed":0,"absent":[]}', true)).toMatchObject({ failed: 1 });
});
