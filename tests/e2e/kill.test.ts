import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect } from '@playwright/test';
import { answerAs, answersKept, questionsOfBuild } from './answering.ts';
import { kill, start, type Started } from './killable.ts';
import { test } from './test.ts';

// Once an explanation shows, its answer is on the disk: whatever ends the browser then loses nothing.

const kills = Number(process.env.KEYWRAP_KILLS ?? 10);
const seed = Number(process.env.KEYWRAP_SEED ?? Date.now() % 2 ** 31);

/** mulberry32: the same seed kills at the same moments. */
function dice(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

test(`no answer that was explained is lost when the browser is killed, ${String(kills)} times`, async ({
	request,
	baseURL
}, info) => {
	test.setTimeout(60_000 + kills * 20_000);
	console.log(`KEYWRAP_SEED=${String(seed)}`);
	info.annotations.push({ type: 'seed', description: String(seed) });
	const roll = dice(seed);
	const questions = await questionsOfBuild(request);
	const profile = await mkdtemp(join(tmpdir(), 'keywrap-kill-'));
	const shown: string[] = [];
	let started: Started | undefined;
	try {
		for (let round = 0; round < kills; round++) {
			started = await start(profile);
			const { page } = started;
			await page.goto(`${baseURL ?? ''}/practice/`);
			if (shown.length > 0)
				expect((await answersKept(page)).map(({ question }) => question).sort()).toEqual(
					[...shown].sort()
				);
			const answers = 1 + Math.floor(roll() * 2);
			for (let n = 0; n < answers; n++) {
				const question = questions[Math.floor(roll() * questions.length)];
				if (!question) throw new Error('No questions');
				await page.goto(`${baseURL ?? ''}/practice/?question=${question.id}`);
				await answerAs(page, question, { right: roll() < 0.5, sure: 'Sure' });
				shown.push(question.id);
			}
			// Half of the time at once, else within the time a reader takes to move.
			const wait = roll() < 0.5 ? 0 : Math.floor(roll() * 80);
			if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
			await kill(started);
			started = undefined;
		}
		started = await start(profile);
		await started.page.goto(`${baseURL ?? ''}/`);
		expect((await answersKept(started.page)).map(({ question }) => question).sort()).toEqual(
			[...shown].sort()
		);
		expect(shown.length).toBeGreaterThanOrEqual(kills);
		await expect(started.page.getByText('Answered last')).toBeVisible();
	} finally {
		if (started) await kill(started);
		await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
});
