import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { StudyLog } from '#lib/storage/index.ts';
import { startClock, type ExamAttempt } from '#lib/study/index.ts';
import Today from './Today.svelte';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';

let now: Date;
let log: StudyLog;

beforeEach(() => {
	now = new Date(2026, 10, 21, 9);
	log = new StudyLog(`today-${crypto.randomUUID()}`, { now: () => now });
	localStorage.removeItem('keywrap-returning');
});
afterEach(() => {
	log.close();
	delete document.documentElement.dataset.returning;
	localStorage.removeItem('keywrap-returning');
});

const index = () =>
	Promise.resolve({
		version: 'v1',
		modules: [],
		questions: ['a', 'b', 'c'].map((id) => ({
			id,
			module: 'm',
			type: 'single' as const,
			difficulty: 1 as const,
			title: `Question about ${id}`
		}))
	});

const visitor = createRawSnippet(() => ({ render: () => '<p>What this is</p>' }));

const show = () =>
	render(Today, { log: () => Promise.resolve(log), index, now: () => now, visitor });

const answer = (question: string, correct: boolean, confidence: 'sure' | 'guess' = 'sure') =>
	log.append({ kind: 'answer', question, contentVersion: 'v1', correct, confidence, ms: 40_000 });

test('a first visit shows what is given for visitors, and nothing else', async () => {
	await show();
	await expect.element(page.getByText('What this is')).toBeVisible();
	expect(page.getByRole('heading').elements()).toHaveLength(0);
	expect(localStorage.getItem('keywrap-returning')).toBeNull();
});

test('an exam in progress is the first thing it says, also before anything was practised', async () => {
	const clock = startClock(60_000, { wall: 0, steady: 0, life: '1' });
	const attempt: ExamAttempt = {
		id: 'x',
		paper: {
			exam: 'SCS-C03',
			form: 'set',
			questions: ['a', 'b'],
			unscored: [],
			minutes: 1,
			seed: 1
		},
		contentVersion: 'v1',
		begun: now.toISOString(),
		clock,
		clockHidden: false,
		asksConfidence: false,
		place: 1,
		marks: {},
		jumps: []
	};
	const desk = () => Promise.resolve(attempt);
	await render(Today, { log: () => Promise.resolve(log), index, now: () => now, visitor, desk });
	await expect.element(page.getByText(/SCS-C03,\s+question 2 of 2, and its clock/)).toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Go on with the exam' }))
		.toHaveAttribute('href', expect.stringMatching(/exam\/sit\/$/));
	await expect.element(page.getByText('What this is')).toBeVisible();
});

test('it is live: the first answer turns the introduction into Today', async () => {
	await show();
	await expect.element(page.getByText('What this is')).toBeVisible();
	await answer('a', true);
	await expect.element(page.getByText(/Saturday 21 November/)).toBeVisible();
	expect(page.getByText('What this is').elements()).toHaveLength(0);
	expect(document.documentElement.dataset.returning).toBe('');
	expect(localStorage.getItem('keywrap-returning')).toBe('1');
});

test('it says what is due, what is new, how long that takes, and starts it', async () => {
	await answer('a', false);
	await answer('b', true);
	now = new Date(2026, 10, 21, 9, 30);
	await show();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('Saturday 21 November. 1 card is due, 1 question is new: about 2 minutes.');
	await expect
		.element(page.getByRole('link', { name: 'Start 2 cards' }))
		.toHaveAttribute('href', expect.stringMatching(/practice\/\?set=today$/));
	await expect.element(page.getByText(/^Wrong and sure/)).toBeVisible();
	await expect.element(page.getByText(/2 of 3 questions met/)).toBeVisible();
});

test('what was wrong and sure is listed until it is answered right', async () => {
	await answer('a', false);
	await show();
	const heading = page.getByRole('heading', { name: 'Wrong, and you were sure' });
	await expect.element(heading).toBeVisible();
	now = new Date(2026, 10, 21, 9, 1);
	await answer('a', true);
	await expect.element(heading).not.toBeInTheDocument();
});

test('it says when each comes back', async () => {
	await answer('a', true);
	await answer('b', false, 'guess');
	await show();
	await expect.element(page.getByText('Later today', { exact: true })).toBeVisible();
	await expect.element(page.getByText('comes back in 10 minutes')).toBeVisible();
	await expect.element(page.getByText(/^comes back in \d days, on/)).toBeVisible();
});

test('a log that cannot be read says so, and can be tried again', async () => {
	let open = false;
	await render(Today, {
		log: () => (open ? Promise.resolve(log) : Promise.reject(new Error('closed'))),
		index,
		now: () => now,
		visitor
	});
	await expect.element(page.getByRole('alert')).toBeVisible();
	await answer('a', true);
	open = true;
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect.element(page.getByText(/Saturday 21 November/)).toBeVisible();
});

const exam = {
	id: 'DVA-C02',
	title: 'Developer',
	validTo: '2026-11-30',
	source: { title: 'The guide', url: 'https://docs.aws.amazon.com/guide' },
	checked: '2026-09-04',
	confidence: 'documented' as const,
	figures: {},
	tasks: [{ id: '2.2', title: 'Encryption' }]
};
const showWith = (exams: () => Promise<(typeof exam)[]>) =>
	render(Today, { log: () => Promise.resolve(log), index, now: () => now, visitor, exams });

test('without an exam it asks for one, and loads no profiles', async () => {
	await answer('a', true);
	let asked = 0;
	await showWith(() => Promise.resolve([exam]).finally(() => asked++));
	await expect
		.element(page.getByRole('link', { name: 'Choose your exam' }))
		.toHaveAttribute('href', expect.stringMatching(/settings\/#exam$/));
	expect(asked).toBe(0);
});

test('it names the exam, how far away it is, and that it is about to end', async () => {
	await answer('a', true);
	await log.setSettings({ myExam: { exam: 'DVA-C02', date: '2026-11-28' } });
	await showWith(() => Promise.resolve([exam]));
	await expect
		.element(
			page.getByText(/for the encryption tasks of DVA-C02, on 28 November 2026: in 7 days\./)
		)
		.toBeVisible();
	const news = page.getByText(/The last day of DVA-C02 is 30 November 2026, in 9 days\./);
	await expect.element(news).toBeVisible();
	await expect
		.element(news.getByRole('link', { name: 'The guide' }))
		.toHaveAttribute('href', exam.source.url);
});

test('Today does not fail where the profiles cannot be loaded', async () => {
	await answer('a', true);
	await log.setSettings({ myExam: { exam: 'DVA-C02' } });
	await showWith(() => Promise.reject(new Error('no network')));
	await expect.element(page.getByText(/Saturday 21 November/)).toBeVisible();
	expect(page.getByText(/You prepare for/).elements()).toHaveLength(0);
});

const profile = {
	id: 'SCS-C03',
	title: 'AWS Certified Security - Specialty (SCS-C03)',
	source: { title: 'The guide', url: 'https://docs.aws.amazon.com/guide' },
	checked: '2026-09-04',
	confidence: 'documented' as const,
	figures: {},
	tasks: [{ id: '5.2', title: 'Data at rest' }]
};

test('with the day of an exam it forecasts its encryption tasks, and what missing today costs', async () => {
	await log.setSettings({ myExam: { exam: 'SCS-C03', date: '2026-12-12', minutesADay: 15 } });
	await answer('a', true);
	now = new Date(2026, 10, 22, 9);
	await render(Today, {
		log: () => Promise.resolve(log),
		index: async () => {
			const content = await index();
			return {
				...content,
				questions: content.questions.map((entry) => ({ ...entry, exam: ['SCS-C03/5.2'] }))
			};
		},
		exams: () => Promise.resolve([profile]),
		now: () => now,
		visitor
	});
	await expect
		.element(page.getByRole('heading', { name: 'On the day, of the encryption tasks of SCS-C03' }))
		.toBeVisible();
	const table = page.getByRole('table', { name: /^Share of the encryption tasks of SCS-C03/ });
	for (const name of [/^With 15 minutes a day \d+ %/, /^If today is missed \d+ %/, /^If nothing/])
		await expect.element(table.getByRole('row', { name })).toBeVisible();
	await expect.element(page.getByText(/It is not your chance to pass/)).toBeVisible();
	await expect.element(page.getByRole('link', { name: 'Start 3 cards' })).toBeVisible();
});

test('after many answers without a copy it says so, until told not now', async () => {
	localStorage.removeItem('keywrap-copy-reminded');
	for (let i = 0; i < 100; i++) await answer(['a', 'b', 'c'][i % 3] ?? 'a', true);
	await show();
	const note = page.getByText(/100 answers since the last copy of your progress/);
	await expect.element(note).toBeVisible();
	await page.getByRole('button', { name: 'Not now' }).click();
	await expect.element(note).not.toBeInTheDocument();
	localStorage.removeItem('keywrap-copy-reminded');
});

const course = async () => {
	const content = await index();
	const lesson = (slug: string, title: string) => ({ slug, title, summary: '', minutes: 5 });
	const module = (id: string, number: number, title: string, slug: string) => ({
		id,
		number,
		title: `Module ${id}`,
		summary: '',
		objectives: [],
		questionCount: 1,
		hasSheet: false,
		lessons: [lesson(slug, title)]
	});
	return {
		...content,
		modules: [
			module('m', 1, 'Keys and locks', 'keys'),
			module('n', 2, 'Not for this exam', 'other'),
			module('o', 3, 'Envelopes', 'envelopes')
		],
		// The exam asks of m and o, and of no question that was answered but b.
		questions: content.questions.map((entry) => ({
			...entry,
			module: entry.id === 'c' ? 'o' : 'm',
			...(entry.id === 'a' ? {} : { exam: ['SCS-C03/5.2'] })
		}))
	};
};
const showCourse = () =>
	render(Today, {
		log: () => Promise.resolve(log),
		index: course,
		exams: () => Promise.resolve([profile]),
		now: () => now,
		visitor
	});

test('what is due and left out for an exam is not called nothing, and can be answered', async () => {
	await log.setSettings({ myExam: { exam: 'SCS-C03', date: '2026-12-12', minutesADay: 15 } });
	await answer('a', false);
	now = new Date(2026, 10, 22, 9);
	await showCourse();
	const heading = page.getByRole('heading', { level: 1 });
	await expect
		.element(heading)
		.toHaveTextContent('Sunday 22 November. 2 questions are new: about 5 minutes.');
	await expect
		.element(page.getByText(/1 due card is left out: today’s minutes gain more for SCS-C03/))
		.toBeVisible();
	await expect
		.element(page.getByRole('link', { name: 'Answer what is due' }))
		.toHaveAttribute('href', expect.stringMatching(/practice\/\?set=built&only=due&count=all$/));
});

test('what was met is counted among the questions of the exam that is set', async () => {
	await answer('a', true);
	await answer('b', true);
	await log.setSettings({ myExam: { exam: 'SCS-C03' } });
	await showCourse();
	await expect
		.element(page.getByText(/1 of 2 questions on the encryption tasks of SCS-C03 met/))
		.toBeVisible();
});

test('an exam without a question here is not what is counted', async () => {
	await answer('a', true);
	await log.setSettings({ myExam: { exam: 'AIF-C01' } });
	await showCourse();
	await expect.element(page.getByText(/1 of 3 questions met/)).toBeVisible();
});

test('what is due beyond the measure of a day is told too', async () => {
	await log.setSettings({ reviewsPerDay: 1, newPerDay: 0 });
	await answer('a', true, 'guess');
	await answer('b', true, 'guess');
	now = new Date(2026, 11, 21, 9);
	await answer('a', true);
	await show();
	await expect
		.element(page.getByRole('heading', { level: 1 }))
		.toHaveTextContent('Monday 21 December. Today’s measure is full.');
	await expect
		.element(page.getByText(/1 due card is left out: as many as you ask again a day are done/))
		.toBeVisible();
});

test('it leads to the next lesson, past what the exam does not ask for', async () => {
	await log.append({ kind: 'lesson', lesson: 'm/keys', contentVersion: 'v1' });
	await showCourse();
	await expect
		.element(page.getByRole('link', { name: 'Not for this exam' }))
		.toHaveAttribute('href', expect.stringMatching(/learn\/n\/other\/$/));
	await expect
		.element(page.getByRole('heading', { name: 'Answered last' }))
		.not.toBeInTheDocument();
});

test('whoever chose an exam and answered nothing yet has a plan for today', async () => {
	await log.setSettings({ myExam: { exam: 'SCS-C03', date: '2026-12-12', minutesADay: 15 } });
	await log.append({ kind: 'lesson', lesson: 'm/keys', contentVersion: 'v1' });
	await showCourse();
	await expect.element(page.getByText(/2 questions are new/)).toBeVisible();
	await expect.element(page.getByText(/^Read on: Envelopes, 5 minutes/)).toBeVisible();
});

test('an exam alone is enough for a plan', async () => {
	await log.setSettings({ myExam: { exam: 'SCS-C03', date: '2026-12-12', minutesADay: 15 } });
	await showCourse();
	await expect.element(page.getByRole('link', { name: 'Start 2 new questions' })).toBeVisible();
	await expect.element(page.getByText(/^Begin to read: Keys and locks, 5 minutes/)).toBeVisible();
	expect(page.getByText('What this is').elements()).toHaveLength(0);
});
