/** `npm run -s content:export`: the whole curriculum as one JSON object on standard output. */
import { ContentError, exportContent } from '#lib/server/index.ts';

try {
	process.stdout.write(`${JSON.stringify(exportContent(), null, '\t')}\n`);
} catch (error) {
	if (!(error instanceof ContentError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
