import { expect, test } from 'vitest';
import {
	exportFileName,
	sayImport,
	sayImportError,
	sayPersistence,
	sayStorageError
} from './words.ts';

test('the file is named by the day it was made', () => {
	expect(exportFileName(new Date(2026, 2, 5, 23, 59))).toBe('keywrap-log-2026-03-05.json');
});

test.each([
	[{ added: 1, known: 0, conflicts: 0 }, 'Imported 1 new entry.'],
	[{ added: 1200, known: 3, conflicts: 0 }, 'Imported 1,200 new entries; 3 were here already.'],
	[{ added: 0, known: 5, conflicts: 0 }, 'Nothing new: everything in the file was here already.'],
	[{ added: 0, known: 0, conflicts: 0 }, 'The file is a copy without any entries.'],
	[
		{ added: 2, known: 0, conflicts: 1 },
		'Imported 2 new entries. 1 entry differs from what is here; yours stayed.'
	],
	[{ added: 0, known: 4, conflicts: 2 }, '2 entries differ from what is here; yours stayed.']
])('says what an import did: %o', (result, words) => {
	expect(sayImport(result)).toBe(words);
});

test('is honest about what the browser promised', () => {
	expect(sayPersistence({ supported: true, persisted: true })).toMatch(/has promised to keep/);
	expect(sayPersistence({ supported: true, persisted: false })).toMatch(
		/has not promised to keep .* Export a copy now and then\.$/
	);
	expect(
		sayPersistence({
			supported: true,
			persisted: false,
			asked: { at: '2026-11-21T10:00:00.000Z', granted: false }
		})
	).toMatch(/asked on November 21, 2026 and said no/);
	expect(sayPersistence({ supported: false, persisted: false })).toMatch(/cannot be asked/);
});

test('each cause of a failed import has its own words, all say that nothing was changed', () => {
	const codes = [
		'log-file-too-big',
		'log-file-not-json',
		'log-file-wrong-format',
		'log-file-newer-version',
		'log-file-forbidden-key',
		'log-file-bad-entry',
		'log-file-bad-checksum',
		'storage-full',
		'storage-unavailable',
		'storage-in-use',
		'storage-superseded',
		'storage-failed'
	];
	const words = codes.map((code) => sayImportError({ code }));
	expect(new Set(words).size).toBe(codes.length);
	for (const sentence of words) expect(sentence).toContain('Nothing here was changed.');
	expect(sayStorageError(new Error('?'))).toMatch(/Reload this page/);
	expect(sayImportError(undefined)).toMatch(/Reload this page/);
});
