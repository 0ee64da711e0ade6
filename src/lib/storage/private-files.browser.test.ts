import { expect, test } from 'vitest';
import { erasePrivateFiles } from './private-files.ts';

test('removes folders and files, and is content with none', async () => {
	const root = await navigator.storage.getDirectory();
	const folder = await root.getDirectoryHandle('keywrap-files', { create: true });
	const file = await folder.getFileHandle('left', { create: true });
	const stream = await file.createWritable();
	await stream.write('plaintext');
	await stream.close();
	await erasePrivateFiles();
	expect(await Array.fromAsync(root.keys())).toEqual([]);
	await erasePrivateFiles();
});
