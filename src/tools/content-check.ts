/** `npm run content:check`: counts what is in `content/`, or lists every defect and exits with 1. */
import { checkContent, lineOf } from '#lib/server/index.ts';

const { authored, curriculum, defects, warnings } = checkContent();

for (const warning of warnings) console.log(`warning: ${lineOf(warning)}`);

if (defects.length > 0) {
	for (const defect of defects) console.error(lineOf(defect));
	console.error(`${defects.length} ${defects.length === 1 ? 'defect' : 'defects'} in content/`);
	process.exitCode = 1;
} else {
	const types = new Map<string, number>();
	for (const { type } of [
		...curriculum.questions,
		...authored.questions.filter(({ type }) => type === 'case')
	])
		types.set(type, (types.get(type) ?? 0) + 1);
	const rows: [string, number, string?][] = [
		['modules', curriculum.modules.length],
		['lessons', curriculum.lessons.length],
		[
			'questions',
			curriculum.questions.length,
			[...types].map(([type, count]) => `${type} ${count}`).join(', ')
		],
		['facts', curriculum.facts.length],
		['misconceptions', curriculum.misconceptions.length],
		['glossary terms', curriculum.glossary.length],
		['exams', curriculum.exams.length],
		['Lab scenarios', curriculum.lab.length]
	];
	for (const [name, count, detail] of rows)
		console.log(`${String(count).padStart(5)} ${name}${detail ? ` (${detail})` : ''}`);
	console.log(`content ${curriculum.version}: no defects`);
}
