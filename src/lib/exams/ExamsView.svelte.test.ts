import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { exams } from './exams.testing.ts';
import { ExamsView } from './index.ts';

const show = (settings: () => Promise<{ myExam?: { exam: string } }>) =>
	render(ExamsView, {
		exams,
		questions: { 'SAA-C03/2.2': 12 },
		settings,
		now: () => new Date(2026, 10, 21)
	});

test('lists every exam with its figures and sources, and says what was not found', async () => {
	await show(() => Promise.resolve({ myExam: { exam: 'DVA-C02' } }));
	const part = (name: RegExp) => page.getByRole('region', { name });
	await expect.element(part(/^SAA-C03/).getByText(/^130 minutes/)).toBeVisible();
	await expect.element(part(/^SAA-C03/).getByText(/reported by others/)).toBeVisible();
	await expect.element(part(/^SAA-C03/).getByText(/^12 questions here/)).toBeVisible();
	await expect
		.element(
			part(/^DVA-C03/).getByText(
				/^last day, questions, time, question types, to pass and weights of the domains/
			)
		)
		.toBeVisible();
	expect(
		part(/^DVA-C03/)
			.getByRole('term')
			.elements()
	).toHaveLength(3);
	expect(page.getByText(/not published/i).elements()).toHaveLength(0);
	await expect.element(part(/^DVA-C02/).getByText('You prepare for this exam.')).toBeVisible();
	await expect.element(part(/^DVA-C02/).getByText(/30 November 2026, in 9 days/)).toBeVisible();
	for (const link of page.getByRole('link', { name: 'The guide' }).elements())
		expect(link.getAttribute('href')).toBe('https://docs.aws.amazon.com/guide');
});

test('leads to each exam from the top, and names the one that was chosen', async () => {
	await show(() => Promise.resolve({ myExam: { exam: 'DVA-C02' } }));
	const contents = page.getByRole('navigation', { name: 'Exams on this page' });
	await expect
		.element(contents.getByRole('listitem').filter({ hasText: 'your exam' }))
		.toHaveTextContent('DVA-C02 Something, your exam');
	for (const { id } of exams)
		await expect
			.element(contents.getByRole('link', { name: id }))
			.toHaveAttribute('href', `#${id}`);
});

test('says the same where the settings cannot be read', async () => {
	await show(() => Promise.reject(new Error('no storage')));
	await expect.element(page.getByText(/^130 minutes/)).toBeVisible();
	expect(page.getByText('You prepare for this exam.').elements()).toHaveLength(0);
});
