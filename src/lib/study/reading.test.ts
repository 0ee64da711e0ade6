import { describe, expect, test } from 'vitest';
import { askedByModule, lessonsRead, nextLesson, type LogEntry } from './index.ts';

const lesson = (slug: string) => ({ slug, title: slug.toUpperCase(), summary: '', minutes: 5 });
const modules = [
	{ id: 'm1', number: 1, title: 'One', lessons: [lesson('a'), lesson('b')] },
	{ id: 'm2', number: 2, title: 'Two', lessons: [lesson('c')] },
	{ id: 'm3', number: 3, title: 'Three', lessons: [lesson('d')] }
];
let id = 0;
const entry = (kind: string, more: Partial<LogEntry> = {}): LogEntry => ({
	id: String(++id),
	device: 'phone',
	at: new Date(Date.UTC(2026, 10, 21, 9, id)).toISOString(),
	kind,
	contentVersion: '1',
	...more
});
const read = (...names: string[]) =>
	lessonsRead(names.map((name) => entry('lesson', { lesson: name })));
const next = (...args: Parameters<typeof nextLesson>) => {
	const found = nextLesson(...args);
	return found && `${found.module.id}/${found.lesson.slug} ${found.position}`;
};

test('what was read is what the log says was, the latest at the end', () => {
	const log = [
		entry('answer', { question: 'q', correct: true }),
		entry('lesson', { lesson: 'm1/a' }),
		entry('lesson', { lesson: 'm2/c' }),
		entry('lesson', { lesson: 'm1/a' })
	];
	expect([...lessonsRead(log)]).toEqual(['m2/c', 'm1/a']);
	expect(lessonsRead([]).size).toBe(0);
});

describe('where to read on', () => {
	test('is the beginning, for whoever has read nothing', () => {
		expect(next(modules, read())).toBe('m1/a 1');
	});

	test('is what comes after the lesson read last, over the border of a module', () => {
		expect(next(modules, read('m1/a'))).toBe('m1/b 2');
		expect(next(modules, read('m1/a', 'm1/b'))).toBe('m2/c 1');
	});

	test('leaves out what was read before, and goes back for what was skipped', () => {
		expect(next(modules, read('m2/c', 'm1/a', 'm1/b'))).toBe('m3/d 1');
		expect(next(modules, read('m3/d'))).toBe('m1/a 1');
	});

	test('passes over modules that are not wanted, and ends when nothing is left', () => {
		expect(next(modules, read('m1/a', 'm1/b'), (module) => module !== 'm2')).toBe('m3/d 1');
		expect(next(modules, read('m1/a', 'm1/b', 'm2/c', 'm3/d'))).toBeUndefined();
		expect(next(modules, read(), () => false)).toBeUndefined();
	});

	test('does not mind a lesson that the curriculum no longer has', () => {
		expect(next(modules, read('m1/gone'))).toBe('m1/a 1');
		expect(next([], read('m1/a'))).toBeUndefined();
	});
});

test('what an exam asks of each module is counted by question, not by task', () => {
	const questions = [
		{ module: 'm1', exam: ['SAA-C03/1.3', 'SCS-C03/5.2', 'SCS-C03/5.1'] },
		{ module: 'm1', exam: ['SCS-C03/5.2'] },
		{ module: 'm2', exam: ['SAA-C031/1.3'] },
		{ module: 'm2' }
	];
	expect([...askedByModule(questions, 'SCS-C03')]).toEqual([['m1', 2]]);
	expect([...askedByModule(questions, 'SAA-C03')]).toEqual([['m1', 1]]);
	expect(askedByModule(questions, 'AIF-C01').size).toBe(0);
});
