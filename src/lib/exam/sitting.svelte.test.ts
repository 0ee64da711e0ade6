import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Html, Question } from '#lib/content/index.ts';
import type { ContentIndex } from '#lib/shell/index.ts';
import {
	eraseExamDesk,
	openExamDesk,
	readExamDesk,
	StudyLog,
	type ExamDesk
} from '#lib/storage/index.ts';
import { satExams, startClock, type ExamAttempt } from '#lib/study/index.ts';
import { ExamSitting, type SittingSources } from './sitting.svelte.ts';

const html = (text: string) => text as Html;
const question = (id: string): Question => ({
	id,
	module: 'm',
	type: 'single',
	stem: html('?'),
	facts: [],
	exam: ['SCS-C03/5.2'],
	difficulty: 1,
	hints: [],
	options: [0, 1, 2].map((i) => ({ text: html('o'), correct: i === 1, why: html('because') }))
});
const questions = [question('one'), question('two'), question('three')];
const index: ContentIndex = {
	version: '1',
	modules: [],
	questions: questions.map(({ id, type }) => ({ id, module: 'm', type, difficulty: 1, title: id }))
};
const START = Date.UTC(2026, 10, 21, 9);
const MINUTE = 60_000;

let name: string;
let log: StudyLog;
let clocks: { wall: number; steady: number; life: string };
let sittings: ExamSitting[];

const attempt = (more: Partial<ExamAttempt> = {}): ExamAttempt => ({
	id: 'attempt',
	paper: {
		exam: 'SCS-C03',
		form: 'set',
		questions: ['one', 'withdrawn', 'two', 'three'],
		unscored: ['withdrawn'],
		minutes: 60,
		seed: 3
	},
	contentVersion: '1',
	begun: new Date(START).toISOString(),
	clock: startClock(60 * MINUTE, { wall: START, steady: 0, life: 'before' }),
	clockHidden: false,
	asksConfidence: false,
	place: 0,
	marks: {},
	jumps: [],
	...more
});

async function lay(more: Partial<ExamAttempt> = {}) {
	const desk = await openExamDesk({}, name);
	await desk.write(attempt(more));
	await desk.close();
}

async function sit(change: Partial<SittingSources> = {}): Promise<ExamSitting> {
	const sitting = new ExamSitting({
		index: () => Promise.resolve(index),
		bank: (module) => Promise.resolve({ module, title: module, questions }),
		desk: (options) => openExamDesk(options, name),
		log: () => Promise.resolve(log),
		clocks: () => ({ ...clocks }),
		...change
	});
	sittings.push(sitting);
	await sitting.open();
	return sitting;
}

const kept = (sitting: ExamSitting) => expect.poll(() => sitting.saved).toBe(true);

function choose(sitting: ExamSitting, option: number) {
	sitting.attempt?.choose(option);
	sitting.keep();
}

const exams = async () => satExams(await log.all());

beforeEach(() => {
	name = `exam-${crypto.randomUUID()}`;
	log = new StudyLog(name + '-log');
	clocks = { wall: START, steady: 0, life: 'before' };
	sittings = [];
});
afterEach(async () => {
	for (const sitting of sittings) await sitting.close();
	await log.eraseEverything();
	log.close();
	await eraseExamDesk(name);
});

test('goes on where it was left, without a question that was withdrawn', async () => {
	await lay();
	const first = await sit();
	expect(first.ids).toEqual(['one', 'two', 'three']);
	choose(first, 1);
	first.go(1);
	choose(first, 0);
	first.flag();
	first.note('Look again');
	await kept(first);
	await first.close();

	clocks = { wall: START + 10 * MINUTE, steady: 5, life: 'after' };
	const second = await sit();
	expect(second.place).toBe(1);
	expect(second.left).toBe(50 * MINUTE);
	expect(second.mark).toMatchObject({ flagged: true, note: 'Look again' });
	expect(second.attempt?.response).toEqual({ type: 'single', chosen: [0] });
	expect(second.rows.map(({ progress }) => progress)).toEqual([
		'answered',
		'answered',
		'unanswered'
	]);
});

test('an end that the log does not take keeps everything, and can be tried again', async () => {
	await lay();
	let full = true;
	const sitting = await sit({
		log: () =>
			Promise.resolve({
				ofKinds: (...kinds: string[]) => log.ofKinds(...kinds),
				settings: () => log.settings(),
				setSettings: (change) => log.setSettings(change),
				appendAll: (entries) =>
					full ? Promise.reject(new Error('no room')) : log.appendAll(entries)
			})
	});
	choose(sitting, 1);
	await sitting.end('learner');
	expect(sitting.stage).toBe('ending');
	expect(sitting.error).toBeInstanceOf(Error);
	expect((await readExamDesk(name))?.marks.one?.response).toEqual({ type: 'single', chosen: [1] });
	full = false;
	await sitting.end('learner');
	expect(sitting.stage).toBe('ended');
	expect(await readExamDesk(name)).toBeUndefined();
	expect((await exams()).map(({ answers }) => [...answers.keys()])).toEqual([['one']]);
});

test('a crash after the log has it and before the desk is clear does not count it twice', async () => {
	await lay();
	const real = await openExamDesk({}, name);
	const stuck: ExamDesk = {
		lost: undefined,
		read: () => real.read(),
		write: (attempt) => real.write(attempt),
		clear: () => Promise.reject(new Error('The power is gone')),
		close: () => real.close()
	};
	const first = await sit({ desk: () => Promise.resolve(stuck) });
	choose(first, 1);
	await first.end('learner');
	expect(first.stage).toBe('ended');
	expect(await readExamDesk(name)).toBeDefined();
	const second = await sit();
	expect(second.stage).toBe('ended');
	expect(second.id).toBe('attempt');
	expect(await readExamDesk(name)).toBeUndefined();
	expect(await exams()).toHaveLength(1);
	expect((await log.all()).filter(({ kind }) => kind === 'answer')).toHaveLength(1);
});

test('time that ran out while the page was closed ends it when it ran out', async () => {
	await lay();
	clocks = { wall: START + 3 * 24 * 60 * MINUTE, steady: 5, life: 'after' };
	const sitting = await sit();
	expect(sitting.stage).toBe('ended');
	const [exam] = await exams();
	expect(exam?.record).toMatchObject({
		endedBy: 'time',
		ended: new Date(START + 60 * MINUTE).toISOString(),
		used: 60 * MINUTE
	});
});

test('a clock that went ahead is told of, and its time is given back to who says that it was set', async () => {
	await lay();
	const sitting = await sit();
	clocks = { wall: START + 21 * MINUTE, steady: MINUTE, life: 'before' };
	await sitting.tick();
	expect(sitting.left).toBe(39 * MINUTE);
	expect(sitting.jump).toMatchObject({ kind: 'ahead', ms: 20 * MINUTE });
	sitting.takeJumpBack();
	expect(sitting.left).toBe(59 * MINUTE);
	await kept(sitting);
	expect((await readExamDesk(name))?.jumps).toMatchObject([{ ms: 20 * MINUTE, givenBack: true }]);
});

test('a change that cannot be written is told of, and written with the next', async () => {
	await lay();
	const real = await openExamDesk({}, name);
	let full = false;
	const sitting = await sit({
		desk: () =>
			Promise.resolve({
				lost: undefined,
				read: () => real.read(),
				write: (attempt) => (full ? Promise.reject(new Error('no room')) : real.write(attempt)),
				clear: () => real.clear(),
				close: () => real.close()
			})
	});
	await kept(sitting);
	full = true;
	choose(sitting, 2);
	await expect.poll(() => sitting.unsaved).toBeInstanceOf(Error);
	expect(sitting.saved).toBe(false);
	full = false;
	sitting.flag();
	await kept(sitting);
	expect(sitting.unsaved).toBeUndefined();
	expect((await readExamDesk(name))?.marks.one).toMatchObject({
		response: { chosen: [2] },
		flagged: true
	});
});

test('a discarded exam leaves nothing, neither at the desk nor in the log', async () => {
	await lay();
	const sitting = await sit();
	choose(sitting, 1);
	// The last change is still on its way to the disk.
	sitting.note('Look again');
	await sitting.discard();
	expect(sitting.stage).toBe('discarded');
	clocks = { wall: START + 61 * MINUTE, steady: 61 * MINUTE, life: 'before' };
	await sitting.tick();
	expect(sitting.stage).toBe('discarded');
	expect(await readExamDesk(name)).toBeUndefined();
	expect(await log.all()).toEqual([]);
});

test('an exam that could not be discarded goes on as it was', async () => {
	await lay();
	const real = await openExamDesk({}, name);
	let broken = true;
	const sitting = await sit({
		desk: () =>
			Promise.resolve({
				lost: undefined,
				read: () => real.read(),
				write: (attempt) => real.write(attempt),
				clear: () => (broken ? Promise.reject(new Error('no room')) : real.clear()),
				close: () => real.close()
			})
	});
	choose(sitting, 1);
	await sitting.discard();
	expect(sitting.stage).toBe('sitting');
	expect(sitting.undiscarded).toBeInstanceOf(Error);
	expect((await readExamDesk(name))?.marks.one?.response).toEqual({ type: 'single', chosen: [1] });
	broken = false;
	await sitting.discard();
	expect(sitting.undiscarded).toBeUndefined();
	expect(await readExamDesk(name)).toBeUndefined();
});

test('who discards an exam that another tab has taken over discards nothing', async () => {
	await lay();
	const first = await sit();
	choose(first, 1);
	await kept(first);
	const second = await openExamDesk({ takeOver: true }, name);
	await first.discard();
	expect(first.stage).toBe('elsewhere');
	expect(await second.read()).toBeDefined();
	await second.close();
});

test('without an exam in progress it says so', async () => {
	expect((await sit()).stage).toBe('none');
});
