import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { byTime } from '#lib/study/index.ts';
import { LazyStudyLog } from './lazy-study-log.ts';
import { LogReader } from './log-reader.ts';
import { StudyLog } from './study-log.ts';

let name: string;
let log: StudyLog;
let stop: () => void = () => undefined;

beforeEach(() => {
	name = `reader-${crypto.randomUUID()}`;
	log = new StudyLog(name);
});
afterEach(async () => {
	stop();
	log.close();
	await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
});

const answer = (question: string) =>
	log.append({
		kind: 'answer',
		question,
		contentVersion: 'v',
		correct: true,
		confidence: 'sure',
		ms: 1
	});

/** Keeps what a reader shows, as a page would. */
function watch(reader: LogReader) {
	const seen: { questions?: (string | undefined)[]; cards?: number; error?: unknown } = {};
	stop = $effect.root(() => {
		$effect(() => {
			const entries = reader.live().current;
			if (entries) seen.questions = entries.map(({ question }) => question as string);
			const cards = reader.cards().current;
			if (cards) seen.cards = cards.size;
			const { error } = reader.live();
			if (error) seen.error = error;
		});
	});
	flushSync();
	return seen;
}

test('shows the log and its cards, and what is added to it afterwards', async () => {
	await answer('a');
	const seen = watch(new LogReader(name));
	await expect.poll(() => seen).toEqual({ questions: ['a'], cards: 1 });
	await answer('b');
	await expect.poll(() => seen).toEqual({ questions: ['a', 'b'], cards: 2 });
});

test('gives the entries of some kinds, as the whole log does, and none where there is no log', async () => {
	const reader = new LogReader(name);
	expect(await reader.ofKinds('dispute', 'undo')).toEqual([]);
	await answer('a');
	const dispute = await log.append({ kind: 'dispute', question: 'a', contentVersion: 'v' });
	await answer('b');
	const undo = await log.append({ kind: 'undo', undoes: dispute.id, contentVersion: 'v' });
	for (const source of [reader, log, new LazyStudyLog(name)])
		expect(await source.ofKinds('undo', 'dispute')).toEqual([dispute, undo].sort(byTime));
	expect(await reader.ofKinds('exam')).toEqual([]);
});

test('goes on showing the newer reading when an older one ends late, well or badly', async () => {
	for (const ending of ['well', 'badly']) {
		await answer(`${ending}, before`);
		const reader = new LogReader(name);
		const all = reader.all.bind(reader);
		let endLate = () => {};
		const late = new Promise<void>((resolve) => (endLate = resolve));
		let over = () => {};
		const older = new Promise<void>((resolve) => (over = resolve));
		let haveRead = () => {};
		const read = new Promise<void>((resolve) => (haveRead = resolve));
		vi.spyOn(reader, 'all').mockImplementationOnce(async () => {
			const entries = await all();
			haveRead();
			await late;
			setTimeout(over);
			if (ending === 'badly') throw new Error('The older reading failed');
			return entries;
		});
		const seen = watch(reader);
		await read;
		await answer(`${ending}, after`);
		await expect.poll(() => seen.questions).toContain(`${ending}, after`);
		const { questions } = seen;
		endLate();
		await older;
		flushSync();
		expect(seen.questions).toEqual(questions);
		expect(seen.error).toBeUndefined();
		stop();
	}
});

test('makes no database where there is none, and reads settings as they stand', async () => {
	const reader = new LogReader(name);
	const seen = watch(reader);
	await expect.poll(() => seen).toEqual({ questions: [], cards: 0 });
	expect((await indexedDB.databases()).map((db) => db.name)).not.toContain(name);
	expect((await reader.settings()).newPerDay).toBe(10);
	await log.setSettings({ newPerDay: 4 });
	expect((await reader.settings()).newPerDay).toBe(4);
});

test('does not stand in the way of a new version of the database', async () => {
	await answer('a');
	const seen = watch(new LogReader(name));
	await expect.poll(() => seen.cards).toBe(1);
	log.close();
	const request = indexedDB.open(name, 1000);
	const outcome = await new Promise((resolve) => {
		request.onblocked = () => {
			resolve('blocked');
		};
		request.onsuccess = () => {
			resolve('open');
		};
	});
	expect(outcome).toBe('open');
	request.result.close();
});
