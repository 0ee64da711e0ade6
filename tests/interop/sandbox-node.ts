/**
 * AWS's own client for Node with its KMS keyring, and ours, both against `npm run sandbox`'s server over
 * HTTP: what one writes the other reads. The client is the project `client-node/`, installed with
 * `npm ci` when it is missing. `node tests/interop/sandbox-node.ts` prints JSON, and fails by its exit
 * code.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { KMS } from '@aws-sdk/client-kms';
import { decrypt, encrypt, kmsKeyring } from '../../src/lib/envelope/index.ts';
import type { Principal } from '../../src/lib/iam/index.ts';
import type { KmsClient } from '../../src/lib/kms/index.ts';
import { startSandbox } from '../../src/tools/sandbox/main.ts';

interface Official {
	buildClient(policy: string): {
		encrypt(keyring: object, plaintext: Buffer, options: object): Promise<{ result: Buffer }>;
		decrypt(keyring: object, message: Buffer): Promise<{ plaintext: Buffer }>;
	};
	KmsKeyringNode: new (options: {
		generatorKeyId?: string;
		keyIds?: string[];
		clientProvider: (region: string) => KMS;
	}) => object;
}

const folder = path.join(import.meta.dirname, 'client-node');
if (!existsSync(path.join(folder, 'node_modules')))
	execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 2, 2] });
const official = createRequire(path.join(folder, 'package.json'))(
	'@aws-crypto/client-node'
) as Official;
const client = official.buildClient('REQUIRE_ENCRYPT_REQUIRE_DECRYPT');

const accountId = '111122223333';
const root: Principal = { arn: `arn:aws:iam::${accountId}:root`, accountId, kind: 'root' };
const nobody: Principal = { arn: `arn:aws:iam::${accountId}:user/nobody`, accountId, kind: 'user' };
const server = await startSandbox({
	accountId,
	callers: new Map([
		['AKIDROOT', root],
		['AKIDNOBODY', nobody]
	])
});

const clients: KMS[] = [];
const sdk = (region: string, accessKeyId = 'AKIDROOT') => {
	const made = new KMS({
		endpoint: server.url,
		region,
		credentials: { accessKeyId, secretAccessKey: 'any' },
		maxAttempts: 1
	});
	clients.push(made);
	return made;
};

/** Our interface over theirs: a method of the SDK is the operation with a small first letter. */
function over(kms: KMS): KmsClient {
	const methods = kms as unknown as Record<string, (input: object) => Promise<never>>;
	return {
		send: (op, input) => {
			const name = op.charAt(0).toLowerCase() + op.slice(1);
			return methods[name]?.(input) ?? Promise.reject(new Error(`no method ${name}`));
		}
	};
}

let passed = 0;
const failures: string[] = [];
async function attempt(name: string, run: () => Promise<void>): Promise<void> {
	try {
		await run();
		passed++;
	} catch (error) {
		failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
	}
}
function same(read: Uint8Array, plaintext: Uint8Array): void {
	if (!Buffer.from(read).equals(Buffer.from(plaintext)))
		throw new Error('The plaintext came back changed.');
}

try {
	const keyIn = async (region: string) => (await sdk(region).createKey({})).KeyMetadata?.Arn ?? '';
	const generatorKeyId = await keyIn('eu-central-1');
	const second = await keyIn('us-east-1');
	const theirs = (generator?: string, keyIds: string[] = [], accessKeyId?: string) =>
		new official.KmsKeyringNode({
			...(generator ? { generatorKeyId: generator } : {}),
			keyIds,
			clientProvider: (region) => sdk(region, accessKeyId)
		});
	const encryptionContext = { purpose: 'payroll', ä: '~' };

	for (const length of [0, 1, 1000, 100_000]) {
		const plaintext = randomBytes(length);
		await attempt(
			`they write ${length} bytes under keys of two Regions, each opens it`,
			async () => {
				const { result } = await client.encrypt(theirs(generatorKeyId, [second]), plaintext, {
					encryptionContext
				});
				same((await client.decrypt(theirs(undefined, [second]), result)).plaintext, plaintext);
				const ours = kmsKeyring({ client: over(sdk('eu-central-1')), generatorKeyId });
				same((await decrypt(new Uint8Array(result), { keyring: ours })).plaintext, plaintext);
			}
		);
		await attempt(`we write ${length} bytes, they read`, async () => {
			const ours = kmsKeyring({ client: over(sdk('eu-central-1')), generatorKeyId });
			const { message } = await encrypt(new Uint8Array(plaintext), {
				keyring: ours,
				encryptionContext
			});
			same(
				(await client.decrypt(theirs(generatorKeyId), Buffer.from(message))).plaintext,
				plaintext
			);
		});
	}
	await attempt('a caller without permission does not open it', async () => {
		const { result } = await client.encrypt(theirs(generatorKeyId), randomBytes(10), {});
		const opened = await client
			.decrypt(theirs(generatorKeyId, [], 'AKIDNOBODY'), result)
			.catch((error: unknown) => String(error));
		if (typeof opened !== 'string') throw new Error('It was opened.');
		if (!opened.includes('not authorized to perform: kms:Decrypt')) throw new Error(opened);
	});
} finally {
	for (const one of clients) one.destroy();
	await server.close();
}

for (const failure of failures) console.error(failure);
console.log(
	JSON.stringify({ peer: 'sandbox, @aws-crypto/client-node', passed, failed: failures.length })
);
process.exitCode = failures.length > 0 ? 1 : 0;
