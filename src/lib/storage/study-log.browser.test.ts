import { Dexie } from 'dexie';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
	BadEntryError,
	LazyStudyLog,
	LogReader,
	openStudyLog,
	StudyLog,
	type NewLogEntry
} from './index.ts';

const names: string[] = [];
const open: StudyLog[] = [];
function freshName() {
	const name = `browser-${crypto.randomUUID()}`;
	names.push(name);
	return name;
}
function logOf(name: string) {
	const log = new StudyLog(name);
	open.push(log);
	return log;
}

afterEach(async () => {
	vi.restoreAllMocks();
	for (const log of open.splice(0)) log.close();
	for (const name of names.splice(0)) await Dexie.delete(name);
});

const answer = (question: string): NewLogEntry => ({
	kind: 'answer',
	question,
	contentVersion: '1',
	correct: true,
	confidence: 'sure'
});

/** A later build: opens the same database with a higher version, by the bare browser API. */
function openAsLaterBuild(name: string, version = 20) {
	const events: string[] = [];
	const opened = new Promise<IDBDatabase>((resolve, reject) => {
		const request = indexedDB.open(name, version);
		request.onblocked = () => events.push('blocked');
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(request.error ?? new Error('no reason'));
		};
	});
	return { opened, events };
}

async function rawEntries(db: IDBDatabase): Promise<unknown[]> {
	return new Promise((resolve, reject) => {
		const request = db.transaction('log').objectStore('log').getAll();
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(request.error ?? new Error('no reason'));
		};
	});
}

/** The transactions of databases that are opened from now on, as they begin and end. */
function watchTransactions(): string[] {
	const steps: string[] = [];
	const real = Reflect.get(IDBDatabase.prototype, 'transaction');
	vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
		this: IDBDatabase,
		...args
	) {
		const transaction = real.apply(this, args);
		steps.push(`${transaction.mode} ${transaction.durability}`);
		transaction.addEventListener('complete', () => steps.push('complete'));
		return transaction;
	});
	return steps;
}

test('an append is strictly durable, and resolves only when its transaction is complete', async () => {
	const steps = watchTransactions();
	const log = logOf(freshName());
	await log.append(answer('warm-up'));
	steps.length = 0;
	await log.append(answer('a'));
	steps.push('resolved');
	expect(steps).toEqual(['readwrite strict', 'complete', 'resolved']);
});

test('imports are as durable, and importing twice adds nothing', async () => {
	const here = logOf(freshName());
	await here.append(answer('a'));
	const text = await (await here.exportFile()).text();
	const steps = watchTransactions();
	const there = logOf(freshName());
	await there.append(answer('b'));
	steps.length = 0;
	expect(await there.importFile(text)).toEqual({ added: 1, known: 0, conflicts: 0 });
	steps.push('resolved');
	expect(steps).toEqual(['readwrite strict', 'complete', 'resolved']);
	expect(await there.importFile(text)).toEqual({ added: 0, known: 1, conflicts: 0 });
	expect(await there.all()).toHaveLength(2);
});

test('two tabs append at once and lose nothing', async () => {
	const name = freshName();
	const [left, right] = [logOf(name), logOf(name)];
	const appends = Array.from({ length: 30 }, (_, i) =>
		(i % 2 ? left : right).append(answer(`q${i}`))
	);
	await Promise.all(appends);
	const [one, two] = [await left.all(), await right.all()];
	expect(one).toHaveLength(30);
	expect(two).toEqual(one);
	expect(new Set(one.map(({ device }) => device)).size).toBe(1);
});

test('a later build takes over: what was begun is kept, what comes after is refused', async () => {
	const name = freshName();
	const log = logOf(name);
	await log.append(answer('before'));
	const late: Promise<unknown>[] = [];
	// Looked at as it ends: left alone until below, the refusal would count as unhandled.
	log.onVersionChange(() => late.push(log.append(answer('late')).catch((error: unknown) => error)));

	const begun = Array.from({ length: 10 }, (_, i) => log.append(answer(`begun-${i}`)));
	const later = openAsLaterBuild(name);
	await expect(Promise.all(begun)).resolves.toHaveLength(10);
	const db = await later.opened;
	expect(db.version).toBe(20);
	expect(await rawEntries(db)).toHaveLength(11);

	expect(log.state).toBe('superseded');
	expect(late).toHaveLength(1);
	expect(await late[0]).toMatchObject({ code: 'storage-superseded' });
	await expect(log.append(answer('after'))).rejects.toMatchObject({ code: 'storage-superseded' });
	await expect(log.all()).rejects.toMatchObject({ code: 'storage-superseded' });
	expect(await rawEntries(db)).toHaveLength(11);
	db.close();
});

test('an idle tab gives way at once, so that the later build never counts as blocked', async () => {
	const name = freshName();
	const log = logOf(name);
	await log.append(answer('before'));
	const later = openAsLaterBuild(name);
	(await later.opened).close();
	expect(later.events).toEqual([]);
	expect(log.state).toBe('superseded');
});

test('blocked by a tab that does not give way: says so, and goes on when it does', async () => {
	const name = freshName();
	const stubborn = await new Promise<IDBDatabase>((resolve) => {
		const request = indexedDB.open(name, 5);
		request.onsuccess = () => {
			resolve(request.result);
		};
	});
	const log = logOf(name);
	const appended = log.append(answer('patient'));
	await expect.poll(() => log.state).toBe('blocked');
	stubborn.close();
	const entry = await appended;
	expect(log.state).toBe('open');
	expect(await log.all()).toEqual([entry]);
});

describe('what a page that is gone had begun to write', () => {
	const notes = (name: string) =>
		Object.keys(localStorage).filter((key) => key.startsWith(`keywrap-ahead:${name}:`));
	let number = 0;
	const leave = (name: string, ahead: unknown) => {
		localStorage.setItem(
			`keywrap-ahead:${name}:17${String(number++)}`,
			typeof ahead === 'string' ? ahead : JSON.stringify(ahead)
		);
	};
	const begun = (question: string) => ({
		...answer(question),
		id: crypto.randomUUID(),
		at: '2026-11-21T09:00:00.000Z'
	});

	test('is finished once by whoever opens the log next, in its order', async () => {
		const name = freshName();
		const entry = begun('a');
		leave(name, { entry });
		leave(name, { settings: { whyNotFirst: true, newPerDay: 3 } });
		leave(name, { settings: { newPerDay: 5, whyNotFirst: null } });
		leave(name, { session: { set: 'new', questions: ['a'], begunAt: entry.at } });
		const log = logOf(name);
		const [finished, ...others] = await log.all();
		expect(finished).toMatchObject(entry);
		expect(others).toEqual([]);
		expect(await log.settings()).toEqual({ newPerDay: 5, singleKeys: true });
		expect(await log.begunSession()).toMatchObject({ questions: ['a'] });
		expect(notes(name)).toEqual([]);
		// The page was not gone but slow, and goes on: the entry is the same one.
		expect(await log.append(entry)).toEqual(finished);
		expect(await logOf(name).all()).toHaveLength(1);
	});

	test('is there for those who only read, too', async () => {
		const name = freshName();
		leave(name, { entry: begun('a') });
		expect((await new LogReader(name).all()).map(({ question }) => question)).toEqual(['a']);
		leave(name, { settings: { newPerDay: 7 } });
		openStudyLog(name).close();
		expect((await new LazyStudyLog(name).settings()).newPerDay).toBe(7);
		openStudyLog(name).close();
	});

	test('is passed over where it is damaged, and stays away after everything was erased', async () => {
		const name = freshName();
		for (const damaged of ['{"entry":', 'null', '[]', '{"entry":{"id":"x"}}', '{"entry":null}'])
			leave(name, damaged);
		leave(name, { entry: begun('whole') });
		const log = logOf(name);
		expect(await log.all()).toHaveLength(1);
		expect(notes(name)).toEqual([]);
		leave(name, { entry: begun('late') });
		await log.eraseEverything();
		expect(await logOf(name).all()).toEqual([]);
	});

	test('is noted at once and forgotten when it is written, or is known to have failed', async () => {
		const name = freshName();
		const log = logOf(name);
		const writing = [log.append(answer('a')), log.setSettings({ singleKeys: false })];
		expect(notes(name)).toHaveLength(2);
		await Promise.all(writing);
		expect(notes(name)).toEqual([]);
		await expect(log.append({ ...answer('b'), ms: -1 })).rejects.toThrow(BadEntryError);
		expect(notes(name)).toEqual([]);
		// A browser that has no room for notes writes as before.
		vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		await log.append(answer('c'));
		expect(await log.all()).toHaveLength(2);
	});
});

test('the browser is asked for real', async () => {
	const log = logOf(freshName());
	const asked = await log.requestPersistence();
	expect(asked.supported).toBe(true);
	expect(asked.asked?.granted).toBe(asked.persisted);
	const usage = await log.usage();
	expect(usage?.quota).toBeGreaterThan(usage?.used ?? Infinity);
});
