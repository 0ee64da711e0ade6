/** The command itself: what it prints, how it stops, what it says when it cannot start. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, vi } from 'vitest';
import { command } from './command.testing.ts';
import { clientOf, send } from './sandbox.testing.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

it('starts, tells of each call, and stops when told', async () => {
	const sandbox = command(
		'--port',
		'0',
		'--caller',
		'AKIDALICE=user/alice',
		'--caller',
		'AKIDROOT=root'
	);
	const [, url = ''] = await sandbox.prints(/answers at (http:\/\/localhost:\d+)/);
	await sandbox.prints(/AKIDALICE is arn:aws:iam::111122223333:user\/alice/);
	const { KeyMetadata } = await send(clientOf({ url }), 'CreateKey', {});
	const alice = clientOf({ url }, 'AKIDALICE');
	await expect(send(alice, 'DescribeKey', { KeyId: KeyMetadata?.KeyId })).rejects.toThrow(
		'not authorized to perform: kms:DescribeKey'
	);
	await sandbox.prints(/CreateKey .* AKIDROOT root .* allowed/);
	await sandbox.prints(/DescribeKey .* AKIDALICE user\/alice .* REFUSED AccessDeniedException/);
	sandbox.child.kill('SIGTERM');
	expect(await sandbox.ended).toBe(0);
	expect(sandbox.text()).toContain('Stopped.');
	await expect(fetch(url)).rejects.toThrow();
});

it('says where others reach it, and that they do', async () => {
	const sandbox = command('--port', '0', '--host', '0.0.0.0');
	const [, port = ''] = await sandbox.prints(/answers at http:\/\/localhost:(\d+)/);
	const [told] = await sandbox.prints(/Whoever reaches .* may call\./);
	const others = Object.values(networkInterfaces())
		.flatMap((all) => all ?? [])
		.filter(({ family, internal }) => family === 'IPv4' && !internal);
	for (const { address } of others) expect(told).toContain(`http://${address}:${port}`);
	expect(told).not.toContain('0.0.0.0');
	expect((await fetch(`http://localhost:${port}/health`)).status).toBe(200);
});

it('says that its port is taken, and how to choose another', async () => {
	const other = createServer();
	await new Promise<void>((resolve) => {
		other.listen(0, '127.0.0.1', resolve);
	});
	const { port } = other.address() as AddressInfo;
	const sandbox = command('--port', String(port));
	expect(await sandbox.ended).toBe(1);
	expect(sandbox.text()).toBe(
		`Port ${port} is taken by another program. Stop that one, or choose another port: npm run sandbox -- --port ${port + 1}\n`
	);
	other.close();
});

it.each<[string, string[], number, RegExp]>([
	['help', ['--help'], 0, /Usage: npm run sandbox[\s\S]*IN THE CLEAR/],
	['an option that is none', ['--prot', '1'], 1, /'--prot'[\s\S]*--help says what there is/],
	['a port that is none', ['--port', 'x'], 1, /--port takes a number from 0 to 65535/],
	['an account that is none', ['--account', '1'], 1, /twelve digits/],
	['a policy of nobody', ['--policy', 'AKIDX=a.json'], 1, /no --caller has that access key/],
	['a file that is not there', ['--callers', '/nowhere.json'], 1, /\/nowhere\.json cannot be read/]
])('answers %s with a sentence', async (_name, args, code, sentence) => {
	const sandbox = command(...args);
	expect(await sandbox.ended).toBe(code);
	expect(sandbox.text()).toMatch(sentence);
	expect(sandbox.text()).not.toContain('    at ');
});
