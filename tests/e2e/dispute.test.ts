import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import type { Question } from '../../src/lib/content/index.ts';
import { answerAs, answersKept, questionsOfBuild } from './answering.ts';
import { expectNothingForAxe } from './axe.ts';
import { test } from './test.ts';

function partOfCase(questions: Question[]): Question {
	const found = questions.find((question) => question.case && question.type === 'single');
	if (!found) throw new Error('The build has no case');
	return found;
}

test('a learner disputes a question by keyboard, takes the report along, and withdraws it later', async ({
	page,
	context,
	request
}) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const question = partOfCase(await questionsOfBuild(request));
	await page.goto(`/practice/?question=${question.id}`);
	await answerAs(page, question, { right: false, sure: 'Sure' });

	const open = page.getByRole('button', { name: 'I dispute this' });
	await open.focus();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('radio', { name: /^The right answer/ })).toBeFocused();
	await expectNothingForAxe(page, 'the form');
	await page.keyboard.press('Space');
	await page.keyboard.press('Tab');
	// Letters that are keys of the card elsewhere are letters here.
	await page.keyboard.type('mu: the guide says otherwise');
	await page.keyboard.press('Tab');
	await page.keyboard.type('https://docs.aws.amazon.com/kms/');
	await page.keyboard.press('Enter');
	const standing = page.getByText('You dispute this question: the right answer');
	await expect(standing).toBeVisible();
	expect(await answersKept(page)).toHaveLength(1);
	await expectNothingForAxe(page, 'a disputed question');

	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Save the report' }).click()
	]);
	expect(download.suggestedFilename()).toMatch(
		new RegExp(`^keywrap-dispute-${question.id}-\\d{4}-\\d\\d-\\d\\d\\.md$`)
	);
	const file = readFileSync(await download.path(), 'utf8');
	expect(file).toContain('format: "keywrap-dispute"\nversion: 1\n');
	expect(file).toContain(`question: "${question.id}"`);
	expect(file).toContain('> mu: the guide says otherwise');
	expect(file).toContain('## Scenario');
	for (const { source } of question.facts) expect(file).toContain(source.url);
	await page.getByRole('button', { name: 'Copy it as an issue' }).click();
	await expect(page.getByText('Copied.')).toBeVisible();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(file.endsWith(copied)).toBe(true);

	// It is known before the next answer, and in the lesson's own practice of another visit, too.
	await page.reload();
	await expect(page.getByText('disputed', { exact: true })).toBeVisible();
	await answerAs(page, question, { right: true, sure: 'Think so' });
	await expect(standing).toBeVisible();
	await page.getByRole('button', { name: 'Withdraw' }).click();
	await expect(page.getByText('Dispute withdrawn.')).toBeVisible();
	await expect(open).toBeFocused();
	await page.reload();
	await expect(page.getByRole('article')).toHaveAttribute('data-phase', 'open');
	await expect(page.getByText('disputed', { exact: true })).toHaveCount(0);
});
