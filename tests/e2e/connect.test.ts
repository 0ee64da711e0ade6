/** Connecting a KMS, against `npm run sandbox`: the built app, Chromium, the network, no stand-in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, KMS } from '@aws-sdk/client-kms';
import type { CreateKeyCommandInput } from '@aws-sdk/client-kms';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startKmsServer, WireError } from '../../src/tools/sandbox/protocol.ts';
import { startSandbox } from '../sandbox.ts';
import { axeLines } from './axe.ts';
import { dataKeysOf } from './data-keys.ts';
import { test } from './test.ts';

const region = 'eu-central-1';
const secrets = {
	accessKeyId: 'ASIAOWNEROFTHEKEY',
	secretAccessKey: 'wJalrXUtnFEMI-the-secret-of-this-test',
	sessionToken: 'IQoJb3JpZ2luX2VjE-the-token-of-this-test'
};
const stranger = 'ASIASTRANGER00000';
/** May lock, and not open. */
const sealer = 'ASIASEALER0000000';

let sandbox: string;
let kms: KMS;
/** Calls as the sandbox's log has them. */
let log: () => string;
let folder: string;
const ends: (() => Promise<void>)[] = [];

test.beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'keywrap-connect-'));
	const policy = path.join(folder, 'sealer.json');
	writeFileSync(
		policy,
		JSON.stringify({
			Version: '2012-10-17',
			Statement: [{ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' }]
		})
	);
	const callers = [
		['--caller', `${secrets.accessKeyId}=root`],
		['--caller', `${stranger}=user/stranger`],
		['--caller', `${sealer}=user/sealer`],
		['--policy', `${sealer}=${policy}`]
	].flat();
	const started = await startSandbox(['--port', '0', ...callers]);
	ends.push(started.stop);
	({ log, url: sandbox } = started);
	// A copy: the client writes into what it is given.
	kms = new KMS({ endpoint: sandbox, region, credentials: { ...secrets } });
});
test.afterAll(async () => {
	kms.destroy();
	for (const end of ends) await end();
	rmSync(folder, { recursive: true });
});

async function makeKey(input: CreateKeyCommandInput = {}): Promise<string> {
	return (await kms.send(new CreateKeyCommand(input))).KeyMetadata?.Arn ?? '';
}

const exported = (accessKeyId = secrets.accessKeyId, expires = '2099-01-01T00:00:00Z') =>
	JSON.stringify({
		Version: 1,
		AccessKeyId: accessKeyId,
		SecretAccessKey: secrets.secretAccessKey,
		SessionToken: secrets.sessionToken,
		Expiration: expires
	});

/** Fills the form as somebody with an emulator does. */
async function fill(
	page: Page,
	keyId: string,
	{ endpoint = sandbox, text = exported() }: { endpoint?: string; text?: string } = {}
) {
	await page.getByLabel('An emulator, or another endpoint').check();
	await page.getByLabel('Endpoint', { exact: true }).fill(endpoint);
	await page.getByLabel('Key ID, ARN or alias', { exact: true }).fill(keyId);
	await page.getByLabel(/Output of/).fill(text);
}

async function connect(page: Page, keyId: string, text = exported()) {
	await page.goto('/lab/connect/');
	await fill(page, keyId, { text });
	await page.getByRole('button', { name: 'Test the connection' }).click();
	await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
}

/** Everything that a page of this site can keep, as one text; bytes one character each. */
async function kept(page: Page): Promise<string> {
	const state = JSON.stringify(await page.context().storageState({ indexedDB: true }));
	const inPage = await page.evaluate(async () => {
		const parts: string[] = [
			location.href,
			document.cookie,
			window.name,
			JSON.stringify(history.state)
		];
		for (const storage of [localStorage, sessionStorage])
			for (let i = 0; i < storage.length; i++) {
				const key = storage.key(i) ?? '';
				parts.push(key, storage.getItem(key) ?? '');
			}
		const latin = new TextDecoder('latin1');
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys()) {
				const response = await cache.match(request);
				parts.push(request.url, latin.decode(await response?.arrayBuffer()));
			}
		}
		async function walk(folder: FileSystemDirectoryHandle): Promise<void> {
			for await (const [name, handle] of folder.entries()) {
				parts.push(name);
				if (handle.kind === 'directory') await walk(handle);
				else parts.push(latin.decode(await (await handle.getFile()).arrayBuffer()));
			}
		}
		await walk(await navigator.storage.getDirectory());
		for (const { name = '' } of await indexedDB.databases()) {
			const db = await new Promise<IDBDatabase>((resolve, reject) => {
				const asked = indexedDB.open(name);
				asked.onsuccess = () => {
					resolve(asked.result);
				};
				asked.onerror = () => {
					reject(new Error(name));
				};
			});
			for (const store of db.objectStoreNames) {
				const all = await new Promise<unknown[]>((resolve, reject) => {
					const asked = db.transaction(store).objectStore(store).getAll();
					asked.onsuccess = () => {
						resolve(asked.result as unknown[]);
					};
					asked.onerror = () => {
						reject(new Error(store));
					};
				});
				parts.push(
					JSON.stringify(all, (_, value: unknown) =>
						value instanceof Uint8Array ? latin.decode(value) : value
					)
				);
			}
			db.close();
		}
		return parts.join('\n');
	});
	return `${state}\n${inPage}`;
}

/** The ways in which a secret could stand in a text. */
function formsOf(secret: Buffer): string[] {
	return [secret.toString('base64'), secret.toString('hex'), secret.toString('latin1')];
}

test.describe('the page that connects', () => {
	test('tests a key with two calls, tells what it found, and erases it', async ({ page }) => {
		const arn = await makeKey();
		await kms.send(new CreateAliasCommand({ AliasName: 'alias/class', TargetKeyId: arn }));
		const before = log().length;
		await connect(page, 'alias/class');
		await expect(page.getByText(arn)).toBeVisible();
		await expect(page.getByText('it would have succeeded')).toBeVisible();
		await expect
			.poll(() =>
				log()
					.slice(before)
					.match(/GenerateDataKey|DescribeKey/g)
			)
			.toEqual(['GenerateDataKey', 'DescribeKey']);
		expect(await axeLines(page)).toEqual([]);

		await page.getByRole('button', { name: 'Erase the connection' }).click();
		await expect(page.getByText('The connection is erased')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Test the connection' })).toBeVisible();
		await page.getByLabel('An emulator, or another endpoint').check();
		await expect(page.getByLabel(/Output of/)).toHaveValue('');
	});

	test('speaks, once connected, to that endpoint and to nobody else', async ({ page }) => {
		await connect(page, await makeKey());
		const tries = await page.evaluate(async (health) => {
			const sent = (url: string) =>
				fetch(url, { mode: 'no-cors' }).then(
					() => 'sent',
					() => 'refused'
				);
			const violations: string[] = [];
			document.addEventListener('securitypolicyviolation', (event) => {
				violations.push(event.effectiveDirective);
			});
			const came = [await sent(health), await sent('https://example.org/')];
			// The refusal is told in a task of its own.
			await new Promise((resolve) => setTimeout(resolve, 100));
			return [...came, ...violations];
		}, `${sandbox}/health`);
		expect(tries).toEqual(['sent', 'refused', 'connect-src']);
	});

	test('can be come to from another page', async ({ page }) => {
		await page.goto('/lab/', { waitUntil: 'networkidle' });
		await page.getByRole('link', { name: 'A KMS of your own' }).click();
		await fill(page, await makeKey());
		await page.getByRole('button', { name: 'Test the connection' }).click();
		await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
	});

	test('takes nothing while it stands in another page', async ({ page, baseURL }) => {
		const server = createServer((_, response) => {
			response.setHeader('Content-Type', 'text/html');
			response.end(
				`<!doctype html><title>frame</title><iframe src="${baseURL ?? ''}/lab/connect/"></iframe>`
			);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		// A host that sends these headers shows nothing at all; this page does not rely on it.
		await page.route('**/lab/connect/', async (route) => {
			const response = await route.fetch();
			const headers = { ...response.headers() };
			delete headers['content-security-policy'];
			delete headers['x-frame-options'];
			await route.fulfill({ response, headers });
		});
		await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
		const frame = page.frameLocator('iframe');
		await expect(frame.getByText('stands inside another one')).toBeVisible();
		await expect(frame.locator('form')).toHaveCount(0);
		server.closeAllConnections();
		server.close();
	});
});

test.describe('each failure, in words', () => {
	async function failing(page: Page, words: RegExp | string) {
		await page.getByRole('button', { name: 'Test the connection' }).click();
		const alert = page.getByRole('alert');
		await expect(alert).toContainText(words);
		const said = (await alert.textContent()) ?? '';
		for (const secret of Object.values(secrets)) expect(said).not.toContain(secret);
		await expect(page.getByRole('heading', { name: 'Connected' })).toHaveCount(0);
		return alert;
	}

	test.beforeEach(async ({ page }) => {
		await page.goto('/lab/connect/');
	});

	test('an unknown key, with the name and the request id of the refusal', async ({ page }) => {
		await fill(page, '00000000-0000-4000-8000-000000000000');
		const alert = await failing(page, 'There is no such key in eu-central-1');
		await expect(alert).toContainText(/NotFoundException.*HTTP 400.*Request [0-9a-f-]{36}/s);
		expect(await axeLines(page)).toEqual([]);
	});

	test('a permission that is missing', async ({ page }) => {
		await fill(page, await makeKey(), { text: exported(stranger) });
		await failing(page, 'The permission kms:GenerateDataKey is missing');
	});

	test('an access key that nobody knows', async ({ page }) => {
		await fill(page, await makeKey(), { text: exported('ASIANOBODYKNOWSME') });
		await failing(page, 'The credentials are not known there');
	});

	test('a key that is disabled', async ({ page }) => {
		const arn = await makeKey();
		await kms.send(new DisableKeyCommand({ KeyId: arn }));
		await fill(page, arn);
		await failing(page, 'disabled');
	});

	test('a key of another Region, before anything is sent', async ({ page }) => {
		const before = log().length;
		await fill(page, (await makeKey()).replace(region, 'eu-west-3'));
		await failing(page, 'The key is one of eu-west-3');
		expect(log().slice(before)).not.toContain('GenerateDataKey');
	});

	test('credentials that are over, by their own date', async ({ page }) => {
		await fill(page, await makeKey(), {
			text: exported(secrets.accessKeyId, '2020-01-01T00:00:00Z')
		});
		await failing(page, 'have expired already');
	});

	for (const [code, message, words] of [
		['ExpiredTokenException', 'The security token included in the request is expired', 'expired'],
		['InvalidSignatureException', 'Signature expired: 1 is now earlier than 2', 'The clock'],
		[
			'InvalidSignatureException',
			`does not match. x-amz-security-token:${secrets.sessionToken}`,
			'The secret access key is not the one'
		]
	] as const)
		test(`${code}, “${message.slice(0, 20)}…”`, async ({ page }) => {
			const server = await startKmsServer({
				answer: () => {
					throw new WireError(code, message);
				}
			});
			await fill(page, 'alias/any', { endpoint: server.url });
			await failing(page, new RegExp(words, 'i'));
			await server.close();
		});

	test('nobody at the address, and somebody without CORS', async ({ page }) => {
		const server = createServer((_, response) => response.end('here'));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		await fill(page, 'alias/any', { endpoint });
		await failing(page, 'CORS is missing there');
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
		await failing(page, 'No answer came from the endpoint');
	});

	test('a page that is no KMS, and one that answers everything', async ({ page }) => {
		const server = createServer((request, response) => {
			response.setHeader('Access-Control-Allow-Origin', '*');
			response.setHeader(
				'Access-Control-Allow-Headers',
				request.headers['access-control-request-headers'] ?? ''
			);
			response.end(request.url?.startsWith('/empty') ? '{}' : '<p>Hello</p>');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		await fill(page, 'alias/any', { endpoint });
		const alert = await failing(page, 'and not as AWS KMS does');
		await expect(alert).toContainText('The answer is not JSON.');
		await fill(page, 'alias/any', { endpoint: `${endpoint}/empty` });
		await failing(page, 'GenerateDataKey was answered without a data key');
		server.closeAllConnections();
		server.close();
	});

	test('an endpoint that sends the request on to somebody else', async ({ page }) => {
		const reached: string[] = [];
		const other = createServer((request, response) => {
			reached.push(request.method ?? '');
			response.end();
		});
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		const server = createServer((request, response) => {
			response.setHeader('Access-Control-Allow-Origin', '*');
			response.setHeader(
				'Access-Control-Allow-Headers',
				request.headers['access-control-request-headers'] ?? ''
			);
			const { port } = other.address() as AddressInfo;
			if (request.method === 'POST')
				response.writeHead(307, { location: `http://127.0.0.1:${port}/` });
			response.end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		await fill(page, 'alias/any', { endpoint });
		await failing(page, 'does not follow');
		// Neither the request nor what is asked beforehand: it would name the headers with the credentials.
		expect(reached).toEqual([]);
		for (const one of [server, other]) {
			one.closeAllConnections();
			one.close();
		}
	});

	test('http to another machine, which the page refuses', async ({ page }) => {
		await fill(page, 'alias/any', { endpoint: 'http://kms.example.org:4599' });
		await failing(page, 'in the clear');
	});

	test('long-term credentials for AWS', async ({ page }) => {
		await page.getByLabel('Key ID, ARN or alias', { exact: true }).fill('alias/any');
		await page
			.getByLabel(/Output of/)
			.fill('AWS_ACCESS_KEY_ID=AKIALONGTERM00000\nAWS_SECRET_ACCESS_KEY=abc');
		await failing(page, 'long-term');
	});
});

test('a walk goes over to the KMS, with the calls it said, and back', async ({ page }) => {
	const dataKeys = await dataKeysOf(page);
	const arn = await makeKey();
	await connect(page, arn);
	const before = log().length;
	const sent = () =>
		log()
			.slice(before)
			.match(/GenerateDataKey|Decrypt/g) ?? [];
	await page.getByRole('link', { name: 'Envelope encryption, there and back' }).click();
	const own = page.getByRole('region', { name: 'Your KMS' });
	await expect(own).toContainText('this walk makes 2 calls with your key');
	expect(sent()).toEqual([]);
	await own.getByRole('button', { name: 'Walk on your KMS' }).click();
	await expect(own).toContainText('0 of 2 calls were sent');
	await expect(page.getByText('the calls that your own KMS answers')).toBeVisible();
	const next = page.getByRole('button', { name: 'Next' });
	await next.click();
	await expect(own).toContainText('0 of 2 calls were sent');
	await next.click();
	await expect(own).toContainText('1 of 2 calls were sent');
	await expect(own.getByRole('row', { name: /GenerateDataKey/ })).toContainText(
		/ ms.* ms.*\d+ bytes, \d+ in this page.*[0-9a-f-]{36}/s
	);
	await expect(page.getByText(`Host: ${new URL(sandbox).host}`)).toBeVisible();
	await page.goto(`${page.url().split('#')[0] ?? ''}#step=done`);
	await expect(own).toContainText('2 of 2 calls were sent');
	await expect(page.getByRole('heading', { name: 'There and back', exact: true })).toBeVisible();
	await expect.poll(sent).toEqual(['GenerateDataKey', 'Decrypt']);
	expect(await axeLines(page)).toEqual([]);

	await expect.poll(() => dataKeys.length).toBe(2);
	const all = await kept(page);
	const known = [...Object.values(secrets), ...dataKeys.flatMap(formsOf)];
	expect(known.filter((secret) => all.includes(secret))).toEqual([]);

	await own.getByRole('button', { name: 'Back to the KMS in this page' }).click();
	await expect(own).toContainText('Nothing has been sent yet');
	await page.goBack();
	await page.goBack();
	await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
	await page.getByRole('link', { name: 'Half of the key goes out' }).click();
	await expect(own).toContainText('needs RSA key pairs');
});

test('a walk that cannot go on says what to do, and the KMS in the page can', async ({ page }) => {
	const arn = await makeKey();
	await connect(page, arn);
	await page.getByRole('link', { name: 'One secret, straight under a KMS key' }).click();
	await page.getByRole('button', { name: 'Walk on your KMS' }).click();
	await kms.send(new DisableKeyCommand({ KeyId: arn }));
	const own = page.getByRole('region', { name: 'Your KMS' });
	await expect(own).toContainText('0 of 4 calls');
	for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Next' }).click();
	await expect(page.getByText('The key is there, and disabled')).toBeVisible();
	await own.getByRole('button', { name: 'Back to the KMS in this page' }).click();
	for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Next' }).click();
	await expect(page.getByRole('heading', { name: 'A ciphertext comes back' })).toBeVisible();
});

test('a file is locked and opened with the key, and nothing of it is kept', async ({ page }) => {
	const dataKeys = await dataKeysOf(page);
	const said: string[] = [];
	page.on('console', (message) => said.push(message.text()));
	const arn = await makeKey();
	await connect(page, arn);
	await page.getByRole('link', { name: 'Lock or open a file with it' }).click();
	const before = log().length;
	const text = 'Ana 4,210; Ben 3,985';
	await page
		.locator('input[type=file]')
		.setInputFiles({ name: 'pay.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
	await page.getByLabel('The KMS you connected').check();
	await expect(page.getByText('Makes one call to it: GenerateDataKey')).toBeVisible();
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is locked' })).toBeVisible();
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save pay.txt.encrypted' }).click();
	const locked = await (await saving).path();

	await page.getByRole('link', { name: 'Open a locked file' }).click();
	await page.locator('input[type=file]').setInputFiles(locked);
	await expect(page.getByLabel('The KMS you connected')).toBeChecked();
	await page.getByRole('button', { name: 'Open the file' }).click();
	await expect(page.getByRole('heading', { name: 'The file is open' })).toBeVisible();
	await expect
		.poll(() =>
			log()
				.slice(before)
				.match(/GenerateDataKey|Decrypt/g)
		)
		.toEqual(['GenerateDataKey', 'Decrypt']);
	await expect.poll(() => dataKeys.length).toBe(2);
	expect(dataKeys[0]).toEqual(dataKeys[1]);

	const known = [...Object.values(secrets), ...dataKeys.flatMap(formsOf)];
	const lookFor = async () => {
		const all = `${await kept(page)}\n${said.join('\n')}`;
		return known.filter((secret) => all.includes(secret));
	};
	// What the search itself finds when there is something: a secret put where a page keeps things.
	await page.evaluate((secret) => {
		sessionStorage.setItem('planted', secret);
	}, secrets.sessionToken);
	expect(await lookFor()).toEqual([secrets.sessionToken]);
	await page.evaluate(() => {
		sessionStorage.clear();
	});
	expect(await lookFor()).toEqual([]);

	await page.getByRole('link', { name: 'Lab', exact: true }).first().click();
	await expect(page.getByRole('heading', { name: 'The Lab', level: 1 })).toBeVisible();
	// The worker that had the data key is gone with its job.
	await expect.poll(() => page.workers().length).toBe(0);
	expect(await lookFor()).toEqual([]);
	await page.goto('/lab/connect/');
	await expect(page.getByRole('button', { name: 'Test the connection' })).toBeVisible();
	expect(await lookFor()).toEqual([]);
});

test('what the KMS refuses of a file is told as where it was connected', async ({ page }) => {
	const arn = await makeKey();
	await connect(page, arn, exported(sealer));
	await page.getByRole('link', { name: 'Lock or open a file with it' }).click();
	const file = { name: 'pay.txt', mimeType: 'text/plain', buffer: Buffer.from('Ana 4,210') };
	await page.locator('input[type=file]').setInputFiles(file);
	await page.getByLabel('The KMS you connected').check();
	await page.getByRole('button', { name: 'Lock the file' }).click();
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save pay.txt.encrypted' }).click();
	const locked = await (await saving).path();

	await page.getByRole('link', { name: 'Open a locked file' }).click();
	await page.locator('input[type=file]').setInputFiles(locked);
	await page.getByRole('button', { name: 'Open the file' }).click();
	const alert = page.getByRole('alert');
	await expect(alert).toContainText('The permission kms:Decrypt is missing');
	await expect(alert).toContainText(`Decrypt with ${arn}`);
	await expect(alert).toContainText('Allow kms:Decrypt on this key in a policy of the role');
	await expect(alert).toContainText(/AccessDeniedException.*HTTP 400.*Request [0-9a-f-]{36}/s);
	await expect(alert).toContainText('your file is as it was');
	await expect(alert).not.toContainText('ENVELOPE');

	await kms.send(new DisableKeyCommand({ KeyId: arn }));
	await page.getByRole('link', { name: 'Lock a file' }).click();
	await page.locator('input[type=file]').setInputFiles(file);
	await page.getByRole('button', { name: 'Lock the file' }).click();
	await expect(alert).toContainText('The key is there, and disabled');
	await expect(alert).toContainText(`GenerateDataKey with ${arn}`);
	expect(await axeLines(page)).toEqual([]);
});

test('the page without a secure context takes nothing', async ({ page }) => {
	await page.addInitScript(() => {
		Object.defineProperty(window, 'isSecureContext', { value: false });
	});
	await page.goto('/lab/connect/');
	await expect(page.getByRole('alert')).toContainText('did not come over a secure connection');
	await expect(page.locator('form')).toHaveCount(0);
});
