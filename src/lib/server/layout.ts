import type { Report } from './defects.ts';
import type { Tree } from './tree.ts';

const known = [
	/^content\/(misconceptions|glossary|coverage)\.yaml$/,
	/^content\/(facts|exams|lab|reviews|interactive)\/[^/]+\.yaml$/,
	/^content\/modules\/\d\d-[a-z0-9]+(-[a-z0-9]+)*\/(module\.yaml|questions\.yaml|cheat-sheet\.md|lesson-\d+-[a-z0-9]+(-[a-z0-9]+)*\.md)$/,
	/^content\/(README\.md|LICENSE)$/
];

/** A file that nothing reads is a file whose name has a mistake in it. */
export function checkLayout(tree: Tree, report: Report): void {
	for (const file of tree.keys())
		if (!known.some((pattern) => pattern.test(file)))
			report.add(
				{ file, line: 1 },
				'no part of the curriculum has this name (CONTRIBUTING.md lists them)'
			);
}
