import { Dexie } from 'dexie';
import type { ComponentProps } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openKmsStore, StudyLog } from '#lib/storage/index.ts';
import { theme } from '#lib/shell/index.ts';
import { SettingsPage } from './index.ts';

const names: string[] = [];
const open: StudyLog[] = [];
function freshLog(options: ConstructorParameters<typeof StudyLog>[1] = {}) {
	const name = `settings-${crypto.randomUUID()}`;
	names.push(name);
	const log = new StudyLog(name, options);
	open.push(log);
	return log;
}

const profile = {
	id: 'DVA-C03',
	title: 'AWS Certified Developer - Associate (DVA-C03)',
	source: { title: 'The guide', url: 'https://docs.aws.amazon.com/guide' },
	checked: '2026-09-04',
	confidence: 'documented' as const,
	figures: {},
	tasks: [{ id: '2.2', title: 'Encryption' }]
};
const exams = () =>
	Promise.resolve([
		{ ...profile, id: 'DVA-C02', validTo: '2026-11-30', successor: 'DVA-C03' },
		{ ...profile, validFrom: '2026-12-01' }
	]);
const onThatDay = () => new Date(2026, 10, 21, 9);
const show = (props: ComponentProps<typeof SettingsPage>) =>
	render(SettingsPage, { exams, now: onThatDay, ...props });

beforeEach(() => {
	theme.current = 'system';
});
afterEach(async () => {
	for (const log of open.splice(0)) log.close();
	for (const name of names.splice(0)) await Dexie.delete(name);
});

async function answered(log: StudyLog, count: number) {
	for (let i = 0; i < count; i++) {
		await log.append({ kind: 'answer', question: `q${i}`, contentVersion: '1', correct: true });
	}
	return log;
}
const fileOf = (content: string | Blob) =>
	new File([content], 'keywrap-log-2026-11-21.json', { type: 'application/json' });
const button = (screen: Awaited<ReturnType<typeof show>>, name: string | RegExp) =>
	screen.getByRole('button', { name });

test('a copy goes from one browser to another, and back again without a change', async () => {
	const saved: { file: Blob; name: string }[] = [];
	const here = await answered(freshLog(), 3);
	const first = await show({
		log: here,
		save: (file: Blob, name: string) => saved.push({ file, name })
	});
	await expect.element(first.getByText('3 entries in the log')).toBeVisible();
	await expect.element(first.getByText('Never exported from this browser.')).toBeVisible();
	await button(first, 'Export a copy').click();
	await expect
		.element(first.getByText(/Exported 3 entries as keywrap-log-\S+\.json/))
		.toBeVisible();
	await expect.element(first.getByText(/Last exported from this browser on/)).toBeVisible();
	expect(saved.map(({ name }) => name)).toEqual([
		expect.stringMatching(/^keywrap-log-\d{4}-\d\d-\d\d\.json$/)
	]);
	await first.unmount();

	const there = await answered(freshLog(), 1);
	const second = await show({ log: there });
	const input = second.getByLabelText('Copy to import');
	const copy = fileOf(saved[0]?.file ?? '');
	await userEvent.upload(input, copy);
	await expect.element(second.getByText('3 entries are new here')).toBeVisible();
	await expect
		.element(second.getByRole('row', { name: /^another browser \(\w{4}\) 3/ }))
		.toBeVisible();
	expect(await there.all(), 'nothing is written before it is confirmed').toHaveLength(1);
	await button(second, 'Leave it').click();
	await expect.element(second.getByText('Nothing was imported.')).toBeVisible();
	await userEvent.upload(input, copy);
	await button(second, 'Add 3 entries').click();
	await expect.element(second.getByText('Imported 3 new entries.')).toBeVisible();
	await expect.element(second.getByText('4 entries in the log')).toBeVisible();
	await userEvent.upload(input, copy);
	await expect
		.element(second.getByText('Nothing new: everything in the file was here already.'))
		.toBeVisible();
	expect(new Set((await there.all()).map(({ id }) => id)).size).toBe(4);
	expect(await there.all()).toEqual(expect.arrayContaining([...(await here.all())]));
});

test.each([
	['a shopping list', /cannot be read/],
	['{"format":"anki","version":1}', /not a copy of Keywrap progress/],
	['{"format":"keywrap-log","version":99}', /newer Keywrap/]
])('a file that is no copy changes nothing and says so: %s', async (content, words) => {
	const log = await answered(freshLog(), 2);
	const screen = await show({ log });
	await userEvent.upload(screen.getByLabelText('Copy to import'), fileOf(content));
	await expect.element(screen.getByText(words)).toBeVisible();
	await expect.element(screen.getByText(/Nothing here was changed\./)).toBeVisible();
	expect(await log.all()).toHaveLength(2);
});

test('a copy that was changed on the way is refused', async () => {
	const log = await answered(freshLog(), 2);
	const text = await (await log.exportFile()).text();
	await log.eraseEverything();
	const screen = await show({ log });
	const input = screen.getByLabelText('Copy to import');
	await userEvent.upload(input, fileOf(text.replace('"correct":true', '"correct":false')));
	await expect
		.element(screen.getByText(/Entry 1 of this file is not what was exported: it was changed/))
		.toBeVisible();
	expect(await log.all()).toEqual([]);
	await userEvent.upload(input, fileOf(text));
	await button(screen, 'Add 2 entries').click();
	await expect.element(screen.getByText('Imported 2 new entries.')).toBeVisible();
});

test('says what the browser promised, asks it, and says what it answered', async () => {
	let persisted = false;
	const persist = vi.fn(() => Promise.resolve(persisted));
	const log = freshLog({
		manager: {
			persist,
			persisted: () => Promise.resolve(persisted),
			estimate: () => Promise.resolve({ usage: 1_200_000, quota: 10_000_000_000 })
		}
	});
	const screen = await show({ log });
	await expect.element(screen.getByText(/has not promised to keep your progress/)).toBeVisible();
	await expect.element(screen.getByText(/1\.2 MB of 10 GB/)).toBeVisible();
	await button(screen, 'Ask the browser to keep it').click();
	await expect.element(screen.getByText(/The browser said no\./)).toBeVisible();
	await expect.element(screen.getByText(/It was asked on .* and said no/)).toBeVisible();

	persisted = true;
	await button(screen, 'Ask the browser to keep it').click();
	await expect.element(screen.getByText('The browser said yes.')).toBeVisible();
	await expect.element(screen.getByText(/has promised to keep your progress/)).toBeVisible();
	expect(persist).toHaveBeenCalledTimes(2);
});

test('erases only after a second word, by keyboard alone; Escape and Enter keep everything', async () => {
	await (await openKmsStore()).close();
	const log = await answered(freshLog(), 2);
	await log.setSettings({ newPerDay: 5 });
	theme.current = 'dark';
	const screen = await show({ log });
	await expect.element(screen.getByText('2 entries in the log')).toBeVisible();
	const begin = screen.getByRole('button', { name: 'Erase everything…' });
	const dialog = screen.getByRole('dialog', { name: 'Erase everything?' });

	(begin.element() as HTMLElement).focus();
	await userEvent.keyboard('{Enter}');
	await expect.element(dialog).toBeVisible();
	await expect
		.element(dialog.getByText(/2 entries of your log.*no copy was ever exported/s))
		.toBeVisible();
	await userEvent.keyboard('{Escape}');
	await expect.element(begin).toHaveFocus();
	await userEvent.keyboard('{Enter}');
	await expect.element(dialog).toBeVisible();
	await userEvent.keyboard('{Enter}');
	await expect.element(begin).toHaveFocus();
	expect(await log.all()).toHaveLength(2);

	await userEvent.keyboard('{Enter}');
	await expect.element(dialog).toBeVisible();
	await userEvent.tab();
	await expect.element(dialog.getByRole('button', { name: 'Export a copy first' })).toHaveFocus();
	await userEvent.tab();
	await userEvent.keyboard('{Enter}');
	await expect.element(screen.getByText(/Everything is erased\./)).toBeVisible();
	expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('keywrap-kms');
	await expect.element(screen.getByText('nothing yet')).toBeVisible();
	expect(await log.all()).toEqual([]);
	expect(await log.settings()).toEqual({ newPerDay: 10, singleKeys: true });
	expect(theme.current).toBe('system');
});

test('the number of new questions a day is kept', async () => {
	const log = freshLog();
	const screen = await show({ log });
	const select = screen.getByLabelText('New questions a day, at most');
	await expect.element(select).toHaveValue('10');
	await userEvent.selectOptions(select, '20');
	await expect.element(screen.getByText('Up to 20 new questions a day from now on.')).toBeVisible();
	expect(await log.settings()).toEqual({ newPerDay: 20, singleKeys: true });
});

test('light or dark is chosen with the arrow keys and holds for the page', async () => {
	const screen = await show({ log: freshLog() });
	const first = screen.getByRole('radio', { name: 'As the device' });
	await expect.element(first).toBeChecked();
	(first.element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowDown}{ArrowDown}');
	await expect.element(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
	expect(document.documentElement.dataset['theme']).toBe('dark');
});

test('a page that a newer build has overtaken says so and offers to reload', async () => {
	const log = await answered(freshLog(), 1);
	const screen = await show({ log });
	await expect.element(screen.getByText('1 entry in the log')).toBeVisible();
	const later = new Dexie(names[0] ?? '');
	later.version(2).stores({ log: '&id, at, question, kind, device', meta: '&key' });
	await later.open();
	await expect.element(screen.getByText(/A newer Keywrap is open in another tab/)).toBeVisible();
	await expect.element(button(screen, 'Reload this page')).toBeVisible();
	await button(screen, 'Export a copy').click();
	await expect.element(screen.getByText(/Reload this page, then try again\./)).toBeVisible();
	later.close();
});

test('an exam and its day are chosen, kept, and taken away again; one that ends says so', async () => {
	const log = freshLog();
	await log.setSettings({ newPerDay: 5 });
	const screen = await show({ log });
	const select = screen.getByLabelText('The exam you prepare for');
	await expect.element(select).toBeEnabled();
	await expect
		.element(screen.getByRole('option', { name: /DVA-C02.*until 30 November 2026/ }))
		.toBeInTheDocument();
	await select.selectOptions('DVA-C02');
	await expect.element(screen.getByText('Kept: DVA-C02.')).toBeVisible();
	await expect
		.element(screen.getByText(/The last day of DVA-C02 is 30 November 2026, in 9 days\./))
		.toBeVisible();
	await expect
		.element(screen.getByRole('link', { name: 'The guide' }))
		.toHaveAttribute('href', profile.source.url);

	const day = screen.getByLabelText('Its day, if you know it');
	await day.fill('2026-12-05');
	await expect.element(screen.getByText('Kept: DVA-C02 on 5 December 2026.')).toBeVisible();
	await expect
		.element(screen.getByText(/5 December 2026, DVA-C02 is no longer offered/))
		.toBeVisible();
	await select.selectOptions('DVA-C03');
	await expect.element(screen.getByText('Kept: DVA-C03 on 5 December 2026.')).toBeVisible();
	expect(await log.settings()).toMatchObject({
		newPerDay: 5,
		myExam: { exam: 'DVA-C03', date: '2026-12-05' }
	});

	await day.fill('');
	await expect.element(screen.getByText('Kept: DVA-C03.')).toBeVisible();
	expect((await log.settings()).myExam).toEqual({ exam: 'DVA-C03' });
	await select.selectOptions('');
	await expect.element(screen.getByText('No exam is chosen now.')).toBeVisible();
	expect((await log.settings()).myExam).toBeUndefined();
	await expect.element(day).not.toBeInTheDocument();
});

test('exams that cannot be loaded are said so, and tried again', async () => {
	const log = freshLog();
	await log.setSettings({ myExam: { exam: 'DVA-C03', minutesADay: 20 } });
	const load = vi.fn(exams).mockRejectedValueOnce(new Error('no network'));
	const screen = await show({ log, exams: load });
	await expect
		.element(screen.getByText(/The exams could not be loaded\. What you chose is kept\./))
		.toBeVisible();
	await button(screen, 'try again').click();
	const select = screen.getByLabelText('The exam you prepare for');
	await expect.element(select).toHaveValue('DVA-C03');
	await select.selectOptions('DVA-C02');
	await expect.element(screen.getByText('Kept: DVA-C02, 20 minutes a day.')).toBeVisible();
	// What another part of the app keeps beside it stays.
	expect((await log.settings()).myExam).toEqual({ exam: 'DVA-C02', minutesADay: 20 });
});

test('a damaged copy says at which entry, and changes nothing', async () => {
	const other = await answered(freshLog(), 5);
	const text = await (await other.exportFile()).text();
	const log = await answered(freshLog(), 2);
	const screen = await render(SettingsPage, { log, exams, index });
	const input = screen.getByLabelText('Copy to import');
	await userEvent.upload(input, fileOf(text.replace('"question":"q3"', '"question":"q9"')));
	await expect
		.element(screen.getByText(/Entry 4 of this file is not what was exported/))
		.toBeVisible();
	await userEvent.upload(input, fileOf(text.slice(0, text.indexOf('"question":"q2"'))));
	await expect.element(screen.getByText(/ends too early, at entry 3, on line 8/)).toBeVisible();
	expect(await log.all()).toHaveLength(2);
});

const index = () =>
	Promise.resolve({
		version: 'v1',
		modules: [
			{
				id: 'm',
				number: 1,
				title: 'KMS keys',
				summary: '',
				objectives: [],
				lessons: [],
				questionCount: 2,
				hasSheet: false
			}
		],
		questions: ['q0', 'q1'].map((id) => ({
			id,
			module: 'm',
			type: 'single' as const,
			difficulty: 1 as const,
			title: id
		}))
	});

test('a module begins anew, its answers stay in the log, and it is taken back', async () => {
	const log = await answered(freshLog(), 3);
	const screen = await render(SettingsPage, { log, exams, index });
	const select = screen.getByLabelText('What to begin anew');
	await expect.element(select).toBeEnabled();
	await select.selectOptions('m');
	await button(screen, 'Begin anew…').click();
	await expect.element(button(screen, 'Export a copy first')).toBeVisible();
	await button(screen, /^Begin anew$/).click();
	await expect.element(screen.getByText(/^KMS keys begins anew/)).toBeVisible();
	expect([...(await log.allCards()).keys()]).toEqual(['q2']);
	expect(await log.all()).toHaveLength(4);
	await button(screen, 'Take it back').click();
	await expect.element(screen.getByText(/the answers from before count again/)).toBeVisible();
	expect((await log.allCards()).size).toBe(3);
	await expect.element(button(screen, 'Take it back')).not.toBeInTheDocument();
});

test.each([
	['Begin anew…', /^Begin every module anew/],
	['Erase everything…', 'Erase everything?']
])('before %s a copy is offered, and the question says that it is saved', async (name, title) => {
	const saved: string[] = [];
	const log = await answered(freshLog(), 3);
	const save = (_: Blob, file: string) => saved.push(file);
	const screen = await show({ log, index, save });
	await expect.element(screen.getByText('3 entries in the log')).toBeVisible();
	await expect.element(screen.getByLabelText('What to begin anew')).toBeEnabled();
	await button(screen, name).click();
	const dialog = screen.getByRole('dialog', { name: title });
	await dialog.getByRole('button', { name: 'Export a copy first' }).click();
	await expect.element(dialog.getByText(/^Exported 3 entries as/)).toBeVisible();
	expect(saved).toHaveLength(1);
	expect(await log.all()).toHaveLength(3);
});

test('reviews a day are limited, and again not', async () => {
	const log = freshLog();
	const screen = await render(SettingsPage, { log, exams, index });
	const select = screen.getByLabelText('Questions asked again a day, at most');
	await expect.element(select).toBeEnabled();
	await select.selectOptions('20');
	await expect.element(screen.getByText(/Up to 20 questions asked again a day/)).toBeVisible();
	expect((await log.settings()).reviewsPerDay).toBe(20);
	await select.selectOptions('');
	await expect.element(screen.getByText(/Everything that is due/)).toBeVisible();
	expect((await log.settings()).reviewsPerDay).toBeUndefined();
});
