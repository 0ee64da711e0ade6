// Adds up what the suites report.

/**
 * Tests that ran, and how they ended. A skipped test proves nothing, so it counts as failed, with a
 * note that says so; except one whose title begins with `absent: `, which names files that are not
 * part of the project: it counts as nothing, and its title becomes a note.
 * @typedef {{ passed: number, failed: number, notes: string[] }} Count
 */

/**
 * The parts of Vitest's JSON report that count.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: { status: string, title?: string }[] }[]} testResults
 */

/** Begins the title of a test that can only say that what it needs is not in this place. */
const absence = 'absent: ';

/**
 * @param {VitestReport | undefined} report undefined when none was written
 * @param {boolean} ok whether the program ended with 0
 * @returns {Count}
 */
export function countVitest(report, ok) {
	if (!report) return { passed: 0, failed: 1, notes: ['ended without a report'] };
	const notes = [];
	const absent = report.testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.filter(({ status, title }) => status !== 'passed' && title?.startsWith(absence));
	notes.push(...absent.map(({ title }) => title ?? ''));
	const skipped = report.numPendingTests + report.numTodoTests - absent.length;
	if (skipped > 0) notes.push(`${skipped.toString()} skipped, counted as failed`);
	// A file that does not load has no tests in it that could fail.
	const broken = report.testResults.filter(
		({ status, assertionResults }) =>
			status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
	);
	if (broken.length > 0) notes.push(`${broken.length.toString()} files failed outside of a test`);
	return settle(
		{
			passed: report.numPassedTests,
			failed: report.numFailedTests + skipped + broken.length,
			notes
		},
		ok
	);
}

/**
 * The parts of Playwright's JSON report that count.
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {unknown[]} errors
 */

/**
 * @param {PlaywrightReport | undefined} report undefined when none was written
 * @param {boolean} ok whether the program ended with 0
 * @returns {Count}
 */
export function countPlaywright(report, ok) {
	if (!report) return { passed: 0, failed: 1, notes: ['ended without a report'] };
	const { expected, unexpected, flaky, skipped } = report.stats;
	const notes = [];
	if (skipped > 0) notes.push(`${skipped.toString()} skipped, counted as failed`);
	if (flaky > 0) notes.push(`${flaky.toString()} flaky, counted as failed`);
	if (report.errors.length > 0)
		notes.push(`${report.errors.length.toString()} errors outside of a test`);
	return settle(
		{ passed: expected, failed: unexpected + flaky + skipped + report.errors.length, notes },
		ok
	);
}

/**
 * The last line of a program that prints its own count as JSON. Its `absent`, where it has one, names
 * tools that this machine lacks and what old ones do not know: notes, and nothing that failed.
 * @param {string} output
 * @param {boolean} ok whether the program ended with 0
 * @returns {Count}
 */
export function countJsonLine(output, ok) {
	const line = output.trim().split('\n').at(-1) ?? '';
	try {
		/** @type {{ passed: number, failed: number, absent?: string[] }} */
		const { passed, failed, absent = [] } = JSON.parse(line);
		const count = { passed, failed, notes: absent.map((what) => absence + what) };
		// Where all that it needs is absent it has run nothing, and says so.
		return ok && passed + failed === 0 && absent.length > 0 ? count : settle(count, ok);
	} catch {
		return { passed: 0, failed: 1, notes: ['ended without a count'] };
	}
}

/**
 * A suite that failed in a way its report does not show has failed all the same, and so has one in
 * which nothing ran.
 * @param {Count} count
 * @param {boolean} ok
 * @returns {Count}
 */
function settle(count, ok) {
	if (count.failed > 0) return count;
	if (!ok) return { ...count, failed: 1, notes: [...count.notes, 'ended with an error'] };
	if (count.passed === 0) return { ...count, failed: 1, notes: [...count.notes, 'nothing ran'] };
	return count;
}

/**
 * @param {boolean} ok
 * @returns {Count} of a check that passes or fails as a whole
 */
export function countCheck(ok) {
	return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, notes: [] };
}

/**
 * @param {readonly Count[]} counts
 * @returns {{ passed: number, failed: number }}
 */
export function total(counts) {
	let passed = 0;
	let failed = 0;
	for (const count of counts) {
		passed += count.passed;
		failed += count.failed;
	}
	return { passed, failed };
}
