/** `npm run -s content:export`: the whole curriculum as one JSON object on standard output. */
import { templates } from '#lib/drills/index.ts';
import { ContentError, exportContent } from '#lib/server/index.ts';

try {
	const drills = templates.map(({ id, version, title, module, difficulty, facts, exam }) => ({
		id,
		version,
		title,
		module,
		difficulty,
		facts,
		exam
	}));
	const whole = { ...exportContent(), templates: drills };
	process.stdout.write(`${JSON.stringify(whole, null, '\t')}\n`);
} catch (error) {
	if (!(error instanceof ContentError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
