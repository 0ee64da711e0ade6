import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startClock, type ExamAttempt } from '#lib/study/index.ts';
import {
	eraseExamDesk,
	openExamDesk,
	readExamDesk,
	StorageInUseError,
	StorageSupersededError,
	StorageUnavailableError,
	type ExamDesk
} from './index.ts';

const attempt = (place: number): ExamAttempt => ({
	id: 'a',
	paper: {
		exam: 'SCS-C03',
		form: 'set',
		questions: ['one', 'two'],
		unscored: [],
		minutes: 4,
		seed: 1
	},
	contentVersion: '1',
	begun: '2026-11-21T09:00:00.000Z',
	clock: startClock(240_000, { wall: 1, steady: 2, life: 'x' }),
	clockHidden: true,
	asksConfidence: false,
	place,
	marks: { one: { response: { type: 'single', chosen: [2] }, struck: [1], note: 'Hm' } },
	jumps: []
});

let name: string;
let desks: ExamDesk[];
const open = async (options = {}) => {
	const desk = await openExamDesk(options, name);
	desks.push(desk);
	return desk;
};
beforeEach(() => {
	name = `exam-${crypto.randomUUID()}`;
	desks = [];
});
afterEach(async () => {
	vi.unstubAllGlobals();
	for (const desk of desks) await desk.close();
	await eraseExamDesk(name);
});

test('an exam stays as it was left, for whoever sits down next', async () => {
	const first = await open();
	expect(await first.read()).toBeUndefined();
	await first.write(attempt(0));
	await first.write(attempt(1));
	await first.close();
	expect(await readExamDesk(name)).toEqual(attempt(1));
	const second = await open();
	expect(await second.read()).toEqual(attempt(1));
	await second.clear();
	expect(await second.read()).toBeUndefined();
});

test('two cannot sit one exam: the second is refused, or takes it over and the first is told', async () => {
	const lost = vi.fn();
	const first = await open({ onLost: lost });
	await first.write(attempt(0));
	await expect(open()).rejects.toBeInstanceOf(StorageInUseError);
	const second = await open({ takeOver: true });
	await expect.poll(() => lost).toHaveBeenCalledOnce();
	await expect(first.write(attempt(1))).rejects.toBeInstanceOf(StorageInUseError);
	expect(await second.read()).toEqual(attempt(0));
});

test('leaving tells nobody, and an erased exam is told of', async () => {
	const lost = vi.fn();
	await (await open({ onLost: lost })).close();
	expect(lost).not.toHaveBeenCalled();
	await open({ onLost: lost });
	await eraseExamDesk(name);
	expect(lost).toHaveBeenCalledOnce();
});

test('a database of a later build is left alone', async () => {
	await new Promise<void>((resolve, reject) => {
		const request = indexedDB.open(name, 99);
		request.onsuccess = () => {
			request.result.close();
			resolve();
		};
		request.onerror = () => {
			reject(new Error('not opened', { cause: request.error }));
		};
	});
	await expect(open()).rejects.toBeInstanceOf(StorageSupersededError);
	await expect(readExamDesk(name)).rejects.toBeInstanceOf(StorageSupersededError);
});

test('says so where the browser has no database', async () => {
	vi.stubGlobal('indexedDB', undefined);
	await expect(readExamDesk(name)).rejects.toBeInstanceOf(StorageUnavailableError);
	vi.unstubAllGlobals();
});
