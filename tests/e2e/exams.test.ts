import { expect } from '@playwright/test';
import { answerInPractice } from './answering.ts';
import { test } from './test.ts';

test('a learner chooses an exam that is about to be replaced, and is told so at home, in settings and on the page of exams', async ({
	page
}) => {
	await page.clock.setFixedTime(new Date('2026-11-21T10:00:00'));
	await page.goto('/practice/?set=new');
	await answerInPractice(page, 1);
	await page.goto('/');
	await page.getByRole('link', { name: 'Choose your exam' }).click();
	await expect(page).toHaveURL(/\/settings\/#exam$/);
	await expect(page.getByRole('heading', { name: 'Your exam' })).toBeInViewport();

	const exam = page.getByLabel('The exam you prepare for');
	await expect(exam).toBeEnabled();
	await exam.selectOption('DVA-C02');
	const ends =
		/The last day of DVA-C02 is 30 November 2026, in 9 days\. DVA-C03 takes its place from 1 December 2026 on\./;
	await expect(page.getByText(ends)).toBeVisible();
	await page.getByLabel('Its day, if you know it').fill('2026-12-05');
	await expect(page.getByText(/5 December 2026, DVA-C02 is no longer offered/)).toBeVisible();
	await exam.selectOption('DVA-C03');
	await expect(page.getByText('Kept: DVA-C03 on 5 December 2026.')).toBeVisible();
	await expect(page.getByText(/no longer offered/)).toHaveCount(0);
	await exam.selectOption('DVA-C02');
	await expect(page.getByText('Kept: DVA-C02 on 5 December 2026.')).toBeVisible();

	await page.goto('/');
	await expect(page.getByText('in 14 days')).toBeVisible();
	await expect(page.getByTestId('exam-news')).toContainText(ends);
	await expect(page.getByTestId('exam-news').getByRole('link')).toHaveAttribute(
		'href',
		/^https:\/\/docs\.aws\.amazon\.com\/aws-certification\//
	);

	await page.getByRole('link', { name: 'DVA-C02', exact: true }).click();
	await expect(page).toHaveURL(/\/exams\/#DVA-C02$/);
	const part = page.getByRole('region', { name: /^DVA-C02/ });
	await expect(part).toBeInViewport();
	await expect(part.getByText('You prepare for this exam.')).toBeVisible();
	await expect(part.getByText(ends)).toBeVisible();
	await expect(part.getByText(/ordering, matching and case study.*DVA-C02 does not/)).toBeVisible();
	await expect(page.getByRole('region')).toHaveCount(7);
	await expect(
		page.getByRole('region', { name: /^MLA-C02/ }).getByText(/^last day and time/)
	).toBeVisible();
});
