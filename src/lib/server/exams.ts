/** The profiles of exams: whether they hold together. Pages show them as they are written. */
import type { Exam } from '#lib/content/index.ts';
import type { Checks } from './checks.ts';
import type { Entries } from './entries.ts';
import type { Report } from './defects.ts';
import type { Path } from './yaml.ts';

/** @returns every task of every exam, as `SCS-C03/5.2` */
export function checkExams(exams: Entries<Exam>, checks: Checks, report: Report): Set<string> {
	const known = new Set<string>();
	for (const entry of exams.entries) {
		const { id, tasks, validFrom, validTo, checked, source, dates, figures, successor } =
			entry.value;
		checks.day(entry, 'checked', checked);
		checks.host(entry, source.url);
		const rests: [Path, typeof dates][] = [[['dates'], dates]];
		for (const [name, figure] of Object.entries(figures)) rests.push([['figures', name], figure]);
		for (const [path, figure] of rests) {
			if (!figure) continue;
			checks.day(entry, 'checked', figure.checked, path);
			checks.host(entry, figure.source.url, path, figure.confidence === 'third-party');
		}
		if (successor !== undefined && !exams.ids.has(successor))
			report.add(entry.source.at(['successor']), `${entry.name}: unknown exam "${successor}"`);
		if (validFrom && validTo && validTo < validFrom)
			report.add(entry.source.at(['validTo']), `${entry.name}: validTo lies before validFrom`);
		for (const [index, task] of tasks.entries()) {
			const name = `${id}/${task.id}`;
			if (known.has(name))
				report.add(
					entry.source.at(['tasks', index]),
					`${entry.name}: task "${task.id}" stands twice`
				);
			known.add(name);
		}
	}
	return known;
}
