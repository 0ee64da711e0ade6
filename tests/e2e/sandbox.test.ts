/** `npm run sandbox` for pages: AWS's own client, in Chromium, across origins, with nothing in between. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type * as sdk from '@aws-sdk/client-kms';
import { expect } from '@playwright/test';
import { build } from 'vite';
import { root } from '../../src/tools/setup.mjs';
import { startSandbox } from '../sandbox.ts';
import { test } from './test.ts';

declare const aws: typeof sdk;

let sandbox: string;
/** A page that has AWS's client at `aws`. */
let clientPage: string;
const ends: (() => Promise<void>)[] = [];

test.beforeAll(async () => {
	const started = await startSandbox(['--port', '0']);
	ends.push(started.stop);
	sandbox = started.url;

	const script = await bundledClient();
	const server = createServer((request, response) => {
		const isScript = request.url === '/aws.js';
		response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
		response.end(
			isScript
				? script
				: '<!doctype html><title>client</title><script type="module" src="/aws.js"></script>'
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	ends.push(() => {
		server.closeAllConnections();
		server.close();
		return Promise.resolve();
	});
	clientPage = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterAll(async () => {
	for (const end of ends) await end();
});

async function bundledClient(): Promise<string> {
	const entry = '\0client';
	const result = await build({
		configFile: false,
		root,
		logLevel: 'silent',
		plugins: [
			{
				name: 'client',
				resolveId: (id) => (id === 'client' ? entry : undefined),
				load: (id) =>
					id === entry
						? `import * as aws from ${JSON.stringify(path.join(root, 'node_modules/@aws-sdk/client-kms'))};
						globalThis.aws = aws;`
						: undefined
			}
		],
		build: {
			write: false,
			target: 'es2023',
			rolldownOptions: { input: { aws: 'client' }, output: { codeSplitting: false } }
		}
	});
	const [chunk] = 'output' in result ? result.output : [];
	if (!chunk) throw new Error('Vite built nothing.');
	return chunk.code;
}

test('a page of another origin calls with the official client', async ({ page }) => {
	await page.goto(clientPage);
	await page.waitForFunction(() => 'aws' in globalThis);
	const seen = await page.evaluate(async (endpoint) => {
		const client = new aws.KMSClient({
			endpoint,
			region: 'eu-central-1',
			// With a session token, as the credentials of a role have.
			credentials: { accessKeyId: 'AKIDPAGE', secretAccessKey: 'any', sessionToken: 'any' }
		});
		const { KeyMetadata } = await client.send(new aws.CreateKeyCommand({}));
		const made = await client.send(
			new aws.GenerateDataKeyCommand({
				KeyId: KeyMetadata?.Arn,
				KeySpec: 'AES_256',
				EncryptionContext: { purpose: 'päyroll' }
			})
		);
		const opened = await client.send(
			new aws.DecryptCommand({
				CiphertextBlob: made.CiphertextBlob,
				EncryptionContext: { purpose: 'päyroll' }
			})
		);
		const refusal: unknown = await client
			.send(new aws.DecryptCommand({ CiphertextBlob: made.CiphertextBlob }))
			.catch((error: unknown) => error);
		return {
			same: String(made.Plaintext) === String(opened.Plaintext),
			length: opened.Plaintext?.length,
			requestId: opened.$metadata.requestId,
			isClass: refusal instanceof aws.InvalidCiphertextException,
			refused: refusal instanceof aws.KMSServiceException ? refusal.$metadata : undefined
		};
	}, sandbox);
	expect(seen).toMatchObject({ same: true, length: 32, isClass: true });
	expect(seen.refused).toMatchObject({ httpStatusCode: 400 });
	expect(seen.refused?.requestId).toMatch(/^[0-9a-f-]{36}$/);
	expect(seen.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('the page that connects reaches it under its own policy', async ({ page }) => {
	await page.goto('/lab/connect/');
	const health = await page.evaluate(async (url) => {
		const response = await fetch(`${url}/health`);
		return (await response.json()) as { status: string };
	}, sandbox);
	expect(health.status).toBe('ok');
});
