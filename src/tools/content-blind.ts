/**
 * Reading questions blind: `sheet` prints them without their keys, `grade` compares the answers.
 *
 *     npm run -s content:blind -- sheet --seed 7 [--module 04-who-can-use-a-key] [--all] > sheet.md
 *     npm run -s content:blind -- grade --seed 7 --reader "independent, blind" answers.yaml
 *
 * Without `--all` the sheet has the questions that no reader has answered as they read today. The
 * seed decides the order of the options; `grade` needs the same one. An answer file is a mapping of
 * question ids to letters, `env-limit: B`, or to `{ answer: B, note: … }`; what `grade` prints is
 * a file for `content/reviews/`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import type { AuthoredPlainQuestion, Question } from '#lib/content/index.ts';
import { checkContent, exportContent, unreviewed } from '#lib/server/index.ts';
import { arrange } from '#lib/study/index.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		seed: { type: 'string', default: '1' },
		module: { type: 'string' },
		reader: { type: 'string', default: 'independent, blind' },
		all: { type: 'boolean', default: false }
	}
});
const [command, file] = positionals;
const seed = Number(values.seed);
if (!Number.isInteger(seed)) fail(`--seed must be a whole number, not "${values.seed}"`);

const { curriculum, authored, defects } = checkContent();
if (defects.length > 0) fail('content/ has defects: npm run content:check lists them');
const compiled = new Map(curriculum.questions.map((question) => [question.id, question]));
const written = exportContent().questions.flatMap(({ filled, module }) =>
	filled.type === 'case'
		? filled.questions.map((question) => ({ question, module, scenario: filled.scenario }))
		: [{ question: filled, module, scenario: '' }]
);

if (command === 'sheet') sheet();
else if (command === 'grade' && file !== undefined) grade(file);
else fail('say "sheet", or "grade" and the file with the answers');

function fail(message: string): never {
	console.error(message);
	process.exit(1);
}

/** What can be chosen, in the order of the file. */
function choices(question: AuthoredPlainQuestion): string[] {
	switch (question.type) {
		case 'single':
		case 'multiple':
			return question.options.map(({ text }) => text);
		case 'ordering':
			return [...question.items, ...question.distractors].map(({ text }) => text);
		case 'matching':
			return question.responses;
	}
}

/** Places in the file, from 0, in the order in which the sheet shows them. */
function shownOrder(id: string): number[] {
	return arrange(compiled.get(id) as Question, seed);
}

function sheet() {
	const open = new Set(
		values.all ? compiled.keys() : unreviewed(authored.readings, authored.reviews)
	);
	const facts = new Map(curriculum.facts.map((fact) => [fact.id, fact.statement]));
	let last = '';
	for (const { question, module, scenario } of written) {
		if (!open.has(question.id) || (values.module ?? module) !== module) continue;
		if (scenario && scenario !== last) console.log(`## Case\n\n${scenario.trim()}\n`);
		last = scenario;
		console.log(`### ${question.id} (${question.type})\n\n${question.stem.trim()}\n`);
		const texts = choices(question);
		if (question.type === 'matching')
			for (const [index, { text }] of question.prompts.entries())
				console.log(`${index + 1}. ${text}`);
		for (const [index, place] of shownOrder(question.id).entries())
			console.log(`- ${letter(index)}: ${texts[place] ?? ''}`);
		console.log('\nFacts:');
		for (const id of question.facts) console.log(`- ${facts.get(id) ?? id}`);
		console.log('');
	}
}

function letter(index: number): string {
	return String.fromCharCode(65 + index);
}

function grade(path: string) {
	const answers = (parse(readFileSync(path, 'utf8')) ?? {}) as Record<
		string,
		string | { answer: string; note?: string }
	>;
	const byId = new Map(written.map(({ question }) => [question.id, question]));
	const graded = Object.entries(answers).map(([id, raw]) => {
		const question = byId.get(id);
		if (!question) fail(`there is no question "${id}"`);
		const { answer: said, note } = typeof raw === 'string' ? { answer: raw, note: undefined } : raw;
		const order = shownOrder(id);
		const answer = (said.toUpperCase().match(/[A-Z]/g) ?? []).map((sign) => {
			const place = order[sign.charCodeAt(0) - 65];
			return place === undefined ? fail(`${id}: there is no ${sign}`) : place + 1;
		});
		if (question.type === 'single' || question.type === 'multiple') answer.sort((a, b) => a - b);
		return {
			question: id,
			answer,
			read: authored.readings.get(id),
			agrees: answer.join() === keyOf(question).join(),
			...(note ? { note } : {})
		};
	});
	console.log(
		stringify(
			{
				date: new Date().toISOString().slice(0, 10),
				reader: values.reader,
				version: curriculum.version,
				answers: graded
			},
			{ lineWidth: 100 }
		)
	);
	const wrong = graded.filter(({ agrees }) => !agrees).map(({ question }) => question);
	console.error(`${graded.length} answers, ${wrong.length} against the key: ${wrong.join(', ')}`);
}

/** The right answer as numbers from 1 in the order of the file. */
function keyOf(question: AuthoredPlainQuestion): number[] {
	switch (question.type) {
		case 'single':
		case 'multiple':
			return question.options.flatMap(({ correct }, index) => (correct ? index + 1 : []));
		case 'ordering':
			return question.items.map((_, index) => index + 1);
		case 'matching':
			return question.prompts.map(({ response }) => question.responses.indexOf(response) + 1);
	}
}
