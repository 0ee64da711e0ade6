import { describe, expect, it } from 'vitest';
import { createLocalKms } from '#lib/kms/index.ts';
import { failureOf, runJob } from './job.ts';
import type { Job, KeyOfJob } from './job.ts';
import { describeLocked, headLength, makeAesKey, makeRsaPair, parseAesKey } from './keys.ts';

const kms = createLocalKms();
const text = 'Nothing leaves this browser. '.repeat(60_000);

async function run(job: Job, signal = new AbortController().signal) {
	const parts: Uint8Array<ArrayBuffer>[] = [];
	const seen: number[] = [];
	const header = await runJob(job, {
		kms,
		signal,
		sink: { write: (bytes) => void parts.push(bytes.slice()) },
		onProgress: (bytes) => void seen.push(bytes)
	});
	return { blob: new Blob(parts), header, seen };
}

const lock = (key: KeyOfJob, more: Partial<Extract<Job, { kind: 'lock' }>> = {}) =>
	run({
		kind: 'lock',
		file: new Blob([text]),
		key,
		context: { purpose: 'test' },
		suite: 0x0478,
		frameLength: 65_536,
		...more
	});

function aes(hex = makeAesKey()): KeyOfJob {
	const parsed = parseAesKey(hex);
	if ('problem' in parsed) throw new Error(parsed.problem);
	return { kind: 'aes', namespace: 'mine', name: 'schlüssel', key: parsed.key };
}

const head = async (blob: Blob) =>
	describeLocked(new Uint8Array(await blob.slice(0, headLength).arrayBuffer()));

describe('a file that is locked', () => {
	it.each([0x0478, 0x0578] as const)('opens with its AES key, suite %s', async (suite) => {
		const key = aes();
		const { blob, seen } = await lock(key, { suite });
		expect(seen.at(-1)).toBe(text.length);
		const opened = await run({ kind: 'open', file: blob, key });
		expect(await opened.blob.text()).toBe(text);
		expect(opened.header.encryptionContext).toMatchObject({ purpose: 'test' });
	});

	it('opens with the private half of its RSA pair', async () => {
		const { publicKey, privateKey } = await makeRsaPair();
		const key = { kind: 'rsa', namespace: 'mine', name: 'pair', hash: 'SHA-384' } as const;
		const { blob } = await lock({ ...key, publicKey });
		const opened = await run({ kind: 'open', file: blob, key: { ...key, privateKey } });
		expect(await opened.blob.text()).toBe(text);
	});

	it('opens with the KMS key that the message names', async () => {
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const keyArn = KeyMetadata?.Arn ?? '';
		const { blob } = await lock({ kind: 'kms', keyArn });
		expect((await head(blob))?.holders).toEqual([
			{ kind: 'kms', namespace: 'aws-kms', name: keyArn }
		]);
		const opened = await run({ kind: 'open', file: blob, key: { kind: 'kms' } });
		expect(await opened.blob.text()).toBe(text);
	});

	it('may be empty', async () => {
		const key = aes();
		const { blob } = await lock(key, { file: new Blob([]) });
		expect((await run({ kind: 'open', file: blob, key })).blob.size).toBe(0);
	});
});

describe('what fails says why', () => {
	const failure = (job: Job, signal?: AbortSignal) =>
		run(job, signal).then(
			() => undefined,
			(error: unknown) => failureOf(error)
		);

	it('a file that was changed or moved since it was chosen', () => {
		for (const error of [
			new DOMException('Gone', 'NotReadableError'),
			new TypeError('network error')
		])
			expect(failureOf(error)).toMatchObject({ code: 'NOT_READABLE' });
	});

	it('another key, a flipped bit, a part that is missing', async () => {
		const key = aes();
		const { blob } = await lock(key);
		const bytes = new Uint8Array(await blob.arrayBuffer());
		const flipped = bytes.slice();
		flipped[bytes.length - 100] = (flipped[bytes.length - 100] ?? 0) ^ 1;
		expect(await failure({ kind: 'open', file: blob, key: aes() })).toMatchObject({
			code: 'ENVELOPE_NO_KEYRING'
		});
		expect(await failure({ kind: 'open', file: new Blob([flipped]), key })).toMatchObject({
			code: 'ENVELOPE_FRAME_TAG'
		});
		expect(await failure({ kind: 'open', file: blob.slice(0, -40), key })).toMatchObject({
			code: 'ENVELOPE_TRUNCATED'
		});
	});

	it('and so does a cancel, also before it begins', async () => {
		const key = aes();
		const job: Job = {
			kind: 'lock',
			file: new Blob([text]),
			key,
			context: {},
			suite: 0x0478,
			frameLength: 4096
		};
		expect(await failure(job, AbortSignal.abort())).toMatchObject({ code: 'CANCELLED' });
	});
});

describe('keys of the user', () => {
	it('are hex or base64, of 16, 24 or 32 bytes', () => {
		expect(parseAesKey('00'.repeat(16))).toEqual({ key: new Uint8Array(16) });
		expect(parseAesKey(` ${btoa('x'.repeat(24))} `)).toEqual({ key: new Uint8Array(24).fill(120) });
		expect(parseAesKey(btoa('y'.repeat(32)))).toEqual({ key: new Uint8Array(32).fill(121) });
		expect(parseAesKey('')).toHaveProperty('problem');
		expect(parseAesKey('00'.repeat(17))).toEqual({
			problem: 'An AES key has 16, 24 or 32 bytes. This one has 17.'
		});
		expect(parseAesKey('not a key!')).toEqual({
			problem: 'The key is neither hexadecimal nor base64.'
		});
	});

	it('are named by the message', async () => {
		const { blob } = await lock(aes(), { suite: 0x0578 });
		const described = await head(blob);
		expect(described).toMatchObject({
			signed: true,
			holders: [{ kind: 'raw', namespace: 'mine', name: 'schlüssel' }]
		});
		expect(described?.context).toContainEqual(['purpose', 'test']);
		const { publicKey } = await makeRsaPair();
		const rsa = await lock({ kind: 'rsa', namespace: 'n', name: 'pair', hash: 'SHA-1', publicKey });
		expect((await head(rsa.blob))?.holders).toEqual([
			{ kind: 'raw', namespace: 'n', name: 'pair' }
		]);
	});

	it('are not looked for in what is no message', () => {
		expect(describeLocked(new TextEncoder().encode('Dear diary'))).toBeUndefined();
		expect(describeLocked(new Uint8Array())).toBeUndefined();
	});
});
