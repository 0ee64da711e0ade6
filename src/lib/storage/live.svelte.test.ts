import { Dexie } from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { stateSentences, StudyLog, type NewLogEntry } from './index.ts';
import Watch from './Watch.testing.svelte';

const name = 'live';
const open: StudyLog[] = [];
function tab() {
	const log = new StudyLog(name);
	open.push(log);
	return log;
}

afterEach(async () => {
	for (const log of open.splice(0)) log.close();
	await Dexie.delete(name);
});

const answer = (question: string): NewLogEntry => ({
	kind: 'answer',
	question,
	contentVersion: '1',
	correct: true,
	confidence: 'sure'
});

test('a page follows the log: its own answers, those of another tab, and the erasing of both', async () => {
	const here = tab();
	const there = tab();
	const screen = await render(Watch, { log: here });
	const shows = async (entries: string, cards: string) => {
		await expect.element(screen.getByTestId('entries')).toHaveTextContent(entries);
		await expect.element(screen.getByTestId('cards')).toHaveTextContent(cards);
	};
	await shows('0', '');
	const slip = await here.append(answer('a'));
	await shows('1', 'a');
	await there.append(answer('b'));
	await shows('2', 'a b');
	await there.append({ kind: 'undo', undoes: slip.id, contentVersion: '1' });
	await shows('3', 'b');
	await here.eraseEverything();
	await shows('0', '');
	await there.append(answer('c'));
	await shows('1', 'c');
});

test('a page of an older build says that a newer one has taken over', async () => {
	const log = tab();
	await log.append(answer('a'));
	const screen = await render(Watch, { log });
	await expect.element(screen.getByTestId('entries')).toHaveTextContent('1');
	await expect.element(screen.getByTestId('state')).toHaveTextContent('open');

	const later = new Dexie(name);
	later.version(2).stores({ log: '&id, at, question, kind, device', meta: '&key' });
	await later.open();
	await expect.element(screen.getByTestId('state')).toHaveTextContent('superseded');
	await expect.element(screen.getByTestId('sentence')).toHaveTextContent(stateSentences.superseded);
	await expect.element(screen.getByTestId('entries')).toHaveTextContent('1');
	later.close();
});
