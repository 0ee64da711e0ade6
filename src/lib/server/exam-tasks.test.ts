import { expect, test } from 'vitest';
import { checkContent } from './curriculum.ts';
import { examTaskCounts } from './exam-tasks.ts';

const { curriculum } = checkContent();

test('questions are counted by task, each once, and a task without any is there', () => {
	const exams = curriculum.exams.filter(({ id }) => id === 'SCS-C03');
	const questions = [
		{ exam: ['SCS-C03/5.1', 'SCS-C03/5.2', 'SCS-C03/5.1'] },
		{ exam: ['SCS-C03/5.2'] },
		{ exam: [] }
	];
	expect(examTaskCounts(exams, questions)).toEqual({
		'SCS-C03/4.2': 0,
		'SCS-C03/5.1': 1,
		'SCS-C03/5.2': 2,
		'SCS-C03/5.3': 0
	});
});

test('each task of each exam has questions in the curriculum', () => {
	const counts = examTaskCounts(curriculum.exams, curriculum.questions);
	expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
	expect(curriculum.exams.map(({ id }) => id).sort()).toEqual([
		'AIF-C01',
		'DVA-C02',
		'DVA-C03',
		'MLA-C01',
		'MLA-C02',
		'SAA-C03',
		'SCS-C03'
	]);
});

test('an exam that has ended or ends names the one that follows, and they do not overlap', () => {
	for (const exam of curriculum.exams.filter(({ validTo }) => validTo !== undefined)) {
		const next = curriculum.exams.find(({ id }) => id === exam.successor);
		expect(next?.validFrom, exam.id).toBeDefined();
		expect((next?.validFrom ?? '') > (exam.validTo ?? ''), exam.id).toBe(true);
	}
});

test('no exam that names no key service is said to name one', () => {
	const mla = curriculum.exams.find(({ id }) => id === 'MLA-C02');
	expect(mla?.note).toContain('No skill of this exam names KMS or encryption');
	for (const { title } of mla?.tasks ?? []) expect(title).not.toMatch(/KMS|encrypt/i);
});
