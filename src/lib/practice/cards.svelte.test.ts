import { flushSync } from 'svelte';
import { expect, onTestFinished, test } from 'vitest';
import { StudyLog } from '#lib/storage/index.ts';
import { CardRun } from './cards.svelte.ts';
import { single } from './questions.testing.ts';

test('an answer can be taken back from the moment the count of cards falls', async () => {
	const now = () => new Date(2026, 10, 21, 9);
	const log = new StudyLog(`cards-${crypto.randomUUID()}`, { now });
	onTestFinished(() => {
		log.close();
	});
	const terms = ['nonce', 'tag', 'grant'].map((id) => ({
		id,
		term: id,
		also: [],
		meaning: single.stem
	}));
	const run = new CardRun({
		terms: () => Promise.resolve({ version: 'v1', terms }),
		log: () => Promise.resolve(log),
		now
	});
	await run.start();
	const all = run.left;
	expect(all).toHaveLength(3);

	const seen: number[] = [];
	let undone: Promise<void> | undefined;
	const stop = $effect.root(() => {
		$effect(() => {
			seen.push(run.left.length);
			if (run.left.length === 2) undone ??= run.undo();
		});
	});
	flushSync();
	run.turn();
	await run.say('sure');
	flushSync();
	await undone;
	flushSync();
	stop();
	expect(seen).toEqual([3, 2, 3]);
	expect(run.left).toEqual(all);
	expect((await log.all()).map(({ kind }) => kind).toSorted()).toEqual(['answer', 'undo']);
});
