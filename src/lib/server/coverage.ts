/** Where each statement of the study notes is treated: `content/coverage.yaml`. */
import { CoverageSchema } from '#lib/content/schema.ts';
import type { Report } from './defects.ts';
import { validate, type YamlSource } from './yaml.ts';

/**
 * The study notes that were read statement by statement, and how many statements each has: N0-01 to
 * N0-54, and so on. All of them have to be in `content/coverage.yaml`.
 */
export const studyNotes: Readonly<Record<string, number>> = {
	N0: 54,
	N1: 29,
	N2: 47,
	N3: 12,
	N4: 24
};

/** What entries may refer to. */
export interface CoverageReferences {
	/** `03-envelope-encryption/sealing`, each with the ids of its sections. */
	anchors: ReadonlyMap<string, ReadonlySet<string>>;
	factIds: ReadonlySet<string>;
	questionIds: { has(id: string): boolean };
}

export function checkCoverage(
	source: YamlSource,
	notes: Readonly<Record<string, number>>,
	{ anchors, factIds, questionIds }: CoverageReferences,
	report: Report
): void {
	const wanted = new Set(
		Object.entries(notes).flatMap(([note, count]) =>
			Array.from({ length: count }, (_, index) => `${note}-${String(index + 1).padStart(2, '0')}`)
		)
	);
	const raws = Array.isArray(source.data) ? (source.data as unknown[]) : [];
	const treated = new Set<string>();
	for (const [index, raw] of raws.entries()) {
		const entry = validate(
			CoverageSchema,
			raw,
			source,
			[index],
			(rest) => ({ name: `entry ${index + 1}`, rest }),
			report
		);
		if (!entry) continue;
		const { note } = entry;
		const at = (key: string) => source.at([index, key]);
		if (treated.has(note)) report.add(at('note'), `statement ${note} stands twice`);
		if (!wanted.has(note)) report.add(at('note'), `no study note has a statement ${note}`);
		treated.add(note);
		const [lesson = '', section] = (entry.lesson ?? '').split('#');
		if (entry.lesson === undefined) {
			if (entry.reason === undefined)
				report.add(at('note'), `${note}: names no lesson, and no reason why it is left out`);
		} else if (!anchors.has(lesson))
			report.add(at('lesson'), `${note}: unknown lesson "${lesson}"`);
		else if (section !== undefined && !anchors.get(lesson)?.has(section))
			report.add(at('lesson'), `${note}: lesson "${lesson}" has no section "${section}"`);
		for (const fact of entry.facts)
			if (!factIds.has(fact)) report.add(at('facts'), `${note}: unknown fact "${fact}"`);
		for (const question of entry.questions)
			if (!questionIds.has(question))
				report.add(at('questions'), `${note}: unknown question "${question}"`);
	}
	const missing = [...wanted].filter((note) => !treated.has(note));
	if (missing.length > 0)
		report.add(
			source.at([]),
			`${missing.length} of ${wanted.size} statements are not treated: ${missing.join(', ')}`
		);
}
