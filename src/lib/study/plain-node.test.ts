import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Study rests on content; both must run as they stand, with nothing built and nothing around them. */
test('content and study run under plain Node', () => {
	const program = `
		import { figureNames } from '#lib/content/index.ts';
		import { deriveCards, planToday } from '#lib/study/index.ts';
		const entry = { id: 'e', device: 'd', at: '2026-11-20T08:00:00Z', kind: 'answer', question: 'q',
			contentVersion: 'v', correct: true, confidence: 'sure' };
		const cards = deriveCards([entry]);
		const now = new Date('2026-12-20T08:00:00Z');
		const questions = [{ id: 'q', module: 'm', type: 'single', difficulty: 1, title: 'Q' }];
		const plan = planToday(questions, cards, { now, newPerDay: 5, doneToday: 0 });
		console.log(JSON.stringify({ figures: figureNames.length > 0, due: plan.due }));
	`;
	const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
		cwd: new URL('../../..', import.meta.url),
		encoding: 'utf8'
	});
	expect(JSON.parse(output)).toEqual({ figures: true, due: ['q'] });
});
