/** Access keys as callers: what their policies let them do, from files and from the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InvalidCiphertextException } from '@aws-sdk/client-kms';
import type { KMSClient } from '@aws-sdk/client-kms';
import { SetupError } from '../setup.mjs';
import { readCaller, readCallers } from './callers.ts';
import { callLine } from './log.ts';
import { clientOf, sandbox, send } from './sandbox.testing.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const account = '111122223333';
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'keywrap-callers-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

function file(name: string, content: unknown): string {
	const at = path.join(folder, name);
	writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
	return at;
}

function policy(Effect: 'Allow' | 'Deny', ...actions: string[]) {
	return {
		Version: '2012-10-17',
		Statement: [{ Sid: 'Own', Effect, Action: actions, Resource: '*' }]
	};
}

async function nameOf(promise: Promise<unknown>): Promise<string> {
	const error: unknown = await promise.then(
		() => new Error('allowed'),
		(reason: unknown) => reason
	);
	return error instanceof Error && error.name !== 'Error' ? error.name : String(error);
}

it('lets each access key do what its policies, the key policy and grants let it', async () => {
	file('reader.json', policy('Allow', 'kms:Decrypt'));
	const callers = await readCallers(
		file('callers.json', {
			callers: {
				AKIDROOT: { root: true },
				AKIDREADER: { user: 'reader', policies: ['reader.json'] },
				AKIDWRITER: {
					role: 'Writer',
					session: 'web',
					policies: [policy('Allow', 'kms:*')],
					permissionsBoundary: policy('Allow', 'kms:Encrypt', 'kms:GenerateDataKey')
				},
				AKIDSTRANGER: { account: '444455556666', user: 'eve', policies: [policy('Allow', 'kms:*')] }
			}
		}),
		account
	);
	const lines: string[] = [];
	const troubles: string[] = [];
	const server = await sandbox({
		callers,
		onCall: (call) => lines.push(callLine(call)),
		onTrouble: ({ what }) => troubles.push(what)
	});
	const root = clientOf(server, 'AKIDROOT');
	const reader = clientOf(server, 'AKIDREADER');
	const writer = clientOf(server, 'AKIDWRITER');
	const stranger = clientOf(server, 'AKIDSTRANGER');
	const KeyId = (await send(root, 'CreateKey', {})).KeyMetadata?.Arn;
	const { CiphertextBlob } = await send(writer, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
	const open = (client: KMSClient) => send(client, 'Decrypt', { CiphertextBlob });
	expect(await open(reader)).toHaveProperty('Plaintext');
	expect(await nameOf(open(writer))).toBe('AccessDeniedException');
	expect(await nameOf(open(stranger))).toBe('AccessDeniedException');
	expect(await nameOf(open(clientOf(server, 'AKIDNOBODY')))).toBe('UnrecognizedClientException');

	await expect(
		send(reader, 'Decrypt', { CiphertextBlob, EncryptionContext: { purpose: 'other' } })
	).rejects.toThrow(InvalidCiphertextException);
	expect(lines.at(-1)).toMatch(
		/allowed \(by the caller's policy, .*\), then FAILED InvalidCiphertextException {2}\d+ ms$/
	);
	await expect(send(root, 'GenerateDataKey', { KeyId })).rejects.toThrow('key spec');
	expect(lines.at(-1)).toMatch(/ {2}FAILED ValidationException: Please specify/);

	await send(root, 'CreateGrant', {
		KeyId,
		GranteePrincipal: 'arn:aws:iam::444455556666:user/eve',
		Operations: ['Decrypt']
	});
	const { GrantToken = '' } = await send(root, 'CreateGrant', {
		KeyId,
		Name: 'for eve',
		GranteePrincipal: 'arn:aws:iam::444455556666:user/eve',
		Operations: ['Decrypt']
	});
	expect(
		await send(stranger, 'Decrypt', { CiphertextBlob, GrantTokens: [GrantToken] })
	).toHaveProperty('Plaintext');

	expect(lines[0]).toMatch(
		/^\d\d:\d\d:\d\d {2}CreateKey {2}eu-central-1 {2}AKIDROOT root .*allowed/
	);
	expect(lines[2]).toContain('AKIDREADER user/reader  key/');
	expect(lines[2]).toMatch(
		/allowed \(by the caller's policy, statement “Own” with the key policy, statement “Enable IAM/
	);
	expect(lines[3]).toContain('AKIDWRITER assumed-role/Writer/web');
	expect(lines[3]).toMatch(
		/REFUSED AccessDeniedException: .*\(no allow in the permissions boundary\)/
	);
	expect(lines.at(-1)).toMatch(/allowed \(by grant [0-9a-f]{8}…/);
	expect(lines.join('\n')).not.toContain(GrantToken);
	expect(troubles).toEqual([
		'Decrypt  AKIDNOBODY  REFUSED UnrecognizedClientException: The security token included in the request is invalid.  Nobody has this access key: --caller AKIDNOBODY=user/NAME gives it to somebody.'
	]);
});

it('takes callers on the command line', async () => {
	const given = [`AKIDA=${file('a.json', policy('Allow', 'kms:Decrypt'))}`, 'AKIDB=not-its-own'];
	expect(await readCaller('AKIDA=444455556666:user/ann', given, account)).toMatchObject([
		'AKIDA',
		{
			arn: 'arn:aws:iam::444455556666:user/ann',
			identityPolicies: [{ Statement: [{ Sid: 'Own' }] }]
		}
	]);
	expect(await readCaller('AKIDA=role/App/web', [], account)).toMatchObject([
		'AKIDA',
		{
			arn: `arn:aws:sts::${account}:assumed-role/App/web`,
			roleArn: `arn:aws:iam::${account}:role/App`
		}
	]);
	expect(await readCaller('AKIDA=root', [], account)).toMatchObject(['AKIDA', { kind: 'root' }]);
	for (const wrong of ['AKIDA', 'AKIDA=', 'AKIDA=group/x', '=root', 'AKIDA=12:root'])
		await expect(readCaller(wrong, [], account)).rejects.toThrow(SetupError);
});

it.each<[string, unknown, string]>([
	['no JSON', '{', 'is not JSON'],
	['no callers', {}, 'callers'],
	['a member that is none', { callers: { AKIDA: { root: true, usr: 'x' } } }, 'callers.AKIDA.usr'],
	[
		'two kinds at once',
		{ callers: { AKIDA: { root: true, user: 'x' } } },
		'one of root, user and role'
	],
	[
		'an account of letters',
		{ callers: { AKIDA: { root: true, account: 'mine' } } },
		'twelve digits'
	],
	[
		'a file that is not there',
		{ callers: { AKIDA: { user: 'x', policies: ['none.json'] } } },
		'cannot be read'
	],
	[
		'a policy that AWS refuses',
		{ callers: { AKIDA: { user: 'x', policies: [{ Statement: [{ Effect: 'Perhaps' }] }] } } },
		'no identity policy that AWS takes'
	]
])('says what is wrong with %s', async (_name, content, sentence) => {
	await expect(readCallers(file('callers.json', content), account)).rejects.toThrow(sentence);
	await expect(readCallers(file('callers.json', content), account)).rejects.toThrow(SetupError);
});
