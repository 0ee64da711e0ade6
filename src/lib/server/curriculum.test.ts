import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCurriculum } from './curriculum.ts';
import { ContentError } from './defects.ts';
import { exportContent } from './export.ts';

let dir: string;

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'keywrap-content-'));
	cpSync('tests/content/good', dir, { recursive: true });
});
afterEach(() => {
	rmSync(dir, { recursive: true });
});

describe('loadCurriculum', () => {
	it('compiles once while no file changes', async () => {
		expect(await loadCurriculum(dir)).toBe(await loadCurriculum(dir));
	});

	it('compiles again when a file is written, even to the same length', async () => {
		const before = await loadCurriculum(dir);
		const file = join(dir, 'misconceptions.yaml');
		writeFileSync(file, '[]');
		utimesSync(file, new Date(), new Date(Date.now() + 5000));
		await expect(loadCurriculum(dir)).rejects.toThrow('unknown misconception');
		expect(before.misconceptions).toHaveLength(1);
	});

	it('throws one line for each defect', async () => {
		cpSync('tests/content/broken/missing-why', dir, { recursive: true });
		rmSync(join(dir, 'expected.txt'));
		const error: unknown = await loadCurriculum(dir).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(ContentError);
		expect((error as ContentError).message).toBe(
			'content/modules/02-other/questions.yaml:10: question "other-one": option 2 has no why'
		);
	});
});

describe('exportContent', () => {
	it('gives lessons as Markdown with facts filled in and directives written out', () => {
		const { modules } = exportContent(dir);
		const text = modules[0]?.lessons[0]?.text ?? '';
		expect(text).toContain('`Encrypt` takes 4,096 bytes, no more.');
		expect(text).toContain(
			'- Older notes: The limit is 4 KB & it can be raised. Today: One `Encrypt`'
		);
		expect(text).toContain('- Wrong: AWS KMS encrypts the *file*. Right: It wraps');
		expect(text).not.toContain('{{');
		expect(text).not.toContain(':::');
		expect(modules.map(({ id }) => id)).toEqual(['01-first-steps', '02-other']);
	});

	it('gives questions as authored with their module, and filled in beside it', () => {
		const { questions, coverage, reviews, facts, glossary, exams, lab, misconceptions } =
			exportContent(dir);
		const question = questions.find(({ id }) => id === 'fs-limit');
		expect(question).toMatchObject({
			module: '01-first-steps',
			type: 'single',
			options: [{ text: 'It refuses, because the limit is {{encrypt-limit}}.' }, {}, {}],
			filled: { options: [{ text: 'It refuses, because the limit is 4,096 bytes.' }, {}, {}] }
		});
		expect(questions.find(({ id }) => id === 'fs-case')).toMatchObject({ type: 'case' });
		expect([facts, glossary, exams, lab, misconceptions].map(({ length }) => length)).toEqual([
			4, 2, 1, 1, 1
		]);
		expect(coverage).toBeNull();
		expect(reviews).toMatchObject([
			{ date: '2026-08-07', answers: [{ question: 'fs-limit', answer: [2] }, { agrees: true }] }
		]);
	});
});
