/**
 * `npm run content:check`: counts what is in `content/`, or lists every defect and exits with 1. With
 * `--unreviewed` it names the questions that no reader has answered blind as they read today.
 */
import { templates } from '#lib/drills/index.ts';
import {
	checkContent,
	examTaskCounts,
	lineOf,
	longestCorrect,
	unreviewed
} from '#lib/server/index.ts';

const { authored, curriculum, defects, warnings } = checkContent();

// Templates are code, so the compiler does not know them: what they name is checked here.
const known = new Set([
	...curriculum.facts.map(({ id }) => `fact ${id}`),
	...curriculum.modules.map(({ id }) => `module ${id}`),
	...curriculum.exams.flatMap(({ id, tasks }) => tasks.map((task) => `exam task ${id}/${task.id}`))
]);
for (const { id, module, facts, exam } of templates)
	for (const named of [
		`module ${module}`,
		...facts.map((fact) => `fact ${fact}`),
		...exam.map((task) => `exam task ${task}`)
	])
		if (!known.has(named))
			defects.push({
				file: 'src/lib/drills/generate.ts',
				line: 1,
				message: `template "${id}": unknown ${named}`
			});

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
		['Lab scenarios', curriculum.lab.length],
		['drill templates', templates.length]
	];
	for (const [name, count, detail] of rows)
		console.log(`${String(count).padStart(5)} ${name}${detail ? ` (${detail})` : ''}`);
	const unread = unreviewed(authored.readings, authored.reviews);
	console.log(
		`${String(authored.readings.size - unread.length).padStart(5)} questions answered blind as they read today, ${unread.length} not`
	);
	if (process.argv.includes('--unreviewed')) for (const id of unread) console.log(`      ${id}`);
	console.log('      questions by task of an exam:');
	for (const [task, count] of Object.entries(
		examTaskCounts(curriculum.exams, curriculum.questions)
	))
		console.log(`${String(count).padStart(5)} ${task}`);
	const { questions, found, expected } = longestCorrect(
		authored.questions.flatMap((question) =>
			question.type === 'case' ? question.questions : question
		)
	);
	console.log(
		`${String(found).padStart(5)} times of ${questions} the longest option is correct; chance gives ${Math.round(expected)}`
	);
	console.log(`content ${curriculum.version}: no defects`);
}
