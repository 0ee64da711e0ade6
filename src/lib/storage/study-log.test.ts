import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { checksumOf, parseLogFile, serialiseLog, type LogEntry } from '#lib/study/index.ts';
import { openStudyLog, StudyLog, type NewLogEntry } from './index.ts';

let count = 0;
const open: StudyLog[] = [];
function logOf(name: string, options: ConstructorParameters<typeof StudyLog>[1] = {}) {
	const log = new StudyLog(name, options);
	open.push(log);
	return log;
}
const freshName = () => `log-${++count}`;

afterEach(() => {
	vi.restoreAllMocks();
	for (const log of open.splice(0)) log.close();
});

const answer = (question: string, correct = true): NewLogEntry => ({
	kind: 'answer',
	question,
	contentVersion: '1',
	response: { type: 'single', chosen: [0] },
	correct,
	confidence: 'sure',
	ms: 1200,
	seed: 7
});

test('an entry is given an id, the device and the time, and is there afterwards', async () => {
	const now = new Date('2026-11-21T10:00:00Z');
	const log = logOf(freshName(), { now: () => now });
	const first = await log.append(answer('a'));
	const second = await log.append(answer('b'));
	expect(first).toMatchObject({ ...answer('a'), at: '2026-11-21T10:00:00.000Z' });
	expect(second.device).toBe(first.device);
	expect(second.id).not.toBe(first.id);
	expect(new Set(await log.all())).toEqual(new Set([first, second]));
});

test('what could not be exported again is refused, and nothing of it is kept', async () => {
	const log = logOf(freshName());
	const bad = { ...answer('a'), correct: 'yes' } as unknown as NewLogEntry;
	await expect(log.append(bad)).rejects.toMatchObject({ code: 'storage-bad-entry' });
	expect(await log.all()).toEqual([]);
});

test('entries of one moment are kept together or not at all, each with the time that it says', async () => {
	const now = new Date('2026-11-21T10:00:00Z');
	const log = logOf(freshName(), { now: () => now });
	const exam = { kind: 'exam', exam: 'e', contentVersion: '1', attempt: { begun: 'then' } };
	const dated = { ...answer('a'), exam: 'e', at: '2026-11-21T09:00:00.000Z' };
	const appended = await log.appendAll([dated, exam]);
	expect(appended.map(({ at }) => at)).toEqual([dated.at, now.toISOString()]);
	expect(await log.all()).toEqual(appended);
	const bad = { ...answer('b'), correct: 'yes' } as unknown as NewLogEntry;
	await expect(log.appendAll([answer('c'), bad])).rejects.toMatchObject({
		code: 'storage-bad-entry'
	});
	expect(await log.all()).toHaveLength(2);
});

test('a write that fails says so: full, or failed with its cause', async () => {
	const log = logOf(freshName());
	await log.append(answer('a'));
	const add = vi.spyOn(IDBObjectStore.prototype, 'add');
	add.mockImplementation(() => {
		throw new DOMException('no room', 'QuotaExceededError');
	});
	await expect(log.append(answer('b'))).rejects.toMatchObject({ code: 'storage-full' });
	add.mockImplementation(() => {
		throw new DOMException('broken', 'DataError');
	});
	await expect(log.append(answer('b'))).rejects.toMatchObject({ code: 'storage-failed' });
	add.mockRestore();
	expect(await log.all()).toHaveLength(1);
	await log.append(answer('c'));
	expect(await log.all()).toHaveLength(2);
});

test('a browser without access to its database: unavailable, and again in order once it is', async () => {
	const factory = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
		throw new DOMException('denied', 'SecurityError');
	});
	const log = logOf(freshName());
	expect(log.state).toBe('open');
	await expect(log.append(answer('a'))).rejects.toMatchObject({ code: 'storage-unavailable' });
	await expect(log.all()).rejects.toMatchObject({ code: 'storage-unavailable' });
	expect(log.state).toBe('unavailable');
	factory.mockRestore();
	await log.append(answer('a'));
	expect(log.state).toBe('open');
});

test('cards follow the log, and an undo takes its answer out', async () => {
	const log = logOf(freshName());
	const slip = await log.append(answer('a', false));
	await log.append(answer('b'));
	expect([...(await log.allCards()).keys()].sort()).toEqual(['a', 'b']);
	await log.append({ kind: 'undo', undoes: slip.id, contentVersion: '1' });
	expect([...(await log.allCards()).keys()]).toEqual(['b']);
	expect(await log.all()).toHaveLength(3);
});

test('an exported log comes back whole in another browser; importing twice adds nothing', async () => {
	const now = new Date('2026-11-21T10:00:00Z');
	const here = logOf(freshName(), { now: () => now });
	for (const question of ['a', 'b', 'c']) await here.append(answer(question));
	expect(await here.lastExport()).toBeUndefined();
	const blob = await here.exportFile();
	expect(blob.type).toBe('application/json');
	expect(await here.lastExport()).toEqual(now);
	const text = await blob.text();
	expect((await parseLogFile(text)).entries).toEqual(await here.all());

	const there = logOf(freshName());
	await there.append(answer('d'));
	expect(await there.importFile(text)).toEqual({ added: 3, known: 0, conflicts: 0 });
	expect(await there.importFile(text)).toEqual({ added: 0, known: 3, conflicts: 0 });
	expect(await there.all()).toHaveLength(4);
	expect([...(await there.allCards()).keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('a long log is imported, and again, like a short one', async () => {
	const entries: LogEntry[] = Array.from({ length: 1500 }, (_, i) => ({
		...answer(`q${i % 7}`),
		id: `entry-${i}`,
		device: 'elsewhere',
		at: new Date(Date.UTC(2026, 0) + i * 1000).toISOString()
	}));
	const log = logOf(freshName());
	const old = await serialiseLog(entries.slice(0, 1200), new Date());
	expect(await log.importFile(old)).toEqual({ added: 1200, known: 0, conflicts: 0 });
	const all = await serialiseLog(entries, new Date());
	expect(await log.importFile(all)).toEqual({ added: 300, known: 1200, conflicts: 0 });
	expect(await log.all()).toEqual(entries);
});

test('an entry is never changed by an import: ours stays, and it is counted', async () => {
	const here = logOf(freshName());
	const ours = await here.append(answer('a'));
	const { entries, ...file } = await parseLogFile(await (await here.exportFile()).text());
	const changed = entries.map((entry) => ({ ...entry, correct: false }));
	const text = JSON.stringify({ ...file, entries: changed, checksum: await checksumOf(changed) });
	expect(await here.importFile(text)).toEqual({ added: 0, known: 0, conflicts: 1 });
	expect(await here.all()).toEqual([ours]);
});

test('a bad file changes nothing', async () => {
	const log = logOf(freshName());
	const text = await (await log.exportFile()).text();
	await expect(log.importFile(text.slice(1))).rejects.toMatchObject({ code: 'log-file-not-json' });
	await expect(log.importFile(text.replace('"4f', '"5f'))).rejects.toMatchObject({
		code: 'log-file-bad-checksum'
	});
	expect(await log.all()).toEqual([]);
});

test('an import that fails half way leaves nothing behind', async () => {
	const here = logOf(freshName());
	for (const question of ['a', 'b', 'c']) await here.append(answer(question));
	const text = await (await here.exportFile()).text();
	const there = logOf(freshName());
	await there.append(answer('d'));

	const real = Reflect.get(IDBObjectStore.prototype, 'add');
	let added = 0;
	vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
		this: IDBObjectStore,
		...row
	) {
		if (++added === 3) throw new DOMException('no room', 'QuotaExceededError');
		return real.apply(this, row);
	});
	await expect(there.importFile(text)).rejects.toMatchObject({ code: 'storage-full' });
	vi.restoreAllMocks();
	expect(added).toBe(3);
	expect(await there.all()).toHaveLength(1);
});

test('erasing removes log and settings; the next answer begins a new device', async () => {
	const log = logOf(freshName());
	const before = await log.append(answer('a'));
	await log.setSettings({ newPerDay: 3 });
	await log.exportFile();
	expect(await log.all()).toHaveLength(1);
	await log.eraseEverything();
	expect(await log.all()).toEqual([]);
	expect((await log.allCards()).size).toBe(0);
	expect(await log.settings()).toEqual({ newPerDay: 10, singleKeys: true });
	expect(await log.lastExport()).toBeUndefined();
	const after = await log.append(answer('b'));
	expect(after.device).not.toBe(before.device);
	expect(await log.all()).toEqual([after]);
});

test('what another connection wrote is seen, wherever it falls in time', async () => {
	const name = freshName();
	let now = new Date('2026-11-21T10:00:00Z');
	const one = logOf(name, { now: () => now });
	const two = logOf(name, { now: () => new Date('2026-11-20T10:00:00Z') });
	await one.append(answer('a'));
	expect(await two.all()).toHaveLength(1);
	await two.append(answer('b'));
	now = new Date('2026-11-21T11:00:00Z');
	await one.append(answer('c'));
	const questions = (entries: readonly LogEntry[]) => entries.map(({ question }) => question);
	expect(questions(await one.all())).toEqual(['b', 'a', 'c']);
	expect(questions(await two.all())).toEqual(['b', 'a', 'c']);
	await two.eraseEverything();
	await two.append(answer('d'));
	expect(questions(await one.all())).toEqual(['d']);
	expect([...(await one.allCards()).keys()]).toEqual(['d']);
});

test('a mirror brought up to date in many steps equals the log read at once', async () => {
	const name = freshName();
	const one = logOf(name);
	const two = logOf(name);
	for (let i = 0; i < 20; i++) {
		await (i % 3 === 0 ? one : two).append(answer(`q${i % 4}`, i % 2 === 0));
		if (i % 5 === 0) await Promise.all([one.all(), one.allCards(), two.allCards()]);
	}
	const fresh = logOf(name);
	expect(await one.all()).toEqual(await fresh.all());
	expect(await one.allCards()).toEqual(await fresh.allCards());
	expect(await two.allCards()).toEqual(await fresh.allCards());
	expect(await fresh.all()).toHaveLength(20);
});

test('asks the browser once to keep the data, and not before there is something to keep', async () => {
	const persist = vi.fn(() => Promise.resolve(false));
	const persisted = vi.fn(() => Promise.resolve(false));
	const now = new Date('2026-11-21T10:00:00Z');
	const log = logOf(freshName(), { now: () => now, manager: { persist, persisted } });
	for (let i = 0; i < 4; i++) await log.append(answer(`q${i}`));
	await log.append({ kind: 'note', text: 'not an answer', contentVersion: '1' });
	expect(await log.maybeRequestPersistence()).toBeUndefined();
	expect(await log.persistence()).toEqual({ supported: true, persisted: false });

	await log.append(answer('q5'));
	const asked = { at: '2026-11-21T10:00:00.000Z', granted: false };
	expect(await log.maybeRequestPersistence()).toEqual({ supported: true, persisted: false, asked });
	expect(await log.maybeRequestPersistence()).toBeUndefined();
	expect(persist).toHaveBeenCalledTimes(1);

	persist.mockResolvedValue(true);
	persisted.mockResolvedValue(true);
	expect(await log.requestPersistence()).toMatchObject({
		persisted: true,
		asked: { granted: true }
	});
});

test('a browser that promises nothing is not asked', async () => {
	const log = logOf(freshName(), { manager: {} });
	for (let i = 0; i < 6; i++) await log.append(answer(`q${i}`));
	expect(await log.maybeRequestPersistence()).toBeUndefined();
	expect(await log.persistence()).toEqual({ supported: false, persisted: false });
	expect(await log.usage()).toBeUndefined();
});

test('tells how much room is used, where the browser tells', async () => {
	const estimate = () => Promise.resolve({ usage: 2048, quota: 1_000_000 });
	expect(await logOf(freshName(), { manager: { estimate } }).usage()).toEqual({
		used: 2048,
		quota: 1_000_000
	});
});

test('a database that only a later build may write is left alone', async () => {
	const name = freshName();
	const later = new Dexie(name);
	later.version(2).stores({ log: '&id, at, question, kind, device', meta: '&key' });
	await later.table('meta').add({ key: 'oldestWriter', value: 2 });
	later.close();
	const log = logOf(name);
	await expect(log.append(answer('a'))).rejects.toMatchObject({ code: 'storage-superseded' });
	expect(log.state).toBe('superseded');
	await later.open();
	expect(await later.table('log').count()).toBe(0);
	later.close();
});

test('a later database that older builds may write goes on working', async () => {
	const name = freshName();
	const later = new Dexie(name);
	later.version(2).stores({ log: '&id, at, question, kind, device', meta: '&key', extra: '&id' });
	await later.open();
	later.close();
	const log = logOf(name);
	const entry = await log.append(answer('a'));
	expect(log.state).toBe('open');
	log.close();
	await later.open();
	expect(await later.table('log').where('device').equals(entry.device).count()).toBe(1);
	later.close();
});

test('one log for all that ask by the same name', () => {
	expect(openStudyLog('same')).toBe(openStudyLog('same'));
	expect(openStudyLog('same')).not.toBe(openStudyLog('other'));
});
