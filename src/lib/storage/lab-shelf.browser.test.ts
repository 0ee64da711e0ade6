import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openLabShelf, StorageUnavailableError, type LabShelf } from './index.ts';

let shelf: LabShelf;
beforeEach(() => {
	shelf = openLabShelf(`lab-${crypto.randomUUID()}`);
});
afterEach(async () => {
	vi.unstubAllGlobals();
	await shelf.erase();
});

const entry = (name: string, scenario = 'envelope') => ({
	name,
	scenario,
	savedAt: '2026-11-21T12:00:00Z',
	state: { inputs: { document: { name: 'a.bin', bytes: new Uint8Array([1, 2]) } } }
});

it('keeps states by scenario, the latest first, bytes and all', async () => {
	await shelf.keep(entry('first'));
	await shelf.keep(entry('elsewhere', 'direct'));
	await shelf.keep(entry('second'));
	const kept = await shelf.list('envelope');
	expect(kept.map(({ name }) => name)).toEqual(['second', 'first']);
	expect(kept[0]?.state).toEqual(entry('').state);
	expect(await shelf.list('other')).toEqual([]);
});

it('renames and removes', async () => {
	const id = await shelf.keep(entry('first'));
	await shelf.rename(id, 'For Monday');
	expect((await shelf.list('envelope')).map(({ name }) => name)).toEqual(['For Monday']);
	await shelf.remove(id);
	expect(await shelf.list('envelope')).toEqual([]);
	await shelf.rename(id, 'gone');
	expect(await shelf.list('envelope')).toEqual([]);
});

it('says so where the browser has no database', async () => {
	vi.stubGlobal('indexedDB', undefined);
	await expect(shelf.list('envelope')).rejects.toBeInstanceOf(StorageUnavailableError);
	vi.unstubAllGlobals();
});
