import { afterEach, expect, test } from 'vitest';
import { LazyStudyLog } from './lazy-study-log.ts';
import { openStudyLog } from './study-log.ts';

const name = `lazy-${crypto.randomUUID()}`;

afterEach(async () => {
	openStudyLog(name).close();
	await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
});

test('reads without making a database, writes through the one study log, and reads that', async () => {
	const log = new LazyStudyLog(name);
	expect(await log.all()).toEqual([]);
	expect((await log.settings()).newPerDay).toBe(10);
	expect((await indexedDB.databases()).map((db) => db.name)).not.toContain(name);

	const entry = await log.append({
		kind: 'answer',
		question: 'a',
		contentVersion: 'v',
		correct: true
	});
	await log.setBegunSession({ set: 'new', questions: ['a', 'b'], begunAt: entry.at });
	expect(await log.all()).toEqual([entry]);
	expect(await openStudyLog(name).all()).toEqual([entry]);

	const reloaded = new LazyStudyLog(name);
	expect([...(await reloaded.allCards()).keys()]).toEqual(['a']);
	expect(await reloaded.begunSession()).toMatchObject({ questions: ['a', 'b'] });
});
