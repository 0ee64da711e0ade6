/** Many who come at once, too slowly, with too much or with nonsense: the process lives and stays small. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { command } from './command.testing.ts';
import { clientOf, send } from './sandbox.testing.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const head = (operation: string) => ({
	'content-type': 'application/x-amz-json-1.1',
	'x-amz-target': `TrentService.${operation}`,
	authorization:
		'AWS4-HMAC-SHA256 Credential=AKIDROOT/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=00'
});

const mebibyte = 2 ** 20;

/** A sandbox of its own process, with what it takes of memory at most. */
async function started() {
	const sandbox = command('--port', '0', '--quiet');
	const [, url = '', port = ''] = await sandbox.prints(/answers at (http:\/\/localhost:(\d+))/);
	const residentMebibytes = () =>
		Number(
			execFileSync('ps', ['-o', 'rss=', '-p', String(sandbox.child.pid)], { encoding: 'utf8' })
		) / 1024;
	let most = 0;
	const watch = setInterval(() => (most = Math.max(most, residentMebibytes())), 250);
	onTestFinished(() => {
		clearInterval(watch);
	});
	const post = (operation: string, body: string | Buffer, agent?: Agent) =>
		new Promise<{ status: number; text: string } | 'closed'>((resolve) => {
			const asking = request(
				{
					host: '127.0.0.1',
					port,
					method: 'POST',
					headers: head(operation),
					...(agent ? { agent } : {})
				},
				(response) => {
					let text = '';
					response.on('data', (data: Buffer) => (text += data.toString()));
					response.on('end', () => {
						resolve({ status: response.statusCode ?? 0, text });
					});
					response.on('error', () => {
						resolve('closed');
					});
				}
			);
			asking.on('error', () => {
				resolve('closed');
			});
			asking.end(body);
		});
	return {
		...sandbox,
		url,
		post,
		open: () =>
			new Promise<Socket>((resolve, reject) => {
				const socket = connect(Number(port), '127.0.0.1', () => {
					socket.off('error', reject);
					socket.on('error', () => undefined);
					resolve(socket);
				});
				socket.once('error', reject);
				onTestFinished(() => {
					socket.destroy();
				});
			}),
		mostMebibytes: () => Math.max(most, residentMebibytes())
	};
}

it('serves a thousand connections that call at the same time', async () => {
	const { url, post, mostMebibytes, text } = await started();
	const KeyId = (await send(clientOf({ url }), 'CreateKey', {})).KeyMetadata?.KeyId;
	const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
	onTestFinished(() => {
		agent.destroy();
	});
	const body = JSON.stringify({ KeyId, KeySpec: 'AES_256' });
	const answers = await Promise.all(
		Array.from({ length: 1000 }, () => post('GenerateDataKey', body, agent))
	);
	// A machine that is busy elsewhere may not get round to all of them in time.
	const statuses = answers.map((answer) => (answer === 'closed' ? answer : answer.status));
	expect(statuses.filter((status) => ![200, 408, 'closed'].includes(status))).toEqual([]);
	expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(500);
	expect(await post('GenerateDataKey', body)).toMatchObject({ status: 200 });
	expect(mostMebibytes()).toBeLessThan(400);
	expect(text()).not.toContain('itself failed');
});

it('refuses bodies of ten megabytes fifty at a time, and keeps none', async () => {
	const { post, mostMebibytes, text } = await started();
	const body = Buffer.concat([
		Buffer.from('{"Marker":"'),
		Buffer.alloc(10 * mebibyte, 'a'),
		Buffer.from('"}')
	]);
	const answers = await Promise.all(Array.from({ length: 50 }, () => post('ListKeys', body)));
	for (const answer of answers)
		if (answer !== 'closed')
			expect(answer).toEqual({
				status: 413,
				text: expect.stringContaining('"__type":"RequestEntityTooLargeException"') as string
			});
	// Five hundred megabytes came.
	expect(mostMebibytes()).toBeLessThan(400);
	expect(await post('ListKeys', '{}')).toMatchObject({ status: 200 });
	expect(text()).not.toContain('itself failed');
});

it('holds what slow clients have sent so far, serves others and stops all the same', async () => {
	const { open, post, mostMebibytes, child, ended, text } = await started();
	const lines = Object.entries(head('ListKeys')).map(([name, value]) => `${name}: ${value}\r\n`);
	const begun = `POST / HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}`;
	for (let count = 0; count < 300; count++) {
		const slow = await open();
		// A head without its end, most of a body, and a caller who reads no answer.
		if (count % 3 === 0) slow.write(begun);
		else if (count % 3 === 1)
			slow.write(`${begun}Content-Length: 262144\r\n\r\n{"Marker":"${'a'.repeat(200_000)}`);
		else {
			slow.pause();
			slow.write(`${begun}Content-Length: 2\r\n\r\n{}`.repeat(100));
		}
	}
	expect(await post('ListKeys', '{}')).toMatchObject({ status: 200 });
	expect(mostMebibytes()).toBeLessThan(400);
	child.kill('SIGTERM');
	expect(await ended).toBe(0);
	expect(text()).toContain('Stopped.');
});

it('answers nonsense in the form of the API, whatever it is', async () => {
	const { post, text } = await started();
	const sound = Buffer.from(
		JSON.stringify({
			KeyId: 'alias/a',
			CiphertextBlob: 'AQID',
			EncryptionContext: { a: 'b' },
			GrantTokens: ['t'],
			DryRun: false
		})
	);
	const damaged = (seed: number) => {
		const body = Buffer.from(sound);
		for (const byte of randomBytes(1 + (seed % 4)))
			body[(byte * 31 + seed) % body.length] = (byte * 7 + seed) % 256;
		return seed % 5 === 0 ? body.subarray(0, seed % body.length) : body;
	};
	const bodies = [
		...Array.from({ length: 300 }, (_, seed) => damaged(seed)),
		...Array.from({ length: 100 }, (_, length) => randomBytes(length))
	];
	const answers = await Promise.all(bodies.map((body) => post('Decrypt', body)));
	for (const [index, answer] of answers.entries()) {
		if (answer === 'closed') throw new Error(`closed: ${bodies[index]?.toString('hex') ?? ''}`);
		expect(answer.status, answer.text).toBe(400);
		expect(JSON.parse(answer.text)).toHaveProperty('__type', expect.stringMatching(/Exception$/));
	}
	expect(text()).not.toContain('itself failed');
});
